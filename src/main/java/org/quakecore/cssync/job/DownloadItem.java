package org.quakecore.cssync.job;

/**
 * One file to be dealt with.
 *
 * @param work the set it belongs to
 */
record DownloadItem(DownloadWork work, DownloadStep step) {
  DownloadFile file() {
    return step.file();
  }

  DownloadSet set() {
    return work.set();
  }

  DownloadItem with(DownloadStep newStep) {
    return new DownloadItem(work, newStep);
  }
}

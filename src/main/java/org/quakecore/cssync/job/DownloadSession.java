package org.quakecore.cssync.job;

/** What the pieces of one download share. */
record DownloadSession(
    DownloadOptions options, DownloadFolder folder, DownloadReport report, Progress progress) {
  /** Whether the log says that what came out of the file is proven. */
  boolean isProven(DownloadFile file) {
    return folder
        .ok()
        .find(file.name())
        .filter(proof -> proof.isOf(file) || options.noDownload())
        .isPresent();
  }
}

package org.quakecore.cssync.job;

import java.util.ArrayList;
import java.util.List;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * Keeps count of what has become of each file. When the last one of a set is settled and all of
 * them are proven, what an earlier set had and this one has not is removed.
 */
final class DownloadLedger {
  private final DownloadOptions options;
  private final DownloadFolder folder;
  private final Progress progress;
  private final DownloadReport report;
  private final List<DownloadTask> again = new ArrayList<>();

  DownloadLedger(
      DownloadOptions options, DownloadFolder folder, Progress progress, DownloadReport report) {
    this.options = options;
    this.folder = folder;
    this.progress = progress;
    this.report = report;
  }

  void done(DownloadItem item) throws SyncException {
    report.settled(item.file());
    settled(item.work());
  }

  /**
   * @param message of which file, and why
   */
  void failed(DownloadItem item, String message) throws SyncException {
    report.settled(item.file());
    report.fail(message);
    settled(item.work());
  }

  /** What lies here of the file is not what the remote has, so it is to be fetched once more. */
  void again(DownloadItem item) throws SyncException {
    item.work().again(item.step());
    settled(item.work());
  }

  /** The sets with files that are to be fetched once more. */
  synchronized List<DownloadTask> takeAgain() {
    List<DownloadTask> taken = List.copyOf(again);
    again.clear();
    return taken;
  }

  /** Whether the log says that what came out of the file is proven. */
  boolean isProven(DownloadFile file) {
    return folder
        .ok()
        .find(file.name())
        .filter(proof -> proof.isOf(file) || options.noDownload())
        .isPresent();
  }

  private void settled(DownloadWork work) throws SyncException {
    if (!work.settled()) {
      return;
    }
    if (work.again().isPresent()) {
      synchronized (this) {
        again.add(work.again().get());
      }
    } else if (work.set().files().stream().allMatch(this::isProven)) {
      new DownloadLeftovers(folder, progress, report).remove(work.set());
    }
  }
}

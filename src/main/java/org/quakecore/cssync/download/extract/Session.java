package org.quakecore.cssync.download.extract;

import org.quakecore.cssync.download.plan.ArchivedFile;
import org.quakecore.cssync.download.plan.Options;
import org.quakecore.cssync.transfer.Deadline;
import org.quakecore.cssync.transfer.Progress;

/** What the pieces of one download share. */
public record Session(
    Options options, Folder folder, Report report, Progress progress, Deadline deadline) {
  /** Whether the log says that what came out of the file is proven. */
  public boolean isProven(ArchivedFile file) {
    return folder
        .ok()
        .find(file.name())
        .filter(proof -> proof.isOf(file) || options.noDownload())
        .isPresent();
  }
}

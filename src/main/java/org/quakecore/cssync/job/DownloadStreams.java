package org.quakecore.cssync.job;

import java.util.Optional;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.remote.Remote;

/**
 * How many streams bring files at once.
 *
 * @param count of calls of rclone at the same time
 * @param beside so many more, for small files only
 * @param transfers in one call of rclone
 */
record DownloadStreams(int count, int beside, int transfers) {
  /** Dropbox throttles each connection, not all of them together. */
  private static final int FOR_DROPBOX = 8;

  private static final int ELSEWHERE = 2;

  /** What the user asks for, or what suits the remote. */
  static DownloadStreams of(DownloadOptions options, Optional<Remote> remote) throws SyncException {
    boolean dropbox = remote.isPresent() && remote.get().traits().dropbox();
    int wanted = options.downloads().orElse(dropbox ? FOR_DROPBOX : ELSEWHERE);
    // A limit holds for each call of rclone, and is meant for all of them together.
    if (options.downloads().isEmpty() && limitsTheRate(options)) {
      return new DownloadStreams(1, 0, bringsTars(options) ? wanted : 1);
    }
    return new DownloadStreams(wanted, dropbox ? Line.besides(wanted) : 0, 1);
  }

  /** Where the bytes pass through us, a call of rclone brings one file. */
  private static boolean bringsTars(DownloadOptions options) {
    return options.staging() == Staging.TAR && options.rel().isEmpty();
  }

  private static boolean limitsTheRate(DownloadOptions options) {
    return options.rcloneArguments().stream()
        .anyMatch(
            argument -> argument.startsWith("--bwlimit") || argument.startsWith("--tpslimit"));
  }

  String words() {
    int files = count * transfers;
    return files == 1 ? "one at a time" : files + " at once";
  }
}

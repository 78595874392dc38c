package org.quakecore.cssync.archive;

import java.io.IOException;
import java.nio.file.Path;
import org.quakecore.cssync.catalogue.SyncException;

/** What to say when writing fails: of a full disk, also how many bytes were wanted. */
final class DiskFull {
  private DiskFull() {}

  /**
   * Translates a failure to write.
   *
   * @param bytes the size the file was to have
   */
  static SyncException of(IOException failure, Path path, long bytes) {
    SyncException translated = SyncException.of(failure, path, SyncException.Kind.DATA);
    if (translated.kind() != SyncException.Kind.DISK_FULL) {
      return translated;
    }
    return new SyncException(
        SyncException.Kind.DISK_FULL,
        translated.getMessage() + "; this file alone needs " + bytes + " bytes",
        failure);
  }
}

package org.quakecore.cssync.archive;

import java.nio.file.Path;
import java.util.function.LongConsumer;
import org.quakecore.cssync.catalogue.SyncException;

/** Makes one tar from the sources and proves it before it gets its final name. */
@SuppressWarnings("DoNotCallSuggester")
public final class PartWriter {
  private PartWriter() {}

  /**
   * Writes the tar under a temporary name beside {@code target}, syncs it to the disk, reads it
   * back and compares every member with the SHA-256 taken while packing, then moves it to its name.
   *
   * @param progress is told how many source bytes were packed since it was last told
   * @throws SyncException DATA when a source is missing, has not the expected size or changes while
   *     it is read, or when the tar is not what was written; DISK_FULL when the disk is;
   *     INTERRUPTED when the thread is. Nothing is left under either name then.
   */
  public static PackedPart write(Part part, Path target, LongConsumer progress)
      throws SyncException {
    throw new SyncException(SyncException.Kind.DATA, "");
  }
}

package org.quakecore.cssync.archive;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * Reads a tar from end to end and trusts nothing in it: only plain files and folders, no name
 * twice, none that leads out of the target, and the blocks that end an archive at its end.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class PartReader {
  private PartReader() {}

  /** Reads without writing; the result tells what the tar holds. */
  public static PackedPart read(Path tar, LongConsumer progress) throws SyncException {
    throw new SyncException(SyncException.Kind.DATA, "");
  }

  /**
   * Writes every member below {@code folder}, which must exist and be empty.
   *
   * @param tar read to its end, not closed
   * @param name of the tar, for messages
   * @throws SyncException DATA when the tar is broken or holds what is refused; then the folder may
   *     hold some members, none of them proven. DISK_FULL, INTERRUPTED as their names say.
   */
  public static PackedPart extract(InputStream tar, String name, Path folder, LongConsumer progress)
      throws SyncException {
    throw new SyncException(SyncException.Kind.DATA, "");
  }
}

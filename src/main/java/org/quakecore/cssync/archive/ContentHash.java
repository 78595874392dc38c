package org.quakecore.cssync.archive;

import java.nio.file.Path;
import java.util.function.LongConsumer;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * The hash Dropbox keeps of every file: SHA-256 over the SHA-256 digests of its 4 MiB blocks.
 *
 * <p>The rule is Dropbox's "content hash"; an empty file has the SHA-256 of nothing.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class ContentHash {
  /** Takes the next bytes of the file. */
  public void update(byte[] bytes, int offset, int length) {
    throw new IllegalStateException();
  }

  /** Ends the file. The object can take no more bytes afterwards. */
  public String hex() {
    throw new IllegalStateException();
  }

  /**
   * Reads a whole file, telling {@code progress} how many bytes were read since it was last told.
   */
  public static String of(Path file, LongConsumer progress) throws SyncException {
    throw new SyncException(SyncException.Kind.DATA, "");
  }
}

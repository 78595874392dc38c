package org.quakecore.cssync.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.LongConsumer;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * The hash Dropbox keeps of every file: SHA-256 over the SHA-256 digests of its 4 MiB blocks.
 *
 * <p>The rule is Dropbox's "content hash"; an empty file has the SHA-256 of nothing.
 */
public final class ContentHash {
  private static final int BLOCK = 4 << 20;
  private static final int BUFFER = 1 << 20;

  private final MessageDigest block = sha256();
  private final MessageDigest blocks = sha256();
  private int filled;
  private boolean ended;

  /** Takes the next bytes of the file. */
  public void update(byte[] bytes, int offset, int length) {
    if (ended) {
      throw new IllegalStateException("the hash has already been taken");
    }
    int from = offset;
    int left = length;
    while (left > 0) {
      int now = Math.min(left, BLOCK - filled);
      block.update(bytes, from, now);
      filled += now;
      from += now;
      left -= now;
      if (filled == BLOCK) {
        endBlock();
      }
    }
  }

  /** Ends the file, and gives its hash as 64 lower-case hex digits. The object is spent then. */
  public String hex() {
    if (ended) {
      throw new IllegalStateException("the hash has already been taken");
    }
    ended = true;
    if (filled > 0) {
      endBlock();
    }
    return HexFormat.of().formatHex(blocks.digest());
  }

  private void endBlock() {
    blocks.update(block.digest());
    filled = 0;
  }

  /**
   * Reads a whole file, telling {@code progress} how many bytes were read since it was last told.
   *
   * @throws SyncException DATA when the file cannot be read, INTERRUPTED when the thread is
   */
  public static String of(Path file, LongConsumer progress) throws SyncException {
    try (InputStream in = Files.newInputStream(file)) {
      return of(in, progress);
    } catch (IOException e) {
      throw SyncException.of(e, file, SyncException.Kind.DATA);
    }
  }

  /**
   * Reads a stream to its end, telling {@code progress} as {@link #of(Path, LongConsumer)} does.
   */
  public static String of(InputStream in, LongConsumer progress) throws IOException, SyncException {
    ContentHash hash = new ContentHash();
    byte[] buffer = new byte[BUFFER];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      if (Thread.currentThread().isInterrupted()) {
        throw SyncException.interrupted(null);
      }
      hash.update(buffer, 0, read);
      progress.accept(read);
    }
    return hash.hex();
  }

  /** The hash of some bytes in memory. */
  public static String of(byte[] bytes, int offset, int length) {
    ContentHash hash = new ContentHash();
    hash.update(bytes, offset, length);
    return hash.hex();
  }

  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

package org.quakecore.cssync.archive;

import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * A {@link ContentHash} computed on a thread of its own, so that hashing the tar costs the thread
 * that packs or reads it no more than a copy of the bytes.
 *
 * <p>At most {@link #BUFFERS} buffers of {@link #BUFFER} bytes exist; they go round. The thread
 * starts with the first full buffer, so a small tar needs none.
 */
final class BackgroundContentHash implements AutoCloseable {
  private static final int BUFFER = 256 << 10;
  private static final int BUFFERS = 4;
  private static final byte[] END = {};

  private final ContentHash hash = new ContentHash();
  private final Optional<MessageDigest> sha256;
  private final BlockingQueue<byte[]> full = new ArrayBlockingQueue<>(BUFFERS + 1);
  private final BlockingQueue<byte[]> spent = new ArrayBlockingQueue<>(BUFFERS);
  private final Thread worker = new Thread(this::work, "content-hash");
  private byte[] current = new byte[BUFFER];
  private int filled;
  private int buffers = 1;

  /**
   * @param withSha256 whether the SHA-256 of the whole is wanted, too, which takes as long again
   */
  BackgroundContentHash(boolean withSha256) {
    sha256 = withSha256 ? Optional.of(ContentHash.sha256()) : Optional.empty();
    worker.setDaemon(true);
  }

  /** Takes the next bytes of the file; they are copied, so the array is the caller's again. */
  void update(byte[] bytes, int offset, int length) throws InterruptedIOException {
    int from = offset;
    int left = length;
    while (left > 0) {
      if (filled == BUFFER) {
        handOver();
      }
      int now = Math.min(left, BUFFER - filled);
      System.arraycopy(bytes, from, current, filled, now);
      filled += now;
      from += now;
      left -= now;
    }
  }

  /** Ends the file, waits for the thread, and gives the hash as lower-case hex digits. */
  String hex() throws InterruptedIOException {
    if (buffers > 1) {
      try {
        full.put(END);
        worker.join();
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
    add(current, filled);
    return hash.hex();
  }

  /** The SHA-256 of the whole after {@link #hex}, where it was wanted. */
  Optional<String> sha256() {
    return sha256.map(digest -> HexFormat.of().formatHex(digest.digest()));
  }

  private void add(byte[] bytes, int length) {
    hash.update(bytes, 0, length);
    sha256.ifPresent(digest -> digest.update(bytes, 0, length));
  }

  /** Ends the thread, whether or not the file came to its end. */
  @Override
  public void close() {
    worker.interrupt();
  }

  private void handOver() throws InterruptedIOException {
    try {
      full.put(current);
      if (buffers == 1) {
        worker.start();
      }
      if (buffers < BUFFERS) {
        buffers++;
        current = new byte[BUFFER];
      } else {
        current = spent.take();
      }
      filled = 0;
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private void work() {
    try {
      for (byte[] buffer = full.take(); buffer != END; buffer = full.take()) {
        add(buffer, buffer.length);
        spent.put(buffer);
      }
    } catch (InterruptedException e) {
      // Only close() interrupts: nobody wants the hash any more.
      full.clear();
    }
  }

  private static InterruptedIOException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    InterruptedIOException failure = new InterruptedIOException("interrupted while hashing");
    failure.initCause(cause);
    return failure;
  }
}

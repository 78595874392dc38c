package org.quakecore.cssync.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;
import org.quakecore.cssync.catalogue.SyncException;

/** The bytes of a tar as they come: counted, and hashed as Dropbox does, to the very last. */
public final class TarStream implements AutoCloseable {
  /** Small members then cost one read for many; large ones pass this buffer by. */
  private static final int BUFFER = 128 << 10;

  private final Bytes in;
  private final LongConsumer progress;
  private final BackgroundContentHash hash = new BackgroundContentHash(false);
  private long position;

  /** Where the bytes come from. */
  @FunctionalInterface
  public interface Bytes {
    /** As {@link InputStream#read(byte[], int, int)}. */
    int read(byte[] bytes, int offset, int length) throws IOException, SyncException;

    /**
     * Leaves bytes out, where that costs less than to read them.
     *
     * @return how many there were to leave out, less than {@code count} only at the end
     */
    default long skip(long count) throws IOException, SyncException {
      byte[] passed = new byte[(int) Math.min(BUFFER, count)];
      long left = count;
      while (left > 0) {
        int read = read(passed, 0, (int) Math.min(passed.length, left));
        if (read < 0) {
          break;
        }
        left -= read;
      }
      return count - left;
    }
  }

  /**
   * @param position of the first byte that comes, from the start of the tar
   */
  TarStream(InputStream in, long position, LongConsumer progress) {
    this.in = new BufferedInputStream(in, BUFFER)::read;
    this.position = position;
    this.progress = progress;
  }

  /** Reads no byte before it is asked for. */
  public TarStream(Bytes in) {
    this.in = in;
    this.progress = bytes -> {};
  }

  /** The offset of the next byte from the start of the tar. */
  public long position() {
    return position;
  }

  /**
   * Fills as much of the buffer as there are bytes.
   *
   * @return less than {@code length} only at the end of the stream
   * @throws IOException when the stream cannot be read
   * @throws SyncException INTERRUPTED when the thread is
   */
  public int read(byte[] buffer, int length) throws IOException, SyncException {
    int filled = 0;
    while (filled < length) {
      if (Thread.currentThread().isInterrupted()) {
        throw SyncException.interrupted(null);
      }
      int read = in.read(buffer, filled, length - filled);
      if (read < 0) {
        break;
      }
      hash.update(buffer, filled, read);
      progress.accept(read);
      filled += read;
    }
    position += filled;
    return filled;
  }

  /**
   * Leaves bytes out.
   *
   * @return how many, less than {@code count} only at the end of the stream
   */
  long skip(long count) throws IOException, SyncException {
    long skipped = in.skip(count);
    position += skipped;
    return skipped;
  }

  /** The content hash of all that was read. Nothing can be read afterwards. */
  public String contentHash() throws IOException {
    return hash.hex();
  }

  /** Ends the hashing; the stream beneath stays open. */
  @Override
  public void close() {
    hash.close();
  }
}

package org.quakecore.cssync.download;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.quakecore.cssync.archive.ContentHash;

/**
 * Watches a stream from the remote: how many bytes came, what their hash is, whether it broke.
 * Every byte is seen, however it is read or passed over.
 */
final class Tee extends FilterInputStream {
  private static final int MOST_SKIPPED = 1 << 16;

  private final ContentHash hash = new ContentHash();
  private final boolean hashing;
  private long bytes;
  private boolean failed;

  /**
   * @param hashing whether the hash is wanted
   */
  Tee(InputStream in, boolean hashing) {
    super(in);
    this.hashing = hashing;
  }

  long bytes() {
    return bytes;
  }

  /** The Dropbox content hash of what was read, once; nothing can be read afterwards. */
  String hash() {
    return hash.hex();
  }

  /** Whether the stream failed, which is no fault of the bytes that came before. */
  boolean hasFailed() {
    return failed;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    try {
      int read = super.read(to, offset, length);
      if (read > 0) {
        bytes += read;
        if (hashing) {
          hash.update(to, offset, read);
        }
      }
      return read;
    } catch (IOException e) {
      failed = true;
      throw e;
    }
  }

  @Override
  public long skip(long most) throws IOException {
    return Math.max(0, read(new byte[(int) Math.min(most, MOST_SKIPPED)]));
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}

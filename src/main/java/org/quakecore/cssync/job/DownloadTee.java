package org.quakecore.cssync.job;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.quakecore.cssync.archive.ContentHash;

/** Watches a stream from the remote: how many bytes came, what their hash is, whether it broke. */
final class DownloadTee extends FilterInputStream {
  private final ContentHash hash = new ContentHash();
  private final boolean hashing;
  private long bytes;
  private boolean failed;

  /**
   * @param hashing whether the hash is wanted
   */
  DownloadTee(InputStream in, boolean hashing) {
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
    int read;
    try {
      read = super.read(to, offset, length);
    } catch (IOException e) {
      failed = true;
      throw e;
    }
    if (read > 0) {
      bytes += read;
      if (hashing) {
        hash.update(to, offset, read);
      }
    }
    return read;
  }

  @Override
  public long skip(long most) throws IOException {
    return Math.max(0, read(new byte[(int) Math.min(most, 1 << 16)]));
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}

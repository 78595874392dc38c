package org.quakecore.cssync.download;

import java.io.IOException;
import java.io.InputStream;
import org.quakecore.cssync.archive.ContentHash;

/** Watches a stream from the remote: how many bytes came, what their hash is, whether it broke. */
final class Tee extends Tap {
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
  public int read(byte[] to, int offset, int length) throws IOException {
    try {
      return super.read(to, offset, length);
    } catch (IOException e) {
      failed = true;
      throw e;
    }
  }

  @Override
  void passed(byte[] read, int offset, int length) {
    bytes += length;
    if (hashing) {
      hash.update(read, offset, length);
    }
  }
}

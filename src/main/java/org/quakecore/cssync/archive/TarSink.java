package org.quakecore.cssync.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * The bytes of a tar on their way to the disk or the remote: counted, and hashed as Dropbox does.
 */
final class TarSink extends OutputStream {
  private final OutputStream out;
  private final BackgroundContentHash hash;
  private long bytes;

  /**
   * @param withSha256 whether the SHA-256 of the whole is wanted, too
   */
  TarSink(OutputStream out, boolean withSha256) {
    this.out = out;
    this.hash = new BackgroundContentHash(withSha256);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] data, int offset, int length) throws IOException {
    hash.update(data, offset, length);
    out.write(data, offset, length);
    bytes += length;
  }

  /** How many bytes were written. */
  long bytes() {
    return bytes;
  }

  /** The content hash of all that was written. Nothing can be written afterwards. */
  String contentHash() throws IOException {
    return hash.hex();
  }

  /** The SHA-256 of all that was written, after {@link #contentHash}, where it was wanted. */
  Optional<String> sha256() {
    return hash.sha256();
  }

  /** Ends the hashing; what it wrote to stays open. */
  @Override
  public void close() {
    hash.close();
  }
}

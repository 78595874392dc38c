package org.quakecore.cssync.archive;

import java.io.IOException;
import java.io.OutputStream;

/**
 * The bytes of a tar on their way to the disk or the remote: counted, and hashed as Dropbox does.
 */
final class TarSink extends OutputStream {
  private final OutputStream out;
  private final BackgroundContentHash hash = new BackgroundContentHash();
  private long bytes;

  TarSink(OutputStream out) {
    this.out = out;
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

  /** Ends the hashing; what it wrote to stays open. */
  @Override
  public void close() {
    hash.close();
  }
}

package org.quakecore.cssync.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** The bytes of a tar on their way to the disk: counted, and hashed as Dropbox does. */
final class TarSink extends OutputStream {
  private final FileChannel channel;
  private final BackgroundContentHash hash = new BackgroundContentHash();
  private long bytes;

  TarSink(FileChannel channel) {
    this.channel = channel;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] data, int offset, int length) throws IOException {
    hash.update(data, offset, length);
    ByteBuffer buffer = ByteBuffer.wrap(data, offset, length);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
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

  /** Ends the hashing; the channel stays open. */
  @Override
  public void close() {
    hash.close();
  }
}

package org.quakecore.cssync.catalogue.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/**
 * A file of which a few bytes are wanted.
 *
 * @param size in bytes
 */
public record SourceBytes(FileChannel channel, long size) {
  /**
   * Reads what there is of the bytes wanted: fewer where the file ends.
   *
   * @param offset from the start of the file
   * @throws IOException when the file cannot be read
   */
  public byte[] read(long offset, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.max(0, Math.min(count, size - offset)));
    boolean ended = false;
    while (bytes.hasRemaining() && !ended) {
      ended = channel.read(bytes, offset + bytes.position()) < 0;
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }
}

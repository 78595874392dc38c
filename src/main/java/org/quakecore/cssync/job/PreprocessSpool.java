package org.quakecore.cssync.job;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import org.quakecore.cssync.catalogue.ByteOrder;

/**
 * Keeps the sections of files_to_sync.yaml on disk until they can be put in order: faults are
 * scanned in the order of list.txt but written in that of their names, and a million files do not
 * fit the memory meanwhile.
 */
final class PreprocessSpool implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;

  private record Piece(long offset, int length) {}

  private final FileChannel channel;
  private final OutputStream out;
  private final TreeMap<String, Piece> pieces = new TreeMap<>(ByteOrder.COMPARATOR);
  private long end;

  private PreprocessSpool(FileChannel channel) {
    this.channel = channel;
    this.out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
  }

  /**
   * Opens a nameless file in the folder where the result will lie, since there is room for both.
   */
  static PreprocessSpool in(Path folder) throws IOException {
    Path file = Files.createTempFile(folder, ".sections", ".tmp");
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
      return new PreprocessSpool(channel);
    } finally {
      // Without its name it is gone when the process is, however that ends.
      Files.delete(file);
    }
  }

  void add(String key, String section) throws IOException {
    byte[] bytes = section.getBytes(StandardCharsets.US_ASCII);
    out.write(bytes);
    pieces.put(key, new Piece(end, bytes.length));
    end += bytes.length;
  }

  /** Writes all sections, sorted by key. */
  void writeTo(OutputStream target) throws IOException {
    out.flush();
    for (Map.Entry<String, Piece> entry : pieces.entrySet()) {
      Piece piece = entry.getValue();
      channel.position(piece.offset());
      byte[] bytes = Channels.newInputStream(channel).readNBytes(piece.length());
      target.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

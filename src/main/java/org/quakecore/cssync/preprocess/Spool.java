package org.quakecore.cssync.preprocess;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.quakecore.cssync.catalogue.ByteOrder;
import org.quakecore.cssync.catalogue.TemporaryName;

/**
 * Keeps the sections of files_to_sync.yaml on disk until they can be put in order: faults are
 * scanned in the order of list.txt but written in that of their names, and a million files do not
 * fit the memory meanwhile. Several threads can write a section each.
 */
final class Spool implements AutoCloseable {
  private static final int BUFFER_CHARS = 1 << 16;

  private record Piece(long offset, int length) {}

  private final FileChannel channel;
  private final TreeMap<String, List<Piece>> sections = new TreeMap<>(ByteOrder.COMPARATOR);
  private long end;

  private Spool(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Opens a nameless file in the folder where the result will lie, since there is room for both.
   */
  static Spool in(Path folder) throws IOException {
    Path file = folder.resolve(TemporaryName.of("sections"));
    try {
      FileChannel channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      return new Spool(channel);
    } finally {
      // Without its name it is gone when the process is, however that ends.
      Files.deleteIfExists(file);
    }
  }

  /** The section of a key, to be written in one thread and closed. */
  Section section(String key) {
    return new Section(key);
  }

  /** Text of a section on its way to the disk. It must be ASCII. */
  final class Section extends Writer {
    private final StringBuilder buffer = new StringBuilder();
    private final List<Piece> pieces = new ArrayList<>();
    private final String key;

    private Section(String key) {
      this.key = key;
    }

    @Override
    public void write(char[] text, int from, int length) throws IOException {
      buffer.append(text, from, length);
      if (buffer.length() >= BUFFER_CHARS) {
        storeBuffer();
      }
    }

    /** What is left comes to the disk when the section is closed. */
    @Override
    public void flush() {}

    private void storeBuffer() throws IOException {
      pieces.add(store(buffer.toString().getBytes(StandardCharsets.US_ASCII)));
      buffer.setLength(0);
    }

    @Override
    public void close() throws IOException {
      storeBuffer();
      synchronized (Spool.this) {
        sections.put(key, pieces);
      }
    }
  }

  private synchronized Piece store(byte[] bytes) throws IOException {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    long offset = end;
    while (from.hasRemaining()) {
      end += channel.write(from, end);
    }
    return new Piece(offset, bytes.length);
  }

  /** Writes all sections, sorted by key. */
  synchronized void writeTo(OutputStream target) throws IOException {
    for (List<Piece> section : sections.values()) {
      for (Piece piece : section) {
        channel.position(piece.offset());
        target.write(Channels.newInputStream(channel).readNBytes(piece.length()));
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

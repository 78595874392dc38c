package org.quakecore.cssync.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectWriterTest {
  private static final int BUFFER = 2 << 20;
  private static final int[] SIZES = {
    0, 1, 511, 4095, 4096, 4097, BUFFER - 1, BUFFER, BUFFER + 1, 3 * BUFFER, 7 * BUFFER + 123
  };

  @TempDir Path folder;

  @Test
  void everyByteArrivesWhateverTheSizeAndTheSlices() throws Exception {
    try (DirectWriter writer = new DirectWriter(folder)) {
      writeAndCompare(writer);
    }
  }

  @Test
  void aDiskThatCannotBypassTheCacheIsWrittenThroughIt() throws Exception {
    DirectWriter.Opener refusing =
        file -> {
          throw new IOException("Invalid argument");
        };
    try (DirectWriter writer = new DirectWriter(folder, refusing)) {
      writeAndCompare(writer);
    }
  }

  @Test
  void aSystemWithoutDirectWritesIsWrittenThroughTheCache() throws Exception {
    DirectWriter.Opener lacking =
        file -> {
          throw new UnsupportedOperationException("DIRECT");
        };
    try (DirectWriter writer = new DirectWriter(folder, lacking)) {
      writeAndCompare(writer);
    }
  }

  @Test
  void aDiskThatRefusesOnlyTheWritesIsWrittenThroughTheCache() throws Exception {
    DirectWriter.Opener closed =
        file -> {
          FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
          channel.close();
          return channel;
        };
    try (DirectWriter writer = new DirectWriter(folder, closed)) {
      writeAndCompare(writer);
    }
  }

  @Test
  void aFileThatIsThereIsNotReplaced() throws Exception {
    Path file = Files.writeString(folder.resolve("there"), "kept");
    try (DirectWriter writer = new DirectWriter(folder)) {
      assertThrows(FileAlreadyExistsException.class, () -> writer.begin(file));
    }
    assertEquals("kept", Files.readString(file));
  }

  private void writeAndCompare(DirectWriter writer) throws IOException {
    Random random = new Random(7);
    for (int size : SIZES) {
      byte[] bytes = new byte[size];
      random.nextBytes(bytes);
      Path file = folder.resolve(size + ".bin");
      writer.begin(file);
      int from = 0;
      while (from < size) {
        int now = Math.min(size - from, 1 + random.nextInt(300_000));
        writer.write(bytes, from, now);
        from += now;
      }
      writer.end();
      assertArrayEquals(bytes, Files.readAllBytes(file), file::toString);
    }
  }
}

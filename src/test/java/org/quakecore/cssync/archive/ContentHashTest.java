package org.quakecore.cssync.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quakecore.cssync.catalogue.SyncException;

class ContentHashTest {
  private static final int BLOCK = 4 << 20;

  @TempDir Path folder;

  @Test
  void helloHasTheKnownHash() {
    ContentHash hash = new ContentHash();
    hash.update("hello".getBytes(UTF_8), 0, 5);

    assertEquals("9595c9df90075148eb06860365df33584b75bff782a510c6cd4883a419833d50", hash.hex());
  }

  @Test
  void anEmptyFileHasTheSha256OfNothing() {
    assertEquals(
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        new ContentHash().hex());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 2 * BLOCK + 12345})
  void rcloneComputesTheSame(int size) throws Exception {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    Path file = Files.write(folder.resolve("file"), bytes);
    AtomicLong told = new AtomicLong();

    String mine = ContentHash.of(file, told::addAndGet);

    String theirs = Tools.run(folder, "rclone", "hashsum", "dropbox", file.toString());
    assertEquals(theirs.substring(0, 64), mine);
    assertEquals(size, told.get());
  }

  @Test
  void theHashDoesNotDependOnHowTheBytesArrive() {
    byte[] bytes = new byte[2 * BLOCK + 777];
    new Random(7).nextBytes(bytes);
    ContentHash whole = new ContentHash();
    whole.update(bytes, 0, bytes.length);
    String expected = whole.hex();

    Random random = new Random(8);
    for (int most : new int[] {5000, BLOCK + 3, 2 * BLOCK}) {
      ContentHash pieces = new ContentHash();
      int at = 0;
      while (at < bytes.length) {
        int length = Math.min(bytes.length - at, random.nextInt(most + 1));
        pieces.update(bytes, at, length);
        at += length;
      }
      assertEquals(expected, pieces.hex());
    }
  }

  @Test
  void aSpentHashTakesNoMoreBytes() {
    ContentHash hash = new ContentHash();
    hash.hex();

    assertThrows(IllegalStateException.class, () -> hash.update(new byte[1], 0, 1));
    assertThrows(IllegalStateException.class, hash::hex);
  }

  @Test
  void aMissingFileIsNamed() {
    Path missing = folder.resolve("missing.tar");

    SyncException failure =
        assertThrows(SyncException.class, () -> ContentHash.of(missing, bytes -> {}));

    assertEquals(SyncException.Kind.DATA, failure.kind());
    assertTrue(failure.getMessage().contains(missing.toString()), failure::getMessage);
  }

  @Test
  void anInterruptEndsTheReading() throws Exception {
    Path file = Files.write(folder.resolve("file"), new byte[100]);
    Thread.currentThread().interrupt();
    try {
      SyncException failure =
          assertThrows(SyncException.class, () -> ContentHash.of(file, bytes -> {}));
      assertEquals(SyncException.Kind.INTERRUPTED, failure.kind());
    } finally {
      assertTrue(Thread.interrupted());
    }
  }
}

package org.quakecore.cssync.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.quakecore.cssync.remote.RemoteContract.kindOf;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;

/** A file of a folder of this machine, read without rclone. */
class LocalFileTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("x"), "0123456789");
  }

  private byte[] read(long offset, long length) throws SyncException {
    return LocalFile.read(file, offset, length, InputStream::readAllBytes);
  }

  @Test
  void aRangeIsJustThat() throws Exception {
    assertArrayEquals("345".getBytes(UTF_8), read(3, 3));
    assertArrayEquals("789".getBytes(UTF_8), read(7, -1));
    assertArrayEquals(new byte[0], read(10, -1));
    assertArrayEquals(new byte[0], read(3, 0));
  }

  @Test
  void whatIsShortIsAnErrorThatSaysBothNumbersWhateverTheSinkMakesOfIt() {
    SyncException failure = assertThrows(SyncException.class, () -> read(7, 5));
    assertEquals(Kind.DATA, failure.kind());
    assertTrue(failure.getMessage().endsWith("asked for 5 B from byte 7 on, but 3 B came"));
    Remote.Sink<String> forgiving =
        in -> {
          try {
            return new String(in.readAllBytes(), UTF_8);
          } catch (IOException e) {
            return "never mind";
          }
        };
    assertThrows(SyncException.class, () -> LocalFile.read(file, 7, 5, forgiving));
  }

  @Test
  void aSinkMayHaveEnoughOrFail() throws Exception {
    int first = LocalFile.read(file, 3, 5, InputStream::read);
    assertEquals('3', first);
    SyncException own = new SyncException(Kind.QUOTA_FULL, "own");
    assertSame(
        own,
        assertThrows(
            SyncException.class,
            () ->
                LocalFile.read(
                    file,
                    0,
                    -1,
                    in -> {
                      throw own;
                    })));
  }

  @Test
  void anInterruptEndsIt() {
    Thread.currentThread().interrupt();
    assertEquals(Kind.INTERRUPTED, kindOf(() -> read(0, -1)));
    assertTrue(Thread.interrupted());
  }

  @Test
  void whatIsNoFileIsNone() throws Exception {
    assertEquals(10, LocalFile.size(file));
    assertEquals(Kind.DATA, kindOf(() -> LocalFile.size(folder)));
    Files.delete(file);
    assertFalse(Files.exists(file));
    assertEquals(Kind.DATA, kindOf(() -> read(0, -1)));
  }
}

package org.quakecore.cssync.download.extract;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskTest {
  @TempDir Path temp;
  private Path folder;
  private Path kept;

  @BeforeEach
  void layOut() throws Exception {
    folder = Files.createDirectories(temp.resolve("aside/deep")).getParent();
    Files.writeString(folder.resolve("deep/member"), "1");
    kept = Files.writeString(Files.createDirectory(temp.resolve("others")).resolve("kept"), "1");
  }

  private static boolean isThere(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  @Test
  void aTreeIsDeletedWithItsLinksAndNotWhatTheyLeadTo() throws Exception {
    Files.createSymbolicLink(folder.resolve("deep/folder"), kept.getParent());
    Files.createSymbolicLink(folder.resolve("file"), kept);
    Files.createSymbolicLink(folder.resolve("dangling"), Path.of("gone"));
    Path link = Files.createSymbolicLink(temp.resolve("link"), kept.getParent());

    Disk.deleteTree(folder);
    Disk.deleteTree(link);
    Disk.deleteTree(temp.resolve("never was"));

    assertFalse(isThere(folder));
    assertFalse(isThere(link));
    assertTrue(isThere(kept));
  }

  @Test
  void aTreeIsDeletedOnAThreadThatIsBeingStopped() throws Exception {
    Thread.currentThread().interrupt();
    Disk.deleteTree(folder);
    assertTrue(Thread.interrupted());
    assertFalse(isThere(folder));
  }
}

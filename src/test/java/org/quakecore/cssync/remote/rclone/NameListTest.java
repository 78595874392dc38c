package org.quakecore.cssync.remote.rclone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.catalogue.TemporaryPlace;

class NameListTest {
  @TempDir private Path temp;

  private TemporaryPlace place() {
    return TemporaryPlace.below(temp);
  }

  @Test
  void namesStandAsTheyAreOneALine() throws Exception {
    List<String> names = List.of("a b.json", "deeper/a.json", "a*", "[a]", "#a", "-a", "\u00e9");
    try (NameList list = new NameList(place(), names)) {
      assertEquals("--files-from-raw", list.arguments().get(0));
      assertEquals(names, Files.readAllLines(Path.of(list.arguments().get(1))));
    }
  }

  @Test
  void nothingOfItIsLeft() throws Exception {
    Path file;
    try (NameList list = new NameList(place(), List.of("a", "b"))) {
      file = Path.of(list.arguments().get(1));
    }
    assertFalse(Files.exists(file));
  }
}

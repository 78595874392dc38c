package org.quakecore.cssync.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryPlaceTest {
  @TempDir private Path temp;

  @Test
  void tmpdirIsHonoured() throws Exception {
    Path path = TemporaryPlace.ofThisMachine(Map.of("TMPDIR", temp.toString())).path("names", 10);
    assertEquals(temp, path.getParent());
    assertFalse(Files.exists(path));
  }

  @Test
  void withoutTmpdirItIsTheSystemsFolder() throws Exception {
    for (Map<String, String> unset :
        java.util.List.of(Map.<String, String>of(), Map.of("TMPDIR", ""))) {
      assertEquals(
          Path.of(System.getProperty("java.io.tmpdir")),
          TemporaryPlace.ofThisMachine(unset).path("names", 10).getParent());
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsPassedOver() throws Exception {
    String none = temp.resolve("none").toString();
    Path path = TemporaryPlace.ofThisMachine(Map.of("TMPDIR", none)).path("names", 10);
    assertNotEquals(Path.of(none), path.getParent());
    assertFalse(Files.exists(Path.of(none)));
  }

  @Test
  void wantingMoreThanFitsAnywhereSaysWhatToDo() {
    TemporaryPlace place = TemporaryPlace.ofThisMachine(Map.of("TMPDIR", temp.toString()));
    SyncException full =
        assertThrows(SyncException.class, () -> place.path("manifests", Long.MAX_VALUE));
    assertEquals(SyncException.Kind.DISK_FULL, full.kind());
    assertTrue(full.getMessage().contains(temp.toString()), full.getMessage());
    assertTrue(full.getMessage().contains("set TMPDIR to a folder that has"), full.getMessage());
  }

  @Test
  void whatAKilledRunLeftThereIsCleared() throws Exception {
    Path left = temp.resolve(TemporaryName.of("names").replaceFirst("-\\d+-", "-999999999-"));
    Files.writeString(left, "");
    TemporaryPlace.ofThisMachine(Map.of("TMPDIR", temp.toString())).path("names", 10);
    assertFalse(Files.exists(left));
  }

  @Test
  void aFolderOfTheRunsOwnIsMadeWhenItIsNeeded() throws Exception {
    Path own = temp.resolve("tmp/v22p12");
    TemporaryPlace place = TemporaryPlace.below(own);
    assertFalse(Files.exists(own));
    assertEquals(own, place.path("names", 10).getParent());
    assertTrue(Files.isDirectory(own));
  }
}

package org.quakecore.cssync.remote.rclone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quakecore.cssync.catalogue.TemporaryPlace;

class NameListTest {
  @TempDir private Path temp;

  private TemporaryPlace place() {
    return TemporaryPlace.below(temp);
  }

  @Test
  void plainNamesOfOneFolderBecomeRulesThatPassNothingElse() throws Exception {
    try (NameList list =
        NameList.ofOneFolder(place(), List.of("Hope_BB.json", "Alpine-F2K_IM.json"))) {
      assertEquals("--filter-from", list.arguments().get(0));
      assertEquals(
          List.of("+ /Hope_BB.json", "+ /Alpine-F2K_IM.json", "- *"),
          Files.readAllLines(Path.of(list.arguments().get(1))));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b.json", "deeper/a.json", "a*", "[a]", "{a}", "a?", "#a", "-a", "é"})
  void aNameThatCouldMeanSomethingElseInARuleMakesAListOfAll(String odd) throws Exception {
    try (NameList list = NameList.ofOneFolder(place(), List.of("Hope_BB.json", odd))) {
      assertEquals("--files-from-raw", list.arguments().get(0));
      assertEquals(
          List.of("Hope_BB.json", odd), Files.readAllLines(Path.of(list.arguments().get(1))));
    }
  }

  @Test
  void theRemoteControlIsToldTheSameFile() throws Exception {
    try (NameList list = new NameList(place(), List.of("a", "b"))) {
      assertEquals(
          "{\"FilesFromRaw\":[\"" + list.arguments().get(1) + "\"]}", list.filter().toString());
    }
    try (NameList list = NameList.ofOneFolder(place(), List.of("a", "b"))) {
      assertEquals(
          "{\"FilterFrom\":[\"" + list.arguments().get(1) + "\"]}", list.filter().toString());
    }
  }

  @Test
  void aSingleFileIsAskedForAlone() throws Exception {
    try (NameList list = NameList.ofOneFolder(place(), List.of("Hope_BB.json"))) {
      assertEquals("--files-from-raw", list.arguments().get(0));
    }
  }

  @Test
  void nothingOfItIsLeft() throws Exception {
    Path file;
    try (NameList list = NameList.ofOneFolder(place(), List.of("a", "b"))) {
      file = Path.of(list.arguments().get(1));
    }
    assertFalse(Files.exists(file));
  }
}

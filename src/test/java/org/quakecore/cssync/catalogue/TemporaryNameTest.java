package org.quakecore.cssync.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryNameTest {
  @TempDir private Path folder;

  private final String mine = TemporaryName.of("list.txt");

  /** A name of this host, of a process that does not exist. */
  private String dead() {
    return mine.replaceFirst("-\\d+-", "-999999999-");
  }

  /** A name of this host and of this process's number, but of an earlier process. */
  private String ofAnotherLife() {
    return mine.replaceFirst("-\\d+-([0-9a-f]{8})$", "-1000000000-$1");
  }

  private static String elsewhere(String name) {
    return name.replaceFirst("\\.\\w+-", ".elsewhere-");
  }

  private List<String> left(String... names) throws IOException {
    for (String name : names) {
      Files.writeString(folder.resolve(name), "");
    }
    return left();
  }

  private List<String> left() throws IOException {
    try (var children = Files.list(folder)) {
      return List.copyOf(
          new TreeSet<>(children.map(path -> path.getFileName().toString()).toList()));
    }
  }

  @Test
  void whatADeadProcessOfThisHostHasLeftGoesAndNothingElse() throws Exception {
    String living = TemporaryName.of("names");
    String other = elsewhere(dead());
    left(dead(), ofAnotherLife(), living, other, "list.txt", ".hidden", ".a-b-c-d", ".x.1234");
    Files.createDirectories(folder.resolve(dead().replace("list.txt", "manifests")).resolve("in"));
    TemporaryName.clear(folder);
    assertEquals(
        List.copyOf(
            new TreeSet<>(List.of(living, other, "list.txt", ".hidden", ".a-b-c-d", ".x.1234"))),
        left());
  }

  @Test
  void whatAnotherHostHasNotTouchedForADayGoesToo() throws Exception {
    String fresh = elsewhere(TemporaryName.of("names"));
    String old = elsewhere(TemporaryName.of("list.txt"));
    left(fresh, old);
    Files.setLastModifiedTime(
        folder.resolve(old), FileTime.from(Instant.now().minus(Duration.ofHours(25))));
    TemporaryName.clear(folder);
    assertEquals(List.of(fresh), left());
  }

  @Test
  void aFolderThatIsNotThereIsNoTrouble() {
    TemporaryName.clear(folder.resolve("none"));
  }

  @Test
  void noTwoNamesAreTheSameAndTheLongestStillIsAName() throws Exception {
    assertNotEquals(TemporaryName.of("a"), TemporaryName.of("a"));
    String longest = TemporaryName.of("é".repeat(127));
    assertTrue(longest.getBytes(StandardCharsets.UTF_8).length < 255, longest);
    Files.writeString(folder.resolve(longest), "");
  }

  @Test
  void aFileThatIsBeingWrittenWholeHasANameThatIsCleared() throws Exception {
    WholeFile.write(
        folder.resolve("list.txt"),
        out -> {
          String unfinished = left().get(0);
          Files.move(folder.resolve(unfinished), folder.resolve(unfinished + "x"));
          Files.writeString(folder.resolve(dead()), "");
          TemporaryName.clear(folder);
          assertEquals(List.of(unfinished + "x"), left());
          Files.move(folder.resolve(unfinished + "x"), folder.resolve(unfinished));
          TemporaryName.clear(folder);
        });
    assertEquals(List.of("list.txt"), left());
  }
}

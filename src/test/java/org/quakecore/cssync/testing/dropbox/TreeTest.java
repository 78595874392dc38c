package org.quakecore.cssync.testing.dropbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Dropbox's rules for files and folders, those included that rclone never comes upon. */
class TreeTest {
  @TempDir Path scratch;
  private Tree tree;
  private Path folder;

  @BeforeEach
  void plant() throws IOException {
    folder = Files.createDirectory(scratch.resolve("files"));
    tree = new Tree(folder);
  }

  @Test
  void aNameThatIsTakenIsAConflictUnlessTheModeSaysOtherwise() throws Exception {
    commit("/v/a", WriteMode.add(), "one");
    assertRefused("conflict/file", () -> commit("/V/A", WriteMode.add(), "two"));
    String rev = commit("/v/a", WriteMode.add(), "one");
    assertRefused("conflict/file", () -> commit("/v/a", WriteMode.update("other"), "two"));
    commit("/v/a", WriteMode.update(rev), "two");
    commit("/V/A", WriteMode.overwrite(), "three");
    assertEquals("three", Files.readString(folder.resolve("v/a")));
    assertEquals("/v/a", tree.metadata("/V/A").get("path_display").getAsString());
    assertEquals(5, tree.used());
  }

  @Test
  void aFolderIsNoFileAndAFileNoFolder() throws Exception {
    commit("/v/a", WriteMode.add(), "one");
    assertRefused("conflict/folder", () -> commit("/v", WriteMode.overwrite(), "two"));
    assertRefused("conflict/file", () -> commit("/v/a/b", WriteMode.overwrite(), "two"));
    assertRefused("conflict/file", () -> tree.createFolder("/v/A"));
    assertRefused("not_folder", () -> tree.list("/v/a", false));
    assertRefused("not_file", () -> tree.open("/v"));
  }

  @Test
  void namesThatDifferOnlyByCaseOrFormAreOne() throws Exception {
    commit("/v/\u0100piti", WriteMode.add(), "one");
    commit("/V/a\u0304PITI", WriteMode.overwrite(), "two");
    assertEquals(1, tree.list("/v", false).size());
  }

  @Test
  void aMoveNeedsItsSourceAndAFreePlace() throws Exception {
    commit("/v/a", WriteMode.add(), "one");
    commit("/v/b", WriteMode.add(), "two");
    assertRefused("from_lookup/not_found", () -> tree.move("/v/c", "/v/d"));
    assertRefused("to/conflict/file", () -> tree.move("/v/a", "/v/B"));
    assertRefused("cant_move_folder_into_itself", () -> tree.move("/v", "/v/sub/v"));
    tree.move("/v/a", "/v/A");
    tree.move("/v", "/w/x");
    assertEquals(List.of("/w/x", "/w/x/A", "/w/x/b"), displayed("/w"));
    assertEquals("one", Files.readString(folder.resolve("w/x/A")));
  }

  @Test
  void copiesAndDeletionsAreOfWholeFolders() throws Exception {
    commit("/v/sub/a", WriteMode.add(), "one");
    tree.copy("/v", "/w");
    tree.delete("/v");
    assertRefused("not_found", () -> tree.delete("/v"));
    assertEquals(List.of("/w", "/w/sub", "/w/sub/a"), displayed(""));
    assertEquals(3, tree.used());
    assertEquals(List.of("w"), List.of(folder.toFile().list()));
  }

  @Test
  void aFullAccountTakesNothingMoreThanItHas() throws Exception {
    tree.quota(10);
    commit("/a", WriteMode.add(), "12345678");
    assertRefused("insufficient_space", () -> commit("/b", WriteMode.add(), "123"));
    assertRefused("insufficient_quota", () -> tree.copy("/a", "/b"));
    commit("/a", WriteMode.overwrite(), "1234567890");
  }

  @Test
  void someNamesAreNotTaken() {
    assertRefused("disallowed_name", () -> commit("/v/Thumbs.DB", WriteMode.add(), "x"));
    for (String name : List.of("a\\b", "a ", "..", "x".repeat(256))) {
      assertRefused("malformed_path", () -> commit("/v/" + name, WriteMode.add(), "x"));
    }
  }

  @Test
  void aNameOf255CharactersIsKeptHoweverManyBytesItHas() throws Exception {
    String name = "\u0101".repeat(255);
    commit("/" + name, WriteMode.add(), "long");
    assertEquals(name, tree.metadata("/" + name).get("name").getAsString());
    try (OpenFile file = tree.open("/" + name)) {
      assertEquals(4, file.size());
    }
  }

  private String commit(String path, WriteMode mode, String text) throws Refusal, IOException {
    Path staged = Files.writeString(Files.createTempFile(scratch, "staged", ""), text);
    String hash = UploadSession.hashOf(staged).hex();
    return tree.commit(path, mode, staged, Instant.EPOCH, hash).get("rev").getAsString();
  }

  private List<String> displayed(String path) throws Refusal {
    return tree.list(path, true).stream()
        .map(entry -> entry.get("path_display").getAsString())
        .toList();
  }

  private static void assertRefused(String summary, Executable call) {
    assertEquals(summary, assertThrows(Refusal.class, call).getMessage());
  }
}

package org.quakecore.cssync.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.quakecore.cssync.status.StatusScene.path;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.testing.Operation;

/** Sets that were moved or renamed on the remote, behind everybody's back. */
class ElsewhereTest {
  @TempDir Path folder;
  private StatusScene scene;

  @BeforeEach
  void archiveOneFault() throws Exception {
    scene = StatusScene.of(folder, new FakeRemote().keepingLists(), "Hope");
  }

  private void move(String from, String to) {
    scene.remote.put(to, scene.remote.bytes(from).orElseThrow());
    scene.remote.remove(from);
  }

  private List<String> told(String set) {
    return scene.said.lines().stream().filter(line -> line.contains(set + " INCOMPLETE")).toList();
  }

  @Test
  void aTarThatWasRenamedIsFoundByItsContent() throws Exception {
    move(path("Hope/Hope_IM.tar"), path("Hope/Hope_IM_old.tar"));
    assertFalse(scene.status().complete());
    assertEquals(
        List.of(
            "#### Hope IM INCOMPLETE: missing Hope_IM.tar",
            "#### Hope IM INCOMPLETE: its bytes are at v22p12/Hope/Hope_IM_old.tar"),
        told("Hope IM"));
  }

  @Test
  void thePartsOfASetWhoseFolderWasRenamedAreToldByTheFolder() throws Exception {
    move(path("Hope/Hope_BB_0.tar"), path("_old/Hope2/Hope_BB_0.tar"));
    move(path("Hope/Hope_BB_1f.tar"), path("_old/Hope2/Hope_BB_1f.tar"));
    scene.status();
    assertTrue(
        scene.said.hasLine(
            "Hope BB INCOMPLETE: the bytes of these 2 parts are in v22p12/_old/Hope2/"),
        scene.said.text());
  }

  @Test
  void eachPartIsToldWhereTheyWereScattered() throws Exception {
    move(path("Hope/Hope_BB_0.tar"), path("a/first.tar"));
    move(path("Hope/Hope_BB_1f.tar"), path("b/second.tar"));
    scene.status();
    assertTrue(
        scene.said.hasLine("Hope_BB_0.tar: its bytes are at v22p12/a/first.tar"),
        scene.said.text());
    assertTrue(
        scene.said.hasLine("Hope_BB_1f.tar: its bytes are at v22p12/b/second.tar"),
        scene.said.text());
  }

  @Test
  void otherVersionsAreLookedAtOnlyWhenAskedFor() throws Exception {
    move(path("Hope/Hope_IM.tar"), "v22p12_old/Hope/Hope_IM.tar");
    scene.status();
    assertEquals(1, told("Hope IM").size());
    scene.statusEverywhere();
    assertEquals(
        "#### Hope IM INCOMPLETE: its bytes are at v22p12_old/Hope/Hope_IM.tar",
        told("Hope IM").get(1));
  }

  @Test
  void whereNothingIsMissingNoOtherVersionIsListed() throws Exception {
    scene.remote.put("v22p12_old/Hope/Hope_IM.tar", new byte[1024]);
    scene.remote.resetCounts();
    assertTrue(scene.statusEverywhere().complete());
    assertEquals(1, scene.remote.calls(Operation.LIST));
  }

  @Test
  void withoutHashesASizeAndANameAreNoMoreThanAHint() throws Exception {
    scene = StatusScene.of(folder.resolve("2"), FakeRemote.withoutHashes().keepingLists(), "Hope");
    move(path("Hope/Hope_IM.tar"), path("Hope2/Hope_IM.tar"));
    scene.remote.put(
        path("Hope2/x.tar"), scene.remote.bytes(path("Hope2/Hope_IM.tar")).orElseThrow());
    scene.status();
    assertEquals(
        "#### Hope IM INCOMPLETE: its bytes may be at v22p12/Hope2/Hope_IM.tar, of the same size;"
            + " its content is not known",
        told("Hope IM").get(1));
  }
}

package org.quakecore.cssync.download;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.testing.Operation;

/** What earlier scripts lost on the way down, and cannot be lost here. */
class LossesTest {
  @TempDir Path work;
  private FakeRemote remote;
  private DownloadScene scene;

  @BeforeEach
  void layOut() {
    remote = new FakeRemote().keepingLists();
    scene = new DownloadScene(work, remote);
  }

  @Test
  void loss2ATruncatedTarIsNeverGoodNorDeleted() throws Exception {
    byte[] whole = scene.tar("OhariuC_REL01_BB.bin", "a".repeat(600), "OhariuC_REL02_BB.bin", "b");
    for (int length : List.of(0, 700, 512 + 1024, 512 + 1024 + 512 + 512)) {
      remote.put(DownloadScene.OHARIU_BB, Arrays.copyOf(whole, length));
      scene.cleanup = true;
      assertFalse(scene.run().complete(), "cut at " + length);
      assertTrue(scene.said().contains("   Errors: 1\n"), scene.said());
      assertEquals(List.of("OhariuC/OhariuC_BB.tar"), scene.tree());
      assertNull(scene.text("tar_ok.log"));
      assertTrue(scene.text("tar_error.log").startsWith("OhariuC_BB.tar " + length + " "));
    }
  }

  @Test
  void loss3ThePartZeroAloneIsNoSet() throws Exception {
    remote.put("v22p12/OhariuC/OhariuC_BB_0.tar", scene.tar("OhariuC_REL01_BB.bin", "1"));
    assertFalse(scene.run().complete());
    assertTrue(scene.said().contains("OhariuC BB: incomplete, missing"), scene.said());
    assertEquals(List.of(), scene.tree());
    assertEquals(0, remote.calls(Operation.FETCH));
  }

  @Test
  void loss3AMissingPartIsNamedAndNothingIsExtracted() throws Exception {
    remote.put("v22p12/OhariuC/OhariuC_BB_0.tar", scene.tar("OhariuC_REL01_BB.bin", "1"));
    remote.put("v22p12/OhariuC/OhariuC_BB_2f.tar", scene.tar("OhariuC_REL03_BB.bin", "3"));
    assertFalse(scene.run().complete());
    assertTrue(scene.said().contains("missing OhariuC_BB_1.tar"), scene.said());
    assertEquals(List.of(), scene.tree());
  }

  @Test
  void loss6ASingleTarBesideASplitSetIsRefused() throws Exception {
    remote.put("v22p12/OhariuC/OhariuC_BB_0.tar", scene.tar("OhariuC_REL01_BB.bin", "old"));
    remote.put("v22p12/OhariuC/OhariuC_BB_1f.tar", scene.tar("OhariuC_REL02_BB.bin", "old"));
    remote.put(DownloadScene.OHARIU_BB, scene.tar("OhariuC_REL01_BB.bin", "new"));
    assertFalse(scene.run().complete());
    assertTrue(scene.said().contains("starts with _"), scene.said());
    assertEquals(List.of(), scene.tree());
  }

  @Test
  void loss6ASetThatIsNowCutDifferentlyLeavesNothingOld() throws Exception {
    remote.put("v22p12/OhariuC/OhariuC_BB_0.tar", scene.tar("OhariuC_REL01_BB.bin", "old1"));
    remote.put("v22p12/OhariuC/OhariuC_BB_1f.tar", scene.tar("OhariuC_REL02_BB.bin", "old2"));
    assertTrue(scene.run().complete(), scene.said());
    remote.remove("v22p12/OhariuC/OhariuC_BB_0.tar");
    remote.remove("v22p12/OhariuC/OhariuC_BB_1f.tar");
    remote.put(DownloadScene.OHARIU_BB, scene.tar("OhariuC_REL01_BB.bin", "new1"));
    assertTrue(scene.run().complete(), scene.said());
    assertEquals(
        List.of("OhariuC/BB/OhariuC_REL01_BB.bin", "OhariuC/OhariuC_BB.tar"), scene.tree());
    assertEquals("new1", scene.text("OhariuC/BB/OhariuC_REL01_BB.bin"));
    assertFalse(scene.text("tar_ok.log").contains("_BB_0.tar"));
  }

  @Test
  void loss11ATarThatWasBrokenIsTriedAgainOnceItHasChanged() throws Exception {
    byte[] whole = scene.tar("OhariuC_REL01_BB.bin", "1");
    remote.put(DownloadScene.OHARIU_BB, Arrays.copyOf(whole, 1024));
    assertFalse(scene.run().complete());
    remote.put(DownloadScene.OHARIU_BB, whole);
    assertTrue(scene.run().complete(), scene.said());
    assertEquals("1", scene.text("OhariuC/BB/OhariuC_REL01_BB.bin"));
    assertNull(scene.text("tar_error.log"));
  }

  @Test
  void loss11ATarThatIsStillBrokenIsStillAnError() throws Exception {
    remote.put(DownloadScene.OHARIU_BB, Arrays.copyOf(scene.tar("a", "1"), 1024));
    assertFalse(scene.run().complete());
    remote.resetCounts();
    assertFalse(scene.run().complete());
    assertTrue(scene.said().contains("proved broken earlier"), scene.said());
    assertTrue(scene.said().contains("   Errors: 1\n"), scene.said());
    assertEquals(0, remote.calls(Operation.FETCH));
    scene.forceUntar = true;
    assertFalse(scene.run().complete());
    assertTrue(scene.said().contains("is broken"), scene.said());
  }

  @Test
  void loss11ATarNamedInAnOldErrorLogIsTriedAgain() throws Exception {
    scene.write(
        "tar_error.log", "OhariuC_BB.tar\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    remote.put(DownloadScene.OHARIU_BB, scene.tar("OhariuC_REL01_BB.bin", "1"));
    assertTrue(scene.run().complete(), scene.said());
    assertNull(scene.text("tar_error.log"));
  }

  @Test
  void loss12AnotherVersionInTheSameFolderReplacesTheOldData() throws Exception {
    remote.put(
        "v20p5/OhariuC/OhariuC_BB.tar",
        scene.tar("OhariuC_REL01_BB.bin", "old", "OhariuC_REL02_BB.bin", "old"));
    byte[] newer = scene.tar("OhariuC_REL01_BB.bin", "new");
    remote.put(DownloadScene.OHARIU_BB, newer);
    scene.version = "v20p5";
    assertTrue(scene.run().complete(), scene.said());
    scene.version = "v22p12";
    assertTrue(scene.run().complete(), scene.said());
    assertEquals("new", scene.text("OhariuC/BB/OhariuC_REL01_BB.bin"));
    assertEquals(
        List.of("OhariuC/BB/OhariuC_REL01_BB.bin", "OhariuC/OhariuC_BB.tar"), scene.tree());
    assertArrayEquals(newer, Files.readAllBytes(scene.folder().resolve("OhariuC/OhariuC_BB.tar")));
  }

  @Test
  void loss12ANameInAnOldLogProvesNothing() throws Exception {
    scene.write("tar_ok.log", "OhariuC_BB.tar\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    scene.write("OhariuC/BB/OhariuC_REL01_BB.bin", new byte[] {'o'});
    scene.write("OhariuC/BB/mine.txt", new byte[] {'m'});
    remote.put(DownloadScene.OHARIU_BB, scene.tar("OhariuC_REL01_BB.bin", "n"));
    assertTrue(scene.run().complete(), scene.said());
    assertEquals("n", scene.text("OhariuC/BB/OhariuC_REL01_BB.bin"));
    assertEquals("m", scene.text("OhariuC/BB/mine.txt"));
    assertTrue(scene.said().contains("mine.txt"), scene.said());
  }

  @Test
  void loss16AnArchiveWithALinkWritesNothingOutside() throws Exception {
    Path outside = Files.createDirectory(work.resolve("outside"));
    Path packed = Files.createDirectory(work.resolve("evil"));
    Files.createSymbolicLink(packed.resolve("link"), outside);
    remote.put("v22p12/OhariuC/OhariuC_BB_0.tar", scene.tarOf(packed, List.of("link")));
    Path second = Files.createDirectories(work.resolve("evil2/link"));
    Files.writeString(second.resolve("victim"), "bad");
    remote.put(
        "v22p12/OhariuC/OhariuC_BB_1f.tar",
        scene.tarOf(second.getParent(), List.of("link/victim")));
    assertFalse(scene.run().complete());
    assertFalse(Files.exists(outside.resolve("victim")));
    assertFalse(Files.isSymbolicLink(scene.folder().resolve("OhariuC/BB/link")));
  }

  @Test
  void loss16ALinkThatAnEarlierExtractionLeftIsNotFollowed() throws Exception {
    Path outside = Files.createDirectory(work.resolve("outside"));
    Files.createDirectories(scene.folder().resolve("OhariuC/BB"));
    Files.createSymbolicLink(scene.folder().resolve("OhariuC/BB/link"), outside);
    Path packed = Files.createDirectories(work.resolve("evil/link"));
    Files.writeString(packed.resolve("victim"), "bad");
    remote.put(DownloadScene.OHARIU_BB, scene.tarOf(packed.getParent(), List.of("link/victim")));
    assertFalse(scene.run().complete());
    assertFalse(Files.exists(outside.resolve("victim")));
    assertTrue(scene.said().contains("a link or file stands where"), scene.said());
  }

  @Test
  void loss16AnAbsoluteOrParentNameIsRefused() throws Exception {
    Path packed = Files.createDirectories(work.resolve("evil/sub"));
    Files.writeString(work.resolve("evil/victim"), "bad");
    byte[] tar = scene.tarOf(packed, List.of("../victim"));
    remote.put(DownloadScene.OHARIU_BB, tar);
    assertFalse(scene.run().complete());
    assertEquals(List.of("OhariuC/OhariuC_BB.tar"), scene.tree());
  }

  @Test
  void loss17FiltersThatExcludeEachOtherAreAnErrorAndNotEverything() {
    remote.put(DownloadScene.OHARIU_BB, scene.tar("a", "1"));
    scene.included = List.of("OhariuC");
    scene.excluded = List.of("OhariuC");
    SyncException refused = assertThrows(SyncException.class, scene::run);
    assertEquals(SyncException.Kind.USAGE, refused.kind());
    assertTrue(refused.getMessage().contains("OhariuC"), refused.getMessage());
    scene.included = List.of();
    assertEquals(SyncException.Kind.USAGE, assertThrows(SyncException.class, scene::run).kind());
    assertEquals(0, remote.calls(Operation.FETCH));
  }
}

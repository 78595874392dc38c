package org.quakecore.cssync.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.testing.Operation;
import org.quakecore.cssync.testing.Types;
import org.quakecore.cssync.transfer.Staging;

/** A manifest proves what comes down, and is never trusted against what is there. */
class DownloadManifestTest {
  private static final String MANIFEST = "v22p12/_manifest/OhariuC_BB.json";
  private static final String BB = "v22p12/OhariuC/OhariuC_BB.tar";
  private static final String MEMBER = "OhariuC/BB/OhariuC_REL01_BB.bin";

  @TempDir Path work;
  private FakeRemote remote;
  private DownloadScene scene;

  @BeforeEach
  void layOut() throws Exception {
    lay(new FakeRemote().keepingLists());
  }

  private void lay(FakeRemote there) throws Exception {
    remote = there;
    scene = new DownloadScene(work, remote);
    scene.types = List.of(Types.BB);
    remote.put(BB, scene.tar("OhariuC_REL01_BB.bin", "bb", "OhariuC_REL02_BB.bin", "b2"));
    DownloadScene.putManifest(remote, "OhariuC", Types.BB);
  }

  private void alter(String was, String becomes) {
    String json = new String(remote.bytes(MANIFEST).orElseThrow(), StandardCharsets.UTF_8);
    String altered = json.replaceFirst(was, becomes);
    assertNotEquals(json, altered);
    remote.put(MANIFEST, altered);
  }

  static Stream<FakeRemote> remotes() {
    return Stream.of(
        new FakeRemote().keepingLists(),
        new FakeRemote(false, false).keepingLists(),
        FakeRemote.withoutHashes().keepingLists());
  }

  @ParameterizedTest
  @EnumSource(
      value = Staging.class,
      names = {"TAR", "NONE"})
  void membersAreProvenByTheManifestOnEveryRemote(Staging staging) throws Exception {
    for (FakeRemote each : remotes().toList()) {
      lay(each);
      scene.staging = staging;
      scene.forceUntar = true;
      assertTrue(scene.run().complete(), scene.said());
      assertEquals("bb", scene.text(MEMBER));
      assertEquals(0, each.calls(Operation.LOOK), "the manifest's hash makes a look needless");
      assertFalse(scene.said().contains("Not verified"), scene.said());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Staging.class,
      names = {"TAR", "NONE"})
  void aMemberThatIsNotWhatItsManifestSaysIsNeverPlaced(Staging staging) throws Exception {
    alter("\"sha256\": \"..", "\"sha256\": \"00");
    scene.staging = staging;
    assertFalse(scene.run().complete());
    assertTrue(
        scene.said().contains("DAMAGED: \"OhariuC_REL01_BB.bin\" is not what its manifest says"),
        scene.said());
    assertNull(scene.text(MEMBER));
    assertTrue(scene.text("tar_error.log").startsWith("OhariuC_BB.tar 10240 "));
    assertNull(scene.text("tar_ok.log"));
  }

  @Test
  void aManifestThatContradictsThePartsDamagesTheSet() throws Exception {
    String whole = new String(remote.bytes(MANIFEST).orElseThrow(), StandardCharsets.UTF_8);
    for (List<String> change :
        List.of(
            List.of(
                "\"size\": 10240", "\"size\": 20480", "has 10240 bytes on the remote, but 20480"),
            List.of("\"content_hash\": \"..", "\"content_hash\": \"00", "has another content"),
            List.of("OhariuC_BB.tar", "OhariuC_BB_0.tar", "not on the remote"))) {
      remote.put(MANIFEST, whole.replace(change.get(0), change.get(1)));
      if (change.get(0).endsWith("..")) {
        remote.put(MANIFEST, whole);
        alter(change.get(0), change.get(1));
      }
      assertFalse(scene.run().complete(), change::toString);
      assertTrue(scene.said().contains("OhariuC BB: DAMAGED: "), scene.said());
      assertTrue(scene.said().contains(change.get(2)), scene.said());
      assertEquals(List.of(), scene.tree());
      assertEquals(1, remote.calls(Operation.FETCH), "only the manifest");
      remote.resetCounts();
    }
  }

  @Test
  void aPartThatTheManifestDoesNotListDamagesTheSet() throws Exception {
    remote.remove(BB);
    remote.put("v22p12/OhariuC/OhariuC_BB_0.tar", scene.tar("OhariuC_REL01_BB.bin", "bb"));
    remote.put("v22p12/OhariuC/OhariuC_BB_1f.tar", scene.tar("OhariuC_REL02_BB.bin", "bb"));
    assertFalse(scene.run().complete());
    assertTrue(scene.said().contains("OhariuC_BB.tar is in its manifest, but not"), scene.said());
    assertEquals(List.of(), scene.tree());
  }

  @Test
  void aManifestThatCannotBeUsedCostsItsSetAndNoOther() throws Exception {
    scene.types = List.of(Types.IM, Types.BB);
    remote.put("v22p12/OhariuC/OhariuC_IM.tar", scene.tar("OhariuC_REL01.csv", "im"));
    DownloadScene.putManifest(remote, "OhariuC", Types.IM);
    String huge = "[".repeat((int) Manifest.MOST_BYTES + 1);
    for (String json : List.of("{", "[]", "{\"format\": 99}", "", "[".repeat(1 << 20), huge)) {
      remote.put(MANIFEST, json);
      scene.forceUntar = true;
      assertFalse(scene.run().complete(), scene.said());
      assertTrue(
          scene.said().contains("OhariuC BB: DAMAGED: the manifest OhariuC_BB.json "),
          scene.said());
      assertNull(scene.text(MEMBER));
      assertEquals("im", scene.text("OhariuC/IM/OhariuC_REL01.csv"));
    }
  }

  @Test
  void aManifestThatIsTooLargeIsNotEvenFetched() throws Exception {
    remote.put(MANIFEST, "[".repeat((int) Manifest.MOST_BYTES + 1));
    assertFalse(scene.run().complete(), scene.said());
    assertEquals(0, remote.calls(Operation.FETCH));
  }

  @Test
  void withoutManifestAndHashTheSummarySaysWhatIsNotVerified() throws Exception {
    lay(FakeRemote.withoutHashes().keepingLists());
    remote.remove(MANIFEST);
    assertTrue(scene.run().complete());
    assertTrue(scene.said().contains("   Not verified by content: 1 file,"), scene.said());
  }

  @Test
  void aRerunAsksForNoManifest() throws Exception {
    assertTrue(scene.run().complete());
    remote.resetCounts();
    assertTrue(scene.run().complete());
    assertTrue(scene.said().contains("#### Nothing to do"), scene.said());
    assertEquals(0, remote.calls(Operation.FETCH));
  }

  @Test
  void whereThereIsNoHashWhatTheManifestSaysDecides() throws Exception {
    lay(FakeRemote.withoutHashes().keepingLists());
    byte[] other = scene.tar("OhariuC_REL01_BB.bin", "xx", "OhariuC_REL02_BB.bin", "b2");
    remote.put(BB, other);
    for (Staging staging : List.of(Staging.TAR, Staging.NONE)) {
      scene.staging = staging;
      assertFalse(scene.run().complete(), scene.said());
      assertTrue(scene.said().contains("is not what the remote's hash or its manifest says"));
      assertTrue(scene.said().contains("upload it again with -f"), scene.said());
      assertNull(scene.text(MEMBER));
    }
  }
}

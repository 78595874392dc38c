package org.quakecore.cssync.upload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.quakecore.cssync.testing.RunFolder;
import org.quakecore.cssync.testing.Types;
import org.quakecore.cssync.transfer.Staging;

/** What stands on Dropbox in another case is the same file, and never overwritten unseen. */
class CaseTest {
  @TempDir private Path folder;
  private UploadScene scene;

  @BeforeEach
  void uploadAndRespell() throws Exception {
    scene = UploadScene.of(folder, RunFolder.fault("Hope", 4));
    scene.createRoot = true;
    scene.partSize = 10_240;
    scene.types = Set.of(Types.BB, Types.IM, Types.SAMPLE_BB);
    assertTrue(scene.upload().complete(), scene.said.text());
    respell(path -> path.replace("Hope_BB_0.tar", "hope_bb_0.tar"));
    respell(path -> path.replace("Hope_BB_1f.tar", "Hope_BB_1F.tar"));
    respell(path -> path.replace("Hope_IM.tar", "Hope_IM.TAR"));
    respell(path -> path.replace("Hope_REL01_BB.bin", "HOPE_rel01_BB.BIN"));
  }

  private void respell(UnaryOperator<String> spelling) {
    for (String path : List.copyOf(scene.remote.paths())) {
      String other = spelling.apply(path);
      if (!other.equals(path)) {
        byte[] bytes = scene.remote.bytes(path).orElseThrow();
        scene.remote.remove(path);
        scene.remote.put(other, bytes);
      }
    }
  }

  private void forgetWhatWasSent() {
    scene.tmp.resolve("v22p12").toFile().renameTo(folder.resolve("elsewhere").toFile());
  }

  @Test
  void theVeryContentIsSkipped() throws Exception {
    forgetWhatWasSent();
    List<String> before = scene.remote.paths();
    assertTrue(scene.upload().complete(), scene.said.text());
    assertTrue(scene.said.text().contains("0 sent, 3 skipped, 0 refused"), scene.said.text());
    assertEquals(before, scene.remote.paths());
  }

  @ParameterizedTest
  @EnumSource(Staging.class)
  void otherContentIsRefusedAndLeftAsItIs(Staging staging) throws Exception {
    scene.staging = staging;
    forgetWhatWasSent();
    respell(path -> path.contains("_manifest/") ? path + ".aside" : path);
    scene.change(scene.run.bb("Hope", "Hope_REL01"), "y".repeat(60_000));
    scene.change(scene.run.im("Hope", "Hope_REL01"), "x".repeat(30_000));
    Map<String, byte[]> before = contents();
    assertFalse(scene.upload().complete(), scene.said.text());
    assertTrue(scene.said.text().contains("0 sent, 0 skipped, 3 refused"), scene.said.text());
    assertSame(before, contents());
  }

  @ParameterizedTest
  @EnumSource(Staging.class)
  void overwritingReplacesItWhole(Staging staging) throws Exception {
    scene.staging = staging;
    forgetWhatWasSent();
    scene.change(scene.run.bb("Hope", "Hope_REL01"), "another");
    scene.change(scene.run.im("Hope", "Hope_REL01"), "x".repeat(3_000));
    scene.overwrite = true;
    assertTrue(scene.upload().complete(), scene.said.text());
    assertEquals(
        List.of("Hope_BB_0.tar", "Hope_BB_1f.tar", "Hope_IM.tar", "Hope_REL01_BB.bin"),
        scene.names("Hope"));
    assertArrayEquals(
        "another".getBytes(StandardCharsets.UTF_8), scene.onRemote("Hope/Hope_REL01_BB.bin"));
    assertTrue(
        scene.remote.paths().stream()
            .noneMatch(path -> path.contains("_incoming") || path.contains("_retired")),
        scene.remote.paths().toString());
    scene.overwrite = false;
    assertTrue(scene.upload().complete(), scene.said.text());
    assertTrue(scene.said.text().contains("0 sent, 3 skipped"), scene.said.text());
  }

  @Test
  void manifestsAreMadeOfItToo() throws Exception {
    forgetWhatWasSent();
    respell(path -> path.contains("_manifest/") ? path + ".aside" : path);
    scene.manifestOnly = true;
    assertTrue(scene.upload().complete(), scene.said.text());
    assertTrue(scene.said.text().contains("3 made"), scene.said.text());
    scene.manifestOnly = false;
    assertTrue(scene.upload().complete(), scene.said.text());
    assertTrue(scene.said.text().contains("0 sent, 3 skipped"), scene.said.text());
  }

  @Test
  void aFolderInAnotherCaseIsTheSameFault() throws Exception {
    forgetWhatWasSent();
    respell(path -> path.replace("/Hope/", "/HOPE/"));
    assertTrue(scene.upload().complete(), scene.said.text());
    assertTrue(scene.said.text().contains("0 sent, 3 skipped, 0 refused"), scene.said.text());
  }

  @ParameterizedTest
  @EnumSource(Staging.class)
  void whatAReplacementLeftInAnotherCaseIsFinishedByOverwriting(Staging staging) throws Exception {
    scene.staging = staging;
    forgetWhatWasSent();
    byte[] old = scene.onRemote("Hope/hope_bb_0.tar");
    scene.remote.put("v22p12/_Incoming/hope_bb/HOPE_bb_0.TAR", old);
    scene.remote.put("v22p12/_RETIRED/HOPE_im/hope_IM.tar", "half of a tar");
    assertFalse(scene.upload().complete(), scene.said.text());
    assertTrue(scene.said.text().contains("0 sent, 1 skipped, 2 refused"), scene.said.text());
    scene.overwrite = true;
    assertTrue(scene.upload().complete(), scene.said.text());
    assertEquals(
        List.of("Hope_BB_0.tar", "Hope_BB_1f.tar", "Hope_IM.tar", "Hope_REL01_BB.bin"),
        scene.names("Hope"));
    assertArrayEquals(old, scene.onRemote("Hope/Hope_BB_0.tar"));
    String left = scene.remote.paths().toString();
    assertFalse(left.toLowerCase(Locale.ROOT).contains("_incoming"), left);
    assertFalse(left.toLowerCase(Locale.ROOT).contains("_retired"), left);
  }

  private Map<String, byte[]> contents() {
    Map<String, byte[]> contents = new TreeMap<>();
    for (String path : scene.remote.paths()) {
      contents.put(path, scene.remote.bytes(path).orElseThrow());
    }
    return contents;
  }

  private static void assertSame(Map<String, byte[]> before, Map<String, byte[]> after) {
    assertEquals(before.keySet(), after.keySet());
    before.forEach((path, bytes) -> assertArrayEquals(bytes, after.get(path), path));
  }
}

package org.quakecore.cssync.upload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.testing.FaultyRemote;
import org.quakecore.cssync.testing.Operation;
import org.quakecore.cssync.testing.RunFolder;
import org.quakecore.cssync.testing.Types;
import org.quakecore.cssync.transfer.Staging;

/** Ways in which earlier scripts lost data on the way up, each shown not to happen here. */
class LossesTest {
  @TempDir Path folder;

  private static RunFolder.FaultRun hope() {
    return RunFolder.fault("Hope", 3).sized(30_000, 900, 300);
  }

  @Test
  void loss3Part0AloneIsNotACompleteSet() throws Exception {
    UploadScene scene = UploadScene.of(folder, hope());
    scene.partSize = 40_960;
    scene.upload();
    byte[] right = scene.onRemote("Hope/Hope_BB_0.tar");
    scene.remote.remove("v22p12/Hope/Hope_BB_1.tar");
    scene.remote.remove("v22p12/Hope/Hope_BB_2f.tar");

    assertTrue(scene.upload().complete(), scene.said.text());

    assertArrayEquals(right, scene.onRemote("Hope/Hope_BB_0.tar"));
    assertEquals(
        3, scene.members("Hope/Hope_BB_0.tar", "Hope/Hope_BB_1.tar", "Hope/Hope_BB_2f.tar").size());
    assertTrue(scene.said.hasLine("#### Keeping Hope_BB_0.tar"), scene.said.text());
  }

  @Test
  void loss3APartIsKeptForItsContentNotForItsName() throws Exception {
    UploadScene scene = UploadScene.of(folder, hope());
    scene.partSize = 40_960;
    scene.upload();
    byte[] right = scene.onRemote("Hope/Hope_BB_0.tar");
    byte[] wrong = right.clone();
    wrong[1_000] ^= 1;
    scene.remote.put("v22p12/Hope/Hope_BB_0.tar", wrong);
    scene.remote.remove("v22p12/Hope/Hope_BB_2f.tar");

    assertTrue(scene.upload().complete(), scene.said.text());

    assertArrayEquals(right, scene.onRemote("Hope/Hope_BB_0.tar"));
  }

  @Test
  void loss4AListThatWasPartialIsNotSkippedOnceItIsWhole() throws Exception {
    UploadScene scene = new UploadScene(folder);
    scene.run.add(hope());
    byte[] bytes = Files.readAllBytes(scene.run.bb("Hope", "Hope_REL02"));
    scene.run.delete("Runs/Hope/Hope_REL02/BB/Acc/BB.bin");
    scene.preprocess();
    assertFalse(scene.upload().complete());
    scene.allowIncomplete = true;
    scene.upload();
    scene.run.write("Runs/Hope/Hope_REL02/BB/Acc/BB.bin", bytes);
    scene.allowIncomplete = false;
    assertTrue(scene.preprocess().complete());

    assertFalse(scene.upload().complete());
    assertTrue(scene.said.hasLine("refused", "Hope BB", "-f"), scene.said.text());

    scene.overwrite = true;
    assertTrue(scene.upload().complete(), scene.said.text());
    assertEquals(3, scene.members("Hope/Hope_BB.tar").size());
  }

  @Test
  void loss6ASingleTarAndPartsBesideItAreAnErrorAndAreReplacedWhole() throws Exception {
    UploadScene scene = UploadScene.of(folder, hope());
    scene.upload();
    byte[] old = scene.onRemote("Hope/Hope_BB.tar");
    scene.remote.put("v22p12/Hope/Hope_BB_0.tar", old);
    scene.remote.put("v22p12/Hope/Hope_BB_1f.tar", old);

    assertFalse(scene.upload().complete());
    assertTrue(scene.said.hasLine("refused", "Hope BB", "-f"), scene.said.text());

    scene.overwrite = true;
    assertTrue(scene.upload().complete(), scene.said.text());
    assertEquals(
        List.of("Hope_BB.tar", "Hope_IM.tar", "Hope_REL01_BB.bin", "Hope_Source.tar"),
        scene.names("Hope"));
  }

  @Test
  void loss7WhenCopyAndCheckBothFailTheRunSaysSo() throws Exception {
    UploadScene scene = UploadScene.of(folder, hope());
    scene.overwrite = true;
    scene.types = Set.of(Types.BB);
    FaultyRemote lossy = new FaultyRemote(scene.remote);
    for (int send = 2; send < 9; send++) {
      lossy.fail(Operation.SEND, send, Kind.DATA);
    }

    assertFalse(scene.upload(lossy).complete());

    assertTrue(scene.said.hasLine("failed", "Hope BB", "is not there"), scene.said.text());
    assertTrue(scene.said.hasLine("   Errors: 1"));
  }

  @Test
  void loss8NamesInUnderscoreFoldersAndSimilarNamesDoNotCount() throws Exception {
    UploadScene scene = UploadScene.of(folder, hope());
    for (String name :
        List.of(
            "_not_computed/Hope_BB.tar",
            "_not_computed/Hope/Hope_BB.tar",
            "Hope/Hope_BB.tar.md5",
            "Hope/Hope_BB_old.tar",
            "Hope/old/Hope_BB.tar",
            "Hope_BB.tar")) {
      scene.remote.put("v22p12/" + name, "x");
    }

    assertTrue(scene.upload().complete(), scene.said.text());

    assertEquals(3, scene.members("Hope/Hope_BB.tar").size());
    assertEquals("x", new String(scene.onRemote("_not_computed/Hope/Hope_BB.tar"), UTF_8));
  }

  @Test
  void loss9TwoSourcesWithOneMemberNameAreRefusedNamingBoth() throws Exception {
    UploadScene scene = UploadScene.of(folder, hope());
    Path twin = scene.run.write("Data/Sources/Hope/Old/Hope.csv", 300);
    String yaml = Files.readString(scene.list);
    Files.writeString(
        scene.list,
        yaml.replaceFirst(
            "  Source:\n",
            "  Source:\n    Data/Sources/Hope/Old/Hope.csv: " + Files.size(twin) + "\n"));

    assertFalse(scene.upload().complete());

    assertTrue(
        scene.said.hasLine("refused", "Hope Source", "Old/Hope.csv", "Srf/Hope.csv"),
        scene.said.text());
    assertFalse(scene.names("Hope").contains("Hope_Source.tar"));
  }

  @Test
  void loss10WhatAnEarlierRunLeftInToPackIsNotPacked() throws Exception {
    UploadScene scene = UploadScene.of(folder, hope());
    scene.staging = Staging.COPY;
    Path left = scene.work().resolve("to_pack/Hope/BB/Hope_REL99_BB.bin");
    Files.createDirectories(left.getParent());
    Files.writeString(left, "left over");
    Path stray = scene.work().resolve("to_upload/Hope/Hope_Left.tar");
    Files.createDirectories(stray.getParent());
    Files.writeString(stray, "left over");

    assertTrue(scene.upload().complete(), scene.said.text());

    assertEquals(
        new TreeSet<>(List.of("Hope_REL01_BB.bin", "Hope_REL02_BB.bin", "Hope_REL03_BB.bin")),
        scene.members("Hope/Hope_BB.tar").keySet());
    assertFalse(scene.names("Hope").contains("Hope_Left.tar"));
  }

  @Test
  void loss13AFailedListingIsNotAnEmptyOne() throws Exception {
    UploadScene scene = UploadScene.of(folder, hope());
    scene.upload();
    scene.remote.resetCounts();
    FaultyRemote dead = new FaultyRemote(scene.remote).fail(Operation.LIST, 1, Kind.REMOTE);

    SyncException failure = assertThrows(SyncException.class, () -> scene.upload(dead));

    assertEquals(Kind.REMOTE, failure.kind());
    assertEquals(0, scene.remote.bytesSent());
  }

  @Test
  void loss18ATypeThatTheListLacksIsAnErrorOnlyWhenNamed() throws Exception {
    UploadScene scene = UploadScene.of(folder, hope());
    String yaml = Files.readString(scene.list);
    int start = yaml.indexOf("  IM:\n");
    int end = yaml.indexOf("  SAMPLE_BB:\n");
    Files.writeString(scene.list, yaml.substring(0, start) + yaml.substring(end));

    assertTrue(scene.upload().complete(), scene.said.text());

    scene.typesNamed = true;
    assertFalse(scene.upload().complete());
    assertTrue(scene.said.hasLine("refused", "Hope IM"), scene.said.text());
  }

  @Test
  void aFileThatGoesAfterItsTransferIsMissedInTheEnd() throws Exception {
    UploadScene scene = UploadScene.of(folder, hope());
    scene.upload();
    // The plan has seen it by then.
    scene.onLine =
        line -> {
          if (line.startsWith("#### Files already uploaded")) {
            scene.remote.remove("v22p12/Hope/Hope_IM.tar");
          }
        };

    assertFalse(scene.upload().complete());

    assertTrue(scene.said.hasLine("failed", "Hope IM", "last look"), scene.said.text());
    assertTrue(scene.said.hasLine("   Errors: 1"));
  }
}

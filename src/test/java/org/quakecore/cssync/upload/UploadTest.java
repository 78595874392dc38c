package org.quakecore.cssync.upload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.testing.FaultyRemote;
import org.quakecore.cssync.testing.Operation;
import org.quakecore.cssync.testing.RunFolder;
import org.quakecore.cssync.testing.Types;
import org.quakecore.cssync.transfer.Staging;
import org.quakecore.cssync.transfer.Work;

class UploadTest {
  @TempDir Path folder;

  private static RunFolder.FaultRun hope() {
    return RunFolder.fault("Hope", 4).withMedian().withPerturbations();
  }

  @Test
  void everythingArrivesUnderItsNames() throws Exception {
    UploadScene scene = UploadScene.of(folder, hope());

    assertTrue(scene.upload().complete(), scene.said.text());

    assertEquals(
        List.of("Hope_BB.bin", "Hope_BB.tar", "Hope_IM.tar", "Hope_Source.tar"),
        scene.names("Hope"));
    assertArrayEquals(Files.readAllBytes(scene.run.list()), scene.onRemote("list.txt"));
    assertArrayEquals(
        Files.readAllBytes(scene.run.file("stocktake.csv")), scene.onRemote("stocktake.csv"));
    Map<String, byte[]> bb = scene.members("Hope/Hope_BB.tar");
    assertEquals(
        List.of(
            "Hope_BB.bin",
            "Hope_REL01_BB.bin",
            "Hope_REL02_BB.bin",
            "Hope_REL03_BB.bin",
            "Hope_REL04_BB.bin"),
        List.copyOf(bb.keySet()));
    assertArrayEquals(
        Files.readAllBytes(scene.run.bb("Hope", "Hope_REL03")), bb.get("Hope_REL03_BB.bin"));
    assertArrayEquals(
        Files.readAllBytes(scene.run.bb("Hope", "Hope")), scene.onRemote("Hope/Hope_BB.bin"));
    Map<String, byte[]> source = scene.members("Hope/Hope_Source.tar");
    assertTrue(source.containsKey("vm_params.yaml"), source.keySet().toString());
    assertTrue(source.containsKey("Hope_REL04.pertb.csv"), source.keySet().toString());
    assertTrue(scene.said.hasLine("   Errors: 0"));
  }

  @Test
  void theSecondRunSendsNothingAndSaysSo() throws Exception {
    UploadScene scene = UploadScene.of(folder, hope());
    scene.upload();
    scene.remote.resetCounts();

    assertTrue(scene.upload().complete());

    assertEquals(0, scene.remote.bytesSent());
    assertTrue(scene.said.hasLine("Nothing to do"), scene.said.text());
  }

  @Test
  void theSecondRunFromAnotherFolderSkipsByNamesAndSizes() throws Exception {
    UploadScene scene = UploadScene.of(folder, hope());
    scene.upload();
    UploadScene elsewhere = new UploadScene(folder.resolve("elsewhere"), scene.remote);
    elsewhere.run.add(hope());
    elsewhere.preprocess();
    scene.remote.resetCounts();

    assertTrue(elsewhere.upload().complete(), elsewhere.said.text());

    assertTrue(elsewhere.said.hasLine("skipped", "Hope BB", "already there"));
  }

  @Test
  void setsAreCutAtThePartSizeAndEveryMemberArrivesOnce() throws Exception {
    UploadScene scene = UploadScene.of(folder, hope().sized(30_000, 900, 300));
    scene.partSize = 81_920;

    assertTrue(scene.upload().complete(), scene.said.text());

    assertEquals(
        List.of(
            "Hope_BB.bin",
            "Hope_BB_0.tar",
            "Hope_BB_1.tar",
            "Hope_BB_2f.tar",
            "Hope_IM.tar",
            "Hope_Source.tar"),
        scene.names("Hope"));
    assertEquals(
        5, scene.members("Hope/Hope_BB_0.tar", "Hope/Hope_BB_1.tar", "Hope/Hope_BB_2f.tar").size());
    assertTrue(scene.onRemote("Hope/Hope_BB_0.tar").length <= 81_920);
  }

  /** Whoever watches is told what to follow before anything is sent, and of each file once. */
  @Test
  void whatGoesOnIsToldFileByFileAndWhereToFollowItAtTheStart() throws Exception {
    UploadScene scene = UploadScene.of(folder, hope());

    assertTrue(scene.upload().complete(), scene.said.text());

    assertEquals(
        List.of("Hope_BB.bin", "Hope_BB.tar", "Hope_IM.tar", "Hope_Source.tar"),
        scene.said.done(Work.SEND).stream().sorted().toList());
    assertEquals(List.of("Hope"), scene.said.done(Work.FAULT));
    List<String> told =
        scene.said.lines().stream().filter(line -> line.contains("Check progress with")).toList();
    assertTrue(told.get(0).endsWith("/to_upload/progress.log"), told.toString());
    assertTrue(told.get(1).endsWith("/to_upload/Hope_progress.log"), told.toString());
    assertTrue(
        scene.said.lines().indexOf(told.get(0)) < scene.said.lines().indexOf("        Hope"),
        scene.said.text());
  }

  @Test
  void stagingByCopyMakesTheSameTars() throws Exception {
    UploadScene scene = UploadScene.of(folder, hope());
    scene.upload();
    assertFalse(scene.said.hasLine("tar cvf "));
    FakeRemote copied = new FakeRemote();
    scene.staging = Staging.COPY;

    assertTrue(scene.upload(copied).complete(), scene.said.text());

    for (String tar : List.of("Hope_BB.tar", "Hope_IM.tar", "Hope_Source.tar")) {
      assertArrayEquals(
          scene.onRemote("Hope/" + tar), copied.bytes("v22p12/Hope/" + tar).orElseThrow(), tar);
    }
    assertTrue(scene.said.hasLine("#### Copy Hope VM files to ", "to_pack/Hope/Source"));
    assertTrue(scene.said.hasLine("tar cvf ", "Hope_Source.tar Hope.csv Hope.info "));
  }

  @Test
  void nothingIsLeftStagedAndTheSourcesStay() throws Exception {
    UploadScene scene = UploadScene.of(folder, hope());
    scene.upload();

    assertTrue(Files.isRegularFile(scene.run.bb("Hope", "Hope")));
    assertFalse(Files.exists(scene.work().resolve("to_upload/Hope")));
    assertEquals(
        "- BB\n- IM\n- SAMPLE_BB\n- Source\n",
        Files.readString(scene.work().resolve("Hope_progress.yaml")));
  }

  @Test
  void aListThatIsNotThereLeavesNoFolderBehind() throws Exception {
    UploadScene scene = UploadScene.of(folder, hope());
    Files.delete(scene.list);

    SyncException refused = assertThrows(SyncException.class, scene::upload);

    assertEquals(Kind.BAD_INPUT, refused.kind());
    assertFalse(Files.exists(scene.tmp));
  }

  @Test
  void anUnfinishedSetOfAnEarlierRunIsMendedWithoutAsking() throws Exception {
    UploadScene scene = UploadScene.of(folder, hope().sized(30_000, 900, 300));
    scene.partSize = 81_920;
    FaultyRemote dying = new FaultyRemote(scene.remote).stopAfter(12);
    assertEquals(
        Kind.INTERRUPTED, assertThrows(SyncException.class, () -> scene.upload(dying)).kind());
    // What a killed transfer leaves on a plain folder: a short file under its final name.
    scene.remote.put("v22p12/Hope/Hope_BB_0.tar", "short");

    assertTrue(scene.upload().complete(), scene.said.text());

    assertEquals(
        5, scene.members("Hope/Hope_BB_0.tar", "Hope/Hope_BB_1.tar", "Hope/Hope_BB_2f.tar").size());
  }

  @Test
  void wherever_a_run_is_killed_the_same_command_finishes_the_job() throws Exception {
    for (int calls = 1; calls < 100; calls++) {
      UploadScene scene =
          UploadScene.of(folder.resolve("killed" + calls), hope().sized(30_000, 900, 300));
      scene.partSize = 81_920;
      scene.types = Set.of(Types.BB, Types.SAMPLE_BB);
      boolean finished = false;
      try {
        finished = scene.upload(new FaultyRemote(scene.remote).stopAfter(calls)).complete();
      } catch (SyncException killed) {
        assertEquals(Kind.INTERRUPTED, killed.kind());
      }
      assertTrue(scene.upload().complete(), "killed after " + calls + "\n" + scene.said.text());
      assertEquals(4, scene.names("Hope").size(), "killed after " + calls);
      if (finished) {
        return;
      }
    }
    throw new AssertionError("the run needs more calls of the remote than were tried");
  }

  @Test
  void wherever_a_replacement_is_killed_the_same_command_finishes_it_and_never_mixes()
      throws Exception {
    for (int calls = 1; calls < 100; calls++) {
      UploadScene scene =
          UploadScene.of(folder.resolve("killed" + calls), hope().sized(30_000, 900, 300));
      scene.partSize = 81_920;
      scene.types = Set.of(Types.BB);
      scene.upload();
      scene.change(scene.run.bb("Hope", "Hope_REL02"), "grown".repeat(20_000));
      scene.overwrite = true;
      boolean finished = false;
      try {
        finished = scene.upload(new FaultyRemote(scene.remote).stopAfter(calls)).complete();
      } catch (SyncException killed) {
        assertEquals(Kind.INTERRUPTED, killed.kind());
      }
      assertTrue(scene.upload().complete(), "killed after " + calls + "\n" + scene.said.text());
      List<String> names = scene.names("Hope");
      Map<String, byte[]> members =
          scene.members(names.stream().map(name -> "Hope/" + name).toArray(String[]::new));
      assertEquals(5, members.size(), "killed after " + calls + ": " + names);
      assertEquals(100_000, members.get("Hope_REL02_BB.bin").length);
      assertEquals(List.of(), scene.names("_incoming"));
      assertEquals(List.of(), scene.names("_retired"));
      if (finished) {
        return;
      }
    }
    throw new AssertionError("the run needs more calls of the remote than were tried");
  }

  @Test
  void aReplacedSetIsNeverMixedWithTheOldOne() throws Exception {
    UploadScene scene = UploadScene.of(folder, hope().sized(30_000, 900, 300));
    scene.partSize = 81_920;
    scene.upload();
    scene.partSize = 1L << 40;
    scene.overwrite = true;

    assertTrue(scene.upload().complete(), scene.said.text());

    assertEquals(
        List.of("Hope_BB.bin", "Hope_BB.tar", "Hope_IM.tar", "Hope_Source.tar"),
        scene.names("Hope"));
  }

  @Test
  void aChangedSetIsAnErrorThatNamesBothAndTheRemedy() throws Exception {
    UploadScene scene = UploadScene.of(folder, hope());
    scene.upload();
    scene.change(scene.run.bb("Hope", "Hope_REL02"), "x".repeat(50_000));

    assertFalse(scene.upload().complete());

    assertTrue(
        scene.said.hasLine(
            "refused",
            "Hope BB",
            "changed",
            "Hope_REL02/BB/Acc/BB.bin has 50000 bytes, the archive has 4000",
            "-f"),
        scene.said.text());
    assertTrue(scene.said.hasLine("   Errors: 1"));
  }

  @Test
  void aLostCommitIsSentAgain() throws Exception {
    UploadScene scene = UploadScene.of(folder, hope());
    FaultyRemote lossy =
        new FaultyRemote(scene.remote)
            .loseSent("v22p12/Hope/Hope_IM.tar")
            .corruptSent("v22p12/Hope/Hope_BB.tar");

    assertTrue(scene.upload(lossy).complete(), scene.said.text());

    assertEquals(5, scene.members("Hope/Hope_BB.tar").size());
    assertEquals(5, scene.members("Hope/Hope_IM.tar").size());
  }

  @Test
  void wrongContentIsSeenOnARemoteWithoutHashes() throws Exception {
    UploadScene scene = new UploadScene(folder, FakeRemote.withoutHashes());
    scene.run.add(hope());
    scene.preprocess();
    FaultyRemote lossy = new FaultyRemote(scene.remote).corruptSent("v22p12/Hope/Hope_BB.tar");

    assertTrue(scene.upload(lossy).complete(), scene.said.text());

    assertEquals(5, scene.members("Hope/Hope_BB.tar").size());
    assertTrue(scene.remote.calls(Operation.DIFFERING) > 0);
  }

  @Test
  void withoutChecksumTheSummarySaysWhatWasNotVerified() throws Exception {
    UploadScene scene = UploadScene.of(folder, hope());
    scene.checksum = false;

    assertTrue(scene.upload().complete());

    assertTrue(scene.said.hasLine("Not verified by content"), scene.said.text());
  }

  @Test
  void anIncompleteTypeIsNotSentUnlessAsked() throws Exception {
    UploadScene scene = new UploadScene(folder);
    scene.run.add(hope());
    scene.run.delete("Runs/Hope/Hope_REL02/BB/Acc/BB.bin");
    assertFalse(scene.preprocess().complete());

    assertFalse(scene.upload().complete());
    assertFalse(scene.names("Hope").contains("Hope_BB.tar"));
    assertTrue(scene.said.hasLine("refused", "Hope BB", "--allow_incomplete"), scene.said.text());

    scene.allowIncomplete = true;
    assertTrue(scene.upload().complete(), scene.said.text());
    assertTrue(scene.names("Hope").contains("Hope_BB.tar"));
    assertTrue(scene.said.hasLine("INCOMPLETE Hope BB", "REL02"), scene.said.text());
  }

  @Test
  void anEmptyDryRunDoesNothing() throws Exception {
    UploadScene scene = UploadScene.of(folder, hope());
    scene.dryRun = true;

    assertTrue(scene.upload().complete());

    assertEquals(List.of(), scene.remote.paths());
    assertFalse(Files.exists(scene.tmp));
    assertTrue(scene.said.hasLine("send", "Hope BB", "1 file"), scene.said.text());
  }

  @Test
  void aStaleStocktakeIsRefusedBeforeWork() throws Exception {
    UploadScene scene = UploadScene.of(folder, hope());
    Files.writeString(scene.run.file("stocktake.csv"), "other");

    SyncException refused = assertThrows(SyncException.class, scene::upload);

    assertEquals(Kind.BAD_INPUT, refused.kind());
    assertTrue(refused.getMessage().contains("run preprocess again"), refused.getMessage());
    assertEquals(List.of(), scene.remote.paths());
  }

  @Test
  void aFailedListingEndsTheRunBeforeWork() throws Exception {
    UploadScene scene = UploadScene.of(folder, hope());
    FaultyRemote dead = new FaultyRemote(scene.remote).fail(Operation.LIST, 1, Kind.REMOTE);

    assertEquals(Kind.REMOTE, assertThrows(SyncException.class, () -> scene.upload(dead)).kind());

    assertEquals(List.of(), scene.remote.paths());
  }

  @Test
  void aFullRemoteIsSeenBeforeWork() throws Exception {
    UploadScene scene = UploadScene.of(folder, hope());
    scene.remote.setCapacity(1_000);

    assertEquals(Kind.QUOTA_FULL, assertThrows(SyncException.class, scene::upload).kind());

    assertEquals(List.of(), scene.remote.paths());
  }

  @Test
  void whatIsStreamedNeedsNoScratchSpaceForItsTars() throws Exception {
    UploadScene scene = UploadScene.of(folder, hope());
    scene.remote.setCapacity(Long.MAX_VALUE);
    Path huge = scene.run.bb("Hope", "Hope_REL02");
    try (var sparse = new RandomAccessFile(huge.toFile(), "rw")) {
      // More than this disk can ever have free, and none of it is there.
      sparse.setLength(Files.getFileStore(folder).getTotalSpace());
    }
    scene.preprocess();
    scene.types = Set.of(Types.BB);
    FaultyRemote dying = new FaultyRemote(scene.remote).fail(Operation.STREAM, 1, Kind.TOKEN);

    SyncException noRoom = assertThrows(SyncException.class, () -> scene.upload(dying));
    scene.staging = Staging.NONE;
    SyncException begun = assertThrows(SyncException.class, () -> scene.upload(dying));

    assertEquals(Kind.DISK_FULL, noRoom.kind());
    assertEquals(Kind.TOKEN, begun.kind());
  }

  @Test
  void aSourceThatVanishedFailsItsSetAndNoOther() throws Exception {
    UploadScene scene =
        UploadScene.of(folder, hope(), RunFolder.fault("Kelly", 2).withPerturbations());
    scene.run.delete("Runs/Hope/Hope_REL02/BB/Acc/BB.bin");

    assertFalse(scene.upload().complete());

    assertTrue(scene.said.hasLine("failed", "Hope BB", "Hope_REL02"), scene.said.text());
    assertEquals(List.of("Hope_BB.bin", "Hope_IM.tar", "Hope_Source.tar"), scene.names("Hope"));
    assertEquals(4, scene.names("Kelly").size());
  }

  @Test
  void faultsThatWouldShareAFolderOnDropboxAreRefused() throws Exception {
    UploadScene scene = UploadScene.of(folder, hope());
    String yaml = Files.readString(scene.list);
    Files.writeString(
        scene.list, yaml + yaml.substring(yaml.indexOf("Hope:")).replaceFirst("Hope", "hope"));

    assertEquals(Kind.BAD_INPUT, assertThrows(SyncException.class, scene::upload).kind());
  }

  @Test
  void tarsWaitForRoomUnderTheStagedLimit() throws Exception {
    UploadScene scene =
        UploadScene.of(folder, hope(), RunFolder.fault("Kelly", 3).withPerturbations());
    scene.maxStaged = 1;
    scene.partSize = 10_240;

    assertTrue(scene.upload().complete(), scene.said.text());
  }

  @Test
  void aStagedTarIsUsedAgainOnlyIfItIsWholeAndItsSourcesAreUnchanged() throws Exception {
    UploadScene scene = UploadScene.of(folder, hope());
    scene.types = Set.of(Types.BB);
    FaultyRemote dying = new FaultyRemote(scene.remote).fail(Operation.SEND, 2, Kind.REMOTE);
    assertThrows(SyncException.class, () -> scene.upload(dying));
    Path staged = scene.work().resolve("to_upload/Hope/Hope_BB.tar");
    assertTrue(Files.exists(staged));

    assertTrue(scene.upload().complete(), scene.said.text());
    assertTrue(scene.said.hasLine("#### Using", "from the run before"), scene.said.text());
  }

  @Test
  void aStagedTarThatWasDamagedIsMadeAgain() throws Exception {
    UploadScene scene = UploadScene.of(folder, hope());
    scene.types = Set.of(Types.BB);
    FaultyRemote dying = new FaultyRemote(scene.remote).fail(Operation.SEND, 2, Kind.REMOTE);
    assertThrows(SyncException.class, () -> scene.upload(dying));
    Path staged = scene.work().resolve("to_upload/Hope/Hope_BB.tar");
    byte[] bytes = Files.readAllBytes(staged);
    bytes[700] ^= 1;
    Files.write(staged, bytes);

    assertTrue(scene.upload().complete(), scene.said.text());

    assertTrue(scene.said.hasLine("#### Making"), scene.said.text());
    assertArrayEquals(
        Files.readAllBytes(scene.run.bb("Hope", "Hope")),
        scene.members("Hope/Hope_BB.tar").get("Hope_BB.bin"));
  }

  @Test
  void aTypeOfWhichNothingWasFoundIsAnErrorAndNotNothingToDo() throws Exception {
    UploadScene scene = UploadScene.of(folder, hope());
    for (int rel = 1; rel <= 4; rel++) {
      scene.run.delete("Runs/Hope/Hope_REL0" + rel + "/IM_calc/Hope_REL0" + rel + ".csv");
    }
    scene.run.delete("Runs/Hope/Hope/IM_calc/Hope.csv");
    scene.preprocess();

    assertFalse(scene.upload().complete());
    assertTrue(scene.said.hasLine("refused", "Hope IM", "found 0 of "), scene.said.text());

    scene.allowIncomplete = true;
    assertTrue(scene.upload().complete(), scene.said.text());
    assertTrue(scene.said.hasLine("missing", "Hope IM"), scene.said.text());
    assertTrue(scene.said.hasLine("INCOMPLETE Hope IM", "found 0 of "), scene.said.text());
    assertFalse(scene.said.hasLine("Nothing to do"), scene.said.text());
  }
}

package org.quakecore.cssync.download;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.TemporaryName;
import org.quakecore.cssync.download.extract.Disk;
import org.quakecore.cssync.download.extract.Folder;
import org.quakecore.cssync.download.extract.Report;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.Transfer;
import org.quakecore.cssync.remote.rclone.Rclone;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.testing.FaultyRemote;
import org.quakecore.cssync.testing.Operation;
import org.quakecore.cssync.testing.Types;
import org.quakecore.cssync.transfer.RunLock;

class DownloadTest {
  private static final String BB = "OhariuC/OhariuC_BB.tar";
  private static final String MEMBER = "OhariuC/BB/OhariuC_REL01_BB.bin";

  @TempDir Path work;
  private FakeRemote remote;
  private DownloadScene scene;

  @BeforeEach
  void layOut() {
    remote = new FakeRemote().keepingLists();
    scene = new DownloadScene(work, remote);
    fill(remote);
  }

  private void fill(FakeRemote one) {
    one.put("v22p12/list.txt", "OhariuC 1r\n");
    one.put("v22p12/OhariuC/OhariuC_BB.tar", scene.tar("OhariuC_REL01_BB.bin", "bb"));
    one.put("v22p12/OhariuC/OhariuC_IM.tar", scene.tar("OhariuC_REL01.csv", "im"));
    one.put("v22p12/OhariuC/OhariuC_Source.tar", scene.tar("OhariuC.info", "s", "nzvm.cfg", "v"));
    one.put("v22p12/OhariuC/OhariuC_REL01_BB.bin", "sample");
    one.put("v22p12/_not_computed/Hope/Hope_BB.tar", scene.tar("x", "x"));
    one.put("v22p12/Moonshine/Moonshine_BB_0.tar", scene.tar("Moonshine_BB.bin", "m0"));
    one.put("v22p12/Moonshine/Moonshine_BB_1f.tar", scene.tar("Moonshine_REL01_BB.bin", "m1"));
    one.put("v22p12/Moonshine/Moonshine_IM.tar", scene.tar("Moonshine_REL01.csv", "im"));
    one.put("v22p12/Moonshine/Moonshine_Source.tar", scene.tar("Moonshine.info", "s"));
  }

  @Test
  void everyTarIsFetchedProvenAndUntarred() throws Exception {
    assertTrue(scene.run().complete(), scene.said());
    assertEquals(
        List.of(
            "Moonshine/BB/Moonshine_BB.bin",
            "Moonshine/BB/Moonshine_REL01_BB.bin",
            "Moonshine/IM/Moonshine_REL01.csv",
            "Moonshine/Moonshine_BB_0.tar",
            "Moonshine/Moonshine_BB_1f.tar",
            "Moonshine/Moonshine_IM.tar",
            "Moonshine/Moonshine_Source.tar",
            "Moonshine/Source/Moonshine.info",
            MEMBER,
            "OhariuC/IM/OhariuC_REL01.csv",
            BB,
            "OhariuC/OhariuC_IM.tar",
            "OhariuC/OhariuC_Source.tar",
            "OhariuC/Source/OhariuC.info",
            "OhariuC/Source/nzvm.cfg"),
        scene.tree());
    assertEquals("bb", scene.text(MEMBER));
    assertTrue(scene.said().startsWith("#### Downloading from fake:v22p12\n"), scene.said());
    assertTrue(
        scene.said().contains("tail -f " + scene.folder().resolve("v22p12.log")), scene.said());
    assertTrue(scene.said().endsWith("   Errors: 0\n"), scene.said());
    byte[] tar = remote.bytes("v22p12/" + BB).orElseThrow();
    assertTrue(
        scene
            .text("tar_ok.log")
            .contains("OhariuC_BB.tar " + tar.length + " " + FakeRemote.hash(tar) + "\n"));
  }

  @Test
  void theSecondRunHasNothingToDo() throws Exception {
    assertTrue(scene.run().complete());
    remote.resetCounts();
    assertTrue(scene.run().complete());
    assertTrue(scene.said().contains("#### Nothing to do: all 7 files are here"), scene.said());
    assertEquals(0, remote.bytesFetched());
  }

  @Test
  void cleanupDeletesTarsOnlyOnceAndARerunHasNothingToDo() throws Exception {
    scene.cleanup = true;
    assertTrue(scene.run().complete());
    assertEquals(List.of(), scene.tree().stream().filter(name -> name.endsWith(".tar")).toList());
    assertEquals("bb", scene.text(MEMBER));
    remote.resetCounts();
    assertTrue(scene.run().complete());
    assertTrue(scene.said().contains("#### Nothing to do"), scene.said());
    assertEquals(0, remote.bytesFetched());
  }

  @Test
  void cleanupAfterwardsDeletesTheTarsOfAnEarlierRun() throws Exception {
    assertTrue(scene.run().complete());
    scene.cleanup = true;
    remote.resetCounts();
    assertTrue(scene.run().complete());
    assertEquals(List.of(), scene.tree().stream().filter(name -> name.endsWith(".tar")).toList());
    assertEquals(0, remote.bytesFetched());
  }

  @Test
  void aMemberThatIsMissingOrShortIsExtractedAnewFromTheTarHere() throws Exception {
    assertTrue(scene.run().complete());
    remote.resetCounts();
    Files.delete(scene.folder().resolve(MEMBER));
    assertTrue(scene.run().complete());
    assertEquals("bb", scene.text(MEMBER));
    scene.write(MEMBER, new byte[1]);
    assertTrue(scene.run().complete());
    assertEquals("bb", scene.text(MEMBER));
    assertEquals(0, remote.bytesFetched());
  }

  @Test
  void aMemberThatIsMissingAfterCleanupIsFetchedAgain() throws Exception {
    scene.cleanup = true;
    assertTrue(scene.run().complete());
    Files.delete(scene.folder().resolve(MEMBER));
    assertTrue(scene.run().complete());
    assertEquals("bb", scene.text(MEMBER));
  }

  @Test
  void aTarThatChangedOnTheRemoteIsFetchedAnew() throws Exception {
    assertTrue(scene.run().complete());
    remote.put("v22p12/" + BB, scene.tar("OhariuC_REL01_BB.bin", "xy"));
    assertTrue(scene.run().complete());
    assertEquals("xy", scene.text(MEMBER));
  }

  @Test
  void aTarHereIsUsedOnlyWhenItsContentIsTheRemotes() throws Exception {
    scene.write(BB, remote.bytes("v22p12/" + BB).orElseThrow());
    scene.types = List.of(Types.BB);
    scene.included = List.of("OhariuC");
    assertTrue(scene.run().complete());
    assertEquals(0, remote.calls(Operation.FETCH));
    assertEquals("bb", scene.text(MEMBER));
  }

  @Test
  void aTarHereOfTheSameSizeButAnotherContentIsFetched() throws Exception {
    scene.write(BB, scene.tar("OhariuC_REL01_BB.bin", "no"));
    scene.types = List.of(Types.BB);
    scene.included = List.of("OhariuC");
    assertTrue(scene.run().complete(), scene.said());
    assertEquals("bb", scene.text(MEMBER));
    assertNull(scene.text("tar_error.log"));
    assertTrue(scene.said().endsWith("   Errors: 0\n"), scene.said());
  }

  @Test
  void onlyTheFaultsAndTypesAskedForAreFetched() throws Exception {
    scene.types = List.of(Types.IM);
    scene.excluded = List.of("Moonshine");
    assertTrue(scene.run().complete());
    assertEquals(List.of("OhariuC/IM/OhariuC_REL01.csv", "OhariuC/OhariuC_IM.tar"), scene.tree());
  }

  @Test
  void aSampleIsPutInItsOwnFolder() throws Exception {
    scene.types = List.of(Types.SAMPLE_BB);
    scene.included = List.of("OhariuC");
    assertTrue(scene.run().complete(), scene.said());
    assertEquals(List.of("OhariuC/SAMPLE_BB/OhariuC_REL01_BB.bin"), scene.tree());
    assertEquals("sample", scene.text("OhariuC/SAMPLE_BB/OhariuC_REL01_BB.bin"));
    remote.resetCounts();
    assertTrue(scene.run().complete());
    assertEquals(0, remote.calls(Operation.FETCH));
  }

  @Test
  void anUnknownVersionListsTheVersionsThereAre() {
    remote.put("v20p5/list.txt", "");
    remote.put("_old/list.txt", "");
    scene.version = "v22p13";
    SyncException refused = assertThrows(SyncException.class, scene::run);
    assertEquals(SyncException.Kind.BAD_INPUT, refused.kind());
    assertTrue(refused.getMessage().endsWith("there are v20p5, v22p12"), refused.getMessage());
    assertFalse(Files.exists(scene.folder()));
  }

  @Test
  void aNamedFaultThatIsAbsentIsAnErrorAndTheOthersGoOn() throws Exception {
    scene.included = List.of("OhariuC", "moonshine");
    assertFalse(scene.run().complete());
    assertTrue(
        scene.said().contains("moonshine: there is no such fault; there is Moonshine"),
        scene.said());
    assertEquals("bb", scene.text(MEMBER));
  }

  @Test
  void anAbsentTypeIsListedAndAnErrorOnlyWhenNamed() throws Exception {
    remote.remove("v22p12/OhariuC/OhariuC_IM.tar");
    assertTrue(scene.run().complete());
    assertTrue(scene.said().contains("#### Note: OhariuC IM: there is none"), scene.said());
    scene.typesNamed = true;
    assertFalse(scene.run().complete());
    assertTrue(scene.said().contains("#### FAILED: OhariuC IM: there is none"), scene.said());
  }

  @Test
  void aDryRunTellsTheWholePlanAndTouchesNothing() throws Exception {
    scene.dryRun = true;
    assertTrue(scene.run().complete());
    assertTrue(
        scene.said().contains(" --OhariuC/OhariuC_BB.tar: fetch and extract (10.0 KiB)"),
        scene.said());
    assertTrue(scene.said().contains("#### fetch and extract: 7 files, 70.0 KiB"), scene.said());
    assertFalse(Files.exists(scene.folder()));
  }

  @Test
  void withoutDownloadTheRemoteIsNotNeededAndThatIsSaid() throws Exception {
    scene.write(BB, remote.bytes("v22p12/" + BB).orElseThrow());
    scene.types = List.of(Types.BB);
    scene.noDownload = true;
    assertTrue(scene.run().complete(), scene.said());
    assertTrue(scene.said().contains("the remote is not contacted"), scene.said());
    assertEquals("bb", scene.text(MEMBER));
    assertTrue(scene.run().complete());
    assertTrue(scene.said().contains("#### Nothing to do"), scene.said());
  }

  @Test
  void withoutDownloadAnIncompleteOrTruncatedSetIsAnError() throws Exception {
    byte[] tar = remote.bytes("v22p12/" + BB).orElseThrow();
    scene.write(BB, Arrays.copyOf(tar, 1024));
    scene.write("Moonshine/Moonshine_BB_0.tar", tar);
    scene.noDownload = true;
    scene.cleanup = true;
    assertFalse(scene.run().complete());
    assertTrue(scene.said().contains("   Errors: 2\n"), scene.said());
    assertEquals(List.of("Moonshine/Moonshine_BB_0.tar", BB), scene.tree());
  }

  @Test
  void withoutDownloadATarThatIsNotTheProvenOneIsAnError() throws Exception {
    assertTrue(scene.run().complete());
    scene.write(BB, scene.tar("OhariuC_REL01_BB.bin", "no"));
    scene.noDownload = true;
    scene.forceUntar = true;
    assertFalse(scene.run().complete());
    assertEquals("bb", scene.text(MEMBER));
    scene.noDownload = false;
    scene.forceUntar = false;
    assertTrue(scene.run().complete());
    assertTrue(scene.run().complete());
    assertEquals("bb", scene.text(MEMBER));
  }

  @Test
  void forceUntarExtractsEverythingFromTheTarsHere() throws Exception {
    assertTrue(scene.run().complete());
    scene.write(MEMBER, "XX".getBytes(UTF_8));
    remote.resetCounts();
    scene.forceUntar = true;
    assertTrue(scene.run().complete());
    assertEquals("bb", scene.text(MEMBER));
    assertEquals(0, remote.calls(Operation.FETCH));
  }

  @Test
  void forceUntarFetchesWhatIsNotHere() throws Exception {
    scene.cleanup = true;
    assertTrue(scene.run().complete());
    scene.forceUntar = true;
    remote.resetCounts();
    assertTrue(scene.run().complete());
    assertEquals(7 * 10240, remote.bytesFetched());
  }

  @Test
  void twoPartsThatHoldTheSameMemberAreRefused() throws Exception {
    remote.put("v22p12/Moonshine/Moonshine_BB_1f.tar", scene.tar("Moonshine_BB.bin", "m1"));
    scene.included = List.of("Moonshine");
    scene.types = List.of(Types.BB);
    assertFalse(scene.run().complete());
    assertTrue(scene.said().contains("Moonshine_BB.bin\", which"), scene.said());
    assertTrue(scene.said().contains("   Extracted: 1 file "), scene.said());
  }

  @Test
  void aDiskThatIsTooSmallIsNoticedBeforeAnythingIsFetched() {
    scene.freeBytes = 1000;
    SyncException full = assertThrows(SyncException.class, scene::run);
    assertEquals(SyncException.Kind.DISK_FULL, full.kind());
    assertTrue(full.getMessage().contains(scene.folder().toString()), full.getMessage());
    assertTrue(full.getMessage().contains("143360 bytes"), full.getMessage());
    assertEquals(0, remote.calls(Operation.FETCH));
  }

  @Test
  void aFolderThatAnotherRunWorksInIsLeftAlone() throws Exception {
    Files.createDirectories(scene.folder());
    try (RunLock lock = RunLock.take(scene.folder().resolve(".download.lock"))) {
      SyncException locked = assertThrows(SyncException.class, scene::run);
      assertEquals(SyncException.Kind.LOCKED, locked.kind());
      assertTrue(lock.isHeld());
    }
    assertEquals(List.of(), scene.tree());
  }

  @Test
  void namesThatCannotBeAFaultsAreReportedAndIgnored() throws Exception {
    remote.put("v22p12/.hidden/x_BB.tar", "x");
    remote.put("v22p12/OhariuC/deep/OhariuC_BB.tar", "x");
    remote.put("v22p12/OhariuC/OhariuC_BB.tar.md5", "x");
    assertTrue(scene.run().complete());
    assertTrue(scene.said().contains("ignored OhariuC/OhariuC_BB.tar.md5"), scene.said());
    assertTrue(scene.said().contains("ignored OhariuC/deep/OhariuC_BB.tar"), scene.said());
    assertTrue(scene.said().contains("ignored .hidden/x_BB.tar"), scene.said());
    assertFalse(scene.said().contains("_not_computed"), scene.said());
  }

  @Test
  void aSlowHashIsAskedForOnlyOfFetchedFiles() throws Exception {
    FakeRemote slow = new FakeRemote(false, false).keepingLists();
    scene = new DownloadScene(work, slow);
    fill(slow);
    scene.types = List.of(Types.BB);
    scene.included = List.of("OhariuC");
    assertTrue(scene.run().complete());
    assertEquals(1, slow.calls(Operation.LOOK));
    assertTrue(
        scene.text("tar_ok.log").endsWith(" 1970-01-01T00:00:00Z\n"), scene.text("tar_ok.log"));
    slow.resetCounts();
    assertTrue(scene.run().complete());
    assertEquals(0, slow.calls(Operation.LOOK));
    assertEquals(0, slow.calls(Operation.FETCH));
  }

  @Test
  void aCorruptedFetchIsTriedOnceMore() throws Exception {
    FaultyRemote faulty = new FaultyRemote(remote).corruptFetched("v22p12/" + BB);
    scene = new DownloadScene(work, faulty);
    assertTrue(scene.run().complete(), scene.said());
    assertEquals("bb", scene.text(MEMBER));
    assertNull(scene.text("tar_error.log"));
  }

  @Test
  void aShortOrLostFetchIsAnErrorAndTheNextRunMendsIt() throws Exception {
    FaultyRemote faulty =
        new FaultyRemote(remote)
            .truncateFetched("v22p12/" + BB)
            .loseFetched("v22p12/OhariuC/OhariuC_IM.tar");
    scene = new DownloadScene(work, faulty);
    assertFalse(scene.run().complete());
    assertTrue(scene.said().contains("   Errors: 2\n"), scene.said());
    assertNull(scene.text(MEMBER));
    assertTrue(scene.run().complete(), scene.said());
    assertEquals("bb", scene.text(MEMBER));
  }

  @Test
  void withoutAnyHashATarIsKeptByItsTimeAndFetchedWhenThatChanges() throws Exception {
    FakeRemote plain = FakeRemote.withoutHashes().keepingLists();
    scene = new DownloadScene(work, plain);
    fill(plain);
    assertTrue(scene.run().complete());
    plain.resetCounts();
    assertTrue(scene.run().complete());
    assertEquals(0, plain.calls(Operation.FETCH));
    byte[] newer = scene.tar("OhariuC_REL01_BB.bin", "xy");
    plain.stream(
        "v22p12/" + BB,
        out -> out.write(newer),
        new Transfer(List.of(), false, Optional.empty(), bytes -> {}));
    assertTrue(scene.run().complete());
    assertEquals("xy", scene.text(MEMBER));
  }

  @Test
  void aDataFailureOfAFileLeavesTheOthersToBeFetched() throws Exception {
    FaultyRemote faulty =
        new FaultyRemote(remote)
            .fail(Operation.FETCH, 1, SyncException.Kind.DATA)
            .fail(Operation.FETCH, 2, SyncException.Kind.DATA)
            .fail(Operation.FETCH, 3, SyncException.Kind.DATA);
    scene = new DownloadScene(work, faulty);
    scene.downloads = OptionalInt.of(1);
    scene.retries = 1;
    assertFalse(scene.run().complete());
    assertTrue(scene.said().contains("   Errors: 3\n"), scene.said());
    assertTrue(scene.said().contains("   Extracted: 4 files"), scene.said());
  }

  @Test
  void aFileThatBreaksOnceOnItsWayIsFetchedOnceMore() throws Exception {
    FaultyRemote faulty =
        new FaultyRemote(remote)
            .fail(Operation.FETCH, 1, SyncException.Kind.DATA)
            .fail(Operation.FETCH, 2, SyncException.Kind.DATA);
    scene = new DownloadScene(work, faulty);
    scene.downloads = OptionalInt.of(1);
    assertTrue(scene.run().complete(), scene.said());
    assertTrue(scene.said().contains(": trying again in 1 s, because of this: "), scene.said());
  }

  @Test
  void aDeadRemoteEndsTheRunAfterTheSummarySoFar() throws Exception {
    FaultyRemote faulty =
        new FaultyRemote(remote)
            .fail(Operation.FETCH, 2, SyncException.Kind.REMOTE)
            .fail(Operation.FETCH, 3, SyncException.Kind.REMOTE)
            .fail(Operation.FETCH, 4, SyncException.Kind.REMOTE)
            .fail(Operation.FETCH, 5, SyncException.Kind.REMOTE)
            .fail(Operation.FETCH, 6, SyncException.Kind.REMOTE);
    scene = new DownloadScene(work, faulty);
    scene.downloads = OptionalInt.of(1);
    SyncException dead = assertThrows(SyncException.class, scene::run);
    assertEquals(SyncException.Kind.REMOTE, dead.kind());
    assertTrue(scene.said().contains("   NOT DONE: OhariuC/OhariuC_BB.tar\n"), scene.said());
    assertTrue(scene.said().contains("   Errors: "), scene.said());
    scene = new DownloadScene(work, remote);
    assertTrue(scene.run().complete());
    assertEquals("bb", scene.text(MEMBER));
  }

  @Test
  void aRunStoppedAnywhereIsFinishedByTheNext() throws Exception {
    for (int operations = 1; operations < 14; operations++) {
      Path own = Files.createDirectory(work.resolve("run" + operations));
      Remote stopping = new FaultyRemote(remote).stopAfter(operations);
      DownloadScene stopped = new DownloadScene(own, stopping);
      stopped.cleanup = operations % 2 == 0;
      try {
        stopped.run();
      } catch (SyncException e) {
        assertEquals(SyncException.Kind.INTERRUPTED, e.kind());
      }
      assertFalse(Files.exists(stopped.folder().resolve(".download.lock")));
      // A test that was interrupted must not interrupt the next.
      boolean ignored = Thread.interrupted();
      DownloadScene finishing = new DownloadScene(own, remote);
      finishing.cleanup = stopped.cleanup;
      assertTrue(finishing.run().complete(), finishing.said());
      assertEquals("bb", finishing.text(MEMBER));
      assertEquals(finishing.cleanup ? 8 : 15, finishing.tree().size(), "after " + operations);
    }
  }

  /** A temporary name of a process of this machine that is no more. */
  private static String left(String name) {
    return TemporaryName.of(name).replaceFirst("-\\d+-", "-999999999-");
  }

  @Test
  void leftoversOfAKilledRunAreUsedWhereRightAndSwept() throws Exception {
    scene.write(".fetching/OhariuC/OhariuC_BB.tar", remote.bytes("v22p12/" + BB).orElseThrow());
    scene.write(".fetching/OhariuC/OhariuC_IM.tar", new byte[10240]);
    scene.write(".fetching/OhariuC/OhariuC_Source.tar.partial", new byte[3]);
    scene.write("OhariuC/.BB.extracting/half", new byte[3]);
    scene.write(left("tar_ok.log"), new byte[3]);
    scene.write("OhariuC/" + left("members.log"), new byte[3]);
    scene.write(left("manifests") + "/OhariuC_BB.json", new byte[3]);
    scene.included = List.of("OhariuC");
    assertTrue(scene.run().complete(), scene.said());
    assertEquals("bb", scene.text(MEMBER));
    assertEquals("im", scene.text("OhariuC/IM/OhariuC_REL01.csv"));
    assertEquals(7, scene.tree().size());
    assertTrue(scene.said().contains("Fetched: 2 files"), scene.said());
    assertFalse(Files.exists(scene.folder().resolve(".fetching")));
  }

  @Test
  void oddMemberNamesSurvive() throws Exception {
    String odd = "it's \"$(touch x)\" \\ -é\n.csv";
    remote.put("v22p12/OhariuC/OhariuC_IM.tar", scene.tar(odd, "odd", "-rf", "dash"));
    scene.types = List.of(Types.IM);
    scene.included = List.of("OhariuC");
    assertTrue(scene.run().complete(), scene.said());
    assertEquals("odd", scene.text("OhariuC/IM/" + odd));
    assertEquals("dash", scene.text("OhariuC/IM/-rf"));
    assertTrue(scene.run().complete());
    assertTrue(scene.said().contains("#### Nothing to do"), scene.said());
  }

  @Test
  void theUsersArgumentsAndTheNeedForChecksumsReachRclone() throws Exception {
    List<Transfer> transfers = new ArrayList<>();
    scene = new DownloadScene(work, beforeFetch(remote, transfers::add));
    scene.rcloneArguments = List.of("--bwlimit", "20M");
    assertTrue(scene.run().complete());
    assertEquals(List.of("--bwlimit", "20M"), transfers.get(0).arguments());
    assertTrue(transfers.get(0).provenByCaller());
    transfers.clear();
    FakeRemote plain = FakeRemote.withoutHashes().keepingLists();
    fill(plain);
    Path other = Files.createDirectory(work.resolve("other"));
    assertTrue(new DownloadScene(other, beforeFetch(plain, transfers::add)).run().complete());
    assertFalse(transfers.get(0).provenByCaller());
  }

  @Test
  void aFailureOfTheExtractionThatConcernsAllEndsTheRun() throws Exception {
    Path obstacle = scene.folder().resolve("Moonshine/members.log/in the way");
    scene =
        new DownloadScene(
            work,
            beforeFetch(
                remote,
                transfer -> {
                  try {
                    Files.createDirectories(obstacle);
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                }));
    SyncException failure = assertThrows(SyncException.class, scene::run);
    assertTrue(failure.getMessage().contains("members.log"), failure.getMessage());
    assertTrue(scene.said().contains("   NOT DONE: Moonshine/Moonshine_BB_0.tar\n"), scene.said());
    assertFalse(Thread.interrupted());
    Files.delete(obstacle);
    Files.delete(obstacle.getParent());
    assertTrue(new DownloadScene(work, remote).run().complete());
  }

  @Test
  void rcloneItselfBringsWhatGnuTarAndBsdtarHaveMade() throws Exception {
    Path there = work.resolve("remote");
    Path packed = Files.createDirectories(work.resolve("packed"));
    Files.writeString(packed.resolve("Hope 2_REL01.csv"), "im");
    Path folder = Files.createDirectories(there.resolve("v22p12/Hope 2"));
    Process bsdtar =
        new ProcessBuilder(
                "bsdtar", "cf", folder + "/Hope 2_IM.tar", "-C", packed + "", "Hope 2_REL01.csv")
            .inheritIO()
            .start();
    assertEquals(0, bsdtar.waitFor());
    Files.write(folder.resolve("Hope 2_BB_0.tar"), scene.tar("Hope 2_REL01_BB.bin", "b1"));
    Files.write(folder.resolve("Hope 2_BB_1f.tar"), scene.tar("Hope 2_REL02_BB.bin", "b2"));
    scene = new DownloadScene(work, new Rclone(there.toString()));
    scene.included = List.of("Hope 2");
    scene.cleanup = true;
    assertTrue(scene.run().complete(), scene.said());
    assertEquals(
        List.of(
            "Hope 2/BB/Hope 2_REL01_BB.bin",
            "Hope 2/BB/Hope 2_REL02_BB.bin",
            "Hope 2/IM/Hope 2_REL01.csv"),
        scene.tree());
    assertEquals("b2", scene.text("Hope 2/BB/Hope 2_REL02_BB.bin"));
    assertTrue(scene.run().complete());
    assertTrue(scene.said().contains("#### Nothing to do: all 3 files"), scene.said());
  }

  /** A remote that tells of each fetch before it is done. */
  @SuppressWarnings("unchecked")
  private static Remote beforeFetch(Remote sound, Consumer<Transfer> listener) {
    return (Remote)
        Proxy.newProxyInstance(
            Remote.class.getClassLoader(),
            new Class<?>[] {Remote.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("fetch")
                  && Operation.fetchOf((List<String>) arguments[2]) == Operation.FETCH) {
                listener.accept((Transfer) arguments[3]);
              }
              try {
                return method.invoke(sound, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void roomThatCannotBeToldIsARemark() throws Exception {
    scene.freeBytes = -1;
    assertTrue(scene.run().complete(), scene.said());
    assertTrue(
        scene.said().contains("how much room there is cannot be told (Mount point not found)"),
        scene.said());
  }

  @Test
  void filesThatDoNotTakeTheirTimesAreToldOfOnce() throws Exception {
    Report report = new Report(scene, "fake:v22p12", Folder.open(scene.folder()));
    Disk.setTime(scene.folder().resolve("none"), Instant.EPOCH, report);
    Disk.setTime(scene.folder().resolve("none"), Instant.EPOCH, report);
    assertEquals(1, scene.said().lines().filter(line -> line.contains("times of files")).count());
  }
}

package org.quakecore.cssync.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.remote.rclone.Rclone;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.testing.FaultyRemote;
import org.quakecore.cssync.testing.Operation;
import org.quakecore.cssync.testing.Types;
import org.quakecore.cssync.transfer.Staging;
import org.quakecore.cssync.transfer.Work;

/** Downloads that put no tar on the disk. */
class StreamingTest {
  private static final String BB = "v22p12/OhariuC/OhariuC_BB.tar";
  private static final String MEMBER = "OhariuC/BB/OhariuC_REL01_BB.bin";
  private static final List<String> ALL =
      List.of(
          "Moonshine/BB/Moonshine_BB.bin",
          "Moonshine/BB/Moonshine_REL01_BB.bin",
          MEMBER,
          "OhariuC/SAMPLE_BB/OhariuC_REL01_BB.bin");

  @TempDir Path work;
  private FakeRemote remote;
  private DownloadScene scene;

  @BeforeEach
  void layOut() {
    remote = new FakeRemote().keepingLists();
    use(new FaultyRemote(remote));
    fill(remote);
  }

  private void use(FaultyRemote faulty) {
    scene = new DownloadScene(work, faulty);
    scene.staging = Staging.NONE;
    scene.types = ArchiveLayout.STANDARD.choices();
  }

  private void fill(FakeRemote one) {
    one.put(BB, scene.tar("OhariuC_REL01_BB.bin", "bb"));
    one.put("v22p12/OhariuC/OhariuC_REL01_BB.bin", "sample");
    one.put("v22p12/Moonshine/Moonshine_BB_0.tar", scene.tar("Moonshine_BB.bin", "m0"));
    one.put("v22p12/Moonshine/Moonshine_BB_1f.tar", scene.tar("Moonshine_REL01_BB.bin", "m1"));
  }

  @Test
  void membersComeWithoutATarAndTheLogKnowsThem() throws Exception {
    assertTrue(scene.run().complete(), scene.said());
    assertEquals(ALL, scene.tree());
    assertEquals("bb", scene.text(MEMBER));
    assertEquals("sample", scene.text("OhariuC/SAMPLE_BB/OhariuC_REL01_BB.bin"));
    byte[] tar = remote.bytes(BB).orElseThrow();
    assertTrue(
        scene
            .text("tar_ok.log")
            .contains("OhariuC_BB.tar " + tar.length + " " + FakeRemote.hash(tar) + "\n"));
    assertEquals(0, remote.calls(Operation.FETCH));
    long bytes = remote.bytesFetched();
    assertEquals(List.of(bytes, bytes), scene.told(Work.FETCH));
    assertTrue(scene.text("v22p12.log").contains("100%"), scene.text("v22p12.log"));
  }

  @Test
  void aRerunHasNothingToDoWhateverTheStaging() throws Exception {
    assertTrue(scene.run().complete());
    remote.resetCounts();
    for (boolean cleanup : List.of(true, false)) {
      for (Staging staging : List.of(Staging.NONE, Staging.TAR)) {
        scene.cleanup = cleanup;
        scene.staging = staging;
        assertTrue(scene.run().complete());
        assertTrue(scene.said().contains("#### Nothing to do: all 4 files"), scene.said());
      }
    }
    assertEquals(0, remote.bytesFetched());
  }

  @Test
  void forceUntarStreamsAnew() throws Exception {
    assertTrue(scene.run().complete());
    Files.writeString(scene.folder().resolve(MEMBER), "XX");
    scene.forceUntar = true;
    assertTrue(scene.run().complete(), scene.said());
    assertEquals("bb", scene.text(MEMBER));
  }

  @Test
  void aTarThatIsHereAndRightIsUsed() throws Exception {
    scene.write("OhariuC/OhariuC_BB.tar", remote.bytes(BB).orElseThrow());
    scene.included = List.of("OhariuC");
    scene.types = List.of(Types.BB);
    assertTrue(scene.run().complete(), scene.said());
    assertEquals(0, remote.calls(Operation.READ));
    assertEquals("bb", scene.text(MEMBER));
  }

  @Test
  void aStreamThatBreaksOrBringsOtherBytesIsTriedAgain() throws Exception {
    use(
        new FaultyRemote(remote)
            .corruptRead(BB)
            .fail(Operation.READ, 1, SyncException.Kind.DATA)
            .fail(Operation.READ, 3, SyncException.Kind.REMOTE));
    scene.downloads = OptionalInt.of(1);
    assertTrue(scene.run().complete(), scene.said());
    assertEquals(ALL, scene.tree());
    assertEquals("bb", scene.text(MEMBER));
    assertTrue(scene.said().contains("trying again in 1 s"), scene.said());
    assertNull(scene.text("tar_error.log"));
  }

  @Test
  void aStreamThatIsCutIsNeverTakenForAWholeTar() throws Exception {
    use(new FaultyRemote(remote).shortRead(BB, 1024));
    scene.retries = 1;
    assertFalse(scene.run().complete());
    assertNull(scene.text(MEMBER));
    assertTrue(scene.said().contains("   Errors: 1\n"), scene.said());
    assertTrue(scene.run().complete(), scene.said());
    assertEquals("bb", scene.text(MEMBER));
  }

  @Test
  void aStreamThatKeepsFailingIsGivenUpAndTheOthersGoOn() throws Exception {
    use(new FaultyRemote(remote).fail(Operation.READ, 1, SyncException.Kind.DATA));
    scene.downloads = OptionalInt.of(1);
    scene.retries = 1;
    assertFalse(scene.run().complete());
    assertTrue(scene.said().contains("   Errors: 1\n"), scene.said());
    assertEquals(3, scene.tree().size());
  }

  @Test
  void aRemoteThatStaysDeadEndsTheRun() throws Exception {
    use(new FaultyRemote(remote).fail(Operation.READ, 2, SyncException.Kind.REMOTE));
    scene.downloads = OptionalInt.of(1);
    scene.retries = 1;
    assertEquals(SyncException.Kind.REMOTE, assertThrows(SyncException.class, scene::run).kind());
    assertTrue(scene.said().contains("   NOT DONE: OhariuC/OhariuC_BB.tar\n"), scene.said());
    assertTrue(scene.run().complete(), scene.said());
    assertEquals(ALL, scene.tree());
  }

  @Test
  void aTarThatIsBrokenOnTheRemoteIsReadTwiceNamedAndNotReadAgain() throws Exception {
    byte[] cut = Arrays.copyOf(remote.bytes(BB).orElseThrow(), 1024);
    remote.put(BB, cut);
    scene.included = List.of("OhariuC");
    scene.types = List.of(Types.BB);
    assertFalse(scene.run().complete());
    assertEquals(2, remote.calls(Operation.READ));
    assertEquals(List.of(), scene.tree());
    assertTrue(
        scene.text("tar_error.log").startsWith("OhariuC_BB.tar 1024 " + FakeRemote.hash(cut)),
        scene.text("tar_error.log"));
    remote.resetCounts();
    assertFalse(scene.run().complete());
    assertTrue(scene.said().contains("proved broken earlier"), scene.said());
    assertEquals(0, remote.calls(Operation.READ));
  }

  @Test
  void whereAHashHasToBeReadItIsAskedForAfterTheStream() throws Exception {
    FakeRemote slow = new FakeRemote(false, false).keepingLists();
    use(new FaultyRemote(slow));
    fill(slow);
    assertTrue(scene.run().complete(), scene.said());
    assertEquals(4, slow.calls(Operation.LOOK));
    slow.resetCounts();
    assertTrue(scene.run().complete());
    assertEquals(0, slow.calls(Operation.LOOK));
    assertEquals(0, slow.calls(Operation.READ));
  }

  @Test
  void aDiskNeedsRoomForTheMembersAlone() throws Exception {
    scene.types = List.of(Types.BB);
    scene.freeBytes = 3 * 10240;
    assertTrue(scene.run().complete(), scene.said());
    scene.staging = Staging.TAR;
    scene.forceUntar = true;
    scene.freeBytes = 3 * 10240 - 7;
    assertEquals(
        SyncException.Kind.DISK_FULL, assertThrows(SyncException.class, scene::run).kind());
  }

  @Test
  void aRunStoppedAnywhereIsFinishedByTheNext() throws Exception {
    for (int operations = 1; operations < 9; operations++) {
      Path own = Files.createDirectory(work.resolve("run" + operations));
      DownloadScene stopped =
          new DownloadScene(own, new FaultyRemote(remote).stopAfter(operations));
      stopped.staging = Staging.NONE;
      stopped.types = scene.types;
      try {
        stopped.run();
      } catch (SyncException e) {
        assertEquals(SyncException.Kind.INTERRUPTED, e.kind());
      }
      // A test that was interrupted must not interrupt the next.
      boolean ignored = Thread.interrupted();
      DownloadScene finishing = new DownloadScene(own, remote);
      finishing.staging = Staging.NONE;
      finishing.types = scene.types;
      assertTrue(finishing.run().complete(), finishing.said());
      assertEquals(ALL, finishing.tree(), "after " + operations);
    }
  }

  /** With the real rclone on a plain folder that holds one tar. */
  private void useRclone() throws Exception {
    Path there = Files.createDirectories(work.resolve("remote/v22p12/OhariuC"));
    Files.write(there.resolve("OhariuC_BB.tar"), remote.bytes(BB).orElseThrow());
    Files.writeString(there.resolveSibling("list.txt"), "OhariuC 1r\n");
    scene = new DownloadScene(work, new Rclone(work.resolve("remote").toString()));
    scene.staging = Staging.NONE;
  }

  @Test
  void rcloneItselfStreams() throws Exception {
    useRclone();
    assertTrue(scene.run().complete(), scene.said());
    assertEquals(List.of(MEMBER), scene.tree());
    assertTrue(scene.run().complete());
    assertTrue(scene.said().contains("#### Nothing to do"), scene.said());
  }

  @Test
  void aLimitOfCallsReachesRcloneAndLeavesOneStreamToItself() throws Exception {
    useRclone();
    scene.rcloneArguments = List.of("--tpslimit", "10");
    assertTrue(scene.run().complete(), scene.said());
    assertTrue(scene.said().contains(", one at a time"), scene.said());
    assertEquals("bb", scene.text(MEMBER));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--head=600", "--head=1024", "--discard"})
  void argumentsThatCutAStreamShortFailItAndBlameNoTar(String cut) throws Exception {
    useRclone();
    scene.rcloneArguments = List.of(cut);
    assertFalse(scene.run().complete(), scene.said());
    assertEquals(List.of(), scene.tree());
    assertNull(scene.text("tar_error.log"));
    scene.rcloneArguments = List.of();
    assertTrue(scene.run().complete(), scene.said());
    assertEquals(List.of(MEMBER), scene.tree());
  }

  @Test
  void aLimitOfBytesEndsTheRun() throws Exception {
    useRclone();
    scene.rcloneArguments = List.of("--max-transfer=1k");
    SyncException limited = assertThrows(SyncException.class, scene::run);
    assertTrue(limited.getMessage().contains("max transfer limit reached"), limited.getMessage());
    assertEquals(List.of(), scene.tree());
  }
}

package org.quakecore.cssync.upload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.io.file.PathUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.download.DownloadScene;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.status.StatusScene;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.testing.FaultyRemote;
import org.quakecore.cssync.testing.Operation;
import org.quakecore.cssync.testing.RunFolder;
import org.quakecore.cssync.testing.Types;
import org.quakecore.cssync.transfer.Staging;

class AppendTest {
  private static final long TWO_MEMBERS = 81_920;
  private static final long ONE_MEMBER = 40_960;

  @TempDir Path folder;

  /** An archive of Hope with three realisations, of which two more have come since. */
  private UploadScene grown(Path at, long partSize, FakeRemote remote) throws Exception {
    UploadScene scene = new UploadScene(at, remote);
    scene.run.add(RunFolder.fault("Hope", 3).sized(30_000, 900, 300));
    scene.preprocess();
    scene.partSize = partSize;
    assertTrue(scene.upload().complete(), scene.said.text());
    for (String event : List.of("Hope_REL04", "Hope_REL05")) {
      scene.run.write("Runs/Hope/" + event + "/BB/Acc/BB.bin", 30_000);
      scene.run.write("Runs/Hope/" + event + "/IM_calc/" + event + ".csv", 900);
      scene.run.write("Data/Sources/Hope/Srf/" + event + ".info", 300);
      scene.run.write("Data/Sources/Hope/Srf/" + event + ".csv", 300);
      scene.run.write("Data/Sources/Hope/Sim_params/" + event + ".yaml", 300);
    }
    Files.writeString(scene.run.list(), "Hope 5r\n");
    assertTrue(scene.preprocess().complete());
    return scene;
  }

  private UploadScene grown(long partSize) throws Exception {
    UploadScene scene = grown(folder.resolve("run"), partSize, new FakeRemote());
    scene.append = true;
    return scene;
  }

  private static List<String> bb(UploadScene scene) {
    return scene.names("Hope").stream().filter(name -> name.startsWith("Hope_BB")).toList();
  }

  private static void assertAllThere(UploadScene scene, String how) throws Exception {
    Map<String, byte[]> members = members(scene, "Hope_BB");
    assertEquals(5, members.size(), how);
    for (int rel = 1; rel <= 5; rel++) {
      assertArrayEquals(
          Files.readAllBytes(scene.run.bb("Hope", "Hope_REL0" + rel)),
          members.get("Hope_REL0" + rel + "_BB.bin"),
          how);
    }
    Manifest manifest =
        Manifest.parse(new String(scene.onRemote("_manifest/Hope_BB.json"), UTF_8), "Hope_BB");
    assertEquals(5, manifest.members().size(), how);
    for (Manifest.PartEntry part : manifest.parts()) {
      assertEquals(FakeRemote.hash(scene.onRemote("Hope/" + part.name())), part.contentHash(), how);
    }
    assertEquals(manifest.parts().stream().map(Manifest.PartEntry::name).toList(), bb(scene), how);
    assertEquals(List.of(), scene.names("_append"), how);
  }

  private static Map<String, byte[]> members(UploadScene scene, String set) {
    return scene.members(
        scene.names("Hope").stream()
            .filter(name -> name.startsWith(set))
            .filter(name -> name.endsWith(".tar"))
            .map(name -> "Hope/" + name)
            .toArray(String[]::new));
  }

  private StatusScene status(UploadScene scene, String name) throws Exception {
    StatusScene status = new StatusScene(folder.resolve(name), scene.remote);
    status.types = List.of(Types.BB);
    return status;
  }

  @Test
  void theLastPartLosesItsMarkAndTheNewOnesFollow() throws Exception {
    UploadScene scene = grown(TWO_MEMBERS);
    byte[] first = scene.onRemote("Hope/Hope_BB_0.tar");
    byte[] last = scene.onRemote("Hope/Hope_BB_1f.tar");
    byte[] im = scene.onRemote("Hope/Hope_IM.tar");
    scene.partSize = ONE_MEMBER;
    scene.remote.resetCounts();

    assertTrue(scene.upload().complete(), scene.said.text());

    assertEquals(
        List.of("Hope_BB_0.tar", "Hope_BB_1.tar", "Hope_BB_2.tar", "Hope_BB_3f.tar"), bb(scene));
    assertArrayEquals(first, scene.onRemote("Hope/Hope_BB_0.tar"));
    assertArrayEquals(last, scene.onRemote("Hope/Hope_BB_1.tar"));
    assertArrayEquals(im, scene.onRemote("Hope/Hope_IM_0.tar"));
    assertAllThere(scene, scene.said.text());
    assertEquals(5, members(scene, "Hope_IM").size());
    assertTrue(
        scene.said.hasLine("Hope BB", "2 files, 80.0 KiB, appended to the 2 there"),
        scene.said.text());
    assertEquals("Hope 5r\n", new String(scene.onRemote("list.txt"), UTF_8));
    assertTrue(scene.remote.bytesSent() < 250_000, "sent " + scene.remote.bytesSent());
    StatusScene status = status(scene, "status");
    assertTrue(status.status().complete(), status.said.text());
    scene.append = false;
    assertTrue(scene.upload().complete(), scene.said.text());
    assertTrue(scene.said.hasLine("skipped", "Hope BB"), scene.said.text());
  }

  @Test
  void withoutBeingAskedNothingIsAppendedAndTheMessageSaysHow() throws Exception {
    UploadScene scene = grown(TWO_MEMBERS);
    scene.append = false;

    assertFalse(scene.upload().complete());

    assertTrue(
        scene.said.hasLine(
            "refused", "Hope BB", "is new", "--append adds 2 files to what is there"),
        scene.said.text());
    assertEquals(List.of("Hope_BB_0.tar", "Hope_BB_1f.tar"), bb(scene));
  }

  @Test
  void aDryRunTellsWhatWouldFollow() throws Exception {
    UploadScene scene = grown(TWO_MEMBERS);
    scene.dryRun = true;

    assertTrue(scene.upload().complete(), scene.said.text());

    assertTrue(
        scene.said.hasLine("append", "Hope BB", "Hope_BB_1f.tar becomes Hope_BB_1.tar"),
        scene.said.text());
    assertTrue(scene.said.hasLine("Hope_BB_2f.tar"), scene.said.text());
  }

  @Test
  void wherever_an_append_is_killed_the_next_one_finishes_it_and_nothing_reads_as_whole_before()
      throws Exception {
    killedAnywhere(new Way("parts", TWO_MEMBERS, new FakeRemote(), Staging.TAR, false));
  }

  @Test
  void wherever_an_append_to_one_tar_is_killed_another_machine_finishes_it() throws Exception {
    killedAnywhere(new Way("one", 1L << 40, FakeRemote.withoutHashes(), Staging.NONE, true));
  }

  /**
   * How an append is tried.
   *
   * @param elsewhere whether it is finished where nothing is known of how it was begun
   */
  private record Way(
      String name, long partSize, FakeRemote remote, Staging staging, boolean elsewhere) {}

  private void killedAnywhere(Way way) throws Exception {
    UploadScene scene = grown(folder.resolve(way.name()), way.partSize(), way.remote());
    scene.types = Set.of(Types.BB);
    scene.partSize = ONE_MEMBER;
    scene.staging = way.staging();
    Map<String, byte[]> archived = new TreeMap<>();
    scene.remote.paths().forEach(path -> archived.put(path, scene.remote.bytes(path).get()));
    Path records = folder.resolve(way.name() + "-records");
    PathUtils.copyDirectory(scene.tmp, records);
    boolean finished = false;
    for (int calls = 1; !finished; calls++) {
      assertTrue(calls < 200, "the run needs more calls of the remote than were tried");
      scene.remote.paths().forEach(scene.remote::remove);
      archived.forEach(scene.remote::put);
      PathUtils.deleteDirectory(scene.tmp);
      PathUtils.copyDirectory(records, scene.tmp);
      Map<String, byte[]> before = hashes(scene);
      scene.append = true;
      try {
        finished = scene.upload(new FaultyRemote(scene.remote).stopAfter(calls)).complete();
      } catch (SyncException killed) {
        assertEquals(Kind.INTERRUPTED, killed.kind());
      }
      String how = "killed after " + calls + ": " + scene.remote.paths();
      assertNothingIsLost(before, scene, how);
      assertStatusIsRight(scene, how, way.name() + calls);
      assertSaysWhatItIs(scene, how);
      if (way.elsewhere()) {
        PathUtils.deleteDirectory(scene.tmp);
        scene.remote.paths().stream()
            .filter(path -> path.contains("/_lock/"))
            .forEach(scene.remote::remove);
      }
      assertTrue(scene.upload().complete(), how + "\n" + scene.said.text());
      assertAllThere(scene, how);
      assertEquals("Hope 5r\n", new String(scene.onRemote("list.txt"), UTF_8), how);
      StatusScene status = status(scene, way.name() + "-after" + calls);
      assertTrue(status.status().complete(), how + status.said.text());
    }
  }

  private static Map<String, byte[]> hashes(UploadScene scene) {
    Map<String, byte[]> hashes = new TreeMap<>();
    bb(scene).forEach(name -> hashes.put(name, scene.onRemote("Hope/" + name)));
    return hashes;
  }

  private static void assertNothingIsLost(
      Map<String, byte[]> before, UploadScene scene, String how) {
    Set<String> now =
        Set.copyOf(
            bb(scene).stream()
                .map(name -> FakeRemote.hash(scene.onRemote("Hope/" + name)))
                .distinct()
                .toList());
    before.values().forEach(bytes -> assertTrue(now.contains(FakeRemote.hash(bytes)), how));
  }

  /** What is COMPLETE has all it has had, and all of it where it says more. */
  private void assertStatusIsRight(UploadScene scene, String how, String name) throws Exception {
    StatusScene status = status(scene, name);
    boolean whole = !status.whole().isEmpty();
    status.status();
    assertEquals(
        whole,
        !status.said.hasLine("INCOMPLETE") && !status.said.hasLine("DAMAGED"),
        how + status.said.text());
    boolean byNames = scene.names("Hope").stream().anyMatch(n -> n.matches("Hope_BB(_\\d+f)?.tar"));
    if (whole || byNames) {
      int members = members(scene, "Hope_BB").size();
      boolean moved = bb(scene).size() > 2;
      assertEquals(moved ? 5 : 3, members, how);
    }
  }

  private static void assertSaysWhatItIs(UploadScene scene, String how) throws Exception {
    boolean begun = !scene.names("_append").isEmpty();
    boolean noted = scene.names("_append").contains("Hope_BB.json");
    scene.append = false;
    scene.dryRun = true;
    scene.upload();
    if (noted) {
      assertTrue(
          scene.said.hasLine("refuse", "Hope BB", "an --append was interrupted"),
          how + scene.said.text());
    } else if (begun) {
      assertTrue(scene.said.hasLine("refuse", "Hope BB", "--append adds"), how + scene.said.text());
    }
    scene.append = true;
    scene.dryRun = false;
  }

  @Test
  void aMemberThatChangedSinceIsNamedAndNothingIsAppended() throws Exception {
    UploadScene scene = grown(TWO_MEMBERS);
    scene.types = Set.of(Types.BB);
    scene.change(scene.run.bb("Hope", "Hope_REL02"), "other");

    assertFalse(scene.upload().complete());

    assertTrue(
        scene.said.hasLine("refused", "Hope BB", "Hope_REL02", "every file of the archive"),
        scene.said.text());
    assertEquals(List.of("Hope_BB_0.tar", "Hope_BB_1f.tar"), bb(scene));
  }

  @Test
  void aMemberOfTheSameSizeAndOtherContentIsSeenBeforeAnythingIsMoved() throws Exception {
    UploadScene scene = grown(TWO_MEMBERS);
    scene.types = Set.of(Types.BB);
    Path source = scene.run.bb("Hope", "Hope_REL02");
    byte[] bytes = Files.readAllBytes(source);
    bytes[77] ^= 1;
    Files.write(source, bytes);

    assertFalse(scene.upload().complete());

    assertTrue(scene.said.hasLine("failed", "Hope BB", "changed", "Hope_REL02"), scene.said.text());
    assertEquals(List.of("Hope_BB_0.tar", "Hope_BB_1f.tar"), bb(scene));
    assertFalse(status(scene, "status").whole().isEmpty());
  }

  @Test
  void sourcesThatWereOnlyTouchedAreReadAndTheManifestHasTheirNewTimes() throws Exception {
    UploadScene scene = grown(TWO_MEMBERS);
    scene.types = Set.of(Types.BB);
    Files.setLastModifiedTime(
        scene.run.bb("Hope", "Hope_REL02"), FileTime.fromMillis(1_000_000_000_000L));

    assertTrue(scene.upload().complete(), scene.said.text());

    assertAllThere(scene, scene.said.text());
    assertTrue(new String(scene.onRemote("_manifest/Hope_BB.json"), UTF_8).contains("1000000000"));
  }

  @Test
  void aMemberThatIsGoneSinceIsNamed() throws Exception {
    UploadScene scene = grown(TWO_MEMBERS);
    scene.types = Set.of(Types.BB);
    scene.run.delete("Runs/Hope/Hope_REL02/BB/Acc/BB.bin");

    assertFalse(scene.upload().complete());

    assertTrue(scene.said.hasLine("failed", "Hope BB", "Hope_REL02"), scene.said.text());
    assertEquals(List.of("Hope_BB_0.tar", "Hope_BB_1f.tar"), bb(scene));
  }

  @Test
  void aPartThatIsNotWhatTheManifestSaysIsNotAppendedTo() throws Exception {
    UploadScene scene = grown(folder.resolve("run"), TWO_MEMBERS, FakeRemote.withoutHashes());
    scene.append = true;
    scene.types = Set.of(Types.BB);
    byte[] part = scene.onRemote("Hope/Hope_BB_0.tar");
    part[1_000] ^= 1;
    scene.remote.put("v22p12/Hope/Hope_BB_0.tar", part);

    assertFalse(scene.upload().complete());

    assertTrue(
        scene.said.hasLine("failed", "Hope BB", "Hope_BB_0.tar", "not what its manifest says"),
        scene.said.text());
    assertEquals(List.of("Hope_BB_0.tar", "Hope_BB_1f.tar"), bb(scene));
  }

  @Test
  void whatSomebodyPutInTheWayIsNotReplaced() throws Exception {
    UploadScene scene = grown(TWO_MEMBERS);
    scene.types = Set.of(Types.BB);
    byte[] other = new byte[102_400];
    scene.onFinished =
        what -> {
          if (what.contains("SEND Hope_BB_2f.tar")) {
            scene.remote.put("v22p12/Hope/Hope_BB_2f.tar", other);
          }
        };

    assertFalse(scene.upload().complete());

    assertTrue(scene.said.hasLine("failed", "Hope BB", "Hope_BB_2f.tar"), scene.said.text());
    assertArrayEquals(other, scene.onRemote("Hope/Hope_BB_2f.tar"));
    assertTrue(status(scene, "status").whole().isEmpty());
    scene.onFinished = what -> {};
    scene.remote.remove("v22p12/Hope/Hope_BB_2f.tar");

    assertTrue(scene.upload().complete(), scene.said.text());

    assertAllThere(scene, scene.said.text());
  }

  @Test
  void aMoveThatWasCutShortHalfwayIsDoneAgain() throws Exception {
    UploadScene scene = stoppedBeforeItsMoves();
    byte[] half = Arrays.copyOf(scene.onRemote("Hope/Hope_BB_1f.tar"), 10_240);
    scene.remote.put("v22p12/Hope/Hope_BB_1.tar", half);

    assertTrue(scene.upload().complete(), scene.said.text());

    assertAllThere(scene, scene.said.text());
  }

  @Test
  void aNoteThatWasCutShortIsNoNote() throws Exception {
    UploadScene scene = stoppedBeforeItsMoves();
    byte[] note = scene.onRemote("_append/Hope_BB.json");
    scene.remote.put("v22p12/_append/Hope_BB.json", Arrays.copyOf(note, 500));

    assertFalse(scene.upload().complete());

    assertTrue(
        scene.said.hasLine("refused", "Hope BB", "cannot be finished", "malformed"),
        scene.said.text());
    scene.remote.put("v22p12/_append/Hope_BB.json", note);
    assertTrue(scene.upload().complete(), scene.said.text());
    assertAllThere(scene, scene.said.text());
  }

  @Test
  void replacingTheSetEndsWhatWasBegun() throws Exception {
    UploadScene scene = stoppedBeforeItsMoves();
    scene.append = false;
    scene.overwrite = true;

    assertTrue(scene.upload().complete(), scene.said.text());

    assertAllThere(scene, scene.said.text());
    assertEquals(List.of("Hope_BB_0.tar", "Hope_BB_1.tar", "Hope_BB_2f.tar"), bb(scene));
  }

  /** All that is left are the moves. */
  private UploadScene stoppedBeforeItsMoves() throws Exception {
    UploadScene scene = grown(TWO_MEMBERS);
    scene.types = Set.of(Types.BB);
    FaultyRemote dying = new FaultyRemote(scene.remote).failAll(Operation.MOVE, Kind.REMOTE);
    assertEquals(Kind.REMOTE, assertThrows(SyncException.class, () -> scene.upload(dying)).kind());
    assertTrue(scene.names("_append").contains("Hope_BB.json"), scene.remote.paths().toString());
    return scene;
  }

  @Test
  void whatWasAppendedComesDownWithTheRestAndByRealisation() throws Exception {
    UploadScene scene = grown(TWO_MEMBERS);
    List<DataType> types = List.of(Types.BB);
    DownloadScene early = new DownloadScene(folder.resolve("early"), scene.remote);
    early.types = types;
    assertTrue(early.run().complete());
    assertTrue(scene.upload().complete(), scene.said.text());

    assertTrue(early.run().complete());
    DownloadScene some = new DownloadScene(folder.resolve("some"), scene.remote);
    some.types = types;
    some.rel = List.of("2", "5");
    assertTrue(some.run().complete());

    for (int rel : List.of(2, 5)) {
      byte[] source = Files.readAllBytes(scene.run.bb("Hope", "Hope_REL0" + rel));
      String file = "Hope/BB/Hope_REL0" + rel + "_BB.bin";
      assertArrayEquals(source, Files.readAllBytes(early.folder().resolve(file)));
      assertArrayEquals(source, Files.readAllBytes(some.folder().resolve(file)));
    }
    assertFalse(Files.exists(some.folder().resolve("Hope/BB/Hope_REL01_BB.bin")));
  }
}

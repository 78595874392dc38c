package org.quakecore.cssync.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.remote.rclone.Rclone;
import org.quakecore.cssync.testing.AdoptedManifest;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.testing.FaultyRemote;
import org.quakecore.cssync.testing.Operation;
import org.quakecore.cssync.testing.Types;

/** Downloads of single realisations. */
class RealisationTest {
  private static final String MANIFEST = "v22p12/_manifest/OhariuC_BB.json";
  private static final String PART_1 = "v22p12/OhariuC/OhariuC_BB_1f.tar";
  private static final String REL2 = "OhariuC/BB/OhariuC_REL02_BB.bin";

  @TempDir Path work;
  private FakeRemote remote;
  private DownloadScene scene;

  @BeforeEach
  void layOut() throws Exception {
    remote = new FakeRemote().keepingLists();
    scene = new DownloadScene(work, remote);
    remote.put(
        "v22p12/OhariuC/OhariuC_BB_0.tar",
        scene.tar("OhariuC_BB.bin", "m", "OhariuC_REL01_BB.bin", "one"));
    remote.put(PART_1, scene.tar("OhariuC_REL02_BB.bin", "two", "OhariuC_REL10_BB.bin", "ten"));
    remote.put(
        "v22p12/OhariuC/OhariuC_IM.tar",
        scene.tar("OhariuC.csv", "m", "OhariuC_REL01.csv", "i1", "OhariuC_REL02.csv", "i2"));
    remote.put(
        "v22p12/OhariuC/OhariuC_Source.tar",
        scene.tar(
            "OhariuC.info",
            "m",
            "OhariuC_REL01.info",
            "1",
            "OhariuC_REL02.info",
            "2",
            "OhariuC_REL02.pertb.csv",
            "p",
            "nzvm.cfg",
            "v",
            "vm_params.yaml",
            "w"));
    for (DataType type : List.of(Types.BB, Types.IM, Types.SOURCE)) {
      DownloadScene.putManifest(remote, "OhariuC", type);
    }
    remote.resetCounts();
  }

  @Test
  void onlyTheMembersOfARealisationComeProven() throws Exception {
    scene.rel = List.of("2");
    assertTrue(scene.run().complete(), scene.said());
    assertEquals(
        List.of(
            REL2,
            "OhariuC/IM/OhariuC_REL02.csv",
            "OhariuC/Source/OhariuC_REL02.info",
            "OhariuC/Source/OhariuC_REL02.pertb.csv",
            "OhariuC/Source/nzvm.cfg",
            "OhariuC/Source/vm_params.yaml"),
        scene.tree());
    assertEquals("two", scene.text(REL2));
    assertEquals("p", scene.text("OhariuC/Source/OhariuC_REL02.pertb.csv"));
    assertTrue(
        scene.said().contains("#### To fetch: 6 members, 9 bytes instead of the 40.0 KiB"),
        scene.said());
    assertEquals(3, remote.calls(Operation.READ), "neighbours come in one read");
    assertNull(scene.text("tar_ok.log"));
    assertTrue(remote.bytesFetched() < 20_000, "not whole tars: " + remote.bytesFetched());
  }

  @Test
  void rangesAndTheMedianEventCanBeNamed() throws Exception {
    scene.types = List.of(Types.BB, Types.IM);
    scene.rel = List.of("median", "1-2");
    assertTrue(scene.run().complete(), scene.said());
    assertEquals(
        List.of(
            "OhariuC/BB/OhariuC_BB.bin",
            "OhariuC/BB/OhariuC_REL01_BB.bin",
            REL2,
            "OhariuC/IM/OhariuC.csv",
            "OhariuC/IM/OhariuC_REL01.csv",
            "OhariuC/IM/OhariuC_REL02.csv"),
        scene.tree());
  }

  @Test
  void aRerunFindsWhatIsProvenAndFetchesWhatIsNot() throws Exception {
    scene.rel = List.of("2");
    assertTrue(scene.run().complete());
    remote.resetCounts();
    assertTrue(scene.run().complete());
    assertTrue(scene.said().contains("#### Nothing to do: all 6 members"), scene.said());
    assertEquals(0, remote.calls(Operation.READ));
    Files.writeString(scene.folder().resolve(REL2), "owt");
    assertTrue(scene.run().complete());
    assertEquals("two", scene.text(REL2));
    assertEquals(1, remote.calls(Operation.READ));
  }

  @Test
  void aWholeDownloadAfterwardsIsWhole() throws Exception {
    scene.rel = List.of("2");
    assertTrue(scene.run().complete());
    scene.rel = List.of();
    scene.cleanup = true;
    assertTrue(scene.run().complete(), scene.said());
    assertEquals(13, scene.tree().size());
    assertFalse(scene.said().contains("WARNING"), scene.said());
    scene.rel = List.of("1-2,10".split(","));
    assertTrue(scene.run().complete());
    assertTrue(scene.said().contains("#### Nothing to do"), scene.said());
  }

  @Test
  void otherBytesThanTheManifestsAreTriedAgainAndNeverPlaced() throws Exception {
    FaultyRemote faulty = new FaultyRemote(remote).corruptRead(PART_1);
    scene = new DownloadScene(work, faulty);
    scene.types = List.of(Types.BB);
    scene.rel = List.of("2");
    scene.retries = 1;
    assertFalse(scene.run().complete());
    assertTrue(
        scene.said().contains("the bytes that came are not those of its manifest"), scene.said());
    assertEquals(List.of(), scene.tree());
    faulty.corruptRead(PART_1);
    scene.retries = 2;
    assertTrue(scene.run().complete(), scene.said());
    assertEquals("two", scene.text(REL2));
    faulty.shortRead(PART_1, 1);
    Files.delete(scene.folder().resolve(REL2));
    assertTrue(scene.run().complete(), scene.said());
    assertEquals("two", scene.text(REL2));
  }

  @Test
  void aSetWithoutAManifestSaysHowToGetOneAndTheOthersCome() throws Exception {
    remote.remove(MANIFEST);
    scene.rel = List.of("2");
    assertFalse(scene.run().complete());
    assertTrue(scene.said().contains("OhariuC BB: has no manifest"), scene.said());
    assertTrue(scene.said().contains("upload --manifest_only"), scene.said());
    assertEquals(5, scene.tree().size());
    remote.put(MANIFEST, "{");
    assertFalse(scene.run().complete());
    assertTrue(scene.said().contains("the manifest OhariuC_BB.json is "), scene.said());
  }

  @Test
  void aSetThatItsManifestContradictsIsNotRead() throws Exception {
    remote.put(PART_1, scene.tar("OhariuC_REL02_BB.bin", "xxx", "OhariuC_REL10_BB.bin", "ten"));
    scene.types = List.of(Types.BB);
    scene.rel = List.of("1");
    assertFalse(scene.run().complete());
    assertTrue(scene.said().contains("OhariuC BB: DAMAGED"), scene.said());
    assertEquals(0, remote.calls(Operation.READ));
  }

  @Test
  void aRealisationThatIsNotThereIsAnErrorWhereTheFaultIsNamed() throws Exception {
    scene.types = List.of(Types.BB);
    scene.rel = List.of("2", "9-10");
    assertTrue(scene.run().complete(), scene.said());
    assertTrue(scene.said().contains("#### Note: OhariuC BB: does not have REL09"), scene.said());
    scene.included = List.of("OhariuC");
    assertFalse(scene.run().complete());
    scene.included = List.of();
    scene.rel = List.of("11");
    assertFalse(scene.run().complete());
    assertTrue(scene.said().contains("none of these sets has any"), scene.said());
  }

  @Test
  void membersOfTwoVersionsAreNotMixed() throws Exception {
    scene.types = List.of(Types.BB);
    assertTrue(scene.run().complete(), scene.said());
    remote.put(PART_1, scene.tar("OhariuC_REL02_BB.bin", "new", "OhariuC_REL10_BB.bin", "ten"));
    DownloadScene.putManifest(remote, "OhariuC", Types.BB);
    scene.rel = List.of("2");
    assertFalse(scene.run().complete());
    assertTrue(scene.said().contains("take another --download_dir"), scene.said());
    assertEquals("two", scene.text(REL2));
  }

  @Test
  void aNameThatLeadsOutIsRefused() throws Exception {
    String json = new String(remote.bytes(MANIFEST).orElseThrow(), StandardCharsets.UTF_8);
    remote.put(MANIFEST, json.replace("OhariuC_REL02_BB.bin", "../../../OhariuC_REL02_BB.bin"));
    scene.types = List.of(Types.BB);
    scene.rel = List.of("2");
    assertFalse(scene.run().complete());
    assertTrue(scene.said().contains("cannot be the name of a file"), scene.said());
    assertFalse(Files.exists(work.resolve("OhariuC_REL02_BB.bin")));
    assertEquals(List.of(), scene.tree());
  }

  @Test
  void aDryRunTellsTheMembersAndTouchesNothing() throws Exception {
    scene.dryRun = true;
    scene.types = List.of(Types.BB);
    scene.rel = List.of("REL2");
    assertTrue(scene.run().complete());
    assertTrue(scene.said().contains(" --" + REL2 + ": fetch (3 bytes)"), scene.said());
    assertFalse(Files.exists(scene.folder()));
  }

  /** With the real rclone on a plain folder that holds the same. */
  private void useRclone() throws Exception {
    for (String path : remote.paths()) {
      Path file = work.resolve("remote").resolve(path);
      Files.createDirectories(file.getParent());
      Files.write(file, remote.bytes(path).orElseThrow());
    }
    scene = new DownloadScene(work, new Rclone(work.resolve("remote").toString()));
    scene.rel = List.of("10");
    scene.types = List.of(Types.BB);
  }

  @Test
  void rcloneItselfReadsRanges() throws Exception {
    useRclone();
    scene.rcloneArguments = List.of("--bwlimit", "10M");
    assertTrue(scene.run().complete(), scene.said());
    assertEquals("ten", scene.text("OhariuC/BB/OhariuC_REL10_BB.bin"));
  }

  @Test
  void anArgumentThatBringsFewerBytesFailsTheMember() throws Exception {
    useRclone();
    scene.rcloneArguments = List.of("--discard");
    assertFalse(scene.run().complete(), scene.said());
    assertTrue(scene.said().contains("asked for 3 B"), scene.said());
    assertEquals(List.of(), scene.tree());
  }

  @Test
  void wordsThatNameNoRealisationAreRefused() {
    for (String word : List.of("", "0", "5-1", "x", "1-", "-2", "99999999", "rel")) {
      scene.rel = List.of(word);
      assertThrows(IllegalArgumentException.class, scene::options, word);
    }
    SyncException none =
        assertThrows(
            SyncException.class,
            () -> {
              scene.rel = List.of("1");
              scene.version = "v1";
              scene.run();
            });
    assertEquals(SyncException.Kind.BAD_INPUT, none.kind());
  }

  @Test
  void membersOfAnAdoptedSetComeByTheirSizesAloneAndThatIsSaid() throws Exception {
    AdoptedManifest.put(remote, MANIFEST);
    scene.rel = List.of("2");

    assertTrue(scene.run().complete(), scene.said());

    assertEquals("two", scene.text(REL2));
    assertTrue(
        scene.said().contains("OhariuC BB: 1 file not proven by content: its manifest was adopted"),
        scene.said());
    assertTrue(scene.run().complete(), scene.said());
    assertTrue(
        scene.said().contains("Nothing to do: all 6 members are here already, by their sizes"),
        scene.said());
  }
}

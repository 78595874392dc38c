package org.quakecore.cssync.upload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.archive.Member;
import org.quakecore.cssync.archive.SampleWriter;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.manifest.Manifest.MemberEntry;
import org.quakecore.cssync.manifest.Manifest.PartEntry;
import org.quakecore.cssync.testing.AdoptedManifest;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.testing.FaultyRemote;
import org.quakecore.cssync.testing.Operation;
import org.quakecore.cssync.testing.RunFolder;
import org.quakecore.cssync.transfer.Staging;

class UploadManifestTest {
  @TempDir Path folder;

  private UploadScene scene;

  @BeforeEach
  void layOut() throws Exception {
    scene =
        UploadScene.of(
            folder,
            RunFolder.fault("Hope", 3).withMedian().withPerturbations().sized(30_000, 900, 300));
    scene.partSize = 81_920;
  }

  private Manifest manifest(String set) throws Exception {
    byte[] json = scene.onRemote("_manifest/" + set + ".json");
    return Manifest.parse(new String(json, UTF_8), set);
  }

  @Test
  void everySetGetsAManifestThatFindsEachMember() throws Exception {
    assertTrue(scene.upload().complete(), scene.said.text());

    Manifest bb = manifest("Hope_BB");
    assertEquals(
        List.of("Hope_BB_0.tar", "Hope_BB_1f.tar"),
        bb.parts().stream().map(PartEntry::name).toList());
    for (PartEntry part : bb.parts()) {
      byte[] tar = scene.onRemote("Hope/" + part.name());
      assertEquals(tar.length, part.size());
      assertEquals(FakeRemote.hash(tar), part.contentHash());
    }
    MemberEntry third = bb.members().get(3);
    assertEquals("Runs/Hope/Hope_REL03/BB/Acc/BB.bin", third.source());
    byte[] tar = scene.onRemote("Hope/" + third.part());
    assertArrayEquals(
        Files.readAllBytes(scene.run.bb("Hope", "Hope_REL03")),
        Arrays.copyOfRange(tar, (int) third.offset(), (int) (third.offset() + third.size())));
    assertEquals(sha256(scene.run.bb("Hope", "Hope_REL03")), third.sha256());
    assertEquals(0, manifest("Hope_SAMPLE_BB").members().get(0).offset());
    assertEquals(4, scene.names("_manifest").size());
  }

  private static String sha256(Path file) throws Exception {
    return SampleWriter.stream(
            new Member("m", file, Files.size(file)), OutputStream.nullOutputStream(), bytes -> {})
        .members()
        .get(0)
        .sha256();
  }

  @Test
  void touchedSourcesAreComparedByContentAndNotSentAgain() throws Exception {
    scene.upload();
    Files.setLastModifiedTime(
        scene.run.bb("Hope", "Hope_REL02"), FileTime.fromMillis(1_000_000_000_000L));
    scene.remote.resetCounts();

    assertTrue(scene.upload().complete(), scene.said.text());

    assertTrue(
        scene.said.hasLine("#### Comparing Hope BB: reading 1 file, 29.3 KiB"), scene.said.text());
    assertTrue(scene.said.hasLine("skipped", "Hope BB", "the same content"), scene.said.text());
    assertEquals(1_000_000_000L, manifest("Hope_BB").members().get(2).mtime());
    assertFalse(scene.said.hasLine("Making"));
    scene.upload();
    assertFalse(scene.said.hasLine("#### Comparing"), scene.said.text());
  }

  @Test
  void aSourceOfTheSameSizeWithAnotherContentIsSeen() throws Exception {
    scene.upload();
    Path source = scene.run.bb("Hope", "Hope_REL02");
    byte[] bytes = Files.readAllBytes(source);
    bytes[77] ^= 1;
    Files.write(source, bytes);
    Files.setLastModifiedTime(source, FileTime.fromMillis(1_000_000_000_000L));

    assertFalse(scene.upload().complete());

    assertTrue(
        scene.said.hasLine("failed", "Hope BB", "changed", "Hope_REL02", "-f"), scene.said.text());
  }

  @Test
  void aSourceRewrittenInPlaceWithItsTimePutBackIsSeen() throws Exception {
    scene.upload();
    Path source = scene.run.bb("Hope", "Hope_REL02");
    FileTime time = Files.getLastModifiedTime(source);
    byte[] bytes = Files.readAllBytes(source);
    bytes[77] ^= 1;
    Files.write(source, bytes);
    Files.setLastModifiedTime(source, time);

    assertFalse(scene.upload().complete());

    assertTrue(
        scene.said.hasLine("failed", "Hope BB", "changed", "Hope_REL02", "-f"), scene.said.text());
  }

  @Test
  void aSourceWhoseCtimeAloneIsAnotherIsComparedOnce() throws Exception {
    scene.upload();
    Path source = scene.run.bb("Hope", "Hope_REL02");
    FileTime time = Files.getLastModifiedTime(source);
    Files.setLastModifiedTime(source, FileTime.fromMillis(1_000_000_000_000L));
    Files.setLastModifiedTime(source, time);

    assertTrue(scene.upload().complete(), scene.said.text());

    assertTrue(scene.said.hasLine("skipped", "Hope BB", "the same content"), scene.said.text());
    scene.upload();
    assertFalse(scene.said.hasLine("#### Comparing"), scene.said.text());
  }

  @Test
  void aPartThatIsNotWhatItsManifestSaysIsDamaged() throws Exception {
    scene.upload();
    byte[] tar = scene.onRemote("Hope/Hope_IM.tar").clone();
    tar[600] ^= 1;
    scene.remote.put("v22p12/Hope/Hope_IM.tar", tar);

    assertFalse(scene.upload().complete());
    assertTrue(
        scene.said.hasLine("refused", "Hope IM", "DAMAGED", "another content"), scene.said.text());

    scene.overwrite = true;
    assertTrue(scene.upload().complete(), scene.said.text());
  }

  @Test
  void aManifestThatDidNotArriveIsSentByTheNextRun() throws Exception {
    scene.upload();
    scene.remote.remove("v22p12/_manifest/Hope_BB.json");
    scene.remote.resetCounts();

    assertTrue(scene.upload().complete(), scene.said.text());

    assertEquals(4, manifest("Hope_BB").members().size());
    assertFalse(scene.said.hasLine("Making"));
  }

  @Test
  void aManifestOfANewerFormatIsNotTrusted() throws Exception {
    scene.upload();
    String json = new String(scene.onRemote("_manifest/Hope_IM.json"), UTF_8);
    scene.remote.put(
        "v22p12/_manifest/Hope_IM.json", json.replace("\"format\": 1", "\"format\": 3"));

    assertTrue(scene.upload().complete(), scene.said.text());

    assertTrue(
        scene.said.warnings().stream().anyMatch(line -> line.contains("has the format 3")),
        scene.said.warnings().toString());
  }

  @Test
  void withoutStagingNothingTouchesTheDiskAndTheBytesAreTheSame() throws Exception {
    scene.upload();
    FakeRemote streamed = new FakeRemote();
    scene.staging = Staging.NONE;

    assertTrue(scene.upload(streamed).complete(), scene.said.text());

    for (String name : scene.names("Hope")) {
      assertArrayEquals(
          scene.onRemote("Hope/" + name),
          streamed.bytes("v22p12/Hope/" + name).orElseThrow(),
          name);
    }
    assertFalse(scene.said.hasLine("#### Making"));
    assertEquals(0, streamed.calls(Operation.DIFFERING));
  }

  @Test
  void aStreamThatFailsIsMadeAgain() throws Exception {
    scene.staging = Staging.NONE;
    FaultyRemote line =
        new FaultyRemote(scene.remote).fail(Operation.STREAM, 1, SyncException.Kind.REMOTE);

    assertTrue(scene.upload(line).complete(), scene.said.text());

    assertEquals(4, scene.members("Hope/Hope_BB_0.tar", "Hope/Hope_BB_1f.tar").size());
  }

  @Test
  void aStreamThatWasCutInSilenceIsSeenAndMadeAgain() throws Exception {
    scene.staging = Staging.NONE;
    FaultyRemote line =
        new FaultyRemote(scene.remote).truncateStream("v22p12/Hope/Hope_BB_0.tar", 20_000);

    assertTrue(scene.upload(line).complete(), scene.said.text());

    assertEquals(4, scene.members("Hope/Hope_BB_0.tar", "Hope/Hope_BB_1f.tar").size());
  }

  @Test
  void aStreamIsReadBackWhereTheRemoteHasNoHash() throws Exception {
    UploadScene plain = new UploadScene(folder.resolve("plain"), FakeRemote.withoutHashes());
    plain.run.add(RunFolder.fault("Hope", 2));
    plain.preprocess();
    plain.staging = Staging.NONE;

    assertTrue(plain.upload().complete(), plain.said.text());

    assertEquals(4, plain.remote.calls(Operation.READ));
  }

  @Test
  void aSourceThatVanishesWhileStreamingFailsItsSetAlone() throws Exception {
    scene.staging = Staging.NONE;
    scene.run.delete("Runs/Hope/Hope_REL02/BB/Acc/BB.bin");

    assertFalse(scene.upload().complete());

    assertTrue(scene.said.hasLine("failed", "Hope BB", "Hope_REL02"), scene.said.text());
    assertTrue(scene.names("Hope").contains("Hope_IM.tar"));
    assertFalse(scene.names("_manifest").contains("Hope_BB.json"));
  }

  @Test
  void aSetThatWasAdoptedIsThereByNamesAndSizesAndIsNotSentAgain() throws Exception {
    scene.upload();
    AdoptedManifest.put(scene.remote, "v22p12/_manifest/Hope_BB.json");
    scene.remote.resetCounts();

    assertTrue(scene.upload().complete(), scene.said.text());

    assertEquals(0, scene.remote.calls(Operation.STREAM), scene.said.text());
    assertFalse(manifest("Hope_BB").knowsContent());
  }
}

package org.quakecore.cssync.upload.manifests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.archive.Member;
import org.quakecore.cssync.archive.Part;
import org.quakecore.cssync.archive.PartWriter;
import org.quakecore.cssync.archive.TarSplitter;
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.catalogue.TemporaryPlace;
import org.quakecore.cssync.inventory.RemoteSets;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.manifest.Manifest.MemberEntry;
import org.quakecore.cssync.manifest.Manifest.PartEntry;
import org.quakecore.cssync.manifest.Manifests;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.testing.AdoptedManifest;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.testing.FaultyRemote;
import org.quakecore.cssync.testing.Operation;
import org.quakecore.cssync.testing.RunFolder;
import org.quakecore.cssync.testing.Said;
import org.quakecore.cssync.testing.Types;
import org.quakecore.cssync.transfer.Crew;
import org.quakecore.cssync.transfer.Delivery;
import org.quakecore.cssync.transfer.Outcome;
import org.quakecore.cssync.transfer.RemoteProof;
import org.quakecore.cssync.upload.UploadScene;
import org.quakecore.cssync.upload.plan.OutgoingFile;
import org.quakecore.cssync.upload.plan.SourceSet;

class MakerTest {
  private static final CsVersion VERSION = new CsVersion("v22p12");
  private static final Fault HOPE = new Fault("Hope");
  private static final int BB_BYTES = 1_500_000;

  private static final long ONE_PART = 1L << 40;

  @TempDir Path folder;
  private Path root;
  private FakeRemote remote = new FakeRemote();
  private final Said said = new Said();
  private final SortedMap<Fault, List<SourceSet>> sources = new TreeMap<>();
  private List<Member> bb;
  private List<Member> im;
  private Member sample;

  @BeforeEach
  void layOut() throws IOException {
    root = Files.createDirectories(folder.resolve("v22p12"));
    bb = new ArrayList<>();
    im = new ArrayList<>();
    for (int rel = 1; rel <= 4; rel++) {
      String event = "Hope_REL0" + rel;
      bb.add(member(event + "_BB.bin", "Runs/Hope/" + event + "/BB/Acc/BB.bin", BB_BYTES + rel));
      im.add(member(event + ".csv", "Runs/Hope/" + event + "/IM_calc/" + event + ".csv", 9000));
    }
    sample = new Member("Hope_REL01_BB.bin", bb.get(0).source(), bb.get(0).size());
  }

  @Test
  void setsThatAnOlderToolSentGetTheirManifestsInOneTransfer() throws Exception {
    archive(Types.BB, bb, 2 * BB_BYTES + 20_000);
    archive(Types.IM, im, ONE_PART);
    archiveSample(Files.readAllBytes(sample.source()));
    List<String> before = remote.paths();
    offer(Types.BB, bb);
    offer(Types.IM, im);
    offerSample();

    assertTrue(run().complete());

    List<String> after = new ArrayList<>(remote.paths());
    after.removeAll(before);
    assertEquals(
        List.of(
            "v22p12/_manifest/Hope_BB.json",
            "v22p12/_manifest/Hope_IM.json",
            "v22p12/_manifest/Hope_SAMPLE_BB.json"),
        after);
    assertEquals(1, remote.calls(Operation.SEND));
    assertDescribesTheRemote(Types.BB, bb, "Hope_BB_0.tar", "Hope_BB_1f.tar");
    assertDescribesTheRemote(Types.IM, im, "Hope_IM.tar");
    assertDescribesTheRemote(Types.SAMPLE_BB, List.of(sample), "Hope_REL01_BB.bin");
    assertEquals("   3 made, 0 skipped, 0 refused, 0 failed, 0 absent", tally());
  }

  @Test
  void littleMoreThanHeadersIsFetched() throws Exception {
    archive(Types.BB, bb, ONE_PART);
    offer(Types.BB, bb);
    remote.resetCounts();

    assertTrue(run().complete());

    long archive = remote.bytes("v22p12/Hope/Hope_BB.tar").orElseThrow().length;
    assertTrue(remote.bytesFetched() < archive / 50, remote.bytesFetched() + " of " + archive);
    assertEquals(5, remote.calls(Operation.READ));
    assertEquals(0, remote.calls(Operation.FETCH));
    assertTrue(
        said.hasLine("#### Manifests to make: 1; 5.7 MiB of sources will be read"), said::text);
  }

  @Test
  void aSecondRunHasNothingToDo() throws Exception {
    archive(Types.IM, im, ONE_PART);
    offer(Types.IM, im);
    assertTrue(run().complete());
    remote.resetCounts();

    assertTrue(run().complete());

    assertEquals(0, remote.calls(Operation.READ));
    assertEquals(0, remote.calls(Operation.SEND));
    assertTrue(said.hasLine(" skipped  Hope IM: it has its manifest"), said::text);
    assertTrue(said.hasLine("Nothing to do"), said::text);
  }

  @Test
  void aDryRunSaysWhatWouldBeMadeAndReadsNothing() throws Exception {
    archive(Types.IM, im, ONE_PART);
    offer(Types.IM, im);

    assertTrue(run(remote, true).complete());

    assertEquals(List.of("v22p12/Hope/Hope_IM.tar"), remote.paths());
    assertEquals(0, remote.calls(Operation.READ));
    assertTrue(said.hasLine(" to make  Hope IM: 1 file, 40.0 KiB"), said::text);
  }

  @Test
  void aManifestOfOtherFilesIsMadeAnew() throws Exception {
    archive(Types.IM, im, ONE_PART);
    offer(Types.IM, im);
    Manifest stale =
        new Manifest.Builder("v22p12", HOPE, Types.IM, "test")
            .add(
                new PartEntry("Hope_IM.tar", 1, "a".repeat(64)),
                List.of(new MemberEntry("a", 1, 0, "a".repeat(64), "Hope_IM.tar", 0, "Runs/a")))
            .build();
    remote.put("v22p12/_manifest/Hope_IM.json", stale.toJson());

    assertTrue(run().complete());

    assertDescribesTheRemote(Types.IM, im, "Hope_IM.tar");
    assertEquals(
        List.of(
            "Hope IM: its manifest is of other files: Hope_IM.tar has 40960 bytes on the remote, but 1"
                + " in its manifest"),
        said.warnings());
  }

  @Test
  void aManifestThatCannotBeReadIsMadeAnew() throws Exception {
    archive(Types.IM, im, ONE_PART);
    offer(Types.IM, im);
    remote.put("v22p12/_manifest/Hope_IM.json", "{");

    assertTrue(run().complete());

    assertDescribesTheRemote(Types.IM, im, "Hope_IM.tar");
  }

  @Test
  void aSourceChangedByOneByteGetsNoManifestAndTheOthersDo() throws Exception {
    archive(Types.BB, bb, ONE_PART);
    archive(Types.IM, im, ONE_PART);
    byte[] changed = Files.readAllBytes(bb.get(2).source());
    changed[700_000] ^= 1;
    Files.write(bb.get(2).source(), changed);
    offer(Types.BB, bb);
    offer(Types.IM, im);

    assertFalse(run().complete());

    assertEquals(Optional.empty(), remote.bytes("v22p12/_manifest/Hope_BB.json"));
    assertDescribesTheRemote(Types.IM, im, "Hope_IM.tar");
    assertTrue(
        said.hasLine(
            " failed   Hope BB: the archive is not what these sources make: Hope_BB.tar has the"
                + " content hash ",
            "; written to since it was made: " + bb.get(2).source()),
        said::text);
    assertTrue(said.hasLine("   Errors: 1"), said::text);
  }

  @Test
  void anArchiveDamagedOnTheRemoteGetsNoManifest() throws Exception {
    archive(Types.BB, bb, ONE_PART);
    byte[] damaged = remote.bytes("v22p12/Hope/Hope_BB.tar").orElseThrow();
    damaged[damaged.length / 2] ^= 1;
    remote.put("v22p12/Hope/Hope_BB.tar", damaged);
    offer(Types.BB, bb);

    assertFalse(run().complete());

    assertEquals(List.of("v22p12/Hope/Hope_BB.tar"), remote.paths());
  }

  @Test
  void anArchiveThatLacksASourceOrHasOneMoreGetsNoManifest() throws Exception {
    archive(Types.BB, bb.subList(0, 3), ONE_PART);
    archive(Types.IM, im, ONE_PART);
    offer(Types.BB, bb);
    offer(Types.IM, im.subList(0, 3));

    assertFalse(run().complete());

    assertTrue(
        said.hasLine(
            " failed   Hope BB: the archive is not what these sources make: it lacks"
                + " \"Hope_REL04_BB.bin\""),
        said::text);
    assertTrue(
        said.hasLine(
            " failed   Hope IM: the archive is not what these sources make: Hope_IM.tar holds"
                + " \"Hope_REL04.csv\""),
        said::text);
    assertTrue(said.hasLine("   Errors: 2"), said::text);
  }

  @Test
  void aSampleOfAnotherEventOrWithOtherBytesGetsNoManifest() throws Exception {
    remote.put("v22p12/Hope/Hope_BB.bin", Files.readAllBytes(sample.source()));
    offerSample();

    assertFalse(run().complete());
    assertTrue(said.hasLine("the sample there is Hope_BB.bin"), said::text);

    remote.remove("v22p12/Hope/Hope_BB.bin");
    byte[] other = Files.readAllBytes(sample.source());
    other[0] ^= 1;
    archiveSample(other);

    assertFalse(run().complete());
    assertTrue(said.hasLine("Hope_REL01_BB.bin has the content hash"), said::text);
  }

  @Test
  void aSetThatLacksAPartIsRefusedAndOneThatIsNotThereIsNamed() throws Exception {
    archive(Types.BB, bb, 2 * BB_BYTES + 20_000);
    remote.remove("v22p12/Hope/Hope_BB_0.tar");
    offer(Types.BB, bb);
    offer(Types.IM, im);

    assertFalse(run().complete());

    assertTrue(said.hasLine(" refused  Hope BB: missing there: Hope_BB_0.tar"), said::text);
    assertTrue(said.hasLine(" absent   Hope IM: not on the remote"), said::text);
    assertEquals(0, remote.calls(Operation.READ));
  }

  @Test
  void aRemoteWithoutContentHashesIsRefused() throws Exception {
    remote = FakeRemote.withoutHashes();
    archive(Types.IM, im, ONE_PART);
    offer(Types.IM, im);

    SyncException refusal = assertThrows(SyncException.class, this::run);

    assertEquals(Kind.USAGE, refusal.kind());
    assertTrue(
        refusal.getMessage().contains("fake:v22p12 gives no Dropbox content hashes"),
        refusal.getMessage());
  }

  @Test
  void aRangeThatBreaksOffIsReadAgain() throws Exception {
    archive(Types.IM, im, ONE_PART);
    offer(Types.IM, im);
    FaultyRemote faulty =
        new FaultyRemote(remote)
            .fail(Operation.READ, 1, Kind.REMOTE)
            .fail(Operation.READ, 2, Kind.DATA);

    assertTrue(run(faulty).complete());

    assertDescribesTheRemote(Types.IM, im, "Hope_IM.tar");
  }

  @Test
  void wrongBytesOfARangeAreNoVerdict() throws Exception {
    archive(Types.IM, im, ONE_PART);
    offer(Types.IM, im);
    String tar = "v22p12/Hope/Hope_IM.tar";

    assertTrue(run(new FaultyRemote(remote).corruptRead(tar)).complete());

    assertDescribesTheRemote(Types.IM, im, "Hope_IM.tar");
  }

  @Test
  void aRunThatHasToEndTellsWhatIsLeft() throws Exception {
    archive(Types.IM, im, ONE_PART);
    offer(Types.IM, im);
    FaultyRemote faulty = new FaultyRemote(remote).fail(Operation.READ, 1, Kind.TOKEN);

    assertThrows(SyncException.class, () -> run(faulty));

    assertEquals(1, said.conclusion().left().sets());
    assertTrue(said.hasLine(" not done Hope IM: 35.2 KiB to read"), said::text);
    assertTrue(said.hasLine("   Run the same command again: 1 set, up to 35.2 KiB"), said::text);
    assertTrue(said.text().endsWith("\n   Errors: 1"), said::text);
  }

  @Test
  void anExpiredTokenStopsTheRun() throws Exception {
    archive(Types.IM, im, ONE_PART);
    offer(Types.IM, im);
    FaultyRemote faulty = new FaultyRemote(remote).fail(Operation.READ, 1, Kind.TOKEN);

    SyncException failure = assertThrows(SyncException.class, () -> run(faulty));

    assertEquals(Kind.TOKEN, failure.kind());
    assertEquals(List.of("v22p12/Hope/Hope_IM.tar"), remote.paths());
  }

  @Test
  void aSourceOutsideTheRunFolderIsNamedByItsWholePath() throws Exception {
    Path elsewhere = Files.write(folder.resolve("vm_params.yaml"), new byte[] {1, 2, 3});
    List<Member> members = List.of(new Member("vm_params.yaml", elsewhere, 3));
    archive(Types.SOURCE, members, ONE_PART);
    offer(Types.SOURCE, members);

    assertTrue(run().complete());

    assertEquals(elsewhere.toString(), manifest(Types.SOURCE).members().get(0).source());
  }

  @Test
  void anUploadAskedForManifestsOnlySendsThoseItWouldHaveSentAndNothingElse() throws Exception {
    UploadScene scene = UploadScene.of(folder.resolve("scene"), RunFolder.fault("Hope", 3));
    assertTrue(scene.upload().complete());
    Map<String, String> sent = new TreeMap<>();
    for (String name : scene.names("_manifest")) {
      sent.put(name, text(scene, name));
      scene.remote.remove("v22p12/_manifest/" + name);
    }
    assertEquals(4, sent.size());
    scene.remote.remove("v22p12/list.txt");
    scene.manifestOnly = true;

    assertTrue(scene.upload().complete());

    for (Map.Entry<String, String> each : sent.entrySet()) {
      assertEquals(each.getValue(), text(scene, each.getKey()));
    }
    assertFalse(scene.remote.paths().contains("v22p12/list.txt"));
    assertTrue(scene.said.hasLine("#### Making manifests of fake:v22p12"), scene.said::text);
    assertFalse(scene.said.text().contains("Uploading"), scene.said::text);
  }

  private static String text(UploadScene scene, String name) {
    return new String(scene.onRemote("_manifest/" + name), StandardCharsets.UTF_8);
  }

  private void assertDescribesTheRemote(DataType type, List<Member> members, String... parts)
      throws Exception {
    Manifest manifest = manifest(type);
    assertTrue(manifest.tool().startsWith("cs-dropbox-sync "), manifest.tool());
    assertEquals(List.of(parts), manifest.parts().stream().map(PartEntry::name).toList());
    for (PartEntry part : manifest.parts()) {
      byte[] there = remote.bytes("v22p12/Hope/" + part.name()).orElseThrow();
      assertEquals(there.length, part.size());
      assertEquals(FakeRemote.hash(there), part.contentHash());
    }
    assertEquals(
        members.stream().map(Member::name).toList(),
        manifest.members().stream().map(MemberEntry::name).toList());
    for (MemberEntry member : manifest.members()) {
      byte[] there = remote.bytes("v22p12/Hope/" + member.part()).orElseThrow();
      int offset = (int) member.offset();
      byte[] bytes = Arrays.copyOfRange(there, offset, offset + (int) member.size());
      Path source = root.resolve(member.source());
      assertArrayEquals(Files.readAllBytes(source), bytes, member.name());
      assertEquals(Files.getLastModifiedTime(source).toInstant().getEpochSecond(), member.mtime());
      assertFalse(Path.of(member.source()).isAbsolute());
    }
  }

  private Manifest manifest(DataType type) throws SyncException {
    String name = Manifest.fileName(HOPE, type);
    byte[] json =
        remote
            .bytes("v22p12/_manifest/" + name)
            .orElseThrow(() -> new AssertionError(remote.paths() + "\n" + said.text()));
    return Manifest.parse(new String(json, StandardCharsets.UTF_8), name);
  }

  /** The last tally, without what was read. */
  private String tally() {
    return said.lines().stream()
        .filter(line -> line.contains(" made, "))
        .reduce((first, second) -> second)
        .map(line -> line.substring(0, line.indexOf(';')))
        .orElseThrow();
  }

  private Member member(String name, String path, int size) throws IOException {
    byte[] content = new byte[size];
    new Random(path.hashCode()).nextBytes(content);
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_600_000_000L + size)));
    return new Member(name, file, size);
  }

  /** Puts a set there as an older tool cut it. */
  private void archive(DataType type, List<Member> members, long partSize) throws Exception {
    for (Part part : TarSplitter.split(HOPE, type, members, partSize)) {
      ByteArrayOutputStream tar = new ByteArrayOutputStream();
      PartWriter.stream(part, tar, bytes -> {});
      remote.put("v22p12/Hope/" + part.name().fileName(), tar.toByteArray());
    }
  }

  private void archiveSample(byte[] bytes) {
    remote.put("v22p12/Hope/" + sample.name(), bytes);
  }

  /** Offers the sources of a set, which on their own would make one tar. */
  private void offer(DataType type, List<Member> members) throws SyncException {
    List<OutgoingFile> files =
        TarSplitter.split(HOPE, type, members, ONE_PART).stream().map(OutgoingFile::tar).toList();
    offer(new SourceSet(HOPE, type, files, 0, Optional.empty()));
  }

  private void offerSample() {
    OutgoingFile file = OutgoingFile.single(sample);
    offer(new SourceSet(HOPE, Types.SAMPLE_BB, List.of(file), 0, Optional.empty()));
  }

  private void offer(SourceSet set) {
    sources.computeIfAbsent(HOPE, fault -> new ArrayList<>()).add(set);
  }

  private Outcome run() throws SyncException {
    return run(remote);
  }

  private Outcome run(Remote to) throws SyncException {
    return run(to, false);
  }

  private Outcome run(Remote to, boolean dryRun) throws SyncException {
    List<StoredFile> listing = to.list("v22p12", false).orElse(List.of());
    Manifests manifests =
        Manifests.fetch(to, VERSION, listing, TemporaryPlace.below(folder.resolve("fetched")));
    Sender sender =
        new Sender(
            VERSION,
            folder.resolve("staging"),
            new Delivery(to, new RemoteProof(to, true), new Crew(1), List.of(), said),
            new FolderPages(ArchiveLayout.STANDARD, "fake:", Optional.empty()));
    ArchiveProof proof = new ArchiveProof(to, VERSION, root, said);
    return new Maker(to, proof, sender, 3, said)
        .run(
            sources,
            new RemoteSets(listing, ArchiveLayout.STANDARD, to.traits().caseInsensitive()),
            manifests,
            (there, faults) -> new TreeMap<>(),
            dryRun);
  }

  @Test
  void whatWasAdoptedWithoutItsSourcesIsProvenOnceTheyAreThere() throws Exception {
    archive(Types.IM, im, ONE_PART);
    offer(Types.IM, im);
    assertTrue(run().complete());
    AdoptedManifest.put(remote, "v22p12/_manifest/Hope_IM.json");

    assertTrue(run().complete());

    assertDescribesTheRemote(Types.IM, im, "Hope_IM.tar");
    assertEquals("   1 made, 0 skipped, 0 refused, 0 failed, 0 absent", tally());
  }
}

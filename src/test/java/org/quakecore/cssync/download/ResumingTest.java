package org.quakecore.cssync.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.testing.FaultyRemote;
import org.quakecore.cssync.testing.Operation;
import org.quakecore.cssync.testing.Types;
import org.quakecore.cssync.transfer.Staging;
import org.quakecore.cssync.transfer.Work;

/** Downloads without tars that were killed, and go on behind the members that are proven. */
class ResumingTest {
  private static final String BB = DownloadScene.OHARIU_BB;
  private static final String MANIFEST = "v22p12/_manifest/OhariuC_BB.json";
  private static final String ASIDE = "OhariuC/.BB.extracting/OhariuC_BB.tar/";
  private static final String PLACE = "OhariuC/BB/";

  /** A size that fills its blocks, an empty one, and others. */
  private static final int[] SIZES = {1000, 512, 0, 70_000, 3};

  private static final int COUNT = SIZES.length;

  @TempDir Path work;
  private FakeRemote remote;
  private FaultyRemote faulty;
  private DownloadScene scene;
  private byte[] tar;
  private Manifest manifest;

  @BeforeEach
  void layOut() throws Exception {
    lay(new FakeRemote().keepingLists());
  }

  private void lay(FakeRemote there) throws Exception {
    remote = there;
    faulty = new FaultyRemote(there);
    scene = new DownloadScene(work, faulty);
    scene.staging = Staging.NONE;
    scene.types = List.of(Types.BB);
    put("v22p12", "");
    remote.resetCounts();
  }

  /** Puts a set whose members differ from those of others. */
  private void put(String version, String salt) throws Exception {
    String[] members = new String[2 * COUNT];
    for (int i = 0; i < COUNT; i++) {
      members[2 * i] = name(i);
      members[2 * i + 1] = text(i, salt);
    }
    byte[] made = scene.tar(members);
    SortedMap<String, byte[]> tars = new TreeMap<>();
    tars.put("OhariuC_BB.tar", made);
    Manifest of = DownloadScene.manifest("OhariuC", Types.BB, tars);
    remote.put(version + "/OhariuC/OhariuC_BB.tar", made);
    remote.put(
        version + "/_manifest/OhariuC_BB.json", of.toJson().replace("\"v22p12\"", quoted(version)));
    if (version.equals("v22p12")) {
      tar = made;
      manifest = of;
    }
  }

  private static String quoted(String text) {
    return "\"" + text + "\"";
  }

  private static String name(int member) {
    return "OhariuC_REL0" + (member + 1) + "_BB.bin";
  }

  private static String text(int member, String salt) {
    String unit = salt + "member " + member + " ";
    return unit.repeat(SIZES[member] / unit.length() + 1).substring(0, SIZES[member]);
  }

  /** What the first members take of the tar, with what stands between them. */
  private long end(int members) {
    if (members == 0) {
      return 0;
    }
    Manifest.MemberEntry last = manifest.members().get(members - 1);
    return (last.offset() + last.size() + 511) / 512 * 512;
  }

  /** As a kill leaves it: so many members whole, and the next in part. */
  private void killedAfter(int members) throws IOException {
    for (int i = 0; i < members; i++) {
      scene.write(ASIDE + name(i), text(i, "").getBytes(StandardCharsets.UTF_8));
    }
    if (members < COUNT && SIZES[members] > 0) {
      scene.write(ASIDE + name(members), new byte[SIZES[members] / 2]);
    }
  }

  private void assertAllIsHere(String salt) throws IOException {
    assertEquals(IntStream.range(0, COUNT).mapToObj(i -> PLACE + name(i)).toList(), scene.tree());
    for (int i = 0; i < COUNT; i++) {
      assertEquals(text(i, salt), scene.text(PLACE + name(i)));
    }
    assertFalse(Files.exists(scene.folder().resolve("OhariuC/.BB.extracting")));
  }

  /** The bytes of the part that went out in one run, which fetches the manifest as well. */
  private long came() {
    int ofManifest =
        remote
            .bytes("%s/_manifest/OhariuC_BB.json".formatted(scene.version))
            .map(json -> json.length)
            .orElse(0);
    return remote.bytesFetched() - ofManifest;
  }

  private void assertCame(long bytes) {
    assertEquals(bytes, came(), scene.said());
    assertEquals(List.of(bytes, bytes), scene.told(Work.FETCH));
  }

  static Stream<Arguments> moments() {
    List<Supplier<FakeRemote>> remotes =
        List.of(
            () -> new FakeRemote().keepingLists(),
            () -> new FakeRemote(false, false).keepingLists(),
            () -> FakeRemote.withoutHashes().keepingLists());
    return remotes.stream()
        .flatMap(each -> IntStream.rangeClosed(0, COUNT).mapToObj(i -> Arguments.of(each, i)));
  }

  @ParameterizedTest
  @MethodSource("moments")
  void onlyWhatIsMissingComesWhereverItWasKilled(Supplier<FakeRemote> there, int members)
      throws Exception {
    lay(there.get());
    killedAfter(members);

    assertTrue(scene.run().complete(), scene.said());

    assertAllIsHere("");
    assertCame(tar.length - end(members));
    assertEquals(
        members > 0,
        scene
            .said()
            .contains(
                "#### Going on with OhariuC/OhariuC_BB.tar: "
                    + members
                    + " of its 5 files are here and proven\n"),
        scene.said());
    assertTrue(
        scene
            .text("tar_ok.log")
            .startsWith("OhariuC_BB.tar " + tar.length + " " + FakeRemote.hash(tar)));
    for (Manifest.MemberEntry member : manifest.members()) {
      Path file = scene.folder().resolve(PLACE + member.name());
      assertEquals(member.mtime(), Files.getLastModifiedTime(file).toInstant().getEpochSecond());
    }
    remote.resetCounts();
    assertTrue(scene.run().complete());
    assertTrue(scene.said().contains("#### Nothing to do"), scene.said());
    assertEquals(0, remote.bytesFetched());
  }

  @Test
  void aDamagedMemberAndAllBehindItComeAgain() throws Exception {
    killedAfter(4);
    byte[] damaged = text(1, "").getBytes(StandardCharsets.UTF_8);
    damaged[77] ^= 1;
    scene.write(ASIDE + name(1), damaged);

    assertTrue(scene.run().complete(), scene.said());

    assertAllIsHere("");
    assertCame(tar.length - end(1));
    long read = (long) SIZES[0] + SIZES[1];
    assertEquals(List.of(read, read), scene.told(Work.READ));
  }

  @Test
  void withoutItsManifestAPartBeginsAnewAndLeavesNothingForTheNextRun() throws Exception {
    remote.remove(MANIFEST);
    killedAfter(3);
    faulty.breakRead(BB, 5000);
    scene.retries = 1;

    assertFalse(scene.run().complete());
    assertEquals(List.of(), scene.tree());

    killedAfter(3);
    remote.resetCounts();
    assertTrue(scene.run().complete(), scene.said());
    assertAllIsHere("");
    assertCame(tar.length);
  }

  @Test
  void ofASetThatWasReplacedOnlyWhatIsTheSameCounts() throws Exception {
    killedAfter(4);
    String[] members = new String[2 * COUNT];
    for (int i = 0; i < COUNT; i++) {
      members[2 * i] = name(i);
      members[2 * i + 1] = text(i, i == 1 ? "another " : "");
    }
    remote.put(BB, scene.tar(members));
    DownloadScene.putManifest(remote, "OhariuC", Types.BB);

    assertTrue(scene.run().complete(), scene.said());

    assertCame(tar.length - end(1));
    assertEquals(text(1, "another "), scene.text(PLACE + name(1)));
    assertEquals(text(3, ""), scene.text(PLACE + name(3)));
  }

  @Test
  void membersOfEqualNameOfAnotherVersionDoNotCount() throws Exception {
    put("v22p13", "other ");
    killedAfter(4);
    scene.version = "v22p13";

    assertTrue(scene.run().complete(), scene.said());

    assertAllIsHere("other ");
    assertCame(tar.length);
  }

  @Test
  void whatElseLiesThereIsRemovedAndNoLinkIsFollowed() throws Exception {
    killedAfter(3);
    Path outside = Files.writeString(work.resolve("outside"), text(1, ""));
    Path aside = scene.folder().resolve(ASIDE);
    Files.delete(aside.resolve(name(1)));
    Files.createSymbolicLink(aside.resolve(name(1)), outside);
    scene.write(ASIDE + "stranger", new byte[3]);
    scene.write(ASIDE + "folder/stranger", new byte[3]);
    scene.write("OhariuC/.BB.extracting/OhariuC_BB_0.tar/of_another_set", new byte[3]);
    scene.write("OhariuC/.BB.extracting/stranger", new byte[3]);

    assertTrue(scene.run().complete(), scene.said());

    assertAllIsHere("");
    assertCame(tar.length - end(1));
    assertFalse(Files.isSymbolicLink(scene.folder().resolve(PLACE + name(1))));
    assertEquals(text(1, ""), Files.readString(outside));
  }

  @Test
  void aStreamThatBreaksIsGoneOnWithInTheSameRun() throws Exception {
    faulty.breakRead(BB, end(3) + 2000);

    assertTrue(scene.run().complete(), scene.said());

    assertAllIsHere("");
    assertTrue(scene.said().contains("trying again in 1 s"), scene.said());
    assertTrue(scene.said().contains(": 3 of its 5 files are here and proven"), scene.said());
    assertEquals(tar.length - end(3), came() - tar.length);
    long passed = scene.told(Work.FETCH).get(0);
    assertEquals(List.of(passed, passed), scene.told(Work.FETCH));
    assertTrue(scene.said().contains("   Fetched: 1 file, "), scene.said());
  }

  @Test
  void aWrongByteCostsWhatStandsBehindItAndNoMore() throws Exception {
    int wrong = Math.toIntExact(manifest.members().get(3).offset() + 7);
    faulty.changeRead(BB, wrong);

    assertTrue(scene.run().complete(), scene.said());

    assertAllIsHere("");
    assertTrue(scene.said().contains("what came is not what the remote's hash"), scene.said());
    assertEquals(tar.length - end(3), came() - tar.length);
    assertNull(scene.text("tar_error.log"));
  }

  /** Be it in a member, or in the header of one. */
  @ParameterizedTest
  @ValueSource(ints = {600, 20})
  void aWrongByteOfTheRestIsNoVerdictEither(int wrong) throws Exception {
    killedAfter(1);
    faulty.changeRead(BB, wrong);

    assertTrue(scene.run().complete(), scene.said());

    assertAllIsHere("");
    assertNull(scene.text("tar_error.log"));
  }

  @Test
  void whatStaysWrongIsReadAsAWholeBeforeItIsCalledDamaged() throws Exception {
    String json = new String(remote.bytes(MANIFEST).orElseThrow(), StandardCharsets.UTF_8);
    String sha256 = manifest.members().get(3).sha256();
    remote.put(MANIFEST, json.replace(sha256, "00" + sha256.substring(2)));
    killedAfter(2);

    assertFalse(scene.run().complete());

    assertTrue(
        scene.said().contains("DAMAGED: \"" + name(3) + "\" is not what its manifest says"),
        scene.said());
    assertTrue(
        scene
            .text("tar_error.log")
            .startsWith("OhariuC_BB.tar " + tar.length + " " + FakeRemote.hash(tar)));
    assertEquals(List.of(), scene.tree());
    assertEquals(3L * tar.length - end(2) - end(3), came());
  }

  @Test
  void aTarWithoutItsEndIsNotWholeThoughAllItsMembersAreHere() throws Exception {
    byte[] cut = Arrays.copyOf(tar, Math.toIntExact(end(COUNT)));
    String json = manifest.toJson().replace(FakeRemote.hash(tar), FakeRemote.hash(cut));
    remote.put(BB, cut);
    remote.put(MANIFEST, json.replace("\"size\": " + tar.length, "\"size\": " + cut.length));
    killedAfter(COUNT);

    assertFalse(scene.run().complete());

    assertTrue(scene.said().contains("without the blocks that end a tar"), scene.said());
    assertEquals(List.of(), scene.tree());
    assertNull(scene.text("tar_ok.log"));
  }

  @Test
  void whatFailsIsKeptForTheNextRunAndIsNeverTakenForFinished() throws Exception {
    scene.retries = 1;
    faulty.breakRead(BB, end(2) + 200);

    assertFalse(scene.run().complete());

    assertNull(scene.text("tar_ok.log"));
    assertFalse(Files.exists(scene.folder().resolve(PLACE)));
    assertTrue(scene.tree().contains(ASIDE + name(1)), scene.tree()::toString);
    remote.resetCounts();
    assertTrue(scene.run().complete(), scene.said());
    assertAllIsHere("");
    assertCame(tar.length - end(2));
  }

  @Test
  void aRunThatIsStoppedLeavesItToTheNext() throws Exception {
    faulty.fail(Operation.READ, 1, SyncException.Kind.REMOTE);
    scene.retries = 1;
    killedAfter(3);

    assertThrows(SyncException.class, scene::run);

    remote.resetCounts();
    assertTrue(scene.run().complete(), scene.said());
    assertCame(tar.length - end(3));
  }

  @Test
  void whoComesBackWithAnotherChoiceFindsNothingOfIt() throws Exception {
    remote.put("v22p12/Moonshine/Moonshine_BB.tar", scene.tar("Moonshine_REL01_BB.bin", "m"));
    for (String choice : List.of("fault", "type", "tar", "rel")) {
      killedAfter(3);
      scene.included = List.of(choice.equals("fault") ? "Moonshine" : "OhariuC");
      scene.types = List.of(choice.equals("type") ? Types.IM : Types.BB);
      scene.staging = choice.equals("tar") ? Staging.TAR : Staging.NONE;
      scene.rel = choice.equals("rel") ? List.of("2") : List.of();
      scene.run();
      assertFalse(Files.exists(scene.folder().resolve("OhariuC/.BB.extracting")), choice);
    }
  }

  @Test
  void singleRealisationsComeAsTheyDid() throws Exception {
    killedAfter(3);
    scene.rel = List.of("2");
    assertTrue(scene.run().complete(), scene.said());
    assertEquals(List.of(PLACE + name(1)), scene.tree());
    assertEquals(SIZES[1], came());
  }

  @Test
  void aDryRunLeavesItAsItIs() throws Exception {
    killedAfter(3);
    List<String> before = scene.tree();
    scene.dryRun = true;
    scene.run();
    assertEquals(before, scene.tree());
  }

  @Test
  void whatIsHereNeedsNoMoreRoom() throws Exception {
    killedAfter(4);
    long here = 0;
    for (String each : scene.tree()) {
      here += Files.size(scene.folder().resolve(each));
    }
    scene.freeBytes = tar.length - here - 1;
    assertEquals(
        SyncException.Kind.DISK_FULL, assertThrows(SyncException.class, scene::run).kind());
    remote.resetCounts();
    scene.freeBytes = tar.length - here;
    assertTrue(scene.run().complete(), scene.said());
    assertCame(tar.length - end(4));
  }

  /** A run that is killed while it puts members in their place has written nothing down yet. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 5})
  void whatIsInItsPlaceAlreadyCountsToo(int placed) throws Exception {
    killedAfter(COUNT);
    Files.createDirectories(scene.folder().resolve(PLACE));
    for (int i = 0; i < placed; i++) {
      Path file = scene.folder().resolve(ASIDE + name(i));
      Files.move(file, scene.folder().resolve(PLACE + name(i)));
    }

    assertTrue(scene.run().complete(), scene.said());

    assertAllIsHere("");
    assertCame(tar.length - end(COUNT));
  }

  @Test
  void whatIsInItsPlaceIsNotReplacedByABadCopy() throws Exception {
    killedAfter(2);
    scene.write(PLACE + name(0), text(0, "").getBytes(StandardCharsets.UTF_8));
    scene.write(ASIDE + name(0), new byte[SIZES[0]]);

    assertTrue(scene.run().complete(), scene.said());

    assertAllIsHere("");
    assertCame(tar.length - end(2));
  }

  @Test
  void whoWantsAllAnewGetsAllAnew() throws Exception {
    assertTrue(scene.run().complete(), scene.said());
    remote.resetCounts();
    scene.forceUntar = true;

    assertTrue(scene.run().complete(), scene.said());

    assertAllIsHere("");
    assertCame(tar.length);
  }

  @Test
  void aFolderInPlaceOfAMemberIsNoMember() throws Exception {
    Files.createDirectories(scene.folder().resolve(ASIDE + name(0)));
    assertTrue(scene.run().complete(), scene.said());
    assertAllIsHere("");
    Path first = scene.folder().resolve(PLACE + name(0));
    assertTrue(Files.isRegularFile(first, LinkOption.NOFOLLOW_LINKS));
  }
}

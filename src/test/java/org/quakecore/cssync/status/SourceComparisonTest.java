package org.quakecore.cssync.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.quakecore.cssync.status.StatusScene.manifestPath;
import static org.quakecore.cssync.status.StatusScene.path;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.purge.Rule;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.testing.Operation;
import org.quakecore.cssync.testing.Types;
import org.quakecore.cssync.transfer.Conclusion.Purge;

/** What is safe to delete must really be in the archive, whatever happened since. */
class SourceComparisonTest {
  @TempDir Path folder;
  private StatusScene scene;

  @BeforeEach
  void archiveOneFault() throws Exception {
    begin(new FakeRemote().keepingLists());
  }

  private void begin(FakeRemote remote) throws Exception {
    Path work = Files.createTempDirectory(folder, "run");
    scene = StatusScene.of(work, remote, "Hope");
    scene.against = true;
    scene.safeToDeleteOut = work.resolve("safe.txt");
  }

  private List<String> safe() throws Exception {
    return Files.readAllLines(scene.safeToDeleteOut);
  }

  private List<String> all(String... endings) {
    List<String> all = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      String event = scene.run.root() + "/Runs/Hope/Hope_REL0" + i;
      all.add(event + "/BB/Acc/BB.bin");
      all.add(event + "/IM_calc/Hope_REL0" + i + ".csv");
      all.add(scene.run.root() + "/Data/Sources/Hope/Srf/Hope_REL0" + i + ".csv");
    }
    return all.stream()
        .filter(each -> List.of(endings).stream().anyMatch(each::endsWith))
        .sorted()
        .toList();
  }

  private void touch(Path file) throws Exception {
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2031-01-01T00:00:00Z")));
  }

  @Test
  void unchangedSourcesOfProvenSetsAreSafeEachOnce() throws Exception {
    assertTrue(scene.status().complete());
    assertEquals(all(""), safe());
    assertTrue(scene.said.hasLine("Safe to delete: 9 files"), scene.said.text());
    assertTrue(scene.said.hasLine("10 unchanged, 0 changed"), scene.said.text());
    assertEquals(List.of(), scene.said.warnings());
  }

  @Test
  void nothingIsSafeThatSharesAFileSystemWithTheArchive() throws Exception {
    FakeRemote here = new FakeRemote(false, false).keepingLists();
    scene = StatusScene.of(folder.resolve("local"), here, "Hope");
    scene.against = true;
    scene.safeToDeleteOut = folder.resolve("beside.txt");
    Path archive = folder.resolve("archive");
    for (String path : here.paths()) {
      Path file = archive.resolve(path);
      Files.createDirectories(file.getParent());
      Files.write(file, here.bytes(path).orElseThrow());
    }
    // By another name of it, too.
    here.beFolder(Files.createSymbolicLink(folder.resolve("link"), archive));

    assertTrue(scene.status().complete(), scene.said.text());

    assertEquals("", Files.readString(scene.safeToDeleteOut));
    assertTrue(scene.said.hasLine("   Safe to delete: 0 files"), scene.said.text());
    assertTrue(
        scene.said.hasLine("   Not called safe: 9 files", "on the same file system as they are"),
        scene.said.text());
  }

  @Test
  void nothingIsSafeWhereNobodyCanTellOnWhichDiskTheArchiveIs() throws Exception {
    FakeRemote wrapped = new FakeRemote(false, false).keepingLists();
    scene = StatusScene.of(folder.resolve("wrapped"), wrapped, "Hope");
    scene.against = true;
    wrapped.beNowhere();

    assertTrue(scene.status().complete(), scene.said.text());

    assertTrue(
        scene.said.hasLine("   Not called safe: 9 files", "may be on the same file system"),
        scene.said.text());
  }

  private void adopt(DataType type, Manifest.Adopted how) throws Exception {
    Fault hope = new Fault("Hope");
    String json = new String(scene.remote.bytes(manifestPath("Hope", type)).orElseThrow(), UTF_8);
    Manifest of = Manifest.parse(json, "Hope.json");
    Manifest.Builder adopted =
        new Manifest.Builder(of.version(), hope, type, of.tool())
            .add(
                of.parts().get(0),
                of.members().stream()
                    .map(
                        member ->
                            new Manifest.MemberEntry(
                                member.name(),
                                member.size(),
                                member.mtime(),
                                how == Manifest.Adopted.HEADERS ? null : member.sha256(),
                                member.part(),
                                member.offset(),
                                how == Manifest.Adopted.HEADERS ? null : member.source()))
                    .toList());
    scene.putManifest(hope, type, adopted.build(how));
  }

  @Test
  void nothingIsSafeForTheSakeOfAManifestThatNobodyComparedWithTheContent() throws Exception {
    for (boolean rehash : List.of(false, true)) {
      scene.rehash = rehash;
      adopt(Types.IM, Manifest.Adopted.HEADERS);
      assertTrue(scene.status().complete(), scene.said.text());
      assertEquals(
          all("bin", "Srf/Hope_REL01.csv", "Srf/Hope_REL02.csv", "Srf/Hope_REL03.csv"), safe());

      adopt(Types.IM, Manifest.Adopted.TABLE);
      assertTrue(scene.status().complete(), scene.said.text());
      assertFalse(safe().toString().contains("IM_calc"), safe()::toString);
      assertTrue(scene.said.hasLine("   Adopted: 1 set; SHA-256 unknown"), scene.said.text());
      assertTrue(
          scene.deletable().kept().toString().contains("Hope IM: adopted, and the content"),
          scene.deletable().kept()::toString);
    }
  }

  @Test
  void anAdoptedSetThatWasReadMakesSourcesSafeByTheirContentAlone() throws Exception {
    adopt(Types.IM, Manifest.Adopted.READ);
    assertTrue(scene.status().complete(), scene.said.text());
    assertFalse(safe().toString().contains("IM_calc"), safe()::toString);
    assertTrue(scene.said.hasLine("   Not verified: 3 files"), scene.said.text());

    scene.rehash = true;
    assertTrue(scene.status().complete(), scene.said.text());
    assertEquals(all(""), safe());
  }

  @Test
  void aChangedSourceIsNamedAndNothingOfItsSetIsSafe() throws Exception {
    Files.writeString(scene.run.bb("Hope", "Hope_REL02"), "shorter");
    assertFalse(scene.status().complete());
    assertTrue(
        scene.said.hasLine(
            "Hope BB CHANGED: Runs/Hope/Hope_REL02/BB/Acc/BB.bin has 7 bytes, archived were 4000"),
        scene.said.text());
    assertEquals(all(".csv"), safe());
  }

  @Test
  void anotherTimeIsSettledByContentAfterSayingWhatIsRead() throws Exception {
    touch(scene.run.im("Hope", "Hope_REL01"));
    assertFalse(scene.status().complete());
    assertTrue(scene.said.hasLine("Hope IM CHANGED", "--rehash"), scene.said.text());
    assertFalse(safe().toString().contains("IM_calc"));
    scene.rehash = true;
    assertTrue(scene.status().complete(), scene.said.text());
    assertEquals(all(""), safe());
    assertTrue(
        scene.said.warnings().get(0).contains("Reading 19.1 KiB"), scene.said.warnings()::toString);
  }

  @Test
  void contentThatChangedBehindSizeAndTimeIsFoundByRehash() throws Exception {
    Path im = scene.run.im("Hope", "Hope_REL01");
    FileTime time = Files.getLastModifiedTime(im);
    Files.write(im, new byte[900]);
    Files.setLastModifiedTime(im, time);
    scene.rehash = true;
    assertFalse(scene.status().complete());
    assertTrue(scene.said.hasLine("Hope IM CHANGED", "another content"), scene.said.text());
    assertFalse(safe().toString().contains("IM_calc"));
  }

  @Test
  void aSourceThatIsGoneIsFineAndSaid() throws Exception {
    Files.delete(scene.run.im("Hope", "Hope_REL02"));
    assertTrue(scene.status().complete(), scene.said.text());
    assertTrue(scene.said.hasLine("Hope IM: 1 of its sources are gone"), scene.said.text());
    assertTrue(scene.said.hasLine("1 gone from disk"), scene.said.text());
    assertEquals(8, safe().size());
  }

  @Test
  void aNewRealisationIsSeenAndTheOldOnesAreStillNeeded() throws Exception {
    scene.run.write("Runs/Hope/Hope_REL04/BB/Acc/BB.bin", 10);
    scene.run.write("Data/Sources/Hope/Srf/Hope_REL04.csv", 10);
    assertFalse(scene.status().complete());
    assertTrue(
        scene.said.hasLine("Hope BB CHANGED: Runs/Hope/Hope_REL04/BB/Acc/BB.bin is new"),
        scene.said.text());
    assertTrue(scene.said.hasLine("Hope Source CHANGED", "Srf/Hope_REL04.csv is new"));
    assertFalse(scene.said.hasLine("Hope IM CHANGED"), scene.said.text());
    assertEquals(3, safe().size());
    scene.list = Files.writeString(folder.resolve("list.txt"), "Hope 3r\n");
    assertTrue(scene.status().complete(), "the list does not expect it");
  }

  @Test
  void nothingOfASetThatIsDamagedOrIncompleteIsSafe() throws Exception {
    byte[] tar = scene.remote.bytes(path("Hope/Hope_IM.tar")).orElseThrow();
    tar[700] ^= 1;
    scene.remote.put(path("Hope/Hope_IM.tar"), tar);
    scene.remote.remove(path("Hope/Hope_BB_0.tar"));
    assertFalse(scene.status().complete());
    assertEquals(all("Srf/Hope_REL01.csv", "Srf/Hope_REL02.csv", "Srf/Hope_REL03.csv"), safe());
  }

  @Test
  void theSampleAloneMakesNothingSafe() throws Exception {
    scene.types = List.of(Types.SAMPLE_BB);
    assertTrue(scene.status().complete());
    assertEquals(List.of(), safe());
  }

  @Test
  void aSetWithoutManifestMakesNothingSafe() throws Exception {
    scene.remote.remove(manifestPath("Hope", Types.BB));
    assertTrue(scene.status().complete());
    assertFalse(safe().toString().contains("BB.bin"));
    assertTrue(scene.said.hasLine("for want of a manifest: 1 set"), scene.said.text());
  }

  @Test
  void whereHashesAreNotFreeTheyAreTakenForItAndDamageIsFound() throws Exception {
    begin(new FakeRemote(false, false).keepingLists());
    byte[] tar = scene.remote.bytes(path("Hope/Hope_IM.tar")).orElseThrow();
    tar[700] ^= 1;
    scene.remote.put(path("Hope/Hope_IM.tar"), tar);
    assertFalse(scene.status().complete());
    assertEquals(1, scene.remote.calls(Operation.LOOK));
    assertTrue(scene.said.warnings().toString().contains("to prove its content"));
    assertTrue(scene.said.hasLine("Hope IM DAMAGED", "content hash"), scene.said.text());
    assertEquals(6, safe().size());
    assertFalse(safe().toString().contains("IM_calc"));
  }

  @Test
  void whereThereAreNoHashesNothingIsSafeAndItIsSaid() throws Exception {
    begin(FakeRemote.withoutHashes().keepingLists());
    assertTrue(scene.status().complete());
    assertEquals(List.of(), safe());
    assertTrue(scene.said.hasLine("Nothing is called safe"), scene.said.text());
  }

  @Test
  void aSourceThatAnotherUnfinishedSetNeedsIsNotSafe() throws Exception {
    String shared = "Runs/Hope/Hope_REL01/IM_calc/Hope_REL01.csv";
    scene.archive(new Fault("Kelly"), Types.IM, List.of(shared), 1 << 30);
    scene.remote.remove(path("Kelly/Kelly_IM.tar"));
    scene.status();
    assertEquals(8, safe().size());
    assertFalse(safe().contains(scene.run.root() + "/" + shared));
  }

  @Test
  void aManifestCannotMakeFilesElsewhereSafe() throws Exception {
    Path outside = Files.write(scene.run.root().resolveSibling("precious.csv"), new byte[900]);
    Files.copy(
        scene.run.im("Hope", "Hope_REL01"),
        outside,
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.COPY_ATTRIBUTES);
    scene.editManifest(
        "Hope", Types.IM, "\"Runs/Hope/Hope_REL01/IM_calc/Hope_REL01.csv\"", "\"../precious.csv\"");
    assertFalse(scene.status().complete());
    assertTrue(scene.said.hasLine("Hope IM CHANGED", "is no path below"), scene.said.text());
    assertFalse(safe().toString().contains("precious"));
  }

  @Test
  void aPathWithALineBreakIsNotListedAndSaid() throws Exception {
    String odd = "Data/Sources/Hope/Srf/a\n" + "b.csv";
    scene.run.write(odd, 100);
    scene.archive(new Fault("Hope"), Types.SOURCE, List.of(odd), 1 << 30);
    assertTrue(scene.status().complete(), scene.said.text());
    assertEquals(6, safe().size());
    assertTrue(scene.said.hasLine("Not listed, for a line break in the path: 1 file"));
  }

  @Test
  void optionsThatNeedEachOtherAreRefusedAlone() throws Exception {
    scene.against = false;
    assertEquals(SyncException.Kind.USAGE, assertThrows(SyncException.class, scene::status).kind());
    scene.safeToDeleteOut = null;
    scene.rehash = true;
    assertEquals(SyncException.Kind.USAGE, assertThrows(SyncException.class, scene::status).kind());
    scene.against = true;
    scene.view = Options.View.SUMS;
    assertEquals(SyncException.Kind.USAGE, assertThrows(SyncException.class, scene::status).kind());
  }

  @Test
  void anInterruptStopsTheComparison() throws Exception {
    SourceCheck sources = new SourceCheck(scene.run.root(), true, Optional.empty(), scene.said);
    Manifest manifest =
        Manifest.parse(
            new String(scene.remote.bytes(manifestPath("Hope", Types.IM)).orElseThrow(), UTF_8),
            "Hope_IM.json");
    Thread.currentThread().interrupt();
    try {
      SyncException stopped =
          assertThrows(SyncException.class, () -> sources.compare(manifest, archived -> List.of()));
      assertEquals(SyncException.Kind.INTERRUPTED, stopped.kind());
    } finally {
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void whatAPurgeTakesIsToldWithWhatOfItIsNotArchived() throws Exception {
    Instant now = Instant.now();
    FileTime old = FileTime.from(now.minus(Duration.ofDays(95)));
    assertTrue(scene.status().complete());
    assertFalse(scene.said.hasLine("Purge"), scene.said.text());
    scene.purge = Optional.of(new Rule(Duration.ofDays(90), now));
    Path fresh = scene.run.root().resolve("Runs/Hope/Hope_REL04/BB/Acc/BB.bin");
    Files.createDirectories(fresh.getParent());
    Files.copy(scene.run.bb("Hope", "Hope_REL01"), fresh);
    for (Path file : List.of(scene.run.bb("Hope", "Hope_REL01"), fresh)) {
      Files.getFileAttributeView(file, BasicFileAttributeView.class).setTimes(null, old, null);
    }
    scene.page = folder.resolve("page.html");
    scene.status();
    Purge.Due hope = scene.said.conclusion().purge().orElseThrow().faults().get(0);
    assertEquals(2, hope.overdue().files(), "REL01, of which the sample is a copy, and REL04");
    assertEquals(10, hope.all().files());
    // To set its time has changed the ctime of REL01, so it is not known to be what was archived.
    assertEquals(2, hope.notArchived());
    assertTrue(scene.said.hasLine("     Hope, since ", "; 2 of these not"), scene.said.text());
    assertTrue(Files.readString(scene.page).contains("Hope, since "));

    scene.rehash = true;
    scene.status();
    hope = scene.said.conclusion().purge().orElseThrow().faults().get(0);
    assertEquals(1, hope.notArchived(), "REL01 is what was archived, by its content");
    scene.json = true;
    scene.page = null;
    scene.status();
    assertTrue(scene.said.hasLine("\"not_archived\": "), scene.said.text());
    scene.json = false;
    scene.rehash = false;
    scene.against = false;
    scene.safeToDeleteOut = null;
    assertEquals(SyncException.Kind.USAGE, assertThrows(SyncException.class, scene::status).kind());
  }

  private static void rewriteInPlace(Path source) throws Exception {
    FileTime before = Files.getLastModifiedTime(source);
    byte[] other = new byte[(int) Files.size(source)];
    Files.write(source, other, StandardOpenOption.WRITE);
    Files.setLastModifiedTime(source, before);
  }

  @Test
  void aSourceRewrittenInPlaceWithItsTimePutBackIsNotSafe() throws Exception {
    rewriteInPlace(scene.run.bb("Hope", "Hope_REL02"));
    assertTrue(scene.status().complete(), scene.said.text());
    assertTrue(scene.said.hasLine("Not verified: 1 file of the same size"), scene.said.text());
    assertFalse(safe().toString().contains("Hope_REL02/BB"), safe().toString());
    assertTrue(safe().toString().contains("Hope_REL01/BB"), safe().toString());
    scene.rehash = true;
    assertFalse(scene.status().complete());
    assertTrue(scene.said.hasLine("Hope BB CHANGED", "another content"), scene.said.text());
    assertFalse(safe().toString().contains("/BB/"), safe().toString());
  }

  @Test
  void aSourceWithOtherPermissionsIsSafeOnceItsContentIsCompared() throws Exception {
    Path source = scene.run.im("Hope", "Hope_REL02");
    Files.setPosixFilePermissions(source, PosixFilePermissions.fromString("r--------"));
    assertTrue(scene.status().complete(), scene.said.text());
    assertFalse(safe().contains(source.toString()));
    scene.rehash = true;
    assertTrue(scene.status().complete(), scene.said.text());
    assertEquals(all(""), safe());
  }

  @Test
  void whereTheManifestKnowsNoCtimeNothingIsSafeUnread() throws Exception {
    for (DataType type : List.of(Types.SOURCE, Types.IM, Types.BB)) {
      String path = StatusScene.manifestPath("Hope", type);
      String json = new String(scene.remote.bytes(path).orElseThrow(), UTF_8);
      scene.remote.put(path, json.replaceAll("\\s*\"ctime_us\": \\d+,", ""));
    }
    assertTrue(scene.status().complete(), scene.said.text());
    assertEquals(List.of(), safe());
    assertTrue(scene.said.hasLine("Not verified: 9 files"), scene.said.text());
    scene.rehash = true;
    assertTrue(scene.status().complete(), scene.said.text());
    assertEquals(all(""), safe());
  }
}

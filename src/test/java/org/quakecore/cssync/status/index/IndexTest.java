package org.quakecore.cssync.status.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.inventory.TypeChoice;
import org.quakecore.cssync.inventory.VersionLayout;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.status.EachSet.Wanted;
import org.quakecore.cssync.status.StatusScene;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.testing.Operation;
import org.quakecore.cssync.testing.RunFolder;
import org.quakecore.cssync.testing.Said;
import org.quakecore.cssync.testing.Types;

/** A version with the faults Hope and Wairau, and what was made of it besides. */
class IndexTest {
  private static final String OLD = "v22p12_old";

  @TempDir Path folder;
  private FakeRemote remote;
  private Said said = new Said();
  private Optional<CsVersion> only = Optional.empty();
  private TypeChoice types = TypeChoice.of(List.of());

  @BeforeEach
  void archive() throws Exception {
    remote = new FakeRemote();
    archiveOn(remote);
  }

  private void archiveOn(FakeRemote there) throws Exception {
    StatusScene scene = StatusScene.of(folder, there, "Hope");
    scene.archive(RunFolder.fault("Wairau", 2));
    there.put("v22p12/list.txt", "Hope 3r\nWairau 2r\n");
  }

  private void copy(String from, String to) throws SyncException {
    for (StoredFile file : remote.list(from, false).orElseThrow()) {
      remote.put(to + "/" + file.path(), remote.bytes(from + "/" + file.path()).orElseThrow());
    }
  }

  private void move(String from, String to) throws SyncException {
    copy(from, to);
    remote.deleteFolder(from);
  }

  private Look look() {
    said = new Said();
    Wanted wanted = new Wanted(types, new TreeSet<>(), new TreeSet<>(), VersionLayout.unknown());
    return new Look(remote, wanted, only, said);
  }

  private boolean find(String glob) throws SyncException {
    return new Find(look(), glob, said).say(false).complete();
  }

  private boolean duplicates() throws SyncException {
    return new Duplicates(look(), said).say(false).complete();
  }

  private JsonObject document() {
    return JsonParser.parseString(said.text()).getAsJsonObject();
  }

  @Test
  void aRealisationIsFoundInEveryVersionWithThePartAndTheStateOfItsSet() throws Exception {
    copy("v22p12", OLD);
    remote.remove("v22p12/Hope/Hope_IM.tar");
    types = TypeChoice.of(List.of(Types.IM, Types.BB));

    assertTrue(find("Hope_REL02"));

    assertEquals(
        List.of(
            "v22p12\tHope/IM\tINCOMPLETE\tHope_IM.tar\tHope_REL02.csv",
            "v22p12\tHope/BB\tCOMPLETE\tHope_BB_0.tar\tHope_REL02_BB.bin",
            "v22p12_old\tHope/IM\tCOMPLETE\tHope_IM.tar\tHope_REL02.csv",
            "v22p12_old\tHope/BB\tCOMPLETE\tHope_BB_0.tar\tHope_REL02_BB.bin"),
        said.lines().stream().map(line -> line.replaceFirst("\t[0-9]+\t[0-9]+$", "")).toList());
  }

  @Test
  void aFaultIsFoundByItsSetsAndAFileByItsNameThoughItIsInNone() throws Exception {
    copy("v22p12/Hope", "_aside/Hope");
    types = TypeChoice.of(List.of(Types.BB));

    assertTrue(find("Wairau"));
    assertEquals(1, said.lines().size());
    assertTrue(said.hasLine("v22p12\tWairau/BB\tCOMPLETE\tWairau_BB"), said.text());

    assertTrue(find("Hope_IM.t*"));
    assertTrue(said.hasLine("_aside\t-\tin no set\tHope/Hope_IM.tar\t-\t-\t"), said.text());
  }

  @Test
  void whatIsFoundNowhereOrCouldBeUnseenIsNotCalledComplete() throws Exception {
    assertFalse(find("nosuch"));
    assertTrue(
        said.warnings().toString().contains("No fault, realisation or file matches \"nosuch\""));

    remote.put("v20p4/Old/Old_BB.tar", new byte[1024]);
    assertFalse(find("Hope_REL01"));
    assertEquals(
        List.of("#### v20p4 Old BB: members unknown, complete, no manifest"), said.warnings());
    assertTrue(said.hasLine("v22p12\tHope/BB"), said.text());
  }

  @Test
  void setsOfTheSameContentAreToldTogetherUnderWhateverNameTheyAre() throws Exception {
    copy("v22p12/Hope", "_moved/Renamed");
    remote.put(
        "v22p12/Wairau/Again.tar", remote.bytes("v22p12/Wairau/Wairau_IM.tar").orElseThrow());

    assertTrue(duplicates());

    assertTrue(
        said.text()
            .contains("   2 files in _moved/Renamed/\n   v22p12 Hope BB, COMPLETE: v22p12/Hope/\n"),
        said.text());
    assertTrue(
        said.text()
            .contains(
                "   v22p12 Wairau IM, COMPLETE: v22p12/Wairau/Wairau_IM.tar\n"
                    + "   v22p12/Wairau/Again.tar"),
        said.text());
    assertTrue(said.hasLine("   In _moved and v22p12: "), said.text());
    assertTrue(said.hasLine("   Within v22p12: 10.0 KiB"), said.text());
  }

  @Test
  void theBytesThatCouldBeSavedAreThoseOfAllCopiesButOne() throws Exception {
    copy("v22p12", "v30p1");
    copy("v22p12", "v30p2");
    new Duplicates(look(), said).say(true);
    long once =
        remote.list("v22p12", false).orElseThrow().stream()
            .filter(file -> file.path().contains("/") && !file.path().startsWith("_"))
            .mapToLong(StoredFile::size)
            .sum();
    assertEquals(2 * once, document().get("saved").getAsLong());
    assertEquals(0, document().get("not_compared").getAsInt());
  }

  @Test
  void whereAListingHasNoHashesTheManifestsDoAndTheRestIsSaidNotToBeCompared() throws Exception {
    remote = FakeRemote.withoutHashes();
    archiveOn(remote);
    copy("v22p12", OLD);
    copy("v22p12/Hope", "v22p12/Other");

    assertTrue(duplicates());

    assertTrue(said.hasLine("   In v22p12 and v22p12_old: "), said.text());
    assertTrue(said.hasLine("by content hash, as their manifests have them"), said.text());
    assertTrue(said.hasLine("   Not compared, for no hash is known: 5 files, "), said.text());
  }

  @Test
  void oneVersionAloneCanBeAsked() throws Exception {
    copy("v22p12", OLD);
    only = Optional.of(new CsVersion("v22p12"));
    assertTrue(duplicates());
    assertTrue(said.hasLine("   Could be saved: 0 B"), said.text());

    only = Optional.of(new CsVersion("v22p99"));
    SyncException failure = assertThrows(SyncException.class, this::duplicates);
    assertEquals(Kind.BAD_INPUT, failure.kind());
  }

  @Test
  void whatTakesRoomIsToldByVersionAndTypeAndTheLargestSets() throws Exception {
    copy("v22p12", OLD);
    remote.put("_aside/x.tar", new byte[3 << 20]);
    remote.remove("v22p12/Hope/Hope_IM.tar");

    assertFalse(new Room(look(), 1, said).say(false).complete());

    assertTrue(said.hasLine("_aside", "3.0 MiB", "1    3.0 MiB  -"), said.text());
    assertTrue(said.hasLine("v22p12_old", "8 COMPLETE"), said.text());
    assertTrue(said.hasLine("v22p12 ", "7 COMPLETE; 1 INCOMPLETE"), said.text());
    assertTrue(said.hasLine("v22p12_old holds what was archived as v22p12"), said.text());
    assertTrue(said.hasLine("v22p12 Hope BB, 2 files, COMPLETE"), said.text());
    assertTrue(said.hasLine("   Errors: 1"), said.text());

    new Room(look(), 3, said).say(true);
    assertEquals(3, document().getAsJsonArray("largest").size());
    assertEquals(1, document().get("errors").getAsInt());
  }

  @Test
  void aVersionThatCannotBeReadIsAProblemOfItsOwn() throws Exception {
    remote.put("v23p1/_manifest/layout.yaml", "BB: [");
    remote.put("v23p1/Hope/Hope_BB.tar", new byte[1024]);
    assertFalse(find("Hope_REL01"));
    assertTrue(said.hasLine("v22p12\tHope/BB"), said.text());
    assertEquals(1, said.warnings().size(), said.warnings().toString());
    assertTrue(said.warnings().get(0).contains("v23p1/_manifest/layout.yaml"));
  }

  @Test
  void aVersionWhoseFolderWasRenamedIsFoundByWhatItsManifestsSay() throws Exception {
    Renamed renamed = new Renamed(remote, look());
    renamed.demand(new CsVersion("V22P12"));
    move("v22p12", OLD);
    SyncException failure =
        assertThrows(SyncException.class, () -> renamed.demand(new CsVersion("v22p12")));
    assertEquals(Kind.BAD_INPUT, failure.kind());
    assertTrue(
        failure.getMessage().endsWith("of the sets archived as v22p12, v22p12_old holds 8"),
        failure.getMessage());
  }

  @Test
  void aVersionCostsOneListingAndItsManifestsOneTransfer() throws Exception {
    copy("v22p12", OLD);
    remote.resetCounts();
    assertTrue(find("Hope"));
    assertEquals(2, remote.calls(Operation.LIST));
    assertEquals(2, remote.calls(Operation.FETCH));
    assertEquals(2, remote.calls(Operation.FETCH_RECORDS));
  }
}

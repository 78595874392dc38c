package org.quakecore.cssync.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.quakecore.cssync.download.DownloadScene;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.testing.RunFolder;
import org.quakecore.cssync.testing.Types;
import org.quakecore.cssync.transfer.Staging;

/** "Errors: 0" of a status and of a download means that all is there that should be. */
class WholenessTest {
  /** The ways to download. */
  enum Way {
    TAR,
    NONE,
    REL
  }

  @TempDir private Path folder;

  private final FakeRemote remote = new FakeRemote();
  private StatusScene status;
  private DownloadScene download;
  private List<String> realisations = List.of("1-3");

  @BeforeEach
  void archiveTwoFaults() throws Exception {
    status = StatusScene.of(folder.resolve("status"), remote, "Hope");
    status.archive(RunFolder.fault("Moonshine", 3));
    remote.put("v22p12/list.txt", "Hope 3r\nMoonshine 3r\n");
    download = new DownloadScene(folder.resolve("down"), remote);
  }

  private void use(Way way) {
    download.staging = way == Way.NONE ? Staging.NONE : Staging.TAR;
    download.rel = way == Way.REL ? realisations : List.of();
  }

  private void assertDownloaded(Way way) throws Exception {
    use(way);
    assertTrue(download.run().complete(), download.said());
    assertTrue(download.said().contains("Errors: 0"), download.said());
  }

  private void assertNotWhole(Way way, String... parts) throws Exception {
    use(way);
    assertFalse(download.run().complete(), download.said());
    assertFalse(download.said().contains("Errors: 0"), download.said());
    for (String part : parts) {
      assertTrue(download.said().contains(part), part + " is not in " + download.said());
    }
  }

  private void assertStatus(int errors, String... parts) throws Exception {
    assertEquals(errors == 0, status.status().complete(), status.said.text());
    assertTrue(status.said.text().contains("Errors: " + errors), status.said.text());
    for (String part : parts) {
      assertTrue(status.said.text().contains(part), part + " is not in " + status.said.text());
    }
  }

  private void remove(String folderOrFile) {
    remote.paths().stream()
        .filter(path -> path.startsWith("v22p12/" + folderOrFile))
        .forEach(remote::remove);
  }

  @ParameterizedTest
  @EnumSource
  void aWholeArchiveHasNoErrors(Way way) throws Exception {
    assertDownloaded(way);
    assertStatus(0);
  }

  @ParameterizedTest
  @EnumSource
  void aFaultOfTheListThatIsNotThereIsAnError(Way way) throws Exception {
    remote.put("v22p12/list.txt", "Hope 3r\nMoonshine 3r\nOhariuC 31r\n");
    assertNotWhole(way, "OhariuC: there is nothing of it, but list.txt names it", "Errors: 1");
    assertStatus(3, "#### OhariuC BB absent: list.txt names it");
  }

  @ParameterizedTest
  @EnumSource
  void filtersNarrowWhatShouldBeThereToo(Way way) throws Exception {
    remote.put("v22p12/list.txt", "Hope 3r\nMoonshine 3r\nOhariuC 31r\n");
    download.excluded = List.of("OhariuC");
    assertDownloaded(way);
    download.excluded = List.of();
    download.included = List.of("Hope");
    assertDownloaded(way);
    status.included = List.of("Hope");
    assertStatus(0);
  }

  @ParameterizedTest
  @EnumSource
  void aSetOfWhichOnlyTheManifestIsLeftIsAnError(Way way) throws Exception {
    remove("Hope/Hope_IM");
    assertNotWhole(way, "Hope IM: there is none, but its manifest is there", "Errors: 1");
    assertStatus(1, "#### Hope IM INCOMPLETE: missing Hope_IM.tar");
  }

  @ParameterizedTest
  @EnumSource
  void aFaultOfWhichOnlyManifestsAreLeftIsAnError(Way way) throws Exception {
    remove("Hope/");
    remote.put("v22p12/list.txt", "Moonshine 3r\n");
    assertNotWhole(way, "Hope: there is nothing of it, but its manifest is there");
    assertStatus(4, "#### Hope BB INCOMPLETE: missing Hope_BB_0.tar, Hope_BB_1f.tar");
  }

  @ParameterizedTest
  @EnumSource
  void withoutAListNobodyCanTellWhatShouldBeThere(Way way) throws Exception {
    remote.remove("v22p12/list.txt");
    assertNotWhole(way, "list.txt: is not there", "Errors: 1");
    assertStatus(1, "list.txt: is not there");
    download.included = List.of("Hope");
    assertDownloaded(way);
    status.included = List.of("Hope");
    assertStatus(0);
  }

  @ParameterizedTest
  @EnumSource
  void aListThatCannotBeReadIsAnErrorAndNeverIgnored(Way way) throws Exception {
    remote.put("v22p12/list.txt", "Hope 3r\nMoonshine many\n");
    assertNotWhole(way, "list.txt:2: ", "Errors: 1");
    assertStatus(1, "list.txt:2: ");
  }

  @ParameterizedTest
  @EnumSource
  void aTypeThatTheStocktakeFoundIncompleteIsAnError(Way way) throws Exception {
    remote.put(
        "v22p12/stocktake.csv",
        """
        ,rel_nums,rel_start,num(IM_x),OK(IM_x),num(BB_x),OK(BB_x),problems
        Hope,3,1,3,True,2,False,Hope
        Moonshine,3,1,3,True,3,True,
        """);
    assertNotWhole(way, "Hope BB is not whole, its stocktake.csv says: OK(BB_x) is False");
    assertStatus(1, "#### Hope BB INCOMPLETE: its stocktake.csv says: OK(BB_x) is False");
  }

  @ParameterizedTest
  @EnumSource
  void aTypeThatTheStocktakeNamesIsAnErrorWhereItIsNotThere(Way way) throws Exception {
    remove("Hope/Hope_IM");
    remove("_manifest/Hope_IM");
    remote.put("v22p12/stocktake.csv", ",rel_nums,rel_start,num(IM_x),OK(IM_x)\nHope,3,1,3,True\n");
    assertNotWhole(way, "Hope IM: there is none, but stocktake.csv names it", "Errors: 1");
    assertStatus(1, "#### Hope IM absent: stocktake.csv names it");
  }

  @ParameterizedTest
  @EnumSource
  void whileAnUploadIsUnderWayWhatIsMissingIsAnErrorThatSaysSo(Way way) throws Exception {
    remove("Hope/Hope_IM");
    remove("_manifest/Hope_IM");
    remote.put("v22p12/_lock/Hope", "somebody");
    // When it was last heard of, for it may have died long ago.
    String words =
        "an upload of the fault is under way, last heard of at 1970-01-01T00:00:00Z; when that is"
            + " more than 15 minutes ago, it has died: run it again";
    assertNotWhole(way, "Hope IM: there is none, but " + words);
    assertStatus(1, "#### Hope IM absent: " + words);
  }

  @Test
  void ofSeveralLocksOfAFaultTheOneThatWasHeardOfLastIsTold() throws Exception {
    remove("Hope/Hope_IM");
    remove("_manifest/Hope_IM");
    remote.put("v22p12/_lock/Hope.0123456789ab", "dead".getBytes(UTF_8), Instant.EPOCH);
    remote.put(
        "v22p12/_lock/HOPE.ba9876543210", "alive".getBytes(UTF_8), Instant.ofEpochSecond(60));
    assertNotWhole(Way.TAR, "under way, last heard of at 1970-01-01T00:01:00Z");
  }

  @ParameterizedTest
  @EnumSource
  void aSetThatLacksRealisationsOfTheListIsIncomplete(Way way) throws Exception {
    remote.put("v22p12/list.txt", "Hope 5r\nMoonshine 3r\n");
    assertStatus(2, "#### Hope BB INCOMPLETE: list.txt expects REL04, REL05, too");
    realisations = List.of("1-5");
    assertNotWhole(way, "Hope BB: ", "list.txt expects REL04, REL05", "Errors: 2");
    // Nothing is fetched by now, and it is as incomplete as before.
    assertNotWhole(way, "Hope BB: ", "list.txt expects REL04, REL05", "Errors: 2");
    download.dryRun = true;
    assertFalse(download.run().complete(), download.said());
  }

  @ParameterizedTest
  @EnumSource(names = {"TAR", "NONE"})
  void aSetWithoutManifestThatLacksRealisationsOfTheListIsIncompleteOnceItIsHere(Way way)
      throws Exception {
    remove("_manifest/Hope");
    remote.put("v22p12/list.txt", "Hope 5r\nMoonshine 3r\n");
    assertNotWhole(way, "Hope IM: list.txt expects REL04, REL05", "Errors: 2");
    assertNotWhole(way, "Hope IM: list.txt expects REL04, REL05", "Errors: 2");
  }

  @Test
  void realisationsThatTheListDoesNotNameAreNoErrorOfFaultsThatAreNotNamed() throws Exception {
    realisations = List.of("1-4");
    assertDownloaded(Way.REL);
    assertTrue(download.said().contains("Note: Hope BB: does not have REL04"), download.said());
  }

  @ParameterizedTest
  @EnumSource
  void aFolderInAnotherCaseThanItsManifestsIsTheSameFault(Way way) throws Exception {
    moveFolder("Hope", "hOPE");
    assertDownloaded(way);
    assertEquals("hOPE/BB/Hope_REL01_BB.bin", member());
    assertStatus(0);
    remote.put("v22p12/hOPE/Hope_BB_1f.tar", "cut short");
    assertStatus(1, "#### hOPE BB DAMAGED");
  }

  private String member() throws Exception {
    return download.tree().stream()
        .filter(path -> path.contains("/Hope_REL01_BB"))
        .findFirst()
        .get();
  }

  @ParameterizedTest
  @EnumSource
  void partsInAnotherCaseAreParts(Way way) throws Exception {
    byte[] first = remote.bytes("v22p12/Hope/Hope_BB_0.tar").orElseThrow();
    byte[] last = remote.bytes("v22p12/Hope/Hope_BB_1f.tar").orElseThrow();
    remove("Hope/Hope_BB");
    remote.put("v22p12/Hope/hope_bb_0.TAR", first);
    remote.put("v22p12/Hope/HOPE_BB_1F.tar", last);
    assertDownloaded(way);
    assertEquals("Hope/BB/Hope_REL01_BB.bin", member());
    assertStatus(0);
  }

  @ParameterizedTest
  @EnumSource
  void manifestsInAnotherCaseAreManifests(Way way) throws Exception {
    byte[] manifest = remote.bytes("v22p12/_manifest/Hope_BB.json").orElseThrow();
    remove("_manifest/Hope_BB");
    remote.put("v22p12/_Manifest/HOPE_bb.JSON", manifest);
    assertDownloaded(way);
    assertStatus(0, "8 COMPLETE");
    remove("Hope/");
    remove("_manifest/Hope");
    remote.put("v22p12/list.txt", "Moonshine 3r\n");
    assertNotWhole(way, "HOPE: there is nothing of it, but its manifest is there");
  }

  private void moveFolder(String from, String to) {
    for (String path : List.copyOf(remote.paths())) {
      if (path.startsWith("v22p12/" + from + "/")) {
        byte[] bytes = remote.bytes(path).orElseThrow();
        remote.remove(path);
        remote.put(path.replace("/" + from + "/", "/" + to + "/"), bytes);
      }
    }
  }

  @Test
  void onARemoteThatTellsCaseApartAnotherSpellingIsAnotherFile() throws Exception {
    FakeRemote exact = new FakeRemote(true, false);
    StatusScene scene = StatusScene.of(folder.resolve("exact"), exact, "Hope");
    exact.put("v22p12/list.txt", "Hope 3r\n");
    byte[] bytes = exact.bytes("v22p12/Hope/Hope_IM.tar").orElseThrow();
    exact.remove("v22p12/Hope/Hope_IM.tar");
    exact.put("v22p12/Hope/hope_im.tar", bytes);
    assertFalse(scene.status().complete());
    assertTrue(
        scene.said.text().contains("#### Hope IM INCOMPLETE: missing Hope_IM.tar"),
        scene.said.text());
    assertTrue(scene.said.text().contains("#### Ignored: Hope/hope_im.tar"), scene.said.text());
  }

  @ParameterizedTest
  @EnumSource(names = {"MEMBERS", "SUMS", "FIND"})
  void listsOfMembersSayWhatTheyLackBesideAndEndAsIncomplete(Options.View view) throws Exception {
    status.types = List.of(Types.SOURCE, Types.IM, Types.BB);
    status.view = view;
    status.glob = view == Options.View.FIND ? "*" : null;
    assertTrue(status.status().complete(), status.said.text());
    remote.put("v22p12/list.txt", "Hope 3r\nMoonshine 3r\nOhariuC 31r\n");
    assertFalse(status.status().complete());
    remote.remove("v22p12/list.txt");
    assertFalse(status.status().complete());
    assertFalse(status.said.text().contains("list.txt"), "results hold nothing but members");
  }
}

package org.quakecore.cssync.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.quakecore.cssync.status.StatusScene.manifestPath;
import static org.quakecore.cssync.status.StatusScene.path;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.remote.Traits;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.testing.FaultyRemote;
import org.quakecore.cssync.testing.Operation;
import org.quakecore.cssync.testing.RunFolder;
import org.quakecore.cssync.testing.Types;
import org.quakecore.cssync.transfer.Shard;

class StatusTest {
  @TempDir Path folder;
  private StatusScene scene;

  @BeforeEach
  void archiveOneFault() throws Exception {
    scene = StatusScene.of(folder, new FakeRemote().keepingLists(), "Hope");
  }

  /** The state of every set, by its words. */
  private SortedMap<String, String> states() throws Exception {
    boolean before = scene.json;
    scene.json = true;
    scene.status();
    scene.json = before;
    SortedMap<String, String> states = new TreeMap<>();
    for (JsonElement each : document().getAsJsonArray("sets")) {
      JsonObject set = each.getAsJsonObject();
      states.put(
          set.get("fault").getAsString() + " " + set.get("type").getAsString(),
          set.get("state").getAsString());
    }
    return states;
  }

  private JsonObject document() {
    return JsonParser.parseString(scene.said.text()).getAsJsonObject();
  }

  @Test
  void sharesTellOfEachFaultOnceAndOneThatHasNoneIsComplete() throws Exception {
    scene.archive(RunFolder.fault("Kelly", 2));
    SortedMap<String, String> all = states();
    SortedMap<String, String> shared = new TreeMap<>();
    for (int i = 1; i <= 3; i++) {
      scene.shard = Shard.parse(i + "/3");
      assertTrue(scene.status().complete());
      states().forEach((set, state) -> assertNull(shared.put(set, state), set));
    }

    assertEquals(all, shared);
  }

  private void assertIncomplete(String... line) throws Exception {
    assertFalse(scene.status().complete());
    assertTrue(scene.said.hasLine(line), scene.said.text());
  }

  @Test
  void theReportTellsWhatTheTableTells() throws Exception {
    scene.archive(RunFolder.fault("Alpine", 2));
    scene.remote.remove(path("Hope/Hope_IM.tar"));
    scene.remote.put(path("Hope/notes.txt"), new byte[3]);
    scene.page = folder.resolve("archive.html");
    scene.against = true;

    assertFalse(scene.status().complete());

    String html = Files.readString(scene.page);
    assertTrue(scene.said.hasLine("Hope IM INCOMPLETE: missing Hope_IM.tar"), scene.said.text());
    assertTrue(html.contains("<li>missing Hope_IM.tar</li>"), html);
    assertTrue(html.contains("<dd id=\"errors\">1</dd>"), html);
    assertTrue(html.indexOf("missing Hope_IM.tar") < html.indexOf(">Alpine<"), html);
    String all =
        scene.said.lines().stream().filter(line -> line.startsWith("   All: ")).findAny().get();
    String size = html.replaceAll("(?s).*<dd id=\"size\">([^<]*)<.*", "$1");
    String files = html.replaceAll("(?s).*<dd id=\"files\">([^<]*)<.*", "$1");
    assertEquals("   All: " + size + " in " + files + " files", all);
    String safe =
        scene.said.lines().stream().filter(line -> line.contains("Safe to delete")).findAny().get();
    assertTrue(html.contains("<li>" + safe.strip() + "</li>"), html);
    assertTrue(html.contains("<li>Ignored: Hope/notes.txt</li>"), html);
    assertTrue(scene.said.hasLine("   Report in " + scene.page), scene.said.text());
  }

  @Test
  void theReportIsWrittenBesideADocument() throws Exception {
    scene.page = folder.resolve("archive.html");
    scene.json = true;
    assertTrue(scene.status().complete());
    assertEquals("v22p12", document().get("cs_ver").getAsString());
    assertTrue(Files.readString(scene.page).contains("Nothing is missing or wrong"));
  }

  @Test
  void aReportInThePlaceOfAnotherFileIsRefused() throws Exception {
    scene.page = folder.resolve("safe.txt");
    scene.safeToDeleteOut = scene.page;
    scene.against = true;
    SyncException refused = assertThrows(SyncException.class, () -> scene.status());
    assertEquals(Kind.USAGE, refused.kind());
  }

  @Test
  void aProvenArchiveIsCompleteAndCostsOneListingAndOneTransfer() throws Exception {
    scene.remote.resetCounts();
    assertTrue(scene.status().complete());
    assertEquals("#### Status of fake:v22p12", scene.said.lines().get(0));
    assertTrue(
        scene
            .said
            .lines()
            .get(2)
            .matches(
                "Hope   COMPLETE 10\\.0K  COMPLETE 10\\.0K  COMPLETE 20\\.0K  COMPLETE 3\\.9K  43\\.9K"),
        scene.said.text());
    assertTrue(scene.said.hasLine("sizes and content hashes"), scene.said.text());
    assertTrue(scene.said.hasLine("Sets: 4 COMPLETE"), scene.said.text());
    assertTrue(scene.said.lines().stream().allMatch(line -> line.length() <= 80));
    assertEquals(1, scene.remote.calls(Operation.LIST));
    assertEquals(1, scene.remote.calls(Operation.FETCH));
    assertEquals(0, scene.remote.calls(Operation.LOOK));
    long manifests =
        scene.remote.paths().stream()
            .filter(each -> each.startsWith(path("_manifest/")))
            .mapToLong(each -> scene.remote.bytes(each).orElseThrow().length)
            .sum();
    assertEquals(manifests, scene.remote.bytesFetched(), "no data is fetched");
  }

  @Test
  void theTableFitsItsWindow() throws Exception {
    scene.remote.remove(manifestPath("Hope", Types.BB));
    List<String> headings = new ArrayList<>();
    for (int columns : new int[] {120, 80, 70, 60, 48, 40, 36, 20}) {
      scene.columns = columns;
      scene.status();
      List<String> table = scene.said.lines().subList(1, 3);
      assertTrue(table.stream().allMatch(row -> row.length() <= columns), columns + ": " + table);
      assertTrue(scene.said.hasLine("Sets: 3 COMPLETE; 1 complete, no manifest"));
      headings.add(table.get(0).replaceAll(" +", " "));
      if (columns < 48) {
        assertTrue(scene.said.hasLine("ok* complete, no manifest"), scene.said.text());
      }
    }
    assertEquals("fault Source IM BB SAMPLE_BB all", headings.get(0));
    assertEquals("fault Source IM BB SAMPLE all", headings.get(5));
    assertEquals("fault Source IM BB SAMPLE", headings.get(6));
  }

  @Test
  void onlyProblemsAreToldWhereOnlyTheyAreAskedFor() throws Exception {
    scene.problemsOnly = true;
    assertTrue(scene.status().complete());
    assertTrue(scene.said.hasLine("#### Every set is COMPLETE"), scene.said.text());
    assertTrue(scene.said.hasLine("Sets: 4 COMPLETE"), scene.said.text());

    scene.remote.remove(manifestPath("Hope", Types.BB));
    assertTrue(scene.status().complete());
    assertTrue(scene.said.hasLine("Hope", "complete*"), scene.said.text());

    scene.remote.remove(path("Hope/Hope_IM.tar"));
    assertFalse(scene.status().complete());
    assertTrue(scene.said.hasLine("Hope", "INCOMPLETE"), scene.said.text());
    scene.json = true;
    assertEquals(Kind.USAGE, assertThrows(SyncException.class, scene::status).kind());
  }

  @Test
  void aSetWithoutManifestIsJudgedByNamesAndSizesAndSaidSo() throws Exception {
    scene.remote.remove(manifestPath("Hope", Types.BB));
    scene.remote.remove(manifestPath("Hope", Types.SAMPLE_BB));
    assertTrue(scene.status().complete());
    assertTrue(scene.said.hasLine("complete* 20.0K", "complete* 3.9K"), scene.said.text());
    assertTrue(scene.said.hasLine("2 complete, no manifest"), scene.said.text());
    assertEquals("COMPLETE_NO_MANIFEST", states().get("Hope BB"));
  }

  @Test
  void partsThatAreMissingAreNamedWithOrWithoutManifest() throws Exception {
    scene.remote.remove(path("Hope/Hope_BB_1f.tar"));
    assertIncomplete("Hope BB INCOMPLETE: missing Hope_BB_1f.tar");
    scene.remote.remove(manifestPath("Hope", Types.BB));
    assertIncomplete("Hope BB INCOMPLETE: missing the last part");
  }

  @Test
  void aSetOfWhichOnlyTheManifestIsThereIsIncompleteNotAbsent() throws Exception {
    for (String name : scene.remote.paths()) {
      if (name.startsWith(path("Hope/"))) {
        scene.remote.remove(name);
      }
    }
    assertEquals("INCOMPLETE", states().get("Hope BB"));
    assertIncomplete("Hope SAMPLE_BB INCOMPLETE: missing Hope_REL01_BB.bin");
  }

  @Test
  void anotherSizeOrHashThanTheManifestsIsDamage() throws Exception {
    byte[] tar = scene.remote.bytes(path("Hope/Hope_IM.tar")).orElseThrow();
    tar[600] ^= 1;
    scene.remote.put(path("Hope/Hope_IM.tar"), tar);
    scene.remote.put(path("Hope/Hope_Source.tar"), new byte[1024]);
    assertIncomplete("Hope IM DAMAGED: Hope_IM.tar has another content hash");
    assertTrue(
        scene.said.hasLine("Hope Source DAMAGED", "has 1024 bytes, its manifest says 10240"),
        scene.said.text());
    assertTrue(scene.said.hasLine("Errors: 2"));
  }

  @Test
  void tarsThatNoTarCanBeAreDamagedAlsoWithoutManifest() throws Exception {
    scene.remote.remove(manifestPath("Hope", Types.IM));
    for (int size : new int[] {0, 512, 1500}) {
      scene.remote.put(path("Hope/Hope_IM.tar"), new byte[size]);
      assertIncomplete("Hope IM DAMAGED: Hope_IM.tar has " + size + " bytes");
    }
  }

  @Test
  void aManifestThatCannotBeUsedIsDamageWhateverTheFilesAre() throws Exception {
    scene.remote.put(manifestPath("Hope", Types.IM), "{\"format\": 1, \"parts\"");
    scene.remote.put(manifestPath("Hope", Types.BB), "{\"format\": 3, \"sets\": []}");
    scene.editManifest("Hope", Types.SOURCE, "\"fault\": \"Hope\"", "\"fault\": \"Hops\"");
    assertIncomplete("Hope IM DAMAGED", "Hope_IM.json is malformed");
    assertTrue(scene.said.hasLine("Hope BB DAMAGED", "has the format 3"), scene.said.text());
    assertTrue(scene.said.hasLine("Hope Source DAMAGED", "of another set"), scene.said.text());
  }

  @Test
  void aManifestThatCannotBeHadIsNoDamageOfItsSet() throws Exception {
    FaultyRemote faulty =
        new FaultyRemote(scene.remote).failAll(Operation.FETCH, SyncException.Kind.DATA);
    assertFalse(scene.status(faulty).complete());
    assertTrue(
        scene.said.hasLine("Hope BB INCOMPLETE: the manifest Hope_BB.json could not be fetched"),
        scene.said.text());
    assertFalse(scene.said.text().contains("DAMAGED"), scene.said.text());
  }

  @Test
  void aManifestThatDoesNotListAWholeSetProvesNothing() throws Exception {
    scene.editManifest("Hope", Types.BB, "Hope_BB_1f.tar", "Hope_BB_1.tar");
    assertIncomplete("Hope BB DAMAGED: its manifest does not list a whole set");
    scene.editManifest("Hope", Types.SAMPLE_BB, "\"offset\": 0", "\"offset\": 1");
    assertIncomplete("Hope SAMPLE_BB DAMAGED");
  }

  @Test
  void aSingleTarBesidePartsIsSaidWithOrWithoutManifest() throws Exception {
    scene.remote.put(path("Hope/Hope_BB.tar"), new byte[1024]);
    assertIncomplete("Hope BB DAMAGED: Hope_BB.tar is there, but its manifest does not list it");
    scene.remote.remove(manifestPath("Hope", Types.BB));
    assertIncomplete("Hope BB INCOMPLETE: Hope_BB.tar is a whole set, but beside it lies");
  }

  @Test
  void twoSamplesContradictEachOther() throws Exception {
    scene.remote.remove(manifestPath("Hope", Types.SAMPLE_BB));
    scene.remote.put(path("Hope/Hope_BB.bin"), "x");
    assertIncomplete("Hope SAMPLE_BB INCOMPLETE: only one file can be the sample");
  }

  @Test
  void anAbsentSampleIsNoErrorUnlessItIsAskedFor() throws Exception {
    scene.remote.remove(manifestPath("Hope", Types.SAMPLE_BB));
    scene.remote.remove(path("Hope/Hope_REL01_BB.bin"));
    assertTrue(scene.status().complete());
    assertTrue(scene.said.hasLine("Hope", "absent"), scene.said.text());
    scene.types = List.of(Types.SAMPLE_BB);
    scene.typesNamed = true;
    assertIncomplete("Hope SAMPLE_BB absent");
  }

  @Test
  void faultsOfTheListOrAskedForByNameShouldBeThere() throws Exception {
    scene.list = Files.writeString(folder.resolve("list.txt"), "Hope 3r\nKelly 2r\n");
    assertIncomplete("Kelly BB absent");
    assertTrue(scene.said.hasLine("Errors: 3"), scene.said.text());
    scene.list = null;
    scene.included = List.of("Nope");
    assertIncomplete("Nope IM absent");
    assertFalse(scene.said.hasLine("Hope"), scene.said.text());
  }

  @Test
  void spellingsThatAreOneFolderAreOneFault() throws Exception {
    scene.list = Files.writeString(folder.resolve("list.txt"), "hope 3r\n");
    assertTrue(scene.status().complete(), scene.said.text());
    assertTrue(scene.said.hasLine("Sets: 4 COMPLETE"), scene.said.text());
  }

  @Test
  void filtersLimitWhatIsFetchedAndTold() throws Exception {
    scene.archive(RunFolder.fault("Kelly", 2));
    scene.included = List.of("Kelly");
    scene.types = List.of(Types.IM);
    scene.remote.resetCounts();
    assertEquals("{Kelly IM=COMPLETE}", states().toString());
    assertEquals(
        scene.remote.bytes(manifestPath("Kelly", Types.IM)).orElseThrow().length,
        scene.remote.bytesFetched());
    scene.excluded = List.of("Kelly");
    assertEquals(SyncException.Kind.USAGE, assertThrows(SyncException.class, scene::status).kind());
    scene.included = List.of();
    scene.excluded = List.of("Kelly", "Hope");
    assertEquals(SyncException.Kind.USAGE, assertThrows(SyncException.class, scene::status).kind());
  }

  @Test
  void leftoversOfReplacementsAndStraysAreReported() throws Exception {
    scene.remote.put(path("_incoming/Hope_BB/Hope_BB.tar"), "12345");
    scene.remote.put(path("_retired/Kelly_IM/Kelly_IM.tar"), "x");
    scene.remote.put(path("Hope/notes.txt"), "x");
    scene.remote.put(path("_not_computed/Foo_BB.tar"), "x");
    assertIncomplete("Left over in _incoming/Hope_BB: 1 file, 5 B");
    assertTrue(scene.said.hasLine("Left over in _retired/Kelly_IM"), scene.said.text());
    assertTrue(scene.said.hasLine("Kelly IM absent"), "it was there before it was retired");
    assertTrue(scene.said.hasLine("Ignored: Hope/notes.txt"), scene.said.text());
    assertFalse(scene.said.hasLine("Foo"), scene.said.text());
  }

  @Test
  void whereHashesDoNotComeWithAListingNoFileIsReadAndItIsSaid() throws Exception {
    scene =
        StatusScene.of(folder.resolve("slow"), new FakeRemote(false, false).keepingLists(), "Hope");
    byte[] tar = scene.remote.bytes(path("Hope/Hope_IM.tar")).orElseThrow();
    tar[600] ^= 1;
    scene.remote.put(path("Hope/Hope_IM.tar"), tar);
    assertTrue(scene.status().complete());
    assertTrue(scene.said.hasLine("sizes; not verified by content"), scene.said.text());
    assertEquals(0, scene.remote.calls(Operation.LOOK));
  }

  @Test
  void aVersionThatIsNotThereTellsWhichAre() {
    scene.version = "v99p9";
    SyncException unknown = assertThrows(SyncException.class, scene::status);
    assertEquals(SyncException.Kind.BAD_INPUT, unknown.kind());
    assertTrue(unknown.getMessage().contains("there are v22p12"), unknown.getMessage());
  }

  @Test
  void aVersionWithoutAnyFaultIsNotComplete() throws Exception {
    scene = new StatusScene(folder.resolve("empty"), new FakeRemote().keepingLists());
    scene.remote.put(path("README"), "nothing yet");
    assertIncomplete("There is no fault in it");
  }

  @Test
  void jsonIsOneDocumentWithNothingBeside() throws Exception {
    scene.remote.remove(path("Hope/Hope_BB_0.tar"));
    scene.json = true;
    assertFalse(scene.status().complete());
    JsonObject document = document();
    assertFalse(document.get("complete").getAsBoolean());
    assertEquals(1, document.get("errors").getAsInt());
    JsonObject bb = document.getAsJsonArray("sets").get(2).getAsJsonObject();
    assertEquals("INCOMPLETE", bb.get("state").getAsString());
    assertEquals("missing Hope_BB_0.tar", bb.getAsJsonArray("problems").get(0).getAsString());
    assertFalse(bb.has("members"));
    scene.view = Options.View.MEMBERS;
    scene.status();
    JsonObject im = document().getAsJsonArray("sets").get(1).getAsJsonObject();
    assertEquals(3, im.getAsJsonArray("members").size());
  }

  @Test
  void aRemoteWithoutHashesIsComparedBySize() throws Exception {
    Traits none = new Traits(false, false, false, false, false, false);
    scene = StatusScene.of(folder.resolve("none"), new FakeRemote(none).keepingLists(), "Hope");
    assertTrue(scene.status().complete());
    assertTrue(scene.said.hasLine("not verified by content"), scene.said.text());
  }
}

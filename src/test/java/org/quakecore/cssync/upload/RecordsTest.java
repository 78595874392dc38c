package org.quakecore.cssync.upload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.testing.FaultyRemote;
import org.quakecore.cssync.testing.Operation;
import org.quakecore.cssync.testing.RunFolder;
import org.quakecore.cssync.testing.Types;

/** What becomes of an archive's list.txt and stocktake.csv, which tell of more than one run. */
class RecordsTest {
  @TempDir Path folder;
  private final FakeRemote remote = new FakeRemote();

  private UploadScene batch(String name, String... faults) throws Exception {
    UploadScene scene = new UploadScene(folder.resolve(name), remote);
    for (String fault : faults) {
      scene.run.add(RunFolder.fault(fault, 2));
    }
    scene.preprocess();
    return scene;
  }

  private String list() {
    return new String(remote.bytes("v22p12/list.txt").orElseThrow(), UTF_8);
  }

  private List<String> stocktake() {
    return new String(remote.bytes("v22p12/stocktake.csv").orElseThrow(), UTF_8).lines().toList();
  }

  @Test
  void batchesWithAListOfTheirOwnAddUpToTheWholeList() throws Exception {
    batch("one", "Hope", "Kelly").upload();
    remote.put("v22p12/list.txt", "# by hand\nHope 2r # whole\nKelly 2r");
    UploadScene second = batch("two", "OhariuC", "Hope");

    assertTrue(second.upload().complete(), second.said.text());

    assertEquals("# by hand\nHope 2r # whole\nKelly 2r\nOhariuC 2r\n", list());
    assertEquals(4, stocktake().size());
    assertTrue(second.said.hasLine(" sent     list.txt: added OhariuC"), second.said.text());
    assertTrue(second.said.hasLine(" sent     stocktake.csv: merged"), second.said.text());
    assertTrue(second.said.hasLine("Errors: 0"));
  }

  @Test
  void aListThatAnotherRunChangesAtTheSameMomentIsMergedAnew() throws Exception {
    batch("one", "Hope").upload();
    remote.resetCounts();
    UploadScene second = batch("two", "Kelly");
    second.upload();
    int sends = remote.calls(Operation.SEND);

    UploadScene third = batch("three", "OhariuC");
    FaultyRemote refusing = new FaultyRemote(remote);
    for (int attempt = 0; attempt < 3; attempt++) {
      refusing.fail(Operation.SEND, sends + attempt, SyncException.Kind.DATA);
    }
    third.onLine =
        line -> {
          if (line.startsWith("#### Uploading misc files") && !list().contains("Moonshine")) {
            remote.put("v22p12/list.txt", list() + "Moonshine 2r\n");
          }
        };

    assertTrue(third.upload(refusing).complete(), third.said.text());

    assertEquals("Hope 2r\nKelly 2r\nMoonshine 2r\nOhariuC 2r\n", list());
    assertTrue(third.said.hasLine(" sent     list.txt: added OhariuC"), third.said.text());
    assertTrue(third.said.hasLine("Errors: 0"), third.said.text());
  }

  @Test
  void aListWithAnotherNameIsMergedIntoTheArchivesToo() throws Exception {
    batch("one", "Hope").upload();
    UploadScene second = batch("two", "Kelly");
    Path list = Files.move(second.run.list(), second.run.file("batch2.txt"));
    String yaml = Files.readString(second.list);
    Files.writeString(second.list, yaml.replace("list.txt", list.getFileName().toString()));

    assertTrue(second.upload().complete(), second.said.text());

    assertEquals("Hope 2r\nKelly 2r\n", list());
    assertFalse(remote.bytes("v22p12/batch2.txt").isPresent());
  }

  @Test
  void aRunWhoseEverySetIsRefusedChangesNoRecord() throws Exception {
    batch("one", "Hope").upload();
    UploadScene second = batch("two", "Hope");
    second.change(second.run.bb("Hope", "Hope_REL02"), "another");
    Files.writeString(second.run.list(), "Hope 2r\nKelly 3r\n");
    second.run.add(RunFolder.fault("Paeroa", 1));
    second.preprocess();
    second.types = Set.of(Types.BB);
    second.included.add(new Fault("Hope"));

    assertFalse(second.upload().complete());

    assertEquals("Hope 2r\n", list());
    assertEquals(2, stocktake().size());
  }

  @Test
  void aCountThatContradictsTheArchivesIsRefusedAndNamedUnlessItIsReplaced() throws Exception {
    batch("one", "Hope", "Kelly").upload();
    remote.put("v22p12/list.txt", "Hope 31r\nKelly 2r\n");
    UploadScene second = batch("two", "Hope", "OhariuC");

    assertFalse(second.upload().complete());

    assertEquals("Hope 31r\nKelly 2r\nOhariuC 2r\n", list());
    assertTrue(
        second.said.hasLine(
            " refused  list.txt: the archive says \"Hope 31r\", this run \"Hope 2r\"", "-f"),
        second.said.text());
    assertTrue(second.said.hasLine("Errors: 1"));

    second.overwrite = true;
    second.included.add(new Fault("OhariuC"));
    assertFalse(second.upload().complete(), "of a fault that is not sent nothing is replaced");
    assertEquals("Hope 31r\nKelly 2r\nOhariuC 2r\n", list());

    second.included.clear();
    assertTrue(second.upload().complete(), second.said.text());
    assertEquals("Hope 2r\nKelly 2r\nOhariuC 2r\n", list());
    assertTrue(second.said.hasLine(" sent     list.txt: replaced Hope"), second.said.text());
  }

  @Test
  void aStocktakeOfOneTypeLeavesWhatIsKnownOfTheOthers() throws Exception {
    UploadScene scene = batch("one", "Hope");
    scene.upload();
    List<String> before = stocktake();
    scene.preprocess(Set.of(Types.BB));
    scene.types = Set.of(Types.BB);

    assertTrue(scene.upload().complete(), scene.said.text());

    assertEquals(before, stocktake());
  }

  @Test
  void whatIsSentLaterOfAFaultReplacesWhatTheStocktakeSaysOfItAlone() throws Exception {
    UploadScene scene = new UploadScene(folder, remote);
    scene.run.add(RunFolder.fault("Hope", 2));
    Path lost = scene.run.im("Hope", "Hope_REL02");
    byte[] bytes = Files.readAllBytes(lost);
    Files.delete(lost);
    scene.preprocess();
    scene.allowIncomplete = true;
    scene.upload();
    assertTrue(stocktake().get(1).contains("IM found 1 of 2"), stocktake().toString());
    Files.write(lost, bytes);
    scene.preprocess(Set.of(Types.IM));
    scene.types = Set.of(Types.IM);
    scene.overwrite = true;

    assertTrue(scene.upload().complete(), scene.said.text());

    assertFalse(stocktake().get(1).contains("IM found"), stocktake().toString());
    assertFalse(stocktake().get(1).contains("False"), stocktake().toString());
    assertFalse(stocktake().get(1).contains(",,,"), stocktake().toString());
  }

  @Test
  void aRunKilledBeforeItsRecordsAreSentSendsThemWhenRunAgain() throws Exception {
    UploadScene scene = batch("one", "Hope");
    scene.onLine =
        line -> {
          if (line.startsWith("#### Uploading misc files")) {
            Thread.currentThread().interrupt();
          }
        };
    assertThrows(SyncException.class, scene::upload);
    assertTrue(Thread.interrupted());
    assertTrue(remote.bytes("v22p12/_manifest/Hope_BB.json").isPresent());
    assertFalse(remote.bytes("v22p12/list.txt").isPresent(), "records are sent last");
    scene.onLine = line -> {};

    assertTrue(scene.upload().complete(), scene.said.text());

    assertEquals("Hope 2r\n", list());
    assertFalse(scene.said.hasLine("Nothing to do"), scene.said.text());
  }

  @Test
  void recordsThatDoNotArriveAreAnError() throws Exception {
    UploadScene scene = batch("one", "Hope");
    FaultyRemote lossy = new FaultyRemote(remote);
    scene.onLine =
        line -> {
          if (line.startsWith("#### Uploading misc files")) {
            lossy.failAll(Operation.SEND, Kind.DATA);
          }
        };

    assertFalse(scene.upload(lossy).complete());

    assertTrue(scene.said.hasLine(" failed   list.txt: ", "is not there"), scene.said.text());
  }

  @Test
  void aDryRunTellsWhatBecomesOfTheRecords() throws Exception {
    batch("one", "Hope").upload();
    UploadScene second = batch("two", "Hope", "Kelly");
    second.dryRun = true;

    assertTrue(second.upload().complete());

    assertTrue(second.said.hasLine(" send      list.txt: added Kelly"), second.said.text());
    assertEquals("Hope 2r\n", list());
    remote.put("v22p12/list.txt", "Hope 3r\n");
    assertFalse(second.upload().complete());
    assertTrue(second.said.hasLine(" refuse    list.txt: "), second.said.text());
  }

  @Test
  void aListThatCannotBeReadStaysAsItIs() throws Exception {
    remote.put("v22p12/list.txt", "Hope\u0000 has many\n");
    UploadScene scene = batch("one", "Hope");

    assertFalse(scene.upload().complete());

    assertEquals("Hope\u0000 has many\n", list());
    assertTrue(scene.said.hasLine(" refused  list.txt: ", "stays as it is"), scene.said.text());
    assertTrue(remote.bytes("v22p12/stocktake.csv").isPresent());
  }
}

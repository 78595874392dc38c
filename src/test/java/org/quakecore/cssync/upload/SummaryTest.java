package org.quakecore.cssync.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.testing.FaultyRemote;
import org.quakecore.cssync.testing.Operation;
import org.quakecore.cssync.testing.RunFolder;
import org.quakecore.cssync.transfer.Conclusion;

/** What an upload tells of itself at its end, and as values. */
class SummaryTest {
  @TempDir Path folder;

  private UploadScene scene() throws Exception {
    UploadScene scene =
        UploadScene.of(folder, RunFolder.fault("Hope", 2), RunFolder.fault("Moonshine", 2));
    scene.uploads = OptionalInt.of(1);
    return scene;
  }

  private static String last(UploadScene scene) {
    List<String> lines = scene.said.lines();
    return lines.get(lines.size() - 1);
  }

  @Test
  void anInterruptedRunTellsWhatIsProvenAndWhatIsNotBegunAndCallsNothingFailed() throws Exception {
    UploadScene scene = scene();
    FaultyRemote dying = new FaultyRemote(scene.remote).fail(Operation.SEND, 3, Kind.INTERRUPTED);
    assertEquals(
        Kind.INTERRUPTED, assertThrows(SyncException.class, () -> scene.upload(dying)).kind());
    Conclusion told = scene.said.conclusion();
    String text = scene.said.text();
    // The first that is sent is the lock.
    assertEquals(1, told.ends().get("proven"), text);
    assertEquals(0, told.ends().get("failed"), text);
    assertTrue(scene.said.hasLine(" not begun Moonshine BB: "), text);
    assertEquals(7, told.left().sets(), text);
    assertTrue(
        scene.said.hasLine(
            "   Run the same command again: 7 sets, up to ", " and 1 manifest are left to send"),
        text);
    assertEquals("   Errors: 7", last(scene));
    assertFalse(text.contains("#### Completed"), text);
    assertFalse(text.contains("Upload finished"), text);
  }

  @Test
  void whatIsSaidToBeLeftIsWhatTheSameCommandThenSends() throws Exception {
    UploadScene scene = scene();
    FaultyRemote dying = new FaultyRemote(scene.remote).fail(Operation.SEND, 3, Kind.INTERRUPTED);
    assertThrows(SyncException.class, () -> scene.upload(dying));
    Conclusion.Left left = scene.said.conclusion().left();
    scene.upload();
    Conclusion told = scene.said.conclusion();
    assertEquals(left.sets(), told.done().sets(), scene.said.text());
    long records = 0;
    for (String record : List.of("list.txt", "stocktake.csv")) {
      records += scene.onRemote(record).length;
    }
    assertEquals(left.bytes() + records, told.done().bytes(), scene.said.text());
    assertEquals("   Errors: 0", last(scene));
  }

  @Test
  void anEndThatIsNoSetsOwnIsCountedAsAnError() throws Exception {
    UploadScene scene = scene();
    scene.upload();
    scene.overwrite = false;
    FaultyRemote dying = new FaultyRemote(scene.remote).fail(Operation.LIST, 2, Kind.REMOTE);
    assertThrows(SyncException.class, () -> scene.upload(dying));
    assertEquals("   Errors: 1", last(scene));
    assertTrue(scene.said.hasLine("   Run the same command again: no set is left"));
  }

  @Test
  void aRunThatCameToItsEndSaysSoAsThePythonScriptsDid() throws Exception {
    UploadScene scene = scene();
    scene.upload();
    List<String> lines = scene.said.lines();
    int begins = lines.indexOf("#### Upload finished. Verification begins");
    int completed = lines.indexOf("#### Completed");
    assertTrue(begins > 0 && begins < completed, scene.said.text());
    assertEquals("   Errors: 0", lines.get(completed + 1));
    assertEquals(completed + 2, lines.size());
  }

  @Test
  void whatDidNotArriveIsNamedAsThePythonScriptsDid() throws Exception {
    UploadScene scene = scene();
    scene.run.delete("Runs/Hope/Hope_REL01/BB/Acc/BB.bin");
    FaultyRemote lossy = new FaultyRemote(scene.remote);
    scene.onLine =
        line -> {
          if (line.equals("#### Upload finished. Verification begins")) {
            scene.remote.remove("v22p12/Moonshine/Moonshine_IM.tar");
          }
        };
    scene.upload(lossy);
    List<String> lines = scene.said.lines();
    int begins = lines.indexOf("#### Upload finished. Verification begins");
    assertTrue(
        lines.indexOf("!!! Hope_BB*.tar had an uploading issue") > begins, scene.said.text());
    assertTrue(
        lines.contains("!!! Moonshine_IM*.tar successfully uploaded, but not found online"),
        scene.said.text());
  }

  @Test
  void aDryRunTellsItsPlanAsValuesToo() throws Exception {
    UploadScene scene = scene();
    scene.dryRun = true;
    scene.upload();
    Conclusion told = scene.said.conclusion();
    assertEquals(8, told.ends().get("send"), told.toString());
    assertEquals(8, told.left().sets());
    assertEquals(0, told.done().bytes());
    assertEquals(0, told.errors());
  }
}

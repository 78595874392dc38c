package org.quakecore.cssync.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.testing.FaultyRemote;
import org.quakecore.cssync.testing.Operation;
import org.quakecore.cssync.testing.Types;
import org.quakecore.cssync.transfer.Conclusion;
import org.quakecore.cssync.transfer.Conclusion.SetEnd;

/** What a download tells of itself at its end, and as values. */
class ConclusionTest {
  @TempDir Path work;
  private final FakeRemote remote = new FakeRemote();
  private DownloadScene scene;

  @BeforeEach
  void layOut() throws Exception {
    scene = new DownloadScene(work, remote);
    remote.put("v22p12/list.txt", "Hope 1r\n");
    remote.put("v22p12/Hope/Hope_BB.tar", scene.tar("Hope_REL01_BB.bin", "b".repeat(30_000)));
    remote.put("v22p12/Hope/Hope_IM.tar", scene.tar("Hope_REL01.csv", "i".repeat(20_000)));
    remote.put("v22p12/Hope/Hope_Source.tar", scene.tar("Hope.info", "s"));
  }

  @Test
  void anInterruptedDownloadTellsWhatIsLeftAndTheSameCommandBringsIt() throws Exception {
    scene =
        new DownloadScene(
            work, new FaultyRemote(remote).fail(Operation.FETCH, 2, Kind.INTERRUPTED));
    scene.downloads = OptionalInt.of(1);
    assertEquals(Kind.INTERRUPTED, assertThrows(SyncException.class, scene::run).kind());
    Conclusion told = scene.conclusion();
    assertEquals(0, told.ends().getOrDefault("failed", 0L), scene.said());
    assertTrue(told.left().sets() >= 2, scene.said());
    assertTrue(
        scene
            .said()
            .contains("   Run the same command again: " + told.left().words() + " are left\n"),
        scene.said());
    assertFalse(scene.said().contains("All tar files are good"), scene.said());
    assertTrue(scene.said().endsWith("   Errors: " + told.errors() + "\n"), scene.said());

    scene = new DownloadScene(work, remote);
    assertTrue(scene.run().complete(), scene.said());
    assertEquals(told.left().sets(), scene.conclusion().done().sets(), scene.said());
    // What came whole before the end is not fetched again.
    assertTrue(scene.conclusion().done().bytes() <= told.left().bytes(), scene.said());
  }

  @Test
  void everySetIsToldByHowItEnded() throws Exception {
    scene.types = List.of(Types.BB);
    scene.run();
    scene.types = List.of(Types.SOURCE, Types.IM, Types.BB);
    remote.put("v22p12/Hope/Hope_IM.tar", "no tar at all".repeat(100));
    assertFalse(scene.run().complete());
    assertEquals(Map.of("done", 1L, "here already", 1L, "failed", 1L), scene.conclusion().ends());
    assertEquals(
        List.of("Hope BB here already", "Hope IM failed", "Hope Source done"),
        scene.conclusion().sets().stream().map(ConclusionTest::words).toList());
    assertTrue(scene.said().contains("   Sets: 1 done, 1 here already, 1 failed\n"));
    // Nobody asks for it again, for the remote's own is known to be broken.
    assertFalse(scene.run().complete());
    assertEquals(Map.of("here already", 2L, "broken", 1L), scene.conclusion().ends());
  }

  private static String words(SetEnd set) {
    return set.name() + " " + set.end();
  }

  @Test
  void tarsAreCalledGoodAndBrokenAsThePythonScriptsDid() throws Exception {
    remote.put("v22p12/Hope/Hope_IM.tar", "no tar at all".repeat(100));
    scene.run();
    String tars = scene.folder().resolve("Hope") + "/Hope_";
    assertTrue(scene.said().contains("\n### " + tars + "BB.tar is good\n"), scene.said());
    assertTrue(scene.said().contains("\n### !!! " + tars + "IM.tar is broken\n"), scene.said());
    assertTrue(
        scene.said().contains("\n### !!! 1 tar files are broken, read " + scene.folder()),
        scene.said());
    assertFalse(scene.said().contains("All tar files are good"), scene.said());
    assertFalse(scene.said().contains("IM.tar is good"), scene.said());
  }

  @Test
  void realisationsAreSummedUpBySetToo() throws Exception {
    for (var type : List.of(Types.SOURCE, Types.IM, Types.BB)) {
      DownloadScene.putManifest(remote, "Hope", type);
    }
    scene =
        new DownloadScene(work, new FaultyRemote(remote).failAll(Operation.READ, Kind.INTERRUPTED));
    scene.rel = List.of("1");
    scene.types = List.of(Types.IM, Types.BB);
    assertThrows(SyncException.class, scene::run);
    assertEquals(2, scene.conclusion().left().sets(), scene.said());
    assertEquals(50_000, scene.conclusion().left().bytes(), scene.said());

    scene = new DownloadScene(work, remote);
    scene.rel = List.of("1");
    scene.types = List.of(Types.IM, Types.BB);
    assertTrue(scene.run().complete(), scene.said());
    assertEquals(Map.of("done", 2L), scene.conclusion().ends());
    assertEquals(50_000, scene.conclusion().done().bytes());
  }

  @Test
  void aDryRunTellsItsPlanAsValuesToo() throws Exception {
    scene.dryRun = true;
    assertTrue(scene.run().complete(), scene.said());
    assertEquals(Map.of("fetch and extract", 3L), scene.conclusion().ends());
    assertEquals(3, scene.conclusion().left().sets());
    assertEquals(0, scene.conclusion().done().bytes());
  }
}

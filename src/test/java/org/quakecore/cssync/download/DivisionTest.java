package org.quakecore.cssync.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.transfer.Shard;
import org.quakecore.cssync.transfer.Staging;
import org.quakecore.cssync.transfer.Times;

/** Downloads that share the faults of a version, and such as know their end. */
class DivisionTest {
  private static final int FAULTS = 9;

  @TempDir Path folder;
  private final FakeRemote remote = new FakeRemote();

  @BeforeEach
  void archive() {
    StringBuilder list = new StringBuilder();
    for (int i = 1; i <= FAULTS; i++) {
      add("F" + i, "x".repeat(1000 * i));
      list.append("F").append(i).append(" 0r\n");
    }
    remote.put("v22p12/list.txt", list.toString());
  }

  private void add(String fault, String content) {
    remote.put(
        "v22p12/" + fault + "/" + fault + "_BB.tar",
        new DownloadScene(folder.resolve("tars"), remote).tar(fault + "_BB.bin", content));
  }

  private DownloadScene share(String shard) {
    DownloadScene scene = new DownloadScene(folder, remote);
    scene.shard = Shard.parse(shard);
    return scene;
  }

  private static List<String> logged(DownloadScene scene) {
    return scene.text("tar_ok.log").lines().map(line -> line.split("[ \t]", -1)[0]).toList();
  }

  @Test
  void sharesSideBySideBringAllIntoOneFolderAndOneLog() throws Exception {
    List<Callable<String>> runs = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      DownloadScene share = share(i + "/3");
      runs.add(
          () -> {
            assertTrue(share.run().complete(), share.said());
            return share.said();
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(3);
    int fetched = 0;
    try {
      for (Future<String> run : threads.invokeAll(runs)) {
        fetched += (int) run.get().lines().filter(line -> line.startsWith("#### Fetching")).count();
      }
    } finally {
      threads.shutdownNow();
    }

    assertEquals(FAULTS, fetched, "each once");
    DownloadScene all = share("1/1");
    assertEquals(FAULTS, logged(all).size());
    assertTrue(all.run().complete(), all.said());
    assertTrue(all.said().contains("Nothing to do: all 9 files"), all.said());
    try (var left = Files.list(folder.resolve("download"))) {
      assertEquals(List.of(), left.filter(path -> path.toString().endsWith(".lock")).toList());
    }
  }

  @Test
  void theDivisionStaysThoughTheArchiveChangesBetweenTheRuns() throws Exception {
    assertTrue(share("1/3").run().complete());
    // By bytes this would move most of the others into other shares.
    add("F0", "y".repeat(50_000));

    assertTrue(share("2/3").run().complete());
    assertTrue(share("3/3").run().complete());
    DownloadScene again = share("1/3");
    assertTrue(again.run().complete(), again.said());

    assertEquals(FAULTS + 1, logged(again).size());
    assertTrue(share("1/1").run().complete());
  }

  @Test
  void aDryRunOfAShareTellsItsOwnAndWritesNothing() throws Exception {
    int told = 0;
    for (int i = 1; i <= 3; i++) {
      DownloadScene share = share(i + "/3");
      share.dryRun = true;
      assertTrue(share.run().complete(), share.said());
      told += (int) share.said().lines().filter(line -> line.contains("_BB.tar: ")).count();
    }

    assertEquals(FAULTS, told);
    assertFalse(Files.exists(folder.resolve("download")));
  }

  @Test
  void aShareLeavesAloneWhatOthersHaveHalfExtracted() throws Exception {
    for (int i = 1; i <= FAULTS; i++) {
      share("1/1").write("F" + i + "/.BB.extracting/F" + i + "_BB.tar/half", new byte[1]);
      share("1/1").write(".fetching/F" + i + "/F" + i + "_BB.tar", new byte[1]);
    }

    assertTrue(share("1/3").run().complete());

    assertEquals(
        2 * (FAULTS - 3),
        share("1/1").tree().stream()
            .filter(f -> f.contains("/.BB.ex") || f.startsWith(".fetching"))
            .count());
  }

  @Test
  void aDownloadWhoseTimeIsUpBeginsNothingAndSaysHowMuchIsLeft() throws Exception {
    for (Staging staging : List.of(Staging.TAR, Staging.NONE)) {
      DownloadScene late = share("1/1");
      late.staging = staging;
      late.times = new Times(Optional.of(Instant.now().minusSeconds(1)), Duration.ZERO);

      assertFalse(late.run().complete());

      assertTrue(late.said().contains("   time is up: "), late.said());
      assertTrue(late.said().contains("   NOT DONE: F1/F1_BB.tar"), late.said());
      assertEquals(0, remote.bytesFetched());
    }
    assertTrue(share("1/1").run().complete());
  }
}

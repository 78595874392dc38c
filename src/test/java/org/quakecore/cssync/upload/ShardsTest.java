package org.quakecore.cssync.upload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.inventory.FaultLock;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.testing.FaultyRemote;
import org.quakecore.cssync.testing.HandClock;
import org.quakecore.cssync.testing.Operation;
import org.quakecore.cssync.testing.RunFolder;
import org.quakecore.cssync.transfer.LockHolder;
import org.quakecore.cssync.transfer.Shard;
import org.quakecore.cssync.transfer.Staging;
import org.quakecore.cssync.transfer.Times;

/** Runs that share the faults of one list among them, and runs that know their end. */
class ShardsTest {
  private static final List<String> FAULTS =
      List.of("Alpine", "Hope", "Kelly", "OhariuC", "Wairau", "Wellington", "Awatere");

  @TempDir Path folder;

  private UploadScene scene(String name, FakeRemote remote) throws Exception {
    UploadScene scene = new UploadScene(folder.resolve(name), remote);
    for (String fault : FAULTS) {
      scene.run.add(RunFolder.fault(fault, 2));
    }
    // The same tars each time.
    try (Stream<Path> files = Files.walk(scene.run.root())) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L));
      }
    }
    scene.preprocess();
    return scene;
  }

  /** One that differs in its share alone: the sources and the temp folder are the same. */
  private UploadScene share(UploadScene of, String shard) throws Exception {
    UploadScene scene = new UploadScene(of.run.root().getParent(), of.remote);
    scene.shard = Shard.parse(shard);
    return scene;
  }

  /** All that is not different each time, like when a manifest was made. */
  private static Map<String, byte[]> content(FakeRemote remote) {
    Map<String, byte[]> content = new TreeMap<>();
    for (String path : remote.paths()) {
      if (!path.contains("_manifest")) {
        content.put(path, remote.bytes(path).orElseThrow());
      }
    }
    return content;
  }

  private static void assertSame(FakeRemote expected, FakeRemote actual) {
    assertEquals(expected.paths(), actual.paths());
    content(expected)
        .forEach((path, bytes) -> assertArrayEquals(bytes, actual.bytes(path).orElseThrow(), path));
  }

  /** What a remote has after a run that does all. */
  private FakeRemote whole(Map<String, String> before) throws Exception {
    FakeRemote remote = new FakeRemote();
    before.forEach(remote::put);
    assertTrue(scene("whole", remote).upload().complete());
    return remote;
  }

  @Test
  void sharesSideBySideInOneTempFolderMakeTheSameArchiveAsOneRun() throws Exception {
    Map<String, String> before =
        Map.of("v22p12/list.txt", "# by hand\nWairau 2r # first\nZealandia 9r\n");
    FakeRemote remote = new FakeRemote();
    before.forEach(remote::put);
    UploadScene scene = scene("shares", remote);
    List<Callable<UploadScene>> runs = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      UploadScene share = share(scene, i + "/3");
      runs.add(
          () -> {
            assertTrue(share.upload().complete(), share.said.text());
            return share;
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(3);
    List<String> sent = new ArrayList<>();
    try {
      for (Future<UploadScene> run : threads.invokeAll(runs)) {
        run.get().said.lines().stream()
            .filter(line -> line.matches(" sent     \\w+ BB:.*"))
            .forEach(sent::add);
      }
    } finally {
      threads.shutdownNow();
    }

    assertEquals(FAULTS.size(), sent.size(), "each fault once: " + sent);
    assertSame(whole(before), remote);
    try (var left = Files.list(scene.work())) {
      assertEquals(List.of(), left.filter(path -> path.toString().endsWith(".lock")).toList());
    }
  }

  @Test
  void whatAKilledShareLeftIsGoneOnWithByItAndByARunThatDoesAll() throws Exception {
    for (String next : List.of("2/3", "1/1")) {
      FakeRemote remote = new FakeRemote();
      UploadScene scene = scene("after" + next.charAt(0), remote);
      UploadScene killed = share(scene, "2/3");
      FaultyRemote dying = new FaultyRemote(remote).failAll(Operation.DELETE_ALL, Kind.REMOTE);
      dying.failAll(Operation.STREAM, Kind.TOKEN);
      assertThrows(SyncException.class, () -> killed.upload(dying));
      assertTrue(remote.paths().stream().anyMatch(path -> path.contains("_lock/")));

      UploadScene goesOn = share(scene, next);

      assertTrue(goesOn.upload().complete(), goesOn.said.text());
      assertTrue(
          remote.paths().stream().noneMatch(path -> path.contains("_lock/")),
          remote.paths().toString());
    }
  }

  @Test
  void aShareLeavesAloneWhatOthersHaveStaged() throws Exception {
    UploadScene scene = scene("staged", new FakeRemote());
    List<Path> staged = new ArrayList<>();
    for (String fault : FAULTS) {
      Path tar = scene.work().resolve("to_upload/" + fault + "/" + fault + "_BB.tar");
      Files.createDirectories(tar.getParent());
      Files.writeString(tar, "half a tar");
      staged.add(tar);
    }
    UploadScene share = share(scene, "1/7");

    assertTrue(share.upload().complete(), share.said.text());

    assertEquals(FAULTS.size() - 1, staged.stream().filter(Files::exists).count());
  }

  @Test
  void aShareWithoutAFaultIsDoneAtOnce() throws Exception {
    FakeRemote remote = new FakeRemote();
    UploadScene share = share(scene("many", remote), "8/8");

    assertTrue(share.upload().complete(), share.said.text());

    assertEquals(List.of(), remote.paths());
  }

  @Test
  void aListThatContradictsTheArchiveIsToldByTheShareWhoseFaultItIs() throws Exception {
    FakeRemote remote = new FakeRemote();
    remote.put("v22p12/list.txt", "Hope 5r\n");
    UploadScene scene = scene("contradiction", remote);
    int told = 0;
    for (int i = 1; i <= 3; i++) {
      UploadScene share = share(scene, i + "/3");
      boolean complete = share.upload().complete();
      assertEquals(complete, share.said.hasLine("Errors: 0"), share.said.text());
      told += complete ? 0 : 1;
    }

    assertEquals(1, told);
  }

  private void lock(FakeRemote remote, String fault) {
    LockHolder other = new LockHolder("elsewhere", 7, Instant.EPOCH, "x");
    remote.put(
        "v22p12/_lock/" + FaultLock.nameOf(fault, "00000000000f"),
        FaultLock.content(other, 1, Instant.now()).getBytes(UTF_8),
        Instant.now());
  }

  @Test
  void aRunThatWaitsDoesWhatAnotherHadLocked() throws Exception {
    FakeRemote remote = new FakeRemote();
    UploadScene scene = scene("waits", remote);
    lock(remote, "Hope");
    scene.times = new Times(Optional.empty(), Duration.ofMinutes(5));
    scene.onWarning =
        line -> {
          if (line.startsWith("waiting, at most 5 min: Hope: another upload is changing")) {
            remote.remove("v22p12/_lock/Hope.00000000000f");
          }
        };

    assertTrue(scene.upload().complete(), scene.said.text());

    assertEquals(4, scene.names("Hope").size());
    assertEquals(1, scene.said.warnings().size(), scene.said.warnings()::toString);
  }

  @Test
  void aRunWhoseTimeIsUpBeginsNothingAndSaysHowMuchIsLeft() throws Exception {
    for (Staging staging : Staging.values()) {
      FakeRemote remote = new FakeRemote();
      UploadScene scene = scene("late" + staging, remote);
      scene.staging = staging;
      scene.times = new Times(Optional.of(Instant.now().minusSeconds(1)), Duration.ZERO);

      assertFalse(scene.upload().complete());

      assertEquals(List.of(), remote.paths());
      assertTrue(scene.said.hasLine("   time is up: ", " KiB left"), scene.said.text());
    }
  }

  @Test
  void whatIsDoneInTimeIsProvenAndRecordedAndTheNextRunDoesTheRest() throws Exception {
    FakeRemote remote = new FakeRemote();
    UploadScene scene = scene("half", remote);
    HandClock clock = new HandClock();
    scene.clock = clock;
    scene.uploads = OptionalInt.of(1);
    scene.times = new Times(Optional.of(clock.instant().plusSeconds(3600)), Duration.ZERO);
    scene.onFinished =
        what -> {
          if (what.startsWith("SEND ") && what.endsWith("Awatere_Source.tar")) {
            clock.forward(Duration.ofHours(2));
          }
        };

    assertFalse(scene.upload().complete());

    String said = scene.said.text();
    assertTrue(scene.said.hasLine("   time is up: ", " left"), said);
    assertTrue(scene.said.hasLine(" sent     list.txt"), said);
    assertTrue(scene.said.hasLine("Uploading", "stopped: the time is up"), said);
    assertFalse(remote.paths().contains("v22p12/Wellington/Wellington_BB.tar"), said);
    scene.times = Times.NONE;
    scene.onFinished = what -> {};

    assertTrue(scene.upload().complete(), scene.said.text());

    assertFalse(scene.said.text().contains("time is up"));
    assertSame(whole(Map.of()), remote);
  }
}

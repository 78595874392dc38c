package org.quakecore.cssync.upload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.inventory.FaultLock;
import org.quakecore.cssync.inventory.RemoteSets;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.testing.FaultyRemote;
import org.quakecore.cssync.testing.Operation;
import org.quakecore.cssync.testing.RunFolder;
import org.quakecore.cssync.testing.Types;
import org.quakecore.cssync.transfer.LockHolder;
import org.quakecore.cssync.transfer.Retry;
import org.quakecore.cssync.transfer.Staging;

class FaultLocksTest {
  private static final Fault HOPE = new Fault("Hope");
  private static final Fault KELLY = new Fault("Kelly");
  private static final String OTHER = "00000000000f";

  @TempDir Path folder;
  private final FakeRemote remote = new FakeRemote();

  private UploadScene scene(String name) throws Exception {
    UploadScene scene = new UploadScene(folder.resolve(name), remote);
    scene.run.add(RunFolder.fault("Hope", 2)).add(RunFolder.fault("Kelly", 2));
    scene.preprocess();
    return scene;
  }

  private List<String> locks() {
    return remote.paths().stream().filter(path -> path.startsWith("v22p12/_lock/")).toList();
  }

  /** A lock of a run on another host. */
  private void lock(String fault, Instant refreshed) {
    LockHolder other = new LockHolder("elsewhere", 7, Instant.EPOCH, "x");
    remote.put(
        "v22p12/_lock/" + FaultLock.nameOf(fault, OTHER),
        FaultLock.content(other, 1, refreshed).getBytes(UTF_8),
        refreshed);
  }

  @Test
  void aFaultIsLockedWhileItIsChangedAndNotAfterwards() throws Exception {
    UploadScene scene = scene("one");
    List<String> during = new ArrayList<>();
    scene.onLine =
        line -> {
          if (line.startsWith("#### Uploading ") && line.endsWith(" completed")) {
            during.addAll(locks());
          }
        };

    assertTrue(scene.upload().complete(), scene.said.text());

    assertTrue(
        during.stream().anyMatch(path -> path.startsWith("v22p12/_lock/Hope.")), during + "");
    assertTrue(
        during.stream().anyMatch(path -> path.startsWith("v22p12/_lock/Kelly.")), during + "");
    assertEquals(List.of(), locks());
  }

  @Test
  void whereNothingIsToBeDoneNothingIsLocked() throws Exception {
    UploadScene scene = scene("one");
    scene.upload();
    remote.resetCounts();

    assertTrue(scene.upload().complete());

    assertEquals(0, remote.calls(Operation.SEND));
    assertEquals(0, remote.calls(Operation.DELETE_ALL));
  }

  @Test
  void aFaultThatAnotherRunIsChangingIsLeftAloneAndNamed() throws Exception {
    for (Staging staging : Staging.values()) {
      UploadScene scene = scene("staging" + staging);
      scene.staging = staging;
      scene.overwrite = true;
      lock("hope", Instant.now().minus(Duration.ofMinutes(14)));

      assertFalse(scene.upload().complete());

      assertEquals(List.of(), scene.names("Hope"));
      assertEquals(4, scene.names("Kelly").size());
      assertTrue(
          scene.said.hasLine("refused", "Hope BB", "another upload", "process 7 on elsewhere"),
          scene.said.text());
      assertEquals(List.of("v22p12/_lock/hope." + OTHER), locks());
    }
  }

  @Test
  void whereAllIsLockedNothingIsDoneAndThatIsSaid() throws Exception {
    UploadScene scene = scene("one");
    scene.included.add(HOPE);
    lock("Hope", Instant.now());
    scene.dryRun = true;
    assertFalse(scene.upload().complete());
    assertTrue(scene.said.hasLine("refuse", "Hope BB", "elsewhere"), scene.said.text());
    scene.dryRun = false;

    assertEquals(Kind.LOCKED, assertThrows(SyncException.class, scene::upload).kind());

    assertEquals(1, remote.paths().size(), remote.paths().toString());
  }

  @Test
  void manifestsOfAFaultThatIsBeingChangedAreNotMade() throws Exception {
    UploadScene scene = scene("one");
    scene.upload();
    remote.remove("v22p12/_manifest/Hope_BB.json");
    remote.remove("v22p12/_manifest/Kelly_BB.json");
    lock("Hope", Instant.now());
    scene.manifestOnly = true;

    assertFalse(scene.upload().complete());

    assertFalse(remote.bytes("v22p12/_manifest/Hope_BB.json").isPresent());
    assertTrue(remote.bytes("v22p12/_manifest/Kelly_BB.json").isPresent());
    assertEquals(List.of("v22p12/_lock/Hope." + OTHER), locks());
  }

  @Test
  void aLockThatIsOlderThanAQuarterOfAnHourIsTakenOver() throws Exception {
    UploadScene scene = scene("one");
    lock("Hope", Instant.now().minus(Duration.ofMinutes(16)));

    assertTrue(scene.upload().complete(), scene.said.text());

    assertEquals(List.of(), locks());
  }

  @Test
  void aLockOfTheFutureIsOfAClockThatGoesWrongAndLives() throws Exception {
    UploadScene scene = scene("one");
    scene.included.add(HOPE);
    lock("Hope", Instant.now().plus(Duration.ofHours(2)));

    SyncException refused = assertThrows(SyncException.class, scene::upload);

    assertEquals(Kind.LOCKED, refused.kind());
    assertTrue(scene.said.hasLine("_lock/Hope." + OTHER + " is deleted"), scene.said.text());
  }

  @Test
  void whatAKilledRunLeftIsTakenOverAtOnceByTheSameCommand() throws Exception {
    UploadScene scene = scene("one");
    // As a kill leaves it: nothing is deleted any more.
    FaultyRemote killed = new FaultyRemote(remote).failAll(Operation.DELETE_ALL, Kind.REMOTE);
    killed.failAll(Operation.STREAM, Kind.TOKEN);
    assertThrows(SyncException.class, () -> scene.upload(killed));
    assertEquals(2, locks().size());
    scene.types = Set.of(Types.BB);
    scene.included.add(HOPE);

    assertTrue(scene.upload().complete(), scene.said.text());

    assertEquals(List.of(), locks());
  }

  /** Two runs on two hosts, which put their locks before either looks. */
  @Test
  void ofTwoThatBeginAtTheSameInstantOneGoesOn() throws Exception {
    for (boolean lowerLooksFirst : new boolean[] {true, false}) {
      List<String> went = new ArrayList<>();
      String name = "first" + lowerLooksFirst;
      FakeRemote shared = new FakeRemote();
      UploadScene low = new UploadScene(folder.resolve(name + "low"), shared);
      UploadScene high = new UploadScene(folder.resolve(name + "high"), shared);
      Files.createDirectories(low.work());
      Files.createDirectories(high.work());
      Files.writeString(low.work().resolve("lock.token"), "000000000001\n");
      Files.writeString(high.work().resolve("lock.token"), "000000000002\n");
      RemoteSets nobody = new RemoteSets(List.of(), ArchiveLayout.STANDARD, true);
      // While the one waits for the other to give way, that one looks.
      Retry.Pause other =
          seconds -> {
            try (FaultLocks second = locks(high, shared, ignored -> {})) {
              went.add("high " + second.take(nobody, List.of(HOPE)).keySet());
            } catch (SyncException failed) {
              throw new AssertionError(failed);
            }
          };
      if (lowerLooksFirst) {
        shared.put(
            "v22p12/_lock/" + FaultLock.nameOf("Hope", "000000000002"), new byte[] {1}, now());
        try (FaultLocks first = locks(low, shared, other)) {
          went.add("low " + first.take(nobody, List.of(HOPE, KELLY)).keySet());
        }
        assertEquals(List.of("high [Hope]", "low []"), went);
      } else {
        shared.put(
            "v22p12/_lock/" + FaultLock.nameOf("Hope", "000000000001"), new byte[] {1}, now());
        try (FaultLocks first = locks(high, shared, ignored -> {})) {
          went.add("high " + first.take(nobody, List.of(HOPE, KELLY)).keySet());
        }
        assertEquals(List.of("high [Hope]"), went);
      }
    }
  }

  /** Where bytes go before the locks are there, nothing becomes a file of them. */
  @Test
  void whatIsUnderWayBeforeItsLockIsRefusedBecomesNoFile() throws Exception {
    UploadScene scene = scene("one");
    scene.staging = Staging.NONE;
    Files.createDirectories(scene.work());
    Files.writeString(scene.work().resolve("lock.token"), "ffffffffffff\n");

    assertFalse(scene.upload(whereLocksComeLate("Hope")).complete());

    assertEquals(List.of(), scene.names("Hope"));
    assertEquals(4, scene.names("Kelly").size());
    assertFalse(remote.bytes("v22p12/_manifest/Hope_BB.json").isPresent());
    assertTrue(
        scene.said.hasLine("failed", "Hope BB", "another upload", "process 7 on elsewhere"),
        scene.said.text());
    assertEquals(List.of("v22p12/_lock/Hope." + OTHER), locks());
    remote.remove("v22p12/_lock/Hope." + OTHER);
    assertTrue(scene.upload().complete(), scene.said.text());
  }

  @Test
  void whereAllLocksAreRefusedLateNothingIsDoneAndThatIsSaid() throws Exception {
    UploadScene scene = scene("one");
    scene.staging = Staging.NONE;
    scene.included.add(HOPE);
    Files.createDirectories(scene.work());
    Files.writeString(scene.work().resolve("lock.token"), "ffffffffffff\n");

    SyncException refused =
        assertThrows(SyncException.class, () -> scene.upload(whereLocksComeLate("Hope")));

    assertEquals(Kind.LOCKED, refused.kind());
    assertEquals(List.of("v22p12/_lock/Hope." + OTHER), remote.paths());
  }

  /**
   * A remote that makes a file of its bytes at the end, where another run locks a fault with us.
   */
  private Remote whereLocksComeLate(String fault) {
    return (Remote)
        Proxy.newProxyInstance(
            Remote.class.getClassLoader(),
            new Class<?>[] {Remote.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("goesOnWithHalfAFile")) {
                return true;
              }
              if (method.getName().equals("send") && arguments[1].equals("v22p12/_lock")) {
                lock(fault, Instant.now());
              }
              try {
                return method.invoke(remote, arguments);
              } catch (InvocationTargetException failed) {
                throw failed.getCause();
              }
            });
  }

  @Test
  void whoIsFirstGivesWayToOneThatWentOnAlready() throws Exception {
    UploadScene low = new UploadScene(folder.resolve("low"), remote);
    Files.createDirectories(low.work());
    Files.writeString(low.work().resolve("lock.token"), "000000000001\n");
    lock("Hope", Instant.now());
    List<Integer> pauses = new ArrayList<>();

    try (FaultLocks late = locks(low, remote, pauses::add)) {
      RemoteSets before = new RemoteSets(List.of(), ArchiveLayout.STANDARD, true);
      assertEquals(
          new TreeSet<>(List.of(HOPE)), new TreeSet<>(late.take(before, List.of(HOPE)).keySet()));
    }
    assertTrue(pauses.size() <= 5, pauses.toString());
  }

  @Test
  void aRunWhoseLockWasTakenOverStops() throws Exception {
    UploadScene scene = new UploadScene(folder.resolve("one"), remote);
    Files.createDirectories(scene.work());
    try (FaultLocks locks = locks(scene, remote, seconds -> {})) {
      locks.take(new RemoteSets(List.of(), ArchiveLayout.STANDARD, true), List.of(HOPE));
      locks.refresh();
      locks.demand();
      remote.remove(locks().get(0));

      locks.refresh();

      assertEquals(Kind.LOCKED, assertThrows(SyncException.class, locks::demand).kind());
      assertEquals(List.of(), locks());
    }
  }

  @Test
  void aLockOfManyFaultsCostsAsManyCallsAsOfOne() throws Exception {
    UploadScene scene = new UploadScene(folder.resolve("one"), remote);
    Files.createDirectories(scene.work());
    List<Fault> many = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      many.add(new Fault("F" + i));
    }
    try (FaultLocks locks = locks(scene, remote, seconds -> {})) {
      locks.take(new RemoteSets(List.of(), ArchiveLayout.STANDARD, true), many);
      assertEquals(60, locks().size());
    }
    assertEquals(1, remote.calls(Operation.SEND));
    assertEquals(1, remote.calls(Operation.LIST));
    assertEquals(1, remote.calls(Operation.DELETE_ALL));
    assertEquals(0, remote.calls(Operation.FETCH));
  }

  private static Instant now() {
    return Instant.now();
  }

  private static FaultLocks locks(UploadScene scene, FakeRemote remote, Retry.Pause pause)
      throws SyncException {
    return new FaultLocks(new LockFolder(scene.options(), remote, Clock.systemUTC()), pause);
  }
}

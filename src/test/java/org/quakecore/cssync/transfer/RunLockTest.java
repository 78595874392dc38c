package org.quakecore.cssync.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.catalogue.SyncException;

class RunLockTest {
  private static final Retry.Pause NEVER =
      seconds -> {
        throw new AssertionError("nothing to wait for");
      };

  @TempDir Path folder;
  private Path file;
  private final List<String> said = new ArrayList<>();

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("tmp/.lock");
  }

  @Test
  void aLockNamesItsHolderAndIsGoneAfterwards() throws Exception {
    try (RunLock lock = RunLock.take(file)) {
      String content = Files.readString(file);
      assertTrue(content.contains("pid " + ProcessHandle.current().pid() + "\n"), content);
      assertTrue(lock.isHeld());
    }
    try (var left = Files.list(file.getParent())) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void aSecondRunIsRefusedAndToldWhoHoldsTheLock() throws Exception {
    try (RunLock first = RunLock.take(file)) {
      SyncException refused = assertThrows(SyncException.class, () -> take(NEVER));
      assertEquals(SyncException.Kind.LOCKED, refused.kind());
      assertTrue(refused.getMessage().contains(file.toString()), refused.getMessage());
      assertTrue(refused.getMessage().contains("process " + ProcessHandle.current().pid()));
      assertTrue(refused.getMessage().contains("delete this file"), refused.getMessage());
      assertTrue(first.isHeld());
    }
  }

  @Test
  void theDeadHolderOfThisHostIsTakenOverAtOnce() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    leave(LockHolder.self().host(), dead.pid(), Instant.now());
    try (RunLock lock = take(NEVER)) {
      assertTrue(lock.isHeld());
    }
  }

  @Test
  void aProcessThatWasGivenTheSameNumberLaterIsNotTheHolder() throws Exception {
    LockHolder self = LockHolder.self();
    leave(self.host(), self.pid(), self.started().minusSeconds(3600));
    try (RunLock lock = take(NEVER)) {
      assertTrue(lock.isHeld());
    }
  }

  @Test
  void theSilentHolderOfAnotherHostIsTakenOverAfterAMinute() throws Exception {
    leave("elsewhere", 1, Instant.now());
    List<Integer> waits = new ArrayList<>();
    try (RunLock lock = take(waits::add)) {
      assertTrue(lock.isHeld());
    }
    assertEquals(60, waits.stream().mapToInt(Integer::intValue).sum());
  }

  @Test
  void theHolderOfAnotherHostThatRewritesItsFileKeepsTheLock() throws Exception {
    LockHolder other = leave("elsewhere", 7, Instant.now());
    List<Integer> waits = new ArrayList<>();
    Retry.Pause pause =
        seconds -> {
          waits.add(seconds);
          if (waits.size() == 2) {
            write(other.content(2));
          }
        };
    SyncException refused = assertThrows(SyncException.class, () -> take(pause));
    assertEquals(SyncException.Kind.LOCKED, refused.kind());
    assertTrue(refused.getMessage().contains("process 7 on elsewhere"), refused.getMessage());
    assertEquals(other.content(2), Files.readString(file));
  }

  @Test
  void aLockThatIsGivenUpWhileItIsWatchedIsTaken() throws Exception {
    leave("elsewhere", 7, Instant.now());
    try (RunLock lock = take(seconds -> delete())) {
      assertTrue(lock.isHeld());
    }
  }

  @Test
  void anEmptyFileIsTakenOverOnlyAfterAMinuteBecauseItsMakerMayBeAboutToWrite() throws Exception {
    Files.createDirectories(file.getParent());
    Files.createFile(file);
    List<Integer> waits = new ArrayList<>();
    try (RunLock lock = take(waits::add)) {
      assertTrue(lock.isHeld());
    }
    assertEquals(60, waits.stream().mapToInt(Integer::intValue).sum());
  }

  @Test
  void aHeartbeatChangesTheFile() throws Exception {
    try (RunLock lock = RunLock.take(file)) {
      String before = Files.readString(file);
      lock.beat();
      assertFalse(before.equals(Files.readString(file)));
    }
  }

  @Test
  void aLockTakenOverByAnotherIsNoticedAndLeftAlone() throws Exception {
    String others;
    try (RunLock lock = RunLock.take(file)) {
      others = leave("elsewhere", 7, Instant.now()).content(1);
      assertFalse(lock.isHeld());
      assertEquals(
          SyncException.Kind.LOCKED, assertThrows(SyncException.class, lock::demand).kind());
    }
    assertEquals(others, Files.readString(file));
  }

  @Test
  void aLockWhoseFileVanishedIsMadeAnew() throws Exception {
    try (RunLock lock = RunLock.take(file)) {
      Files.delete(file);
      assertTrue(lock.isHeld());
      assertTrue(Files.exists(file));
    }
  }

  @Test
  void aFailureToWriteIsSurvived() throws Exception {
    try (RunLock lock = RunLock.take(file)) {
      Path away = folder.resolve("away");
      Files.move(file.getParent(), away);
      assertTrue(lock.isHeld());
      Files.move(away, file.getParent());
      assertTrue(lock.isHeld());
    }
  }

  @Test
  void anInterruptedRunStillGivesItsLockUp() throws Exception {
    try (RunLock lock = RunLock.take(file)) {
      Thread.currentThread().interrupt();
      assertTrue(lock.isHeld());
    } finally {
      assertTrue(Thread.interrupted());
    }
    assertFalse(Files.exists(file));
  }

  @Test
  void ofManyRunsThatSeeTheSameDeadLockExactlyOneGetsIt() throws Exception {
    int runs = 8;
    ExecutorService threads = Executors.newFixedThreadPool(runs);
    try {
      for (int round = 0; round < 25; round++) {
        leave("elsewhere", 7, Instant.now());
        CyclicBarrier barrier = new CyclicBarrier(runs);
        List<Callable<RunLock>> contenders = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
          contenders.add(
              () -> {
                List<Integer> waits = new ArrayList<>();
                return take(
                    seconds -> {
                      waits.add(seconds);
                      if (waits.size() == 12) {
                        await(barrier);
                      }
                    });
              });
        }
        List<RunLock> taken = new ArrayList<>();
        for (Future<RunLock> contender : threads.invokeAll(contenders)) {
          try {
            taken.add(contender.get());
          } catch (java.util.concurrent.ExecutionException e) {
            assertEquals(
                SyncException.Kind.LOCKED, ((SyncException) e.getCause()).kind(), e::toString);
          }
        }
        assertEquals(1, taken.stream().filter(RunLock::isHeld).count());
        taken.forEach(RunLock::close);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private RunLock take(String share) throws SyncException {
    return take(share, Duration.ZERO, NEVER);
  }

  private RunLock take(String share, Duration patience, Retry.Pause pause) throws SyncException {
    Waiting waiting = new Waiting(new Times(Optional.empty(), patience), said::add, pause);
    return RunLock.take(file, Shard.parse(share), waiting);
  }

  @Test
  void sharesOfOneDivisionWorkSideBySideAndNothingElseBesideThem() throws Exception {
    try (RunLock one = take("1/3");
        RunLock two = take("2/3")) {
      assertTrue(one.isHeld());
      assertTrue(two.isHeld());
      for (String refused : List.of("1/1", "1/3", "1/4", "4/4")) {
        SyncException why = assertThrows(SyncException.class, () -> take(refused), refused);
        assertEquals(SyncException.Kind.LOCKED, why.kind());
        assertTrue(why.getMessage().contains("of3.lock: another run works here"), why::toString);
      }
      take("3/3").close();
    }
    try (RunLock all = take("1/1")) {
      assertTrue(all.isHeld());
      assertEquals(
          SyncException.Kind.LOCKED, assertThrows(SyncException.class, () -> take("1/3")).kind());
    }
    try (var left = Files.list(file.getParent())) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void whatDeadRunsOfAnotherDivisionLeftIsClearedAway() throws Exception {
    LockHolder dead = new LockHolder(LockHolder.self().host(), 1 << 22, Instant.EPOCH, "token");
    Files.createDirectories(file.getParent());
    Files.writeString(file.resolveSibling(".3of8.lock"), dead.content(1));

    take("1/1").close();

    assertFalse(Files.exists(file.resolveSibling(".3of8.lock")));
  }

  @Test
  void aRunThatWaitsTakesTheLockOnceItIsFreeAndTellsOnceWhatItWaitsFor() throws Exception {
    RunLock first = take("1/1");
    int[] pauses = new int[1];
    Retry.Pause pause =
        seconds -> {
          if (++pauses[0] == 3) {
            first.close();
          }
        };

    try (RunLock second = take("1/2", Duration.ofHours(1), pause)) {
      assertTrue(second.isHeld());
    }

    assertEquals(3, pauses[0]);
    assertEquals(1, said.size(), said::toString);
    assertTrue(said.get(0).startsWith("waiting, at most 1 h: " + file), said::toString);
  }

  @Test
  void patienceHasAnEnd() throws Exception {
    int[] waited = new int[1];
    try (RunLock first = take("1/1")) {
      SyncException refused =
          assertThrows(
              SyncException.class,
              () -> take("1/1", Duration.ofSeconds(20), seconds -> waited[0] += seconds));
      assertEquals(SyncException.Kind.LOCKED, refused.kind());
      assertEquals(20, waited[0]);
      assertTrue(first.isHeld());
    }
  }

  private RunLock take(Retry.Pause pause) throws SyncException {
    return RunLock.take(file, notice -> {}, pause);
  }

  private LockHolder leave(String host, long pid, Instant started) throws IOException {
    LockHolder holder = new LockHolder(host, pid, started, "token");
    Files.createDirectories(file.getParent());
    write(holder.content(1));
    return holder;
  }

  private void write(String content) {
    try {
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}

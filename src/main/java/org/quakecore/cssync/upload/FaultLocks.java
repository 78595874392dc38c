package org.quakecore.cssync.upload;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.inventory.FaultLock;
import org.quakecore.cssync.inventory.RemoteSets;
import org.quakecore.cssync.remote.Meanwhile;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.transfer.LockHolder;
import org.quakecore.cssync.transfer.Retry;
import org.quakecore.cssync.upload.plan.Options;

/**
 * Keeps faults from being changed by two runs at once, on whatever hosts they are: each run puts a
 * small file beside the archive for every fault it is about to change, and then looks whether
 * another has done so, too. Of two that see one another the one with the lower token goes on, once
 * the other has given way; nobody goes on who sees another's. Safe to use from several threads.
 */
final class FaultLocks implements AutoCloseable {
  private static final int REFRESH_MINUTES = 4;
  private static final int LOOK_SECONDS = 2;
  private static final int LOOKS = 5;
  private static final int SECONDS_TO_STOP = 2;

  private final LockFolder folder;
  private final Retry.Pause pause;
  private final LockHolder self = LockHolder.self();
  private final TreeSet<String> held = new TreeSet<>();
  private final ScheduledExecutorService heart =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "locks of faults");
            thread.setDaemon(true);
            return thread;
          });
  private final AtomicLong beats = new AtomicLong();
  private Optional<Meanwhile<SortedMap<Fault, String>>> taking = Optional.empty();
  private boolean lost;

  FaultLocks(LockFolder folder, Retry.Pause pause) {
    this.folder = folder;
    this.pause = pause;
    var unused =
        heart.scheduleWithFixedDelay(
            this::refresh, REFRESH_MINUTES, REFRESH_MINUTES, TimeUnit.MINUTES);
  }

  /** Takes nothing yet. */
  static FaultLocks of(Options options, Remote remote, Clock clock) throws SyncException {
    return new FaultLocks(
        new LockFolder(options, remote, clock), seconds -> TimeUnit.SECONDS.sleep(seconds));
  }

  /**
   * Takes the locks of faults that are about to be changed.
   *
   * @param there the version's folder as it was listed
   * @return why the others could not be taken
   */
  SortedMap<Fault, String> take(RemoteSets there, Collection<Fault> faults) throws SyncException {
    SortedMap<Fault, String> refused = begin(there, faults);
    refused.putAll(refusedLate());
    return refused;
  }

  /**
   * Begins to take locks. That takes a few calls, while which nothing of these faults may be
   * changed: {@link #require} waits for it.
   *
   * @param there the version's folder as it was listed
   * @return why those could not be taken that others are seen to have
   */
  SortedMap<Fault, String> begin(RemoteSets there, Collection<Fault> faults) throws SyncException {
    SortedMap<Fault, String> refused = folder.inTheWay(there, faults);
    TreeSet<Fault> wanted = new TreeSet<>(faults);
    wanted.removeAll(refused.keySet());
    folder.delete(leftBehind(there, wanted));
    if (!wanted.isEmpty()) {
      synchronized (this) {
        held.addAll(names(wanted));
      }
      taking = Optional.of(Meanwhile.ask(() -> settle(wanted)));
    }
    return refused;
  }

  /** Why locks could not be taken after all, once that is known. */
  SortedMap<Fault, String> refusedLate() throws SyncException {
    return taking.isPresent() ? taking.get().answerForAll() : new TreeMap<>();
  }

  /**
   * Waits until a fault is locked.
   *
   * @throws SyncException DATA where another run has it; what taking the locks failed with
   */
  void require(Fault fault) throws SyncException {
    String why = refusedLate().get(fault);
    if (why != null) {
      throw new SyncException(Kind.DATA, why);
    }
  }

  private SortedMap<Fault, String> settle(Set<Fault> wanted) throws SyncException {
    SortedMap<Fault, String> refused = new TreeMap<>();
    folder.put(names(wanted), self, beats.incrementAndGet());
    for (int look = 1; ; look++) {
      RemoteSets now = folder.listed(names(wanted));
      SortedMap<Fault, String> found = folder.inTheWay(now, wanted);
      int last = look;
      List<Fault> yielding =
          found.keySet().stream().filter(each -> last == LOOKS || !isFirst(now, each)).toList();
      yielding.forEach(fault -> refused.put(fault, found.get(fault)));
      giveWay(names(yielding));
      wanted.removeAll(yielding);
      if (yielding.size() == found.size()) {
        return refused;
      }
      pause();
    }
  }

  private List<String> names(Collection<Fault> faults) {
    return faults.stream()
        .map(fault -> FaultLock.nameOf(fault.name(), folder.token()))
        .sorted()
        .toList();
  }

  /** What a run left that worked in this staging folder and was killed. */
  private synchronized List<String> leftBehind(RemoteSets there, Collection<Fault> wanted) {
    List<String> ours = names(wanted);
    return there.in(FaultLock.FOLDER).stream()
        .map(FaultLock::of)
        .filter(folder::isOurs)
        .map(FaultLock::name)
        .filter(name -> !held.contains(name) && !ours.contains(name))
        .toList();
  }

  /** Whether our lock of a fault goes before all others of it. */
  private boolean isFirst(RemoteSets there, Fault fault) {
    return there.in(FaultLock.FOLDER).stream()
        .map(FaultLock::of)
        .filter(lock -> there.same(lock.fault(), fault.name()))
        .allMatch(lock -> lock.token().isEmpty() || folder.token().compareTo(lock.token()) <= 0);
  }

  private void giveWay(List<String> names) throws SyncException {
    folder.delete(names);
    synchronized (this) {
      held.removeAll(names);
    }
  }

  private void pause() throws SyncException {
    try {
      pause.seconds(LOOK_SECONDS);
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      throw SyncException.interrupted(asked);
    }
  }

  /** Shows that this run lives. A failure is tried again later. */
  void refresh() {
    List<String> names;
    synchronized (this) {
      names = List.copyOf(held);
    }
    if (names.isEmpty()) {
      return;
    }
    try {
      boolean all = folder.hasAll(names);
      synchronized (this) {
        lost |= !all && held.containsAll(names);
      }
      if (all) {
        folder.put(names, self, beats.incrementAndGet());
      }
    } catch (SyncException later) {
      return;
    }
  }

  /**
   * Demands that no other run has taken this one for dead.
   *
   * @throws SyncException LOCKED
   */
  synchronized void demand() throws SyncException {
    if (lost) {
      throw new SyncException(
          Kind.LOCKED,
          folder.address()
              + ": another run took this one for dead, for it was not heard of for "
              + FaultLock.LIFE.toMinutes()
              + " minutes; run the same command again when that has ended");
    }
  }

  /** Gives all up. What cannot be deleted now is dead in a while. */
  @Override
  public void close() {
    taking.ifPresent(Meanwhile::forget);
    heart.shutdownNow();
    List<String> names;
    synchronized (this) {
      names = List.copyOf(held);
      held.clear();
    }
    // Also when the run is stopped: else others wait for nothing.
    boolean interrupted = Thread.interrupted();
    try {
      heart.awaitTermination(SECONDS_TO_STOP, TimeUnit.SECONDS);
      folder.delete(names);
    } catch (SyncException | InterruptedException left) {
      return;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

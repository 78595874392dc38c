package org.quakecore.cssync.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * Carries a plan out: one thread packs, fault after fault, while others send what is packed. What
 * lies staged stays under a limit.
 */
final class UploadRun {
  /** Loads under way at once; rclone sends several files of each. */
  private static final int SENDERS = 2;

  /** Well within the ten seconds a signal leaves us. */
  private static final int SECONDS_TO_STOP = 7;

  private final UploadParts parts;
  private final ExecutorService packer = Executors.newSingleThreadExecutor();
  private final ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
  private final AtomicInteger open = new AtomicInteger(1);
  private final AtomicInteger underWay = new AtomicInteger();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicReference<SyncException> fatal = new AtomicReference<>();
  private final StagedBytes staged;
  private final long loadLimit;

  UploadRun(UploadParts parts, long maxStaged) {
    this.parts = parts;
    this.staged = new StagedBytes(maxStaged);
    // Half of what may lie staged, so that the next load can be packed while one is sent.
    this.loadLimit = Math.max(1, maxStaged / 2);
  }

  /**
   * Does all of it, or stops at the first failure that concerns everything.
   *
   * @throws SyncException that failure, or INTERRUPTED
   */
  void carryOut(UploadPlan plan) throws SyncException {
    Map<Fault, FaultWork> work = new TreeMap<>();
    plan.byFault()
        .forEach(
            (fault, sets) -> {
              if (sets.stream().anyMatch(set -> set.decision() != PlannedSet.Decision.SKIP)) {
                work.put(fault, new FaultWork(fault, sets, parts));
              }
            });
    packer.execute(guarded(() -> packAll(work.values())));
    try {
      ended.await();
    } catch (InterruptedException asked) {
      fatal.compareAndSet(null, SyncException.interrupted(asked));
    }
    stop();
    if (fatal.get() != null) {
      throw fatal.get();
    }
  }

  private void packAll(Iterable<FaultWork> work) throws SyncException, InterruptedException {
    for (FaultWork fault : work) {
      parts.lock().demand();
      fault.begin();
      Loads loads = new Loads(fault);
      for (SetProgress set : fault.sets()) {
        fault.packSet(set, loads);
        fault.closeOne(set);
      }
      loads.close();
      fault.closePacking();
    }
  }

  /** Runs a task, and ends the whole run on a failure that concerns everything. */
  private Runnable guarded(Task task) {
    return () -> {
      try {
        task.run();
      } catch (SyncException failure) {
        fatal.compareAndSet(null, failure);
      } catch (InterruptedException asked) {
        fatal.compareAndSet(null, SyncException.interrupted(asked));
      } catch (RuntimeException | Error bug) {
        fatal.compareAndSet(null, parts.unexpected(bug));
      } finally {
        if (open.decrementAndGet() == 0 || fatal.get() != null) {
          ended.countDown();
        }
      }
    };
  }

  private void stop() {
    packer.shutdownNow();
    senders.shutdownNow();
    try {
      packer.awaitTermination(SECONDS_TO_STOP, TimeUnit.SECONDS);
      senders.awaitTermination(SECONDS_TO_STOP, TimeUnit.SECONDS);
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }

  private interface Task {
    void run() throws SyncException, InterruptedException;
  }

  /** Gathers staged files of one fault into loads that are sent together. */
  private final class Loads implements FaultWork.Staged {
    private final FaultWork fault;
    private String destination = "";
    private List<FaultWork.StagedFile> load = new ArrayList<>();
    private long bytes;

    Loads(FaultWork fault) {
      this.fault = fault;
    }

    @Override
    public void makeRoom(long size) throws InterruptedException {
      // What waits in this load would otherwise hold the room it is waiting for.
      if (bytes + size > loadLimit) {
        close();
      }
      staged.acquire(size);
    }

    @Override
    public void giveUp(long size) {
      staged.release(size);
    }

    @Override
    public void add(String to, FaultWork.StagedFile file) {
      if (!destination.equals(to)) {
        close();
        destination = to;
      }
      load.add(file);
      bytes += file.stagedBytes();
      if (underWay.get() < SENDERS) {
        close();
      }
    }

    void close() {
      if (load.isEmpty()) {
        return;
      }
      List<FaultWork.StagedFile> full = load;
      String to = destination;
      load = new ArrayList<>();
      bytes = 0;
      open.incrementAndGet();
      underWay.incrementAndGet();
      senders.execute(
          guarded(
              () -> {
                try {
                  fault.deliver(to, full);
                } finally {
                  underWay.decrementAndGet();
                  full.forEach(file -> staged.release(file.stagedBytes()));
                }
              }));
    }
  }
}

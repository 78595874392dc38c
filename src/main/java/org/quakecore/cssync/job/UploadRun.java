package org.quakecore.cssync.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * Carries a plan out: some threads pack while others send. As many faults as there are streams are
 * worked on at a time, their biggest files first and the small ones beside them, so that a slow one
 * never holds up the small ones nor leaves the line idle at the end. What lies staged stays under a
 * limit.
 */
final class UploadRun {
  /** Well within the ten seconds a signal leaves us. */
  private static final int SECONDS_TO_STOP = 7;

  private final UploadParts parts;
  private final Shipping shipping;
  private final int streams;
  private final ExecutorService dispatcher = Executors.newSingleThreadExecutor();
  private final ExecutorService packers;
  private final Senders large;
  private final Senders small;

  /** While one sends manifests, another waits for more. */
  private final ExecutorService clerks = Executors.newFixedThreadPool(2);

  private final int packersAtOnce;
  private final Semaphore packing;
  private final AtomicInteger open = new AtomicInteger(1);
  private final AtomicInteger underWay = new AtomicInteger();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicReference<SyncException> fatal = new AtomicReference<>();
  private final StagedBytes staged;
  private final Loads loads = new Loads();
  private final FaultEnds ends;
  private volatile boolean allIsDispatched;

  /**
   * @param streams how many files or loads are sent at once
   * @param maxStaged in bytes
   * @param whenAllIsProven is called when nothing is left but the last manifests
   */
  UploadRun(UploadParts parts, int streams, long maxStaged, Runnable whenAllIsProven) {
    this.parts = parts;
    this.shipping = new Shipping(parts);
    this.streams = streams;
    // While one tar is brought to the disk the next can be made. Copies have one folder only.
    this.packersAtOnce = parts.options().staging() == Staging.COPY ? 1 : 2;
    this.packing = new Semaphore(packersAtOnce);
    this.packers = Executors.newFixedThreadPool(packersAtOnce);
    this.large = new Senders(streams);
    this.small = new Senders(streams);
    this.staged = new StagedBytes(maxStaged);
    this.ends = new FaultEnds(parts.manifestSender(), this::nothingWaits, whenAllIsProven);
  }

  private Senders sendersOf(long bytes) {
    return bytes > Line.SMALL ? large : small;
  }

  /**
   * Does all of it, or stops at the first failure that concerns everything.
   *
   * @param before what the remote had when the run began
   * @throws SyncException that failure, or INTERRUPTED
   */
  void carryOut(UploadPlan plan, RemoteSets before) throws SyncException {
    List<FaultWork> work = new ArrayList<>();
    plan.byFault()
        .forEach(
            (fault, sets) -> {
              if (sets.stream().anyMatch(PlannedSet::isOpen)) {
                work.add(new FaultWork(fault, sets, before, parts, this::end));
              }
            });
    ends.expect(work.size());
    dispatcher.execute(
        guarded(
            () -> {
              dispatchAll(work);
              allIsDispatched = true;
            }));
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

  private void dispatchAll(List<FaultWork> work) throws SyncException, InterruptedException {
    for (int from = 0; from < work.size(); from += streams) {
      parts.lock().demand();
      parts.locks().demand();
      List<FaultWork> together = work.subList(from, Math.min(work.size(), from + streams));
      List<FileTask> tasks = new ArrayList<>();
      for (FaultWork fault : together) {
        tasks.addAll(fault.begin());
        for (SetProgress set : fault.comparisons()) {
          inLine(small, () -> fault.compare(set));
        }
      }
      tasks.forEach(task -> parts.line().expect(task.file().size()));
      dispatch(FileTask.inOrder(tasks, Line.besides(streams)));
      for (FaultWork fault : together) {
        fault.closeFault();
      }
    }
  }

  private void dispatch(List<FileTask> tasks) throws SyncException, InterruptedException {
    List<FileTask> left = new ArrayList<>(tasks);
    while (!left.isEmpty()) {
      FileTask next = left.remove(firstThatFits(left));
      if (shipping.isStreamed(next)) {
        inLine(sendersOf(next.file().size()), () -> stream(next));
      } else {
        stage(next);
      }
    }
    packing.acquire(packersAtOnce);
    packing.release(packersAtOnce);
    loads.takeAll(false).forEach(this::submit);
  }

  private void stream(FileTask task) throws SyncException {
    try {
      task.fault().stream(shipping, task);
    } finally {
      parts.line().ended(task.file().size());
    }
  }

  /** The biggest that there is room for; when there is for none, the biggest. */
  private int firstThatFits(List<FileTask> tasks) {
    for (int i = 0; i < tasks.size(); i++) {
      if (shipping.isStreamed(tasks.get(i)) || staged.hasRoomFor(tasks.get(i).file().size())) {
        return i;
      }
    }
    return 0;
  }

  private void stage(FileTask task) throws SyncException, InterruptedException {
    try {
      if (task.set().failure().isPresent() || shipping.keepsWhatIsThere(task)) {
        close(task);
        return;
      }
    } catch (SyncException failure) {
      task.fault().fail(task.set(), failure);
      close(task);
      return;
    }
    long cost = task.file().size();
    if (!staged.hasRoomFor(cost)) {
      loads.takeAll(true).forEach(this::submit);
    }
    staged.acquire(cost);
    loads.takeAll(false).forEach(this::submit);
    packing.acquire();
    open.incrementAndGet();
    packers.execute(guarded(() -> pack(task)));
  }

  private void pack(FileTask task) throws SyncException {
    Optional<StagedFile> made = Optional.empty();
    try {
      made = shipping.stage(task);
      made.ifPresent(file -> loads.add(file, underWay.get() < streams).forEach(this::submit));
    } catch (SyncException failure) {
      task.fault().fail(task.set(), failure);
    } finally {
      if (made.isEmpty()) {
        staged.release(task.file().size());
      }
      packing.release();
    }
    if (made.isEmpty()) {
      close(task);
    }
  }

  private void close(FileTask task) throws SyncException {
    parts.line().ended(task.file().size());
    task.fault().closeOne(task.set());
  }

  private void submit(Loads.Load load) {
    execute(
        sendersOf(load.bytes()),
        () -> {
          try {
            load.fault().deliver(shipping, load.destination(), load.files());
          } finally {
            staged.release(load.bytes());
            load.files().forEach(file -> parts.line().ended(file.bytes()));
          }
        });
  }

  /** Lets a sender do something, once not too much waits in line. */
  private void inLine(Senders senders, Task task) throws InterruptedException {
    senders.awaitTurn();
    execute(
        senders,
        () -> {
          try {
            task.run();
          } finally {
            senders.nextTurn();
          }
        });
  }

  private void execute(Senders senders, Task task) {
    open.incrementAndGet();
    underWay.incrementAndGet();
    senders
        .threads()
        .execute(
            guarded(
                () -> {
                  try {
                    task.run();
                  } finally {
                    underWay.decrementAndGet();
                  }
                }));
  }

  private boolean nothingWaits() {
    return allIsDispatched
        && packing.availablePermits() == packersAtOnce
        && parts.line().waiting() == 0;
  }

  private void end(FaultWork fault) {
    open.incrementAndGet();
    ends.add(fault);
    clerks.execute(guarded(ends::endAll));
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
    List<ExecutorService> all =
        List.of(dispatcher, packers, large.threads(), small.threads(), clerks);
    all.forEach(ExecutorService::shutdownNow);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_STOP);
    try {
      for (ExecutorService each : all) {
        each.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }

  /** Something to be done by one of the threads. */
  interface Task {
    void run() throws SyncException, InterruptedException;
  }
}

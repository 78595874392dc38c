package org.quakecore.cssync.job;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * Carries a plan out: one thread packs while others send. As many faults as there are streams are
 * worked on at a time, their biggest files first and the small ones beside them, so that a slow one
 * never holds up the small ones nor leaves the line idle at the end. Small tars of one fault travel
 * together, for each transfer costs calls. What lies staged stays under a limit.
 */
final class UploadRun {
  /** Well within the ten seconds a signal leaves us. */
  private static final int SECONDS_TO_STOP = 7;

  private final UploadParts parts;
  private final Shipping shipping;
  private final int streams;
  private final ExecutorService packer = Executors.newSingleThreadExecutor();
  private final ExecutorService senders;
  private final Semaphore waiting;
  private final AtomicInteger open = new AtomicInteger(1);
  private final AtomicInteger underWay = new AtomicInteger();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicReference<SyncException> fatal = new AtomicReference<>();
  private final StagedBytes staged;
  private final Map<FaultWork, Load> loads = new HashMap<>();

  /**
   * @param streams how many files or loads are sent at once
   * @param maxStaged in bytes
   */
  UploadRun(UploadParts parts, int streams, long maxStaged) {
    this.parts = parts;
    this.shipping = new Shipping(parts);
    this.streams = streams;
    // Twice as many as the line carries: the others prove what has arrived.
    this.senders = Executors.newFixedThreadPool(2 * streams);
    // A few wait in line, so that no stream is idle, and not all there are.
    this.waiting = new Semaphore(2 * streams);
    this.staged = new StagedBytes(maxStaged);
  }

  /**
   * Does all of it, or stops at the first failure that concerns everything.
   *
   * @param before what the remote had when the run began
   * @param first is done before anything else is sent, while the first tars are packed
   * @throws SyncException that failure, or INTERRUPTED
   */
  void carryOut(UploadPlan plan, RemoteSets before, Task first) throws SyncException {
    List<FaultWork> work = new ArrayList<>();
    plan.byFault()
        .forEach(
            (fault, sets) -> {
              if (FaultWork.isNeeded(sets)) {
                work.add(new FaultWork(fault, sets, before, parts));
              }
            });
    packer.execute(
        guarded(
            () -> {
              inLine(first);
              dispatchAll(work);
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
      List<FaultWork> together = work.subList(from, Math.min(work.size(), from + streams));
      List<FileTask> tasks = new ArrayList<>();
      for (FaultWork fault : together) {
        tasks.addAll(fault.begin());
        for (SetProgress set : fault.comparisons()) {
          inLine(() -> fault.compare(set));
        }
      }
      dispatch(inOrder(tasks));
      for (FaultWork fault : together) {
        fault.closeFault();
      }
    }
  }

  /** The biggest first, and of the small ones another after each, for those travel beside. */
  private static List<FileTask> inOrder(List<FileTask> tasks) {
    List<FileTask> sorted = tasks.stream().sorted(FileTask.BIGGEST_FIRST).toList();
    int large = (int) sorted.stream().filter(task -> task.file().size() > Line.SMALL).count();
    List<FileTask> order = new ArrayList<>();
    for (int i = 0; i < Math.max(large, sorted.size() - large); i++) {
      if (i < large) {
        order.add(sorted.get(i));
      }
      if (large + i < sorted.size()) {
        order.add(sorted.get(large + i));
      }
    }
    return order;
  }

  private void dispatch(List<FileTask> tasks) throws SyncException, InterruptedException {
    List<FileTask> left = new ArrayList<>(tasks);
    while (!left.isEmpty()) {
      FileTask next = left.remove(firstThatFits(left));
      if (shipping.isStreamed(next)) {
        inLine(() -> next.fault().stream(shipping, next));
      } else {
        stage(next);
      }
    }
    List.copyOf(loads.keySet()).forEach(this::submit);
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
    long cost = task.file().size();
    Optional<StagedFile> made = Optional.empty();
    try {
      if (task.set().failure().isEmpty() && !shipping.keepsWhatIsThere(task)) {
        if (!staged.hasRoomFor(cost)) {
          // What waits to be sent would hold the very room that is waited for.
          List.copyOf(loads.keySet()).forEach(this::submit);
        }
        staged.acquire(cost);
        try {
          made = shipping.stage(task);
        } finally {
          if (made.isEmpty()) {
            staged.release(cost);
          }
        }
      }
    } catch (SyncException failure) {
      task.fault().fail(task.set(), failure);
    }
    if (made.isEmpty()) {
      task.fault().closeOne(task.set());
    } else {
      add(made.get());
    }
  }

  private void add(StagedFile file) {
    FaultWork fault = file.task().fault();
    Load load = loads.get(fault);
    if (load != null && !load.destination.equals(file.task().destination())) {
      submit(fault);
    }
    load = loads.computeIfAbsent(fault, key -> new Load(file.task().destination()));
    load.files.add(file);
    load.bytes += file.bytes();
    if (load.bytes >= Line.SMALL || underWay.get() < streams) {
      submit(fault);
    }
  }

  private void submit(FaultWork fault) {
    Load load = loads.remove(fault);
    open.incrementAndGet();
    underWay.incrementAndGet();
    senders.execute(
        guarded(
            () -> {
              try {
                fault.deliver(shipping, load.destination, load.files);
              } finally {
                underWay.decrementAndGet();
                staged.release(load.bytes);
              }
            }));
  }

  /** Lets a sender do something, once not too much waits in line. */
  private void inLine(Task task) throws InterruptedException {
    waiting.acquire();
    open.incrementAndGet();
    underWay.incrementAndGet();
    senders.execute(
        guarded(
            () -> {
              try {
                task.run();
              } finally {
                underWay.decrementAndGet();
                waiting.release();
              }
            }));
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

  /** Something to be done by one of the threads. */
  interface Task {
    void run() throws SyncException, InterruptedException;
  }

  /** Staged files of one fault that will be sent together. */
  private static final class Load {
    private final String destination;
    private final List<StagedFile> files = new ArrayList<>();
    private long bytes;

    Load(String destination) {
      this.destination = destination;
    }
  }
}

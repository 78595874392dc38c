package org.quakecore.cssync.transfer;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;

/**
 * The threads of an upload or a download, and the line to the remote that they share. Whoever deals
 * with a file does all of it, one thing after the other; only while its bytes move it has a place
 * in the line, so that the next file is on its way while one is packed, proven or extracted.
 *
 * <p>Small files have threads and places of their own: what they take is not the line, but the time
 * to begin and to end. Left to the last they would have the line to themselves.
 *
 * <p>The first failure that concerns everything ends it all. Only where that is the remote's, work
 * on what has already come down goes on to its end.
 */
public final class Crew {
  /** In bytes. Up to here a file is small. */
  public static final long SMALL = 32L << 20;

  /** Well within the ten seconds a signal leaves us. */
  private static final int SECONDS_TO_STOP = 7;

  /** More would only make the disk's heads wander; two keep both it and the processor busy. */
  private static final int HANDS = 2;

  /** Something to be done by one of the threads. */
  @FunctionalInterface
  public interface Work {
    void run() throws SyncException, InterruptedException;
  }

  /** Something that moves bytes, and makes a value of them. */
  @FunctionalInterface
  public interface Moving<T> {
    T move() throws SyncException, InterruptedException;
  }

  private final int streams;
  private final Deadline deadline;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "end of time");
            thread.setDaemon(true);
            return thread;
          });
  private final ExecutorService largeFiles;
  private final ExecutorService smallFiles;
  private final Semaphore places;
  private final Semaphore placesBeside;
  private final Semaphore hands = new Semaphore(HANDS, true);

  /** Threads that do something of no use once the remote is gone. */
  private final Set<Thread> needTheRemote = new HashSet<>();

  private int open;
  private boolean watching;
  private volatile boolean timeUp;
  private volatile boolean stopped;
  private Throwable failure;

  /**
   * @param streams how many large files move at once; half as many small ones move beside them
   */
  public Crew(int streams) {
    this(streams, Deadline.none());
  }

  /**
   * @param streams how many large files move at once; half as many small ones move beside them
   * @param deadline at which all that moves is stopped
   */
  public Crew(int streams, Deadline deadline) {
    this.streams = streams;
    this.deadline = deadline;
    // While one file moves, another is packed, proven or extracted.
    this.largeFiles = Executors.newFixedThreadPool(2 * streams);
    this.smallFiles = Executors.newFixedThreadPool(2 * streams);
    this.places = new Semaphore(streams, true);
    this.placesBeside = streams < 2 ? places : new Semaphore(streams / 2, true);
  }

  /**
   * Has a file dealt with, after those of its kind that were handed in before.
   *
   * @param bytes of the file
   * @param work throws only what concerns more than this file
   */
  public void submit(long bytes, Work work) {
    synchronized (this) {
      open++;
      watchTheTime();
    }
    try {
      (bytes > SMALL ? largeFiles : smallFiles).execute(() -> carryOut(work));
    } catch (RejectedExecutionException failedMeanwhile) {
      // Which finish() tells.
      end(Thread.currentThread());
    } catch (OutOfMemoryError noThread) {
      fail(noThread);
      end(Thread.currentThread());
    }
  }

  /**
   * Whether there is time for a file. Where there is none, a later run has it to do, and {@link
   * #isTimeUp()}.
   */
  public boolean hasTimeFor(long bytes) {
    // By two clocks there may be a moment left of it.
    boolean enough = !stopped && deadline.allows(bytes);
    if (!enough) {
      timeUp = true;
    }
    return enough;
  }

  /** Whether the time was too short for anything. */
  public boolean isTimeUp() {
    return timeUp;
  }

  private void watchTheTime() {
    if (!watching) {
      watching = true;
      deadline
          .left()
          .ifPresent(
              left -> {
                var unused =
                    watch.schedule(this::stopInTime, left.toMillis(), TimeUnit.MILLISECONDS);
              });
    }
  }

  private void stopInTime() {
    stopped = true;
    timeUp = true;
    fail(new SyncException(Kind.OUT_OF_TIME, "the time is up"));
  }

  /** Waits until not too much waits for its turn, for what is looked at early may change. */
  public synchronized void awaitTurn() throws InterruptedException {
    while (open > 2 * streams && failure == null) {
      wait();
    }
  }

  /**
   * Moves bytes, once there is a place in the line; who came first goes first. Small ones also take
   * a place that no large one waits for.
   *
   * @throws SyncException the transfer's own; INTERRUPTED
   */
  public <T> T carried(long bytes, Moving<T> transfer) throws SyncException {
    Semaphore place = placesBeside;
    try {
      boolean spare = !places.hasQueuedThreads() && places.tryAcquire();
      if (bytes > SMALL || spare) {
        place = places;
      }
      if (!spare) {
        place.acquire();
      }
      try {
        demandSoundness();
        demandTime(bytes);
        long start = System.nanoTime();
        T moved = transfer.move();
        deadline.took(bytes, Duration.ofNanos(System.nanoTime() - start));
        return moved;
      } finally {
        place.release();
      }
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      throw SyncException.interrupted(asked);
    }
  }

  /** As {@link #carried}, of what makes no value. */
  public void carry(long bytes, Work transfer) throws SyncException {
    carried(
        bytes,
        () -> {
          transfer.run();
          return true;
        });
  }

  /**
   * Works on what has come down: few threads at a time, and to the end also when the remote is
   * gone.
   */
  public void unpack(Work work) throws SyncException, InterruptedException {
    Thread me = Thread.currentThread();
    synchronized (this) {
      needTheRemote.remove(me);
    }
    hands.acquire();
    try {
      work.run();
    } finally {
      hands.release();
      synchronized (this) {
        needTheRemote.add(me);
      }
    }
  }

  /** Ends it all for a reason of the one who hands in the work. */
  public synchronized void fail(Throwable cause) {
    boolean graver = isTheRemotes(failure) && !isTheRemotes(cause) && !isInterruption(cause);
    if (failure != null && !graver) {
      return;
    }
    if (failure == null) {
      failure = cause;
    }
    largeFiles.shutdown();
    smallFiles.shutdown();
    if (isTheRemotes(cause)) {
      needTheRemote.forEach(Thread::interrupt);
    } else {
      largeFiles.shutdownNow();
      smallFiles.shutdownNow();
    }
    notifyAll();
  }

  /**
   * Waits until all is done.
   *
   * @throws SyncException the first failure; INTERRUPTED, with the thread's interrupt status set;
   *     none where the time is up
   */
  public void finish() throws SyncException {
    boolean interrupted = false;
    try {
      largeFiles.shutdown();
      smallFiles.shutdown();
      await(Long.MAX_VALUE);
    } catch (InterruptedException asked) {
      interrupted = true;
      fail(SyncException.interrupted(asked));
      largeFiles.shutdownNow();
      smallFiles.shutdownNow();
      interrupted |= isInterruptedBefore(TimeUnit.SECONDS.toNanos(SECONDS_TO_STOP));
    }
    watch.shutdownNow();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      if (isOutOfTime(failure) && interrupted) {
        throw SyncException.interrupted(failure);
      }
      if (isOutOfTime(failure)) {
        // All has ended; what is left to do is little, and for that there is time.
        failure = null;
        return;
      }
      if (failure instanceof SyncException known) {
        throw known;
      }
      if (failure != null) {
        throw unexpected(failure);
      }
    }
  }

  /** What to say of a failure nobody foresaw: it ends the run, and is never taken for success. */
  private static SyncException unexpected(Throwable bug) {
    return SyncException.exhausted(bug)
        .orElse(
            new SyncException(
                Kind.REMOTE,
                "unexpected failure, please report it (--stacktrace tells more): " + bug,
                bug));
  }

  private boolean isInterruptedBefore(long nanos) {
    try {
      await(nanos);
      return false;
    } catch (InterruptedException impatient) {
      return true;
    }
  }

  private void await(long nanos) throws InterruptedException {
    long start = System.nanoTime();
    if (largeFiles.awaitTermination(nanos, TimeUnit.NANOSECONDS)) {
      long left = Math.max(0, nanos - (System.nanoTime() - start));
      if (!smallFiles.awaitTermination(left, TimeUnit.NANOSECONDS)) {
        return;
      }
    }
  }

  private void carryOut(Work work) {
    Thread me = Thread.currentThread();
    try {
      synchronized (this) {
        if (failure != null) {
          return;
        }
        needTheRemote.add(me);
      }
      work.run();
    } catch (InterruptedException asked) {
      fail(SyncException.interrupted(asked));
    } catch (SyncException | RuntimeException | Error cause) {
      fail(cause);
    } finally {
      end(me);
    }
  }

  private synchronized void end(Thread thread) {
    needTheRemote.remove(thread);
    open--;
    notifyAll();
  }

  /** What is small is over soon, and mostly what ends a set. */
  private void demandTime(long bytes) throws SyncException {
    if (bytes > SMALL && !hasTimeFor(bytes)) {
      throw new SyncException(Kind.OUT_OF_TIME, "not begun: the time is up");
    }
  }

  /** What waited for a place must not begin after all has ended. */
  private synchronized void demandSoundness() throws SyncException {
    if (failure != null) {
      throw SyncException.interrupted(failure);
    }
  }

  private static boolean isTheRemotes(Throwable cause) {
    return cause instanceof SyncException known
        && (known.kind() == Kind.REMOTE || known.kind() == Kind.TOKEN);
  }

  private static boolean isOutOfTime(Throwable cause) {
    return cause instanceof SyncException known && known.kind() == Kind.OUT_OF_TIME;
  }

  private static boolean isInterruption(Throwable cause) {
    return cause instanceof SyncException known && known.kind() == Kind.INTERRUPTED;
  }
}

package org.quakecore.cssync.job;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * The threads of a download: streams that bring bytes, and hands that unpack what has come. The
 * first failure ends it all; only when it is the remote's, the hands finish what they have.
 */
final class DownloadCrew {
  /** What one thread is to do. */
  interface Work {
    void run() throws SyncException, InterruptedException;
  }

  private final ExecutorService streams;
  private final ExecutorService hands;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  DownloadCrew(int streams, int hands) {
    this.streams = Executors.newFixedThreadPool(streams);
    this.hands = Executors.newFixedThreadPool(hands);
  }

  void stream(Work work) {
    try {
      streams.execute(() -> carryOut(work));
    } catch (RejectedExecutionException e) {
      // Another stream has failed already, which finish() tells.
      return;
    }
  }

  /** To be called from a stream, or before the first one. */
  void hand(Work work) {
    try {
      hands.execute(() -> carryOut(work));
    } catch (RejectedExecutionException e) {
      // Only a failure, which is known already, stops the hands before the streams.
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits for all to end.
   *
   * @throws SyncException the first failure, of a kind that stops the run; INTERRUPTED with the
   *     thread's interrupt status set
   */
  void finish() throws SyncException {
    try {
      streams.shutdown();
      await(streams);
      hands.shutdown();
      await(hands);
    } catch (InterruptedException e) {
      failed(SyncException.interrupted(e));
      streams.shutdownNow();
      hands.shutdownNow();
      awaitStubbornly(streams);
      awaitStubbornly(hands);
      Thread.currentThread().interrupt();
    }
    Throwable cause = failure.get();
    if (cause instanceof RuntimeException bug) {
      throw bug;
    }
    if (cause instanceof Error bug) {
      throw bug;
    }
    if (cause != null) {
      throw (SyncException) cause;
    }
  }

  private void carryOut(Work work) {
    try {
      if (failure.get() == null || isTheRemotes(failure.get())) {
        work.run();
      }
    } catch (InterruptedException e) {
      failed(SyncException.interrupted(e));
    } catch (SyncException | RuntimeException | Error e) {
      failed(e);
    }
  }

  private void failed(Throwable cause) {
    if (failure.compareAndSet(null, cause)) {
      // A full disk must not wait for the end of a fetch that takes hours.
      streams.shutdownNow();
      if (!isTheRemotes(cause)) {
        hands.shutdownNow();
      }
    } else if (!isTheRemotes(cause) && !isInterruption(cause)) {
      hands.shutdownNow();
    }
  }

  private static boolean isTheRemotes(Throwable cause) {
    return cause instanceof SyncException known
        && (known.kind() == SyncException.Kind.REMOTE || known.kind() == SyncException.Kind.TOKEN);
  }

  private static boolean isInterruption(Throwable cause) {
    return cause instanceof SyncException known && known.kind() == SyncException.Kind.INTERRUPTED;
  }

  private static void await(ExecutorService threads) throws InterruptedException {
    if (!threads.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS)) {
      throw new IllegalStateException("a download did not end");
    }
  }

  private static void awaitStubbornly(ExecutorService threads) {
    while (!threads.isTerminated()) {
      try {
        await(threads);
      } catch (InterruptedException e) {
        // Asked to stop a second time: all have been told already.
        threads.shutdownNow();
      }
    }
  }
}

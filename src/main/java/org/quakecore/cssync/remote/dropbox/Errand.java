package org.quakecore.cssync.remote.dropbox;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;

/** A block that one of the connections fills or empties, and that can be taken off its way. */
final class Errand {
  private final Blocks.Block block;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Future<?> going;
  private volatile SyncException failure;

  /** What is done with the block. */
  @FunctionalInterface
  interface Work {
    void run() throws SyncException;
  }

  /**
   * Has it begin as soon as there is a connection for it.
   *
   * @param address what it is about, for messages
   */
  Errand(Blocks blocks, Blocks.Block block, String address, Work work) {
    this.block = block;
    this.going = blocks.threads().submit(() -> go(address, work));
  }

  private void go(String address, Work work) {
    if (!begun.compareAndSet(false, true)) {
      return;
    }
    try {
      work.run();
    } catch (SyncException e) {
      failure = e;
    } catch (RuntimeException | Error bug) {
      failure =
          SyncException.exhausted(bug)
              .orElse(new SyncException(Kind.REMOTE, address + ": " + bug, bug));
    } finally {
      ended.countDown();
    }
  }

  Blocks.Block block() {
    return block;
  }

  boolean hasEnded() {
    return ended.getCount() == 0;
  }

  /**
   * Waits for its end.
   *
   * @throws SyncException why it failed; INTERRUPTED, with the thread's interrupt status set
   */
  void await() throws SyncException {
    try {
      ended.await();
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      throw SyncException.interrupted(asked);
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Takes all of them off their way, gives their memory back, and waits until none goes on. */
  static void stop(Iterable<Errand> errands) {
    boolean interrupted = Thread.interrupted();
    errands.forEach(Errand::stop);
    for (Errand each : errands) {
      while (!each.hasEnded()) {
        try {
          each.ended.await();
        } catch (InterruptedException again) {
          interrupted = true;
        }
      }
      each.block.close();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void stop() {
    if (begun.compareAndSet(false, true)) {
      // It passes by when its turn comes; nobody has to wait for that.
      ended.countDown();
    } else {
      going.cancel(true);
    }
  }
}

package org.quakecore.cssync.remote;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;

/**
 * A question that is asked while other things are done. Most of what a question to a remote takes
 * is waiting, and a run begins with several.
 */
public final class Meanwhile<T> {
  private final FutureTask<T> task;

  private Meanwhile(Callable<T> question) {
    this.task = new FutureTask<>(question);
  }

  /** Asks, and does not wait. The question may throw nothing checked but a SyncException. */
  public static <T> Meanwhile<T> ask(Callable<T> question) {
    Meanwhile<T> asked = new Meanwhile<>(question);
    Thread thread = new Thread(asked.task, "asking");
    thread.setDaemon(true);
    thread.start();
    return asked;
  }

  /**
   * Waits for the answer.
   *
   * @throws SyncException what asking failed with; INTERRUPTED, with the thread's interrupt status
   *     set, and nothing is asked any more
   */
  public T answer() throws SyncException {
    try {
      return answerForAll();
    } catch (SyncException failure) {
      if (failure.kind() == Kind.INTERRUPTED) {
        task.cancel(true);
      }
      throw failure;
    }
  }

  /** As {@link #answer}, of a question that others wait for as well: it is asked all the same. */
  public T answerForAll() throws SyncException {
    try {
      return task.get();
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      throw SyncException.interrupted(asked);
    } catch (CancellationException forgotten) {
      throw SyncException.interrupted(forgotten);
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof SyncException known) {
        throw known;
      }
      if (failure.getCause() instanceof RuntimeException bug) {
        throw bug;
      }
      throw new IllegalStateException(failure.getCause());
    }
  }

  /** The answer is not needed any more. */
  public void forget() {
    task.cancel(true);
  }
}

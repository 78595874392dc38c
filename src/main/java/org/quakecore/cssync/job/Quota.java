package org.quakecore.cssync.job;

import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.remote.Remote;

/** The room the remote has, asked for while other things are asked. */
final class Quota {
  private final FutureTask<OptionalLong> answer;

  private Quota(Remote remote) {
    this.answer = new FutureTask<>(remote::freeBytes);
  }

  /** Asks, and does not wait. */
  static Quota ask(Remote remote) {
    Quota quota = new Quota(remote);
    Thread asking = new Thread(quota.answer, "quota");
    asking.setDaemon(true);
    asking.start();
    return quota;
  }

  /**
   * Waits for the answer.
   *
   * @return the bytes that still fit, where the remote reports them
   * @throws SyncException what asking failed with
   */
  OptionalLong free() throws SyncException {
    try {
      return answer.get();
    } catch (InterruptedException asked) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw SyncException.interrupted(asked);
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof SyncException known) {
        throw known;
      }
      throw new IllegalStateException(failure.getCause());
    }
  }
}

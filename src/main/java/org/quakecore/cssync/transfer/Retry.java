package org.quakecore.cssync.transfer;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;

/** Tries again what failed on its way, each time after a longer wait. */
public final class Retry {
  private static final int GROWTH = 4;
  private static final int LONGEST_SECONDS = 60;

  /** How to wait; tests do not. */
  @FunctionalInterface
  public interface Pause {
    Pause SLEEP = TimeUnit.SECONDS::sleep;

    void seconds(int seconds) throws InterruptedException;
  }

  /** One try at a piece of work. */
  @FunctionalInterface
  public interface Attempt<T> {
    /**
     * Does the work.
     *
     * @throws SyncException of kind DATA or REMOTE when another try may help
     * @throws Hopeless when none does
     */
    T run() throws SyncException, Hopeless;
  }

  /** A failure that another try would meet again. */
  public static final class Hopeless extends Exception {
    private static final long serialVersionUID = 1;
    private final SyncException reason;

    public Hopeless(SyncException reason) {
      super(reason);
      this.reason = reason;
    }
  }

  private final int tries;
  private final Consumer<String> warn;
  private final Pause pause;

  /**
   * @param tries in all
   * @param warn is told of each failure after which there is another try
   */
  public Retry(int tries, Consumer<String> warn, Pause pause) {
    this.tries = tries;
    this.warn = warn;
    this.pause = pause;
  }

  /**
   * Tries until it is done.
   *
   * @param what the work is about, for messages
   * @throws SyncException why it failed for good, or the last time; where that is DATA, it says of
   *     what; INTERRUPTED
   */
  public <T> T run(String what, Attempt<T> attempt) throws SyncException {
    int seconds = 1;
    for (int tried = 1; ; tried++) {
      try {
        return attempt.run();
      } catch (Hopeless failure) {
        throw failure.reason;
      } catch (SyncException failure) {
        boolean mayHelp = failure.kind() == Kind.DATA || failure.kind() == Kind.REMOTE;
        if (!mayHelp || tried == tries) {
          throw about(what, failure);
        }
        warn.accept(
            what + ": trying again in " + seconds + " s, because of this: " + failure.getMessage());
      }
      await(seconds);
      seconds = Math.min(seconds * GROWTH, LONGEST_SECONDS);
    }
  }

  /** The failure of one file names it. */
  private static SyncException about(String what, SyncException failure) {
    return failure.kind().stopsTheRun() || failure.getMessage().startsWith(what)
        ? failure
        : new SyncException(failure.kind(), what + ": " + failure.getMessage(), failure);
  }

  private void await(int seconds) throws SyncException {
    try {
      pause.seconds(seconds);
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      throw SyncException.interrupted(asked);
    }
  }
}

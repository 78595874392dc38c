package org.quakecore.cssync.job;

import java.util.Optional;
import org.quakecore.cssync.catalogue.SyncException;

/** Tries again what failed on its way here, each time after a longer wait. */
final class DownloadRetry {
  private static final int GROWTH = 4;
  private static final int LONGEST_SECONDS = 60;

  private final int tries;
  private final Progress progress;
  private final RunLock.Pause pause;

  /**
   * @param tries in all
   */
  DownloadRetry(int tries, Progress progress, RunLock.Pause pause) {
    this.tries = tries;
    this.progress = progress;
    this.pause = pause;
  }

  /** One try at a piece of work. */
  interface Attempt {
    /**
     * Does the work.
     *
     * @return why it failed for good; empty when it is done
     * @throws SyncException of kind DATA or REMOTE when another try may help
     */
    Optional<String> run() throws SyncException;
  }

  /**
   * Tries until it is done, or has failed for good.
   *
   * @param what the work is about, for messages
   * @return why it failed for good; empty when it is done
   * @throws SyncException of a kind that stops the run
   */
  Optional<String> run(String what, Attempt attempt) throws SyncException {
    int seconds = 1;
    for (int tried = 1; ; tried++) {
      try {
        return attempt.run();
      } catch (SyncException e) {
        boolean mayHelp =
            e.kind() == SyncException.Kind.DATA || e.kind() == SyncException.Kind.REMOTE;
        if (!mayHelp) {
          throw e;
        }
        if (tried == tries) {
          if (e.kind().stopsTheRun()) {
            throw e;
          }
          String why = e.getMessage();
          return Optional.of(why.startsWith(what) ? why : what + ": " + why);
        }
        progress.warn(
            what + ": trying again in " + seconds + " s, because of this: " + e.getMessage());
      }
      await(seconds);
      seconds = Math.min(seconds * GROWTH, LONGEST_SECONDS);
    }
  }

  private void await(int seconds) throws SyncException {
    try {
      pause.seconds(seconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SyncException.interrupted(e);
    }
  }
}

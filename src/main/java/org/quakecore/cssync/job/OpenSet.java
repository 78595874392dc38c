package org.quakecore.cssync.job;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * A set whose files are being dealt with, in any order and by any thread. When the last one is
 * settled and all of them are proven, what an earlier set had and this one has not is removed.
 */
final class OpenSet {
  private final DownloadSession session;
  private final DownloadSet set;
  private final List<DownloadStep> steps;
  private final AtomicInteger left;

  OpenSet(DownloadSession session, DownloadTask task) {
    this.session = session;
    this.set = task.set();
    this.steps = task.open();
    this.left = new AtomicInteger(steps.size());
  }

  DownloadSet set() {
    return set;
  }

  /** What has to be done, a file each. */
  List<DownloadStep> steps() {
    return steps;
  }

  void done(DownloadFile file) throws SyncException {
    session.report().settled(file);
    settled();
  }

  /**
   * @param message of which file, and why
   */
  void failed(DownloadFile file, String message) throws SyncException {
    session.report().settled(file);
    session.report().fail(message);
    settled();
  }

  private void settled() throws SyncException {
    if (left.decrementAndGet() == 0 && set.files().stream().allMatch(session::isProven)) {
      new DownloadLeftovers(session).remove(set);
    }
  }
}

package org.quakecore.cssync.download.extract;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.download.plan.ArchivedFile;
import org.quakecore.cssync.download.plan.ArchivedSet;
import org.quakecore.cssync.download.plan.Step;
import org.quakecore.cssync.download.plan.Task;

/**
 * A set whose files are being dealt with, in any order and by any thread. When the last one is
 * settled and all of them are proven, what an earlier set had and this one has not is removed.
 */
public final class OpenSet {
  private final Session session;
  private final ArchivedSet set;
  private final List<Step> steps;
  private final AtomicInteger left;

  public OpenSet(Session session, Task task) {
    this.session = session;
    this.set = task.set();
    this.steps = task.open();
    this.left = new AtomicInteger(steps.size());
  }

  public ArchivedSet set() {
    return set;
  }

  /** What has to be done, a file each. */
  public List<Step> steps() {
    return steps;
  }

  public void done(ArchivedFile file) throws SyncException {
    session.report().settled(file.path());
    settled();
  }

  /**
   * Nothing will come of a file.
   *
   * @param message of which file, and why
   */
  public void failed(ArchivedFile file, String message) throws SyncException {
    session.report().failed(file, message);
    settled();
  }

  private void settled() throws SyncException {
    if (left.decrementAndGet() == 0 && set.files().stream().allMatch(session::isProven)) {
      new Leftovers(session).remove(set);
    }
  }
}

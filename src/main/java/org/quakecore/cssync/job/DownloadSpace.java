package org.quakecore.cssync.job;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * Works out how much room a plan needs, so that a disk that is too small is noticed at the start.
 */
final class DownloadSpace {
  /** One fault is fetched, one waits, one is extracted. */
  private static final int FAULTS_AT_ONCE = 3;

  private DownloadSpace() {}

  /**
   * The bytes that have to be free: for the tars to fetch and for what comes out of all tars, less
   * what lies here from an earlier extraction and is replaced.
   */
  static long needed(DownloadPlan plan, DownloadFolder folder, boolean cleanup)
      throws SyncException {
    long members = 0;
    long tars = 0;
    long mostTars = 0;
    Deque<Long> atOnce = new ArrayDeque<>();
    for (List<DownloadTask> tasks : plan.work()) {
      long fetched = tasks.stream().mapToLong(task -> task.bytes(DownloadStep.Action.FETCH)).sum();
      tars += fetched;
      atOnce.add(fetched);
      if (atOnce.size() > FAULTS_AT_ONCE) {
        atOnce.remove();
      }
      mostTars = Math.max(mostTars, atOnce.stream().mapToLong(Long::longValue).sum());
      for (DownloadTask task : tasks) {
        members += membersBytes(task, folder);
      }
    }
    return members + (cleanup ? mostTars : tars);
  }

  private static long membersBytes(DownloadTask task, DownloadFolder folder) throws SyncException {
    long bytes = 0;
    for (DownloadStep step : task.steps()) {
      DownloadFile file = step.file();
      boolean isMoved = !file.type().isTar();
      if (step.action() == DownloadStep.Action.KEEP
          || step.action() == DownloadStep.Action.BROKEN
          || isMoved) {
        continue;
      }
      long replaced =
          folder.members(file.fault()).of(file.type(), file.name()).values().stream()
              .mapToLong(Long::longValue)
              .sum();
      bytes += Math.max(0, file.size() - replaced);
    }
    return bytes;
  }
}

package org.quakecore.cssync.job;

import java.nio.file.Path;
import java.io.IOException;
import java.util.stream.LongStream;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * Works out how much room a plan needs, so that a disk that is too small is noticed at the start.
 */
final class DownloadSpace {
  /** Bytes free on the disk that holds a folder. */
  @FunctionalInterface
  interface Probe {
    long free(Path folder) throws IOException;
  }

  private DownloadSpace() {}

  /**
   * Demands that so many bytes are free, where that can be told.
   *
   * @return how many are
   * @throws SyncException of kind DISK_FULL naming both numbers
   */
  static long demand(DownloadSpace.Probe space, DownloadFolder folder, long needed, Progress progress)
      throws SyncException {
    long free;
    try {
      free = space.free(folder.root());
    } catch (IOException e) {
      progress.warn(
          folder.root()
              + ": how much room there is cannot be told ("
              + SyncException.reasonOf(e)
              + "); "
              + ByteCount.inWords(needed)
              + " are needed");
      return Long.MAX_VALUE;
    }
    if (needed > free) {
      throw new SyncException(
          SyncException.Kind.DISK_FULL,
          folder.root()
              + ": needs "
              + needed
              + " bytes ("
              + ByteCount.inWords(needed)
              + "), but only "
              + free
              + " are free ("
              + ByteCount.inWords(free)
              + "); free some space, take fewer faults with --inc_fault, or keep no tars, with"
              + " --staging none or --cleanup");
    }
    return free;
  }

  /**
   * The bytes that have to be free at the least: for what comes out of all files, less what lies
   * here from an earlier extraction and is replaced, and for the tars, of which with --cleanup one
   * at a time will do.
   */
  static long needed(DownloadPlan plan, DownloadFolder folder, DownloadOptions options)
      throws SyncException {
    return members(plan, folder)
        + (options.staging() == Staging.NONE
            ? 0
            : options.cleanup() ? tars(plan).max().orElse(0) : tars(plan).sum());
  }

  /**
   * How many bytes of tars may lie here at the same time.
   *
   * @param free bytes before anything is done
   */
  static long room(DownloadPlan plan, DownloadFolder folder, DownloadOptions options, long free)
      throws SyncException {
    return options.cleanup() ? free - members(plan, folder) : Long.MAX_VALUE;
  }

  private static LongStream tars(DownloadPlan plan) {
    return plan.tasks().stream()
        .flatMap(task -> task.steps().stream())
        .filter(step -> step.action() == DownloadStep.Action.FETCH && step.file().type().isTar())
        .mapToLong(step -> step.file().size());
  }

  private static long members(DownloadPlan plan, DownloadFolder folder) throws SyncException {
    long bytes = 0;
    for (DownloadTask task : plan.tasks()) {
      for (DownloadStep step : task.steps()) {
        DownloadFile file = step.file();
        boolean comes =
            step.action() == DownloadStep.Action.FETCH
                || (step.action() == DownloadStep.Action.EXTRACT && file.type().isTar());
        if (comes) {
          bytes += Math.max(0, file.size() - replaced(file, folder));
        }
      }
    }
    return bytes;
  }

  private static long replaced(DownloadFile file, DownloadFolder folder) throws SyncException {
    return folder.members(file.fault()).of(file.type(), file.name()).values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }
}

package org.quakecore.cssync.download.extract;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.download.plan.ArchivedFile;
import org.quakecore.cssync.download.plan.Options;
import org.quakecore.cssync.download.plan.Plan;
import org.quakecore.cssync.download.plan.Step;
import org.quakecore.cssync.download.plan.Task;
import org.quakecore.cssync.transfer.ByteCount;
import org.quakecore.cssync.transfer.Progress;
import org.quakecore.cssync.transfer.Staging;

/**
 * Works out how much room a plan needs, so that a disk that is too small is noticed at the start.
 */
public final class Space {
  /** Bytes free on the disk that holds a folder. */
  @FunctionalInterface
  public interface Probe {
    long free(Path folder) throws IOException;
  }

  private Space() {}

  /**
   * Demands that so many bytes are free, where that can be told.
   *
   * @return how many are
   * @throws SyncException of kind DISK_FULL naming both numbers
   */
  public static long demand(Space.Probe space, Folder folder, long needed, Progress progress)
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
   * here from an earlier extraction and is replaced or gone on with, and for the tars, of which
   * with --cleanup one at a time will do.
   */
  public static long needed(Plan plan, Folder folder, Options options) throws SyncException {
    return members(plan, folder)
        + (options.staging() == Staging.NONE
            ? 0
            : options.cleanup() ? tars(plan, folder).max().orElse(0) : tars(plan, folder).sum());
  }

  /**
   * How many bytes of tars may lie here at the same time.
   *
   * @param free bytes before anything is done
   */
  public static long room(Plan plan, Folder folder, Options options, long free)
      throws SyncException {
    return options.cleanup() ? free - members(plan, folder) : Long.MAX_VALUE;
  }

  private static LongStream tars(Plan plan, Folder folder) {
    return plan.tasks().stream()
        .flatMap(task -> task.steps().stream())
        .filter(step -> step.action() == Step.Action.FETCH && step.file().type().isTar())
        .mapToLong(step -> Math.max(0, step.file().size() - half(step.file(), folder)));
  }

  private static long members(Plan plan, Folder folder) throws SyncException {
    long bytes = 0;
    for (Task task : plan.tasks()) {
      for (Step step : task.steps()) {
        ArchivedFile file = step.file();
        boolean comes =
            step.action() == Step.Action.FETCH
                || (step.action() == Step.Action.EXTRACT && file.type().isTar());
        if (comes) {
          bytes += Math.max(0, file.size() - replaced(file, folder) - extracted(file, folder));
        }
      }
    }
    return bytes;
  }

  /** What has come of a tar that did not come to its end. */
  private static long half(ArchivedFile file, Folder folder) {
    return folder.half(file).stream()
        .mapToLong(path -> Math.max(0, Disk.size(path.getParent(), file.name())))
        .findFirst()
        .orElse(0);
  }

  /** What has come out of a tar that did not come to its end. */
  private static long extracted(ArchivedFile file, Folder folder) throws SyncException {
    Path aside = folder.extracting(file);
    return Disk.files(aside).stream().mapToLong(name -> Disk.size(aside, name)).sum();
  }

  private static long replaced(ArchivedFile file, Folder folder) throws SyncException {
    return folder.members(file.fault()).of(file.type(), file.name()).values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }
}

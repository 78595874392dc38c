package org.quakecore.cssync.job;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.quakecore.cssync.job.SendingRecord.FileRecord;
import org.quakecore.cssync.remote.Transfer;

/**
 * One file that is to get to the remote.
 *
 * @param sources its sources as they were found when its set was begun
 * @param before what an earlier run recorded of the same file
 */
record FileTask(
    FaultWork fault,
    SetProgress set,
    OutgoingFile file,
    FileRecord sources,
    Optional<FileRecord> before) {

  private static final Comparator<FileTask> BIGGEST_FIRST =
      Comparator.comparingLong((FileTask task) -> task.file().size())
          .reversed()
          .thenComparing(task -> task.file().name());

  /**
   * The order to send files in: the biggest first, or the last ones leave the line idle, and of the
   * small ones, which travel beside, another after each.
   *
   * @param ahead so many small ones go first, for the line is idle until the first tars are packed
   *     and their transfers have begun; those of them that begin at once, where there are such
   */
  static List<FileTask> inOrder(List<FileTask> tasks, int ahead) {
    Map<Boolean, List<FileTask>> sorted =
        tasks.stream()
            .sorted(BIGGEST_FIRST)
            .collect(Collectors.partitioningBy(task -> task.file().size() > Line.SMALL));
    Deque<FileTask> large = new ArrayDeque<>(sorted.get(true));
    Deque<FileTask> small = new ArrayDeque<>(sorted.get(false));
    List<FileTask> order = new ArrayList<>();
    small.stream()
        .filter(task -> task.file().size() <= Transfer.SINGLE_CALL)
        .limit(ahead)
        .forEach(order::add);
    small.removeIf(order::contains);
    while (order.size() < ahead && !small.isEmpty()) {
      order.add(small.remove());
    }
    while (!large.isEmpty() || !small.isEmpty()) {
      if (!large.isEmpty()) {
        order.add(large.remove());
      }
      if (!small.isEmpty()) {
        order.add(small.remove());
      }
    }
    return order;
  }

  /** Where it goes, below the version's folder. */
  String destination() {
    return set.planned().destination();
  }

  /** What an earlier run learnt of the file, if its sources have not changed since. */
  Optional<FileRecord> known() {
    return before.filter(
        record -> record.knownHash().isPresent() && SourceState.isUnchanged(record, sources));
  }

  /** Whether a file of its name and size stands where it is to go. */
  boolean mayBeThere() {
    return set.planned().present().stream()
        .anyMatch(there -> there.name().equals(file.name()) && there.size() == file.size());
  }
}

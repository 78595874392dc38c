package org.quakecore.cssync.upload.manifests;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.transfer.ByteCount;
import org.quakecore.cssync.transfer.Conclusion;
import org.quakecore.cssync.transfer.Conclusion.Done;
import org.quakecore.cssync.transfer.Conclusion.Left;
import org.quakecore.cssync.transfer.Conclusion.SetEnd;
import org.quakecore.cssync.transfer.Progress;
import org.quakecore.cssync.upload.plan.SourceSet;

/** Says how the making of manifests ended, set by set and at the end. Any thread may tell it. */
final class Tally {
  private final Progress progress;
  private final long startNanos = System.nanoTime();
  private final Map<End, Long> ends = new EnumMap<>(End.class);
  private final List<SetEnd> sets = new ArrayList<>();
  private final Set<String> ended = new HashSet<>();

  /** How it ended for a set. */
  enum End {
    MADE,
    SKIPPED,
    REFUSED,
    FAILED,
    ABSENT,
    /** The run ended before. */
    NOT_DONE
  }

  Tally(Progress progress) {
    this.progress = progress;
    for (End end : End.values()) {
      ends.put(end, 0L);
    }
  }

  /** Takes note of a set, and says so at once. */
  synchronized void end(End end, SourceSet set, String words) {
    ends.merge(end, 1L, Long::sum);
    sets.add(new SetEnd(set.title(), word(end), words));
    ended.add(set.title());
    progress.say(String.format(Locale.ROOT, " %-8s %s: %s", word(end), set.title(), words));
  }

  /**
   * Takes note of the sets that the run did not come to the end of.
   *
   * @return what is left
   */
  synchronized Left notReached(List<MissingManifest> wanted) {
    List<MissingManifest> left =
        wanted.stream().filter(each -> !ended.contains(each.set().title())).toList();
    left.forEach(each -> end(End.NOT_DONE, each.set(), ByteCount.human(each.bytes()) + " to read"));
    return left(left);
  }

  /** The sets that have no manifest though they should. */
  private long errors() {
    return ends.get(End.REFUSED) + ends.get(End.FAILED) + ends.get(End.NOT_DONE);
  }

  /**
   * Sums up.
   *
   * @param effort what it took, in words
   * @param bytes of sources that were read
   * @param left what is not done
   * @return whether every set has its manifest
   */
  synchronized boolean sumUp(String address, String effort, long bytes, Left left) {
    Map<String, Long> told = new LinkedHashMap<>();
    ends.forEach(
        (end, count) -> {
          if (end != End.NOT_DONE || count > 0) {
            told.put(word(end), count);
          }
        });
    List<String> lines = new ArrayList<>(List.of("", "#### Summary of " + address));
    lines.add(
        "   "
            + told.entrySet().stream()
                .map(end -> end.getValue() + " " + end.getKey())
                .collect(Collectors.joining(", "))
            + "; "
            + effort);
    if (ends.get(End.MADE) == 0 && errors() == 0) {
      lines.add("   Nothing to do: every set that is there has its manifest");
    }
    if (ends.get(End.NOT_DONE) > 0) {
      lines.add("   Run the same command again: " + left.words() + " of sources are left to read");
    }
    lines.add("   Errors: " + errors());
    Done done = new Done(ends.get(End.MADE), 0, bytes, took());
    progress.conclude(new Conclusion(address, done, told, left, errors(), sets, lines));
    return errors() == 0;
  }

  /**
   * Tells what would be made, and the sets that cannot be.
   *
   * @return whether all others can
   */
  synchronized boolean plan(String address, List<MissingManifest> wanted) {
    List<String> lines = new ArrayList<>();
    Map<String, Long> told = new LinkedHashMap<>();
    told.put("to make", (long) wanted.size());
    ends.forEach((end, count) -> told.put(word(end), count));
    for (MissingManifest each : wanted) {
      long bytes = each.files().stream().mapToLong(StoredFile::size).sum();
      String words = ByteCount.files(each.files().size()) + ", " + ByteCount.human(bytes);
      lines.add(" to make  " + each.set().title() + ": " + words);
      sets.add(new SetEnd(each.set().title(), "to make", words));
    }
    lines.add("   nothing was done: --dry_run");
    Done done = new Done(0, 0, 0, took());
    progress.conclude(new Conclusion(address, done, told, left(wanted), errors(), sets, lines));
    return errors() == 0;
  }

  /** What would have to be read for these. */
  static Left left(List<MissingManifest> wanted) {
    return new Left(wanted.size(), wanted.stream().mapToLong(MissingManifest::bytes).sum());
  }

  private Duration took() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  private static String word(End end) {
    return end.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}

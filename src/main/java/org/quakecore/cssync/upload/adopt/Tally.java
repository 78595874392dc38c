package org.quakecore.cssync.upload.adopt;

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
import org.quakecore.cssync.transfer.ByteCount;
import org.quakecore.cssync.transfer.Conclusion;
import org.quakecore.cssync.transfer.Conclusion.Done;
import org.quakecore.cssync.transfer.Conclusion.Left;
import org.quakecore.cssync.transfer.Conclusion.SetEnd;
import org.quakecore.cssync.transfer.Progress;

/** Says how the adoption of each set ended, at once and at the end. Any thread may tell it. */
final class Tally {
  /** How it ended for a set. */
  enum End {
    ADOPTED,
    SKIPPED,
    REFUSED,
    FAILED,
    /** The run ended before. */
    NOT_DONE
  }

  private final Progress progress;
  private final long startNanos = System.nanoTime();
  private final Map<End, Long> ends = new EnumMap<>(End.class);
  private final List<SetEnd> sets = new ArrayList<>();
  private final Set<String> ended = new HashSet<>();
  private long bytesAdopted;

  Tally(Progress progress) {
    this.progress = progress;
    for (End end : End.values()) {
      ends.put(end, 0L);
    }
  }

  /** Takes note of a set, and says so at once. */
  synchronized void end(End end, String title, String words) {
    ends.merge(end, 1L, Long::sum);
    sets.add(new SetEnd(title, word(end), words));
    ended.add(title);
    progress.say(String.format(Locale.ROOT, " %-8s %s: %s", word(end), title, words));
  }

  synchronized void adopted(FoundSet set, String words) {
    bytesAdopted += set.bytes();
    end(End.ADOPTED, set.title(), words);
  }

  /**
   * Takes note of the sets that the run did not come to the end of.
   *
   * @return what is left
   */
  synchronized Left notReached(List<FoundSet> wanted) {
    List<FoundSet> left = wanted.stream().filter(set -> !ended.contains(set.title())).toList();
    left.forEach(set -> end(End.NOT_DONE, set.title(), ByteCount.human(set.bytes())));
    return left(left);
  }

  private long errors() {
    return ends.get(End.REFUSED) + ends.get(End.FAILED) + ends.get(End.NOT_DONE);
  }

  /**
   * Sums up.
   *
   * @param effort what it took, in words
   * @return whether every set has its manifest
   */
  synchronized boolean sumUp(String address, String effort, Left left) {
    Map<String, Long> told = told();
    List<String> lines = new ArrayList<>(List.of("", "#### Summary of " + address));
    lines.add(
        "   "
            + told.entrySet().stream()
                .map(end -> end.getValue() + " " + end.getKey())
                .collect(Collectors.joining(", "))
            + "; "
            + effort);
    if (ends.get(End.ADOPTED) == 0 && errors() == 0) {
      lines.add("   Nothing to do: every set that is there has its manifest");
    }
    if (ends.get(End.NOT_DONE) > 0) {
      lines.add("   Run the same command again: " + left.words() + " are left");
    }
    lines.add("   Errors: " + errors());
    Done done = new Done(ends.get(End.ADOPTED), 0, bytesAdopted, took());
    progress.conclude(new Conclusion(address, done, told, left, errors(), sets, lines));
    return errors() == 0;
  }

  /**
   * Tells what would be adopted, and the sets that cannot be.
   *
   * @return whether all others can
   */
  synchronized boolean plan(String address, List<FoundSet> wanted) {
    Map<String, Long> told = new LinkedHashMap<>();
    told.put("to adopt", (long) wanted.size());
    told.putAll(told());
    List<String> lines = new ArrayList<>();
    for (FoundSet set : wanted) {
      String words = ByteCount.files(set.files().size()) + ", " + ByteCount.human(set.bytes());
      lines.add(" to adopt " + set.title() + ": " + words);
      sets.add(new SetEnd(set.title(), "to adopt", words));
    }
    lines.add("   nothing was done: --dry_run");
    Done done = new Done(0, 0, 0, took());
    progress.conclude(new Conclusion(address, done, told, left(wanted), errors(), sets, lines));
    return errors() == 0;
  }

  private Map<String, Long> told() {
    Map<String, Long> told = new LinkedHashMap<>();
    ends.forEach(
        (end, count) -> {
          if (end != End.NOT_DONE || count > 0) {
            told.put(word(end), count);
          }
        });
    return told;
  }

  private static Left left(List<FoundSet> sets) {
    return new Left(sets.size(), sets.stream().mapToLong(FoundSet::bytes).sum());
  }

  private Duration took() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  private static String word(End end) {
    return end.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}

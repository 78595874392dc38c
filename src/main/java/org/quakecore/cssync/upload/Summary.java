package org.quakecore.cssync.upload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.transfer.ByteCount;
import org.quakecore.cssync.upload.plan.PlannedSet;
import org.quakecore.cssync.upload.plan.PlannedSet.Decision;

/** Gathers how each set ended, and says so. Safe to use from several threads. */
final class Summary {
  private enum End {
    SENT,
    SKIPPED,
    MISSING,
    REFUSED,
    FAILED
  }

  private record Entry(PlannedSet set, End end, String words) {}

  /** By title, so that a set that failed in the last check is no longer listed as sent. */
  private final Map<String, Entry> entries = new TreeMap<>();

  private final List<String> records = new ArrayList<>();
  private final Map<End, Long> recordErrors = new EnumMap<>(End.class);
  private boolean recordsSent;
  private int filesSent;
  private long bytesSent;

  /** Counts files that were sent and proven. */
  synchronized void count(int files, long bytes) {
    filesSent += files;
    bytesSent += bytes;
  }

  /** Takes over a set that came to a good end. */
  synchronized void ended(SetProgress set) {
    PlannedSet planned = set.planned();
    String bytes = ", " + ByteCount.human(planned.set().bytes());
    if (!planned.isSent()) {
      put(planned, End.SKIPPED, "already there, with other times but the same content" + bytes);
      return;
    }
    int kept = set.kept();
    int sent = set.proven().size() - kept;
    String words =
        (sent == 0 ? "nothing to send" : ByteCount.files(sent) + " sent")
            + (kept == 0 ? "" : ", " + ByteCount.files(kept) + " already right");
    put(planned, End.SENT, words + bytes + " in all");
  }

  synchronized void skipped(PlannedSet set) {
    put(set, End.SKIPPED, set.reason() + ", " + ByteCount.human(set.set().bytes()));
  }

  synchronized void refused(PlannedSet set) {
    put(set, End.REFUSED, set.reason());
  }

  synchronized void failed(PlannedSet set, String why) {
    put(set, End.FAILED, why);
  }

  /** As {@link #supposedlyThere()}, but for faults that another run is changing. */
  synchronized List<PlannedSet> supposedlyThere(Set<Fault> inTheWay) {
    return supposedlyThere().stream().filter(set -> !inTheWay.contains(set.set().fault())).toList();
  }

  /** The sets that count as done, in order, to be looked up once more. */
  synchronized List<PlannedSet> supposedlyThere() {
    return entries.values().stream()
        .filter(entry -> entry.end() == End.SENT || entry.end() == End.SKIPPED)
        .map(Entry::set)
        .toList();
  }

  /** Takes over the sets the run never came to. */
  synchronized void notReached(List<PlannedSet> planned) {
    for (PlannedSet set : planned) {
      if (!entries.containsKey(set.set().title())) {
        put(set, End.FAILED, "not done: the run ended before");
      }
    }
  }

  /** Takes over what became of a file of the version's folder itself. */
  synchronized void record(RecordChange change, Optional<String> failure) {
    records.addAll(change.ended(failure));
    recordErrors.merge(End.REFUSED, (long) change.refused().size(), Long::sum);
    recordErrors.merge(End.FAILED, failure.isPresent() ? 1L : 0L, Long::sum);
    recordsSent |= change.content().isPresent();
  }

  synchronized int errors() {
    Map<End, Long> counts = counts();
    return (int) (counts.getOrDefault(End.REFUSED, 0L) + counts.getOrDefault(End.FAILED, 0L));
  }

  /** The summary, as it is printed. */
  synchronized List<String> lines(String address, boolean checked, Duration took) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("#### Summary of " + address);
    for (Entry entry : entries.values()) {
      lines.add(
          String.format(
              Locale.ROOT,
              " %-8s %s: %s",
              entry.end().name().toLowerCase(Locale.ROOT),
              entry.set().set().title(),
              entry.words()));
    }
    for (Entry entry : entries.values()) {
      if (entry.end() != End.REFUSED && entry.end() != End.FAILED) {
        entry
            .set()
            .incomplete()
            .ifPresent(why -> lines.add(" INCOMPLETE " + entry.set().set().title() + ": " + why));
      }
    }
    lines.addAll(records);
    lines.add(
        "   "
            + tally()
            + "; "
            + ByteCount.files(filesSent)
            + ", "
            + ByteCount.human(bytesSent)
            + " sent in "
            + took(took));
    if (!checked && filesSent > 0) {
      lines.add("   Not verified by content: --no_checksum");
    }
    if (entries.isEmpty()) {
      lines.add("   Nothing to do: the list has nothing of these types");
    } else if (!recordsSent && counts().keySet().equals(Set.of(End.SKIPPED))) {
      lines.add("   Nothing to do: everything is already there");
    }
    lines.add("   Errors: " + errors());
    return lines;
  }

  private String tally() {
    Map<End, Long> counts = counts();
    return Arrays.stream(End.values())
        .filter(end -> end != End.MISSING || counts.containsKey(end))
        .map(end -> counts.getOrDefault(end, 0L) + " " + end.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  private Map<End, Long> counts() {
    Map<End, Long> counts = new EnumMap<>(End.class);
    entries.values().forEach(entry -> counts.merge(entry.end(), 1L, Long::sum));
    recordErrors.forEach((end, errors) -> counts.merge(end, errors, Long::sum));
    counts.values().removeIf(count -> count == 0);
    return counts;
  }

  private void put(PlannedSet set, End end, String words) {
    entries.put(set.set().title(), new Entry(set, end, words));
  }

  static String took(Duration duration) {
    return String.format(
        Locale.ROOT,
        "%d:%02d:%02d",
        duration.toHours(),
        duration.toMinutesPart(),
        duration.toSecondsPart());
  }

  /** How a decision that needs no work ends. */
  synchronized void settle(PlannedSet set) {
    if (set.decision() == Decision.SKIP) {
      skipped(set);
    } else if (set.decision() == Decision.NOTHING) {
      put(set, End.MISSING, set.reason());
    } else if (set.decision() == Decision.REFUSE) {
      refused(set);
    }
  }
}

package org.quakecore.cssync.upload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.transfer.ByteCount;
import org.quakecore.cssync.transfer.Conclusion;
import org.quakecore.cssync.transfer.Conclusion.Done;
import org.quakecore.cssync.transfer.Conclusion.Left;
import org.quakecore.cssync.transfer.Conclusion.SetEnd;
import org.quakecore.cssync.transfer.RemoteProof;
import org.quakecore.cssync.upload.plan.PlannedSet;
import org.quakecore.cssync.upload.plan.PlannedSet.Decision;
import org.quakecore.cssync.upload.plan.SourceSet;

/** Gathers how each set ended, and says so. Safe to use from several threads. */
final class Summary {
  private enum End {
    /** All its files are there; its manifest is not yet. */
    PROVEN,
    SENT,
    SKIPPED,
    MISSING,
    REFUSED,
    FAILED,
    INTERRUPTED,
    NOT_BEGUN;

    /** Whether it is counted also where there is none. */
    private boolean isUsual() {
      return this == SENT || this == SKIPPED || this == REFUSED || this == FAILED;
    }

    private boolean isError() {
      return this == REFUSED || isToBeTriedAgain();
    }

    private boolean isToBeTriedAgain() {
      return this == FAILED || this == INTERRUPTED || this == NOT_BEGUN;
    }

    private String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  private record Entry(PlannedSet set, End end, String words) {}

  /** By title, so that a set that failed in the last check is no longer listed as sent. */
  private final Map<String, Entry> entries = new TreeMap<>();

  private final Map<String, SetProgress> begun = new HashMap<>();

  private final List<String> records = new ArrayList<>();
  private final Map<End, Long> recordErrors = new EnumMap<>(End.class);
  private boolean recordsSent;
  private int filesSent;
  private long bytesSent;
  private long moved;
  private OptionalLong left = OptionalLong.empty();

  /** Counts files that were sent and proven. */
  synchronized void count(int files, long bytes) {
    filesSent += files;
    bytesSent += bytes;
  }

  /** Notes that work on a set begins. */
  synchronized void begun(SetProgress set) {
    begun.put(set.planned().set().title(), set);
  }

  /** Notes that the remote has all of a set, but for its manifest. */
  synchronized void proven(SetProgress set) {
    put(
        set.planned(),
        End.PROVEN,
        "all is there and right, but for its manifest, "
            + ByteCount.human(set.planned().set().bytes()));
  }

  /** Counts bytes of planned files that are where they have to be. */
  synchronized void arrived(long bytes) {
    moved += bytes;
  }

  /** Notes that the time was too short. */
  synchronized void timeUp(long bytesToSend) {
    left = OptionalLong.of(Math.max(0, bytesToSend - moved));
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
    if (planned.growth().isPresent()) {
      put(
          planned,
          End.SENT,
          ByteCount.files(sent + kept)
              + bytes
              + ", appended to the "
              + planned.growth().get().before().parts().size()
              + " there");
      return;
    }
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

  /** Takes over the sets that the run was not done with when it ended. */
  synchronized void notReached(List<PlannedSet> planned) {
    for (PlannedSet set : planned) {
      SetProgress progress = begun.get(set.set().title());
      if (entries.containsKey(set.set().title())) {
        continue;
      }
      if (progress == null) {
        put(set, End.NOT_BEGUN, ByteCount.human(set.set().bytes()));
      } else {
        put(
            set,
            End.INTERRUPTED,
            progress.proven().size()
                + " of "
                + ByteCount.files(set.set().files().size())
                + " there and right, "
                + ByteCount.human(bytesLeft(set))
                + " left");
      }
    }
  }

  /** The bytes of the files of a set that are not known to be there. */
  private long bytesLeft(PlannedSet set) {
    SetProgress progress = begun.get(set.set().title());
    long there =
        progress == null
            ? 0
            : progress.proven().stream().mapToLong(RemoteProof.Expected::size).sum();
    return set.isSent() ? set.set().bytes() - there : 0;
  }

  /** Takes over what became of a file of the version's folder itself. */
  synchronized void record(RecordChange change, Optional<String> failure) {
    records.addAll(change.ended(failure));
    recordErrors.merge(End.REFUSED, (long) change.refused().size(), Long::sum);
    recordErrors.merge(End.FAILED, failure.isPresent() ? 1L : 0L, Long::sum);
    recordsSent |= change.content().isPresent();
  }

  synchronized long errors() {
    return counts().entrySet().stream()
        .filter(each -> each.getKey().isError())
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** A line for each set that is not where it should be. */
  synchronized List<String> issues(String words) {
    return entries.values().stream()
        .filter(entry -> entry.end().isError())
        .map(entry -> entry.set().set())
        .map(set -> issue(set, words))
        .toList();
  }

  /** A line as the Python scripts had it, by which other scripts find what went wrong. */
  static String issue(SourceSet set, String words) {
    return "!!! " + set.fault() + "_" + set.type() + (set.type().isTar() ? "*.tar " : " ") + words;
  }

  /**
   * The summary.
   *
   * @param checked whether content was compared
   * @param early whether the run ended before all was done
   */
  synchronized Conclusion conclusion(
      String address, boolean checked, Duration took, boolean early) {
    List<SetEnd> sets =
        entries.values().stream()
            .map(entry -> new SetEnd(entry.set().set().title(), entry.end().word(), entry.words()))
            .toList();
    Map<String, Long> ends = new LinkedHashMap<>();
    Map<End, Long> counts = counts();
    Stream.of(End.values())
        .filter(end -> end.isUsual() || counts.containsKey(end))
        .forEach(end -> ends.put(end.word(), counts.getOrDefault(end, 0L)));
    long done = counts.getOrDefault(End.SENT, 0L) + counts.getOrDefault(End.PROVEN, 0L);
    // An end that is no set's is still no good end.
    long errors = Math.max(errors(), early ? 1 : 0);
    return new Conclusion(
        address,
        new Done(done, filesSent, bytesSent, took),
        ends,
        left(),
        errors,
        sets,
        lines(address, checked, took, early, ends, errors));
  }

  private Left left() {
    List<PlannedSet> again =
        entries.values().stream()
            .filter(entry -> entry.end().isToBeTriedAgain())
            .map(Entry::set)
            .toList();
    return new Left(again.size(), again.stream().mapToLong(this::bytesLeft).sum());
  }

  private List<String> lines(
      String address,
      boolean checked,
      Duration took,
      boolean early,
      Map<String, Long> ends,
      long errors) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("#### Summary of " + address);
    for (Entry entry : entries.values()) {
      lines.add(
          String.format(
              Locale.ROOT,
              " %-8s %s: %s",
              entry.end().word(),
              entry.set().set().title(),
              entry.words()));
    }
    for (Entry entry : entries.values()) {
      if (!entry.end().isError()) {
        entry
            .set()
            .incomplete()
            .ifPresent(why -> lines.add(" INCOMPLETE " + entry.set().set().title() + ": " + why));
      }
    }
    lines.addAll(records);
    lines.add(
        "   "
            + ends.entrySet().stream()
                .map(end -> end.getValue() + " " + end.getKey())
                .collect(Collectors.joining(", "))
            + "; "
            + ByteCount.files(filesSent)
            + ", "
            + ByteCount.human(bytesSent)
            + " sent in "
            + took(took));
    if (!checked && filesSent > 0) {
      lines.add("   Not verified by content: --no_checksum");
    }
    if (early) {
      lines.add("   Run the same command again: " + again());
    } else if (entries.isEmpty()) {
      lines.add("   Nothing to do: the list has nothing of these types");
    } else if (!recordsSent && counts().keySet().equals(Set.of(End.SKIPPED))) {
      lines.add("   Nothing to do: everything is already there");
    }
    if (!early) {
      lines.add("#### Completed");
    }
    left.ifPresent(bytes -> lines.add("   time is up: " + ByteCount.human(bytes) + " left"));
    lines.add("   Errors: " + errors);
    return lines;
  }

  /** What the same command would do. */
  private String again() {
    Left left = left();
    long owed = counts().getOrDefault(End.PROVEN, 0L);
    List<String> what = new ArrayList<>();
    if (left.sets() > 0) {
      what.add(left.words());
    }
    if (owed > 0) {
      what.add(owed == 1 ? "1 manifest" : owed + " manifests");
    }
    return what.isEmpty()
        ? "no set is left to send, but the last look and the records are"
        : String.join(" and ", what) + " are left to send";
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

package org.quakecore.cssync.upload.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.FileState;
import org.quakecore.cssync.inventory.RemoteSets;
import org.quakecore.cssync.manifest.Manifests;
import org.quakecore.cssync.transfer.ByteCount;
import org.quakecore.cssync.transfer.Conclusion;
import org.quakecore.cssync.transfer.Conclusion.Done;
import org.quakecore.cssync.transfer.Conclusion.Left;
import org.quakecore.cssync.transfer.Conclusion.SetEnd;
import org.quakecore.cssync.upload.plan.PlannedSet.Decision;
import org.quakecore.cssync.upload.plan.SendingRecord.SetRecord;

/**
 * Decides what an upload does, before it does anything. A pure function of what the sources make,
 * what stands on the remote, what earlier runs recorded, what the stocktake says, and the options.
 */
public final class Plan {
  /** What the plan asks beside the sources. */
  public record Knowledge(
      RemoteSets remote,
      Manifests manifests,
      Function<SourceSet, Map<String, FileState>> looks,
      BiFunction<Fault, DataType, Optional<SetRecord>> records,
      BiFunction<Fault, DataType, List<String>> problems,
      boolean overwrite,
      long overwriteSince,
      Appending appending,
      boolean allowIncomplete) {}

  /**
   * Whether sets may grow.
   *
   * @param asked whether the user wants it
   * @param partSize the most bytes of a tar
   * @param unfinished why an append that was begun could not be finished, by title of the set
   */
  public record Appending(boolean asked, long partSize, Map<String, String> unfinished) {}

  private final SortedMap<Fault, List<PlannedSet>> sets;

  private Plan(SortedMap<Fault, List<PlannedSet>> sets) {
    this.sets = sets;
  }

  public static Plan of(SortedMap<Fault, List<SourceSet>> sources, Knowledge knowledge) {
    SortedMap<Fault, List<PlannedSet>> planned = new TreeMap<>();
    sources.forEach(
        (fault, ofFault) ->
            planned.put(
                fault,
                ofFault.stream()
                    .filter(set -> isAskedFor(set, knowledge))
                    .map(set -> decide(set, knowledge))
                    .toList()));
    return new Plan(planned);
  }

  public SortedMap<Fault, List<PlannedSet>> byFault() {
    return sets;
  }

  public List<PlannedSet> all() {
    return sets.values().stream().flatMap(Collection::stream).toList();
  }

  /** The bytes of the files of sets that are sent, before it is known which are there already. */
  public long bytesToSend() {
    return all().stream().filter(PlannedSet::isSent).mapToLong(set -> set.set().bytes()).sum();
  }

  /** The faults of which something is to be changed on the remote. */
  public List<Fault> changing() {
    return sets.entrySet().stream()
        .filter(fault -> fault.getValue().stream().anyMatch(PlannedSet::changesTheRemote))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The same, but for faults that cannot be changed now: of those only what is there counts. */
  public Plan leaving(Map<Fault, String> inTheWay) {
    SortedMap<Fault, List<PlannedSet>> left = new TreeMap<>();
    sets.forEach(
        (fault, ofFault) ->
            left.put(
                fault,
                ofFault.stream()
                    .map(
                        set ->
                            inTheWay.containsKey(fault) && set.changesTheRemote()
                                ? refuse(set.set(), inTheWay.get(fault))
                                : set)
                    .toList()));
    return new Plan(left);
  }

  /** The sets that are there when all is done as planned. */
  public List<PlannedSet> settling() {
    return all().stream()
        .filter(
            set ->
                set.isSent()
                    || set.decision() == Decision.SKIP
                    || set.decision() == Decision.COMPARE)
        .toList();
  }

  /**
   * What this comes to where it is only told.
   *
   * @param refused what else is refused than sets
   * @param lines as it is printed
   */
  public Conclusion conclusion(String address, long refused, List<String> lines) {
    Map<String, Long> ends = new LinkedHashMap<>();
    List<SetEnd> ended = new ArrayList<>();
    for (PlannedSet set : all()) {
      String end = set.decision().name().toLowerCase(Locale.ROOT);
      ends.merge(end, 1L, Long::sum);
      ended.add(new SetEnd(set.set().title(), end, set.reason()));
    }
    long errors = refused + all().stream().filter(set -> set.decision() == Decision.REFUSE).count();
    return new Conclusion(
        address,
        new Done(0, 0, 0, Duration.ZERO),
        ends,
        new Left(all().stream().filter(PlannedSet::isSent).count(), bytesToSend()),
        errors,
        ended,
        lines);
  }

  public boolean replacesAny() {
    return all().stream().anyMatch(set -> set.decision() == Decision.REPLACE);
  }

  public boolean appendsAny() {
    return all().stream().anyMatch(set -> set.decision() == Decision.APPEND);
  }

  public long filesToSend() {
    return all().stream()
        .filter(PlannedSet::isSent)
        .mapToLong(planned -> planned.set().files().size())
        .sum();
  }

  /** One line a set, as {@code --dry_run} prints it. */
  public List<String> describe() {
    List<String> lines = new ArrayList<>();
    for (PlannedSet planned : all()) {
      SourceSet set = planned.set();
      String files = set.files().size() == 1 ? "1 file" : set.files().size() + " files";
      String what =
          set.obstacle().isPresent()
              ? ""
              : " (" + files + ", " + ByteCount.human(set.bytes()) + ")";
      lines.add(
          String.format(
              Locale.ROOT,
              " %-9s %s%s: %s%s",
              planned.decision().name().toLowerCase(Locale.ROOT),
              set.title(),
              what,
              planned.reason(),
              planned.incomplete().map(why -> "; INCOMPLETE: " + why).orElse("")));
      if (planned.isSent()) {
        set.files()
            .forEach(
                file ->
                    lines.add("           " + file.name() + "  " + ByteCount.human(file.size())));
      }
    }
    return lines;
  }

  /** A type without files is nobody's concern, unless the stocktake looked for some. */
  private static boolean isAskedFor(SourceSet set, Knowledge knowledge) {
    return !set.files().isEmpty()
        || set.obstacle().isPresent()
        || !knowledge.problems().apply(set.fault(), set.type()).isEmpty();
  }

  private static PlannedSet decide(SourceSet set, Knowledge knowledge) {
    if (set.obstacle().isPresent()) {
      return refuse(set, set.obstacle().get());
    }
    List<String> problems = knowledge.problems().apply(set.fault(), set.type());
    if (!problems.isEmpty() && !knowledge.allowIncomplete()) {
      return refuse(
          set,
          "the stocktake says: "
              + String.join("; ", problems)
              + ". Mend it and run preprocess again, or send it as it is with --allow_incomplete");
    }
    PlannedSet decided =
        set.files().isEmpty() ? nothing(set) : new SetDecision(set, knowledge).decide();
    return problems.isEmpty() ? decided : decided.incomplete(String.join("; ", problems));
  }

  private static PlannedSet nothing(SourceSet set) {
    return new PlannedSet(set, Decision.NOTHING, "no file of it was found", List.of(), List.of());
  }

  public static PlannedSet refuse(SourceSet set, String reason) {
    return new PlannedSet(set, Decision.REFUSE, reason, List.of(), List.of());
  }
}

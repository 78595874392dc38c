package org.quakecore.cssync.download.plan;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.inventory.Expectation;
import org.quakecore.cssync.transfer.ByteCount;
import org.quakecore.cssync.transfer.Conclusion;
import org.quakecore.cssync.transfer.Conclusion.Done;
import org.quakecore.cssync.transfer.Conclusion.Left;
import org.quakecore.cssync.transfer.Conclusion.SetEnd;

/**
 * What a download will do, decided from what is on the remote and what is here, before anything is
 * done.
 *
 * @param tasks by fault and type
 * @param problems what was asked for and cannot be had
 * @param remarks what is worth knowing, but no error
 */
public record Plan(List<Task> tasks, List<String> problems, List<String> remarks) {
  /** Longer lists of what does not count would bury the rest. */
  private static final int MOST_IGNORED = 20;

  public Plan {
    tasks = List.copyOf(tasks);
    problems = List.copyOf(problems);
    remarks = List.copyOf(remarks);
  }

  /**
   * Decides.
   *
   * @param facts of every file of a set that is wanted and whole, by path
   * @param expectation what should be there by the version's own records
   */
  public static Plan of(
      SetListing listing, Map<String, KnownHere> facts, Options options, Expectation expectation)
      throws SyncException {
    List<Task> tasks = new ArrayList<>();
    List<String> problems = new ArrayList<>(absentFaults(listing, options, expectation));
    problems.addAll(incomplete(listing, options, expectation));
    List<String> remarks = new ArrayList<>(ignored(listing));
    for (Fault fault : options.excluded()) {
      if (!listing.sets().containsKey(fault)) {
        remarks.add("--exc_fault " + fault + ": there is no such fault" + nearest(listing, fault));
      }
    }
    for (Fault fault : listing.sets().keySet()) {
      if (!options.wants(fault)) {
        continue;
      }
      for (DataType type : options.types().in(listing.layout())) {
        Optional<ArchivedSet> set = listing.find(fault, type);
        if (set.isEmpty()) {
          if (expectation.why(fault, type).isEmpty()) {
            (options.types().named() ? problems : remarks)
                .add(fault + " " + type + ": there is none");
          }
        } else if (set.get().problem().isPresent()) {
          problems.add(fault + " " + type + ": " + set.get().problem().get());
        } else {
          tasks.add(task(set.get(), facts, options, problems));
        }
      }
    }
    return new Plan(tasks, problems, remarks);
  }

  /** The sets that can be downloaded, of which the facts have to be known. */
  public static List<ArchivedSet> wanted(SetListing listing, Options options) {
    List<ArchivedSet> wanted = new ArrayList<>();
    listing
        .sets()
        .forEach(
            (fault, types) -> {
              if (options.wants(fault)) {
                types.values().stream()
                    .filter(set -> options.types().wants(set.type()))
                    .filter(set -> set.problem().isEmpty())
                    .forEach(wanted::add);
              }
            });
    return wanted;
  }

  /** The tasks that have something to do, by fault. */
  public Collection<List<Task>> work() {
    SortedMap<Fault, List<Task>> faults = new TreeMap<>();
    for (Task task : tasks) {
      if (!task.isIdle()) {
        faults.computeIfAbsent(task.set().fault(), fault -> new ArrayList<>()).add(task);
      }
    }
    return faults.values();
  }

  public Plan withProblems(List<String> more) {
    List<String> all = new ArrayList<>(problems);
    all.addAll(more);
    return new Plan(tasks, all, remarks);
  }

  public Plan withRemarks(List<String> more) {
    List<String> all = new ArrayList<>(remarks);
    all.addAll(more);
    return new Plan(tasks, problems, all);
  }

  /** Bytes of all files with this action. */
  public long bytes(Step.Action action) {
    return tasks.stream().mapToLong(task -> task.bytes(action)).sum();
  }

  public long count(Step.Action action) {
    return tasks.stream().mapToLong(task -> task.count(action)).sum();
  }

  /** What this comes to where it is only told. */
  public Conclusion conclusion(String place) {
    Map<String, Long> ends = new LinkedHashMap<>();
    List<SetEnd> sets = new ArrayList<>();
    for (Task task : tasks) {
      // The gravest of its files tells of the whole set.
      String end =
          task.steps().stream()
              .map(Step::action)
              .max(Comparator.naturalOrder())
              .map(Step.Action::words)
              .orElseThrow();
      ends.merge(end, 1L, Long::sum);
      sets.add(new SetEnd(task.set().label(), end, ByteCount.human(task.set().bytes())));
    }
    List<String> lines = new ArrayList<>(lines());
    remarks.forEach(remark -> lines.add("#### Note: " + remark));
    problems.forEach(problem -> lines.add("#### FAILED: " + problem));
    return new Conclusion(
        place,
        new Done(0, 0, 0, Duration.ZERO),
        ends,
        new Left(
            tasks.stream().filter(task -> !task.isIdle()).count(),
            bytes(Step.Action.FETCH) + bytes(Step.Action.EXTRACT)),
        problems.size(),
        sets,
        lines);
  }

  /** The whole plan, a line each file, then the sums. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Task task : tasks) {
      for (Step step : task.steps()) {
        lines.add(
            " --"
                + step.file().path()
                + ": "
                + step.action().words()
                + " ("
                + ByteCount.inWords(step.file().size())
                + ")");
      }
    }
    for (Step.Action action : Step.Action.values()) {
      if (count(action) > 0) {
        lines.add(
            "#### "
                + action.words()
                + ": "
                + count(action)
                + " files, "
                + ByteCount.inWords(bytes(action)));
      }
    }
    return lines;
  }

  private static Task task(
      ArchivedSet set, Map<String, KnownHere> facts, Options options, List<String> problems) {
    List<Step> steps = new ArrayList<>();
    for (ArchivedFile file : set.files()) {
      KnownHere known = facts.get(file.path());
      Step step = options.noDownload() ? local(file, known, options) : step(file, known, options);
      steps.add(step);
      if (step.action() == Step.Action.BROKEN) {
        problems.add(
            file.path()
                + ": the remote still has the tar that proved broken earlier"
                + known
                    .broken()
                    .flatMap(TarLogEntry::reason)
                    .map(why -> " (" + why + ")")
                    .orElse("")
                + "; have it uploaded again, or try it again with --force_untar");
      }
    }
    return new Task(set, steps);
  }

  private static Step step(ArchivedFile file, KnownHere facts, Options options) {
    Optional<TarLogEntry> proof = facts.ok().filter(ok -> ok.isOf(file));
    boolean tarFits = facts.tarBytes().isEmpty() || facts.tarBytes().getAsLong() == file.size();
    if (!options.forceUntar()) {
      if (proof.isPresent() && facts.intact() && tarFits) {
        return new Step(file, Step.Action.KEEP, Optional.empty());
      }
      // Without a hash nobody knows whether the remote's copy is broken, or only the one here was.
      if (file.hash().isPresent() && facts.broken().filter(bad -> bad.isOf(file)).isPresent()) {
        return new Step(file, Step.Action.BROKEN, Optional.empty());
      }
    }
    Optional<String> hash = file.hash().or(() -> proof.flatMap(TarLogEntry::hash));
    if (facts.candidate().isPresent() && hash.isPresent()) {
      return extract(file.withHash(hash), facts.candidate().get());
    }
    return new Step(file, Step.Action.FETCH, Optional.empty());
  }

  /** Without the remote, a tar has to agree with itself, and with the log if that knows it. */
  private static Step local(ArchivedFile file, KnownHere facts, Options options) {
    Optional<TarLogEntry> proof =
        facts.ok().filter(ok -> ok.size().isPresent() && ok.size().getAsLong() == file.size());
    if (proof.isPresent() && facts.intact() && !options.forceUntar()) {
      return new Step(file, Step.Action.KEEP, Optional.empty());
    }
    return extract(
        file.withHash(proof.flatMap(TarLogEntry::hash)), facts.candidate().orElseThrow());
  }

  private static Step extract(ArchivedFile file, Path source) {
    return new Step(file, Step.Action.EXTRACT, Optional.of(source));
  }

  /** What is wrong with faults that are named and of which nothing is known. */
  public static List<String> absentFaults(
      SetListing listing, Options options, Expectation expectation) {
    return options.included().stream()
        .filter(fault -> options.wants(fault) && !listing.sets().containsKey(fault))
        .filter(fault -> !expectation.faults().contains(fault) || expectation.why(fault).isEmpty())
        .map(fault -> fault + ": there is no such fault" + nearest(listing, fault))
        .toList();
  }

  /** What the version lacks of what it should hold by its own records, as far as it is wanted. */
  public static List<String> incomplete(
      SetListing listing, Options options, Expectation expectation) throws SyncException {
    List<String> problems = new ArrayList<>(expectation.problems(options.included().isEmpty()));
    for (Fault fault : expectation.faults()) {
      if (options.wants(fault)) {
        boolean absent = !listing.sets().containsKey(fault);
        if (absent && !expectation.why(fault).isEmpty()) {
          problems.add(fault + ": there is nothing of it, but " + expectation.why(fault));
        }
        for (DataType type : options.types().in(listing.layout())) {
          String why = expectation.why(fault, type);
          if (!absent && listing.find(fault, type).isEmpty() && !why.isEmpty()) {
            problems.add(fault + " " + type + ": there is none, but " + why);
          }
          String untold = expectation.untold(fault, type);
          if (!untold.isEmpty()) {
            problems.add(fault + " " + type + ": " + untold);
          }
          expectation
              .packedWithout(fault, type)
              .forEach(
                  what ->
                      problems.add(
                          fault + " " + type + " is not whole, its stocktake.csv says: " + what));
        }
      }
    }
    return problems;
  }

  private static String nearest(SetListing listing, Fault fault) {
    return listing.sets().keySet().stream()
        .filter(other -> other.folded().equals(fault.folded()))
        .findFirst()
        .map(other -> "; there is " + other)
        .orElse("");
  }

  private static List<String> ignored(SetListing listing) {
    List<String> ignored = listing.ignored();
    List<String> lines = new ArrayList<>();
    ignored.stream().limit(MOST_IGNORED).forEach(line -> lines.add("ignored " + line));
    if (ignored.size() > MOST_IGNORED) {
      lines.add("ignored " + (ignored.size() - MOST_IGNORED) + " more");
    }
    return lines;
  }
}

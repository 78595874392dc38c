package org.quakecore.cssync.job;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;

/**
 * What a download will do, decided from what is on the remote and what is here, before anything is
 * done.
 *
 * @param tasks by fault and type
 * @param problems what was asked for and cannot be had
 * @param remarks what is worth knowing, but no error
 */
record DownloadPlan(List<DownloadTask> tasks, List<String> problems, List<String> remarks) {
  /** Longer lists of what does not count would bury the rest. */
  private static final int MOST_IGNORED = 20;

  DownloadPlan {
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
  static DownloadPlan of(
      DownloadListing listing,
      Map<String, DownloadFacts> facts,
      DownloadOptions options,
      Expectation expectation) {
    List<DownloadTask> tasks = new ArrayList<>();
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
      for (DataType type : options.types()) {
        Optional<DownloadSet> set = listing.find(fault, type);
        if (set.isEmpty()) {
          if (expectation.why(fault, type).isEmpty()) {
            (options.typesNamed() ? problems : remarks).add(fault + " " + type + ": there is none");
          }
        } else if (set.get().problem().isPresent()) {
          problems.add(fault + " " + type + ": " + set.get().problem().get());
        } else {
          tasks.add(task(set.get(), facts, options, problems));
        }
      }
    }
    return new DownloadPlan(tasks, problems, remarks);
  }

  /** The sets that can be downloaded, of which the facts have to be known. */
  static List<DownloadSet> wanted(DownloadListing listing, DownloadOptions options) {
    List<DownloadSet> wanted = new ArrayList<>();
    listing
        .sets()
        .forEach(
            (fault, types) -> {
              if (options.wants(fault)) {
                types.values().stream()
                    .filter(set -> options.types().contains(set.type()))
                    .filter(set -> set.problem().isEmpty())
                    .forEach(wanted::add);
              }
            });
    return wanted;
  }

  /** The tasks that have something to do, by fault. */
  Collection<List<DownloadTask>> work() {
    SortedMap<Fault, List<DownloadTask>> faults = new TreeMap<>();
    for (DownloadTask task : tasks) {
      if (!task.isIdle()) {
        faults.computeIfAbsent(task.set().fault(), fault -> new ArrayList<>()).add(task);
      }
    }
    return faults.values();
  }

  DownloadPlan withProblems(List<String> more) {
    List<String> all = new ArrayList<>(problems);
    all.addAll(more);
    return new DownloadPlan(tasks, all, remarks);
  }

  DownloadPlan withRemarks(List<String> more) {
    List<String> all = new ArrayList<>(remarks);
    all.addAll(more);
    return new DownloadPlan(tasks, problems, all);
  }

  /** Bytes of all files with this action. */
  long bytes(DownloadStep.Action action) {
    return tasks.stream().mapToLong(task -> task.bytes(action)).sum();
  }

  long count(DownloadStep.Action action) {
    return tasks.stream().mapToLong(task -> task.count(action)).sum();
  }

  /** The whole plan, a line each file, then the sums. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (DownloadTask task : tasks) {
      for (DownloadStep step : task.steps()) {
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
    for (DownloadStep.Action action : DownloadStep.Action.values()) {
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

  private static DownloadTask task(
      DownloadSet set,
      Map<String, DownloadFacts> facts,
      DownloadOptions options,
      List<String> problems) {
    List<DownloadStep> steps = new ArrayList<>();
    for (DownloadFile file : set.files()) {
      DownloadFacts known = facts.get(file.path());
      DownloadStep step =
          options.noDownload() ? local(file, known, options) : step(file, known, options);
      steps.add(step);
      if (step.action() == DownloadStep.Action.BROKEN) {
        problems.add(
            file.path()
                + ": the remote still has the tar that proved broken earlier"
                + known
                    .broken()
                    .flatMap(DownloadProof::reason)
                    .map(why -> " (" + why + ")")
                    .orElse("")
                + "; have it uploaded again, or try it again with --force_untar");
      }
    }
    return new DownloadTask(set, steps);
  }

  private static DownloadStep step(
      DownloadFile file, DownloadFacts facts, DownloadOptions options) {
    Optional<DownloadProof> proof = facts.ok().filter(ok -> ok.isOf(file));
    boolean tarFits = facts.tarBytes().isEmpty() || facts.tarBytes().getAsLong() == file.size();
    if (!options.forceUntar()) {
      if (proof.isPresent() && facts.intact() && tarFits) {
        return new DownloadStep(file, DownloadStep.Action.KEEP, Optional.empty());
      }
      // Without a hash nobody knows whether the remote's copy is broken, or only the one here was.
      if (file.hash().isPresent() && facts.broken().filter(bad -> bad.isOf(file)).isPresent()) {
        return new DownloadStep(file, DownloadStep.Action.BROKEN, Optional.empty());
      }
    }
    Optional<String> hash = file.hash().or(() -> proof.flatMap(DownloadProof::hash));
    if (facts.candidate().isPresent() && hash.isPresent()) {
      return extract(file.withHash(hash), facts.candidate().get());
    }
    return new DownloadStep(file, DownloadStep.Action.FETCH, Optional.empty());
  }

  /** Without the remote, a tar has to agree with itself, and with the log if that knows it. */
  private static DownloadStep local(
      DownloadFile file, DownloadFacts facts, DownloadOptions options) {
    Optional<DownloadProof> proof =
        facts.ok().filter(ok -> ok.size().isPresent() && ok.size().getAsLong() == file.size());
    if (proof.isPresent() && facts.intact() && !options.forceUntar()) {
      return new DownloadStep(file, DownloadStep.Action.KEEP, Optional.empty());
    }
    return extract(
        file.withHash(proof.flatMap(DownloadProof::hash)), facts.candidate().orElseThrow());
  }

  private static DownloadStep extract(DownloadFile file, Path source) {
    return new DownloadStep(file, DownloadStep.Action.EXTRACT, Optional.of(source));
  }

  /** What is wrong with faults that are named and of which nothing is known. */
  static List<String> absentFaults(
      DownloadListing listing, DownloadOptions options, Expectation expectation) {
    return options.included().stream()
        .filter(fault -> options.wants(fault) && !listing.sets().containsKey(fault))
        .filter(fault -> !expectation.faults().contains(fault) || expectation.why(fault).isEmpty())
        .map(fault -> fault + ": there is no such fault" + nearest(listing, fault))
        .toList();
  }

  /** What the version lacks of what it should hold by its own records, as far as it is wanted. */
  static List<String> incomplete(
      DownloadListing listing, DownloadOptions options, Expectation expectation) {
    List<String> problems = new ArrayList<>(expectation.problems(options.included().isEmpty()));
    for (Fault fault : expectation.faults()) {
      if (options.wants(fault)) {
        boolean absent = !listing.sets().containsKey(fault);
        if (absent && !expectation.why(fault).isEmpty()) {
          problems.add(fault + ": there is nothing of it, but " + expectation.why(fault));
        }
        for (DataType type : options.types()) {
          String why = expectation.why(fault, type);
          if (!absent && listing.find(fault, type).isEmpty() && !why.isEmpty()) {
            problems.add(fault + " " + type + ": there is none, but " + why);
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

  private static String nearest(DownloadListing listing, Fault fault) {
    return listing.sets().keySet().stream()
        .filter(other -> other.folded().equals(fault.folded()))
        .findFirst()
        .map(other -> "; there is " + other)
        .orElse("");
  }

  private static List<String> ignored(DownloadListing listing) {
    List<String> ignored = listing.ignored();
    List<String> lines = new ArrayList<>();
    ignored.stream().limit(MOST_IGNORED).forEach(line -> lines.add("ignored " + line));
    if (ignored.size() > MOST_IGNORED) {
      lines.add("ignored " + (ignored.size() - MOST_IGNORED) + " more");
    }
    return lines;
  }
}

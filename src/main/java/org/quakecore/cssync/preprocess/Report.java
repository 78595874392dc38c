package org.quakecore.cssync.preprocess;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.check.ContentCheck;
import org.quakecore.cssync.catalogue.patterns.SyncPatterns;
import org.quakecore.cssync.purge.Forecast;
import org.quakecore.cssync.transfer.ByteCount;
import org.quakecore.cssync.transfer.Conclusion;
import org.quakecore.cssync.transfer.Conclusion.Done;
import org.quakecore.cssync.transfer.Conclusion.Left;
import org.quakecore.cssync.transfer.Conclusion.SetEnd;
import org.quakecore.cssync.transfer.Item;
import org.quakecore.cssync.transfer.Progress;

/** The lines that preprocess says, in the wording of the specification. */
final class Report {
  /** What every verdict's words begin with. */
  private static final String FOUND = "found ";

  /** More would bury the last lines. */
  private static final int MOST_INCOMPLETE = 50;

  private final SyncPatterns patterns;

  /** Samples last, as in the specification. */
  private final List<DataType> order;

  private final Progress progress;
  private final Path csRoot;
  private final boolean quiet;
  private final Optional<Forecast> purge;
  private final long startNanos = System.nanoTime();
  private final List<String> failures = new ArrayList<>();
  private final List<SetEnd> sets = new ArrayList<>();
  private final List<String> incomplete = new ArrayList<>();
  private final List<String> lacking = new ArrayList<>();
  private Amount found = Amount.NONE;
  private int faults;

  /**
   * @param purge what a purge takes of what is found, where that is to be told
   */
  Report(
      SyncPatterns patterns,
      Progress progress,
      Path csRoot,
      boolean quiet,
      Optional<Forecast> purge) {
    this.patterns = patterns;
    this.order =
        patterns.layout().types().stream()
            .sorted(Comparator.comparing(DataType::isSample))
            .toList();
    this.progress = progress;
    this.csRoot = csRoot.toAbsolutePath().normalize();
    this.quiet = quiet;
    this.purge = purge;
  }

  private void say(List<String> lines) {
    if (!quiet) {
      progress.say(lines);
    }
  }

  /** Says which types are checked. The sample's double quotes are the specification's. */
  void types(Set<DataType> types) {
    String list =
        order.stream()
            .filter(types::contains)
            .map(type -> type.isSample() ? "\"" + type + "\"" : "'" + type + "'")
            .collect(Collectors.joining(", ", "[", "]"));
    say(List.of(list, ""));
  }

  /**
   * Tells by what is judged, beside the results.
   *
   * @param file empty for the patterns that are in the program
   * @param own whether they say the same as those
   */
  void patterns(Optional<Path> file, boolean own) {
    progress.warn(
        "Patterns: "
            + file.map(Path::toAbsolutePath)
                .map(Path::normalize)
                .map(Path::toString)
                .orElse("the program's own")
            + (own ? "" : ", other than the program's own"));
  }

  /** Says what was looked for in one fault, and what came of it. */
  void fault(FaultVerdict verdict) {
    Fault fault = verdict.entry().fault();
    List<String> lines = new ArrayList<>();
    lines.add(fault.name());
    for (DataType type : order) {
      List<PatternVerdict> checked = verdict.types().get(type);
      if (checked == null) {
        continue;
      }
      // A sample that is there goes without saying, as in the specification.
      if (type.isSample() && checked.get(0).ok()) {
        continue;
      }
      String where = patterns.of(type.foundAs()).orElseThrow().folderFor(fault);
      lines.add("- Check " + type + " in " + where);
      checked.forEach(one -> pattern(verdict, type, one, lines));
      if (!checked.stream().allMatch(PatternVerdict::ok)) {
        progress.failed(Item.set(fault + " " + type));
      }
    }
    say(lines);
    count(verdict);
    progress.done(Item.fault(fault));
  }

  private void count(FaultVerdict verdict) {
    faults++;
    found = found.plus(verdict.amount());
    List<String> wrong = new ArrayList<>();
    verdict
        .types()
        .forEach(
            (type, checked) -> {
              List<String> counts =
                  checked.stream()
                      .filter(one -> !one.ok())
                      .map(Report::compact)
                      .distinct()
                      .toList();
              String words = counts.isEmpty() ? "all there" : String.join(", ", counts);
              String name = verdict.entry().fault() + " " + type;
              sets.add(new SetEnd(name, counts.isEmpty() ? "whole" : "incomplete", words));
              if (!counts.isEmpty()) {
                wrong.add(type + " " + words);
              }
            });
    if (!wrong.isEmpty()) {
      incomplete.add("   Incomplete: " + verdict.entry().fault() + ": " + String.join("; ", wrong));
    }
    String optional = lackingOptional(verdict);
    if (!optional.isEmpty()) {
      lacking.add("   Without: " + verdict.entry().fault() + ": " + optional);
    }
  }

  /** What events of a fault lack and may lack, by data type; empty when nothing. */
  private static String lackingOptional(FaultVerdict verdict) {
    return verdict.types().entrySet().stream()
        .filter(type -> type.getKey().isOptional())
        .flatMap(
            type ->
                type.getValue().stream()
                    .map(PatternVerdict::note)
                    .filter(note -> note.startsWith(FOUND))
                    .map(
                        note ->
                            type.getKey()
                                + " "
                                + note.substring(FOUND.length())
                                    .replace(", which is optional: ", ", "))
                    .distinct())
        .collect(Collectors.joining("; "));
  }

  private static void few(List<String> all, String word, List<String> lines) {
    all.stream().limit(MOST_INCOMPLETE).forEach(lines::add);
    if (all.size() > MOST_INCOMPLETE) {
      lines.add("   " + word + ": " + (all.size() - MOST_INCOMPLETE) + " more faults");
    }
  }

  /** Like {@code 29 of 31}, and why where the number is no reason. */
  private static String compact(PatternVerdict verdict) {
    String words = verdict.words().substring(FOUND.length());
    int colon = words.indexOf(": ");
    String count = words.substring(0, colon);
    String[] numbers = count.split(" of ", 2);
    return Integer.parseInt(numbers[0]) < Integer.parseInt(numbers[1])
        ? count
        : count + " (" + words.substring(colon + 2) + ")";
  }

  private void pattern(
      FaultVerdict verdict, DataType type, PatternVerdict one, List<String> lines) {
    if (one.pattern() != null) {
      String shown = one.pattern().shownFor(verdict.entry().fault());
      lines.add("--  Check " + shown);
      if (one.pattern().optional()) {
        lines.add("---   " + shown + " is optional");
      }
      expectation(one, lines);
      contents(type, one, lines);
    }
    if (!one.note().isEmpty()) {
      lines.add("---   " + one.note());
    }
    if (one.ok()) {
      lines.add("---   Passed");
      return;
    }
    String failure = "FAILED: " + verdict.entry().fault() + " " + verdict.problem(type, one);
    lines.add("---   " + failure);
    failures.add(failure);
  }

  /** What is asked of the content of the files. */
  private void contents(DataType type, PatternVerdict one, List<String> lines) {
    List<ContentCheck> checks =
        patterns.of(type).orElseThrow().checks().getOrDefault(one.pattern(), List.of());
    for (ContentCheck check : checks) {
      boolean here = check instanceof ContentCheck.Quick;
      lines.add("---   content: " + check.text() + (here ? "" : ", which upload looks at"));
    }
  }

  private static void expectation(PatternVerdict one, List<String> lines) {
    if (one.pattern().optional() && one.expected() == 0) {
      lines.add("---   OK if not found");
      return;
    }
    if (one.pattern().isSingle()) {
      lines.add("---   single expected: " + (one.files() > 0 ? "True" : "False"));
    } else {
      lines.add("---   multiple expected: " + one.expected());
    }
    if (one.pattern().optional()) {
      lines.add("---   Now, must find " + one.expected());
    }
  }

  /** Repeats every failure, so that nobody has to look for them, and names the files written. */
  void completed(Path filesToSync, Path stocktake, Optional<Path> page) {
    say(List.of(""));
    if (!failures.isEmpty()) {
      progress.say(failures);
      progress.say("");
    }
    progress.say("======== Completed: Output files produced");
    progress.say("      - " + filesToSync);
    progress.say("      - " + stocktake);
    page.ifPresent(file -> progress.say("      - " + file.toAbsolutePath().normalize()));
    conclude(purge, List.of(), Left.NOTHING, failures.size());
  }

  /**
   * Sums up where the run had to end: nothing was written.
   *
   * @param listed how many faults there are
   * @return the failure
   */
  SyncException ended(int listed, SyncException failure) {
    int left = listed - faults;
    String what = left == 0 ? "the output files are" : left + " of " + listed + " faults are";
    conclude(
        Optional.empty(),
        List.of("   Run the same command again: " + what + " left, and nothing was written"),
        new Left(left, 0),
        Math.max(1, failures.size()));
    return failure;
  }

  private void conclude(Optional<Forecast> told, List<String> more, Left left, long errors) {
    List<String> lines = new ArrayList<>(List.of("", "======== Summary"));
    lines.add(
        "   Faults: "
            + (faults - incomplete.size())
            + " whole, "
            + incomplete.size()
            + " incomplete; "
            + ByteCount.files(found.files())
            + ", "
            + ByteCount.human(found.bytes()));
    few(incomplete, "Incomplete", lines);
    few(lacking, "Without", lines);
    told.map(Forecast::lines).ifPresent(lines::addAll);
    lines.addAll(more);
    lines.add("   Errors: " + errors);
    Map<String, Long> ends = new LinkedHashMap<>();
    for (String end : List.of("whole", "incomplete")) {
      ends.put(end, sets.stream().filter(set -> set.end().equals(end)).count());
    }
    Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
    Done done = new Done(ends.get("whole"), found.files(), found.bytes(), took);
    progress.conclude(
        new Conclusion(csRoot.toString(), done, ends, left, errors, sets, lines)
            .with(told.map(Forecast::values)));
  }

  /** What a purge takes, every fault of it; nothing where that is not to be told. */
  List<String> purgeInFull() {
    return purge.map(Forecast::allLines).orElse(List.of());
  }

  /** How many patterns failed, of all faults. */
  int errors() {
    return failures.size();
  }

  boolean allPassed() {
    return failures.isEmpty();
  }
}

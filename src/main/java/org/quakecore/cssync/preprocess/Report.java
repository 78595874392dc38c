package org.quakecore.cssync.preprocess;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncPatterns;
import org.quakecore.cssync.transfer.Item;
import org.quakecore.cssync.transfer.Progress;

/** The lines that preprocess says, in the wording of the specification. */
final class Report {
  /** Samples last, as in the specification. */
  private static final List<DataType> ORDER =
      ArchiveLayout.STANDARD.types().stream()
          .sorted(Comparator.comparing(DataType::isSample))
          .toList();

  private final SyncPatterns patterns;
  private final Progress progress;
  private final List<String> failures = new ArrayList<>();

  Report(SyncPatterns patterns, Progress progress) {
    this.patterns = patterns;
    this.progress = progress;
  }

  /** Says which types are checked. The sample's double quotes are the specification's. */
  void types(Set<DataType> types) {
    String list =
        ORDER.stream()
            .filter(types::contains)
            .map(type -> type.isSample() ? "\"" + type + "\"" : "'" + type + "'")
            .collect(Collectors.joining(", ", "[", "]"));
    progress.say(list);
    progress.say("");
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
    for (DataType type : ORDER) {
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
    progress.say(lines);
    progress.done(Item.fault(fault));
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
  void completed(Path filesToSync, Path stocktake) {
    progress.say("");
    if (!failures.isEmpty()) {
      progress.say(failures);
      progress.say("");
    }
    progress.say("======== Completed: Output files produced");
    progress.say("      - " + filesToSync);
    progress.say("      - " + stocktake);
  }

  boolean allPassed() {
    return failures.isEmpty();
  }
}

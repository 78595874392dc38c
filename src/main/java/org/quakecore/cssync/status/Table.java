package org.quakecore.cssync.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.inventory.AppendFolder;
import org.quakecore.cssync.purge.Forecast;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.transfer.ByteCount;

/** Tells a status as a table of faults by types, the details below, and sums. */
final class Table {
  /** More lines about one thing would bury the rest; --json has them all. */
  private static final int MOST_LINES = 10;

  private static final String FAULT = "fault";
  private static final int SHORT_NAME = 12;
  private static final int SHORT_LABEL = 6;

  private final VersionStatus result;
  private final int columns;

  /**
   * @param columns how wide the table may be, in characters; {@link Integer#MAX_VALUE} where it is
   *     no window it is shown in
   */
  Table(VersionStatus result, int columns) {
    this.result = result;
    this.columns = columns;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("#### Status of " + result.address());
    if (result.sets().isEmpty()) {
      lines.add("#### There is no fault in it");
      return lines;
    }
    List<List<JudgedSet>> faults = faults();
    if (faults.isEmpty()) {
      lines.add("#### Every set is COMPLETE");
    } else {
      lines.addAll(table(faults));
    }
    result.problems().forEach(problem -> lines.add("#### " + Quoted.bare(problem)));
    for (JudgedSet set : result.sets()) {
      details(set, lines);
    }
    leftovers(lines);
    ignored(lines);
    summary(lines);
    return lines;
  }

  /** How much of a set a table tells: as much as its window has room for. */
  private enum Form {
    WHOLE,
    STATES,
    MARKS,
    NARROWEST;

    boolean hasMarks() {
      return this == MARKS || this == NARROWEST;
    }
  }

  /** A row a fault: its name, a state and a size for each type, and the size of all. */
  private List<String> table(List<List<JudgedSet>> faults) {
    for (Form form : Form.values()) {
      List<String> rows = rows(faults, form);
      if (rows.stream().allMatch(row -> row.length() <= columns)) {
        return explained(rows, form);
      }
    }
    List<String> rows = rows(faults, Form.NARROWEST);
    return explained(
        rows.stream().map(row -> row.substring(0, Math.min(columns, row.length()))).toList(),
        Form.NARROWEST);
  }

  private List<String> explained(List<String> rows, Form form) {
    List<String> lines = new ArrayList<>(rows);
    if (form.hasMarks()) {
      Stream.of(State.values())
          .filter(state -> result.count(state) > 0)
          .map(state -> state.mark() + " " + state.words())
          .forEach(lines::add);
    }
    if (result.count(State.COMPLETE_NO_MANIFEST) > 0) {
      lines.add("* " + State.COMPLETE_NO_MANIFEST.words() + ": judged by names and sizes");
    }
    return lines;
  }

  private List<List<JudgedSet>> faults() {
    int types = result.types().size();
    List<List<JudgedSet>> faults = new ArrayList<>();
    for (int i = 0; i < result.sets().size(); i += types) {
      List<JudgedSet> fault = result.sets().subList(i, i + types);
      if (!result.options().problemsOnly() || fault.stream().anyMatch(Table::isAProblem)) {
        faults.add(fault);
      }
    }
    return faults;
  }

  private static boolean isAProblem(JudgedSet set) {
    return set.isError() || set.state() == State.COMPLETE_NO_MANIFEST;
  }

  private List<String> rows(List<List<JudgedSet>> faults, Form form) {
    List<List<String>> columns = new ArrayList<>();
    columns.add(column(FAULT, faults.stream().map(fault -> name(fault.get(0), form)).toList()));
    List<DataType> types = result.types();
    for (int i = 0; i < types.size(); i++) {
      int type = i;
      List<JudgedSet> sets = faults.stream().map(fault -> fault.get(type)).toList();
      String label = types.get(i).label();
      columns.add(
          column(
              form.hasMarks() ? label.substring(0, Math.min(SHORT_LABEL, label.length())) : label,
              cells(sets, form)));
    }
    if (types.size() > 1 && form != Form.NARROWEST) {
      List<String> sums = faults.stream().map(Table::sizeOfAll).toList();
      int width = longest(sums);
      columns.add(column("all", sums.stream().map(sum -> padLeft(sum, width)).toList()));
    }
    List<String> rows = new ArrayList<>();
    for (int row = 0; row <= faults.size(); row++) {
      int at = row;
      rows.add(
          columns.stream()
              .map(column -> column.get(at))
              .collect(Collectors.joining("  "))
              .stripTrailing());
    }
    return rows;
  }

  private static List<String> column(String heading, List<String> cells) {
    int width = Math.max(heading.length(), longest(cells));
    return Stream.concat(Stream.of(heading), cells.stream())
        .map(cell -> padded(cell, width))
        .toList();
  }

  private static List<String> cells(List<JudgedSet> sets, Form form) {
    if (form != Form.WHOLE) {
      return sets.stream()
          .map(set -> form.hasMarks() ? set.state().mark() : set.state().cell())
          .toList();
    }
    int state = longest(sets.stream().map(set -> set.state().cell()).toList());
    int size = longest(sets.stream().map(Table::size).toList());
    return sets.stream()
        .map(set -> padded(set.state().cell(), state) + " " + padLeft(size(set), size))
        .toList();
  }

  private static String name(JudgedSet set, Form form) {
    String name = set.fault().name();
    return form == Form.NARROWEST && name.length() > SHORT_NAME
        ? name.substring(0, SHORT_NAME - 2) + ".."
        : name;
  }

  private static int longest(List<String> cells) {
    return cells.stream().mapToInt(String::length).max().orElse(0);
  }

  private void details(JudgedSet set, List<String> lines) {
    if (set.isError() && set.problems().isEmpty()) {
      lines.add("#### " + set + " " + set.state().words());
    }
    List<String> problems = set.problems();
    problems.stream()
        .limit(MOST_LINES)
        .forEach(
            why -> lines.add("#### " + set + " " + set.state().words() + ": " + Quoted.bare(why)));
    if (problems.size() > MOST_LINES) {
      lines.add(
          "#### "
              + set
              + " "
              + set.state().words()
              + ": and "
              + (problems.size() - MOST_LINES)
              + " more");
    }
    gone(set).ifPresent(gone -> lines.add("#### " + gone));
  }

  /** That only some of a set's sources are still there. */
  Optional<String> gone(JudgedSet set) {
    return result
        .against()
        .map(against -> against.found().get(set.toString()))
        .filter(found -> found.gone() > 0 && !found.unchanged().isEmpty())
        .map(found -> set + ": " + found.gone() + " of its sources are gone");
  }

  void leftovers(List<String> lines) {
    for (Map.Entry<String, List<StoredFile>> each : result.leftovers().entrySet()) {
      long bytes = each.getValue().stream().mapToLong(StoredFile::size).sum();
      lines.add(
          "#### Left over in "
              + Quoted.bare(each.getKey())
              + ": "
              + files(each.getValue().size())
              + ", "
              + ByteCount.human(bytes)
              + (each.getKey().startsWith(AppendFolder.FOLDER + "/")
                  ? ", to be appended by an upload that was stopped; upload --append to finish it"
                  : ", of a replacement that was stopped; upload again to finish it"));
    }
  }

  void ignored(List<String> lines) {
    List<String> ignored = result.ignored();
    ignored.stream()
        .limit(MOST_LINES)
        .forEach(path -> lines.add("#### Ignored: " + Quoted.bare(path)));
    if (ignored.size() > MOST_LINES) {
      lines.add("#### Ignored: " + (ignored.size() - MOST_LINES) + " more");
    }
  }

  private void summary(List<String> lines) {
    lines.add("");
    lines.add("======== Summary");
    for (DataType type : result.types()) {
      lines.add(sum(type.label(), result.files(type), result.bytes(type)));
    }
    lines.add(sum("All", result.files(), result.bytes()));
    lines.add(
        "   Sets: "
            + Stream.of(State.values())
                .filter(state -> result.count(state) > 0)
                .map(state -> result.count(state) + " " + state.words())
                .collect(Collectors.joining("; ")));
    proof(lines);
    adopted(lines);
    result.against().ifPresent(against -> sources(against, lines));
    result
        .against()
        .flatMap(SourceComparison.Result::purge)
        .map(Forecast::lines)
        .ifPresent(lines::addAll);
    result
        .options()
        .page()
        .ifPresent(file -> lines.add("   Report in " + file.toAbsolutePath().normalize()));
    lines.add("   Errors: " + result.errors());
  }

  private static String sum(String what, long files, long bytes) {
    return "   " + what + ": " + ByteCount.human(bytes) + " in " + files(files);
  }

  void proof(List<String> lines) {
    if (result.sets().stream().allMatch(set -> set.trusted().isEmpty())) {
      return;
    }
    long compared = result.sets().stream().filter(set -> set.trusted().isPresent()).count();
    long proven = result.sets().stream().filter(JudgedSet::proven).count();
    lines.add(
        "   Compared with the manifests: "
            + (proven == 0
                ? "sizes; not verified by content"
                : proven == compared
                    ? "sizes and content hashes"
                    : "sizes; content hashes of " + proven + " of " + compared + " sets"));
  }

  /** Which says that COMPLETE is what was found there, and perhaps not what was packed. */
  private void adopted(List<String> lines) {
    long adopted = result.adopted(manifest -> true);
    long unknown = result.adopted(manifest -> !manifest.knowsContent());
    if (adopted > 0) {
      lines.add(
          "   Adopted: "
              + sets(adopted)
              + (unknown > 0
                  ? "; SHA-256 unknown or not compared in " + unknown + ", adopt --read reads them"
                  : "; all SHA-256 known"));
    }
  }

  void sources(SourceComparison.Result against, List<String> lines) {
    lines.add(
        "   Sources: "
            + against.unchanged()
            + " unchanged"
            + (result.options().rehash() ? " by content, " : ", ")
            + against.changed()
            + " changed, "
            + (result.options().rehash() ? "" : against.touched() + " of another time, ")
            + against.fresh()
            + " new, "
            + against.gone()
            + " gone from disk");
    if (against.unverified() > 0) {
      lines.add(
          "   Not verified: "
              + files((long) against.unverified())
              + " of the same size and time, but something was done to them since, or it cannot be"
              + " told; --rehash compares content");
    }
    long uncompared = result.count(State.COMPLETE_NO_MANIFEST);
    if (uncompared > 0) {
      lines.add("   Not compared, for want of a manifest: " + sets(uncompared));
    }
    SafeToDelete safe = against.safe();
    lines.add("   Safe to delete: " + files(safe.files()) + ", " + ByteCount.human(safe.bytes()));
    if (!result.anyHashes()) {
      lines.add("   Nothing is called safe: this remote has no content hashes to prove it by");
    }
    if (safe.besideTheArchive() > 0) {
      lines.add(
          "   Not called safe: "
              + files(safe.besideTheArchive())
              + ", for "
              + Quoted.bare(safe.whyBesideTheArchive()));
    }
    if (safe.unlisted() > 0) {
      lines.add("   Not listed, for a line break in the path: " + files(safe.unlisted()));
    }
    result
        .options()
        .safeToDeleteOut()
        .ifPresent(file -> lines.add("   Listed in " + file.toAbsolutePath().normalize()));
  }

  private static String size(JudgedSet set) {
    return set.files().isEmpty() ? "-" : size(set.bytes());
  }

  private static String sizeOfAll(List<JudgedSet> fault) {
    return size(fault.stream().mapToLong(JudgedSet::bytes).sum());
  }

  private static String size(long bytes) {
    return ByteCount.human(bytes).replace("iB", "").replace(" ", "");
  }

  private static String files(long number) {
    return number + (number == 1 ? " file" : " files");
  }

  private static String sets(long number) {
    return number + (number == 1 ? " set" : " sets");
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  private static String padLeft(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }
}

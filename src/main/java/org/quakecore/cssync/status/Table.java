package org.quakecore.cssync.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.transfer.ByteCount;

/** Tells a status as a table of faults by types, the details below, and sums. */
final class Table {
  /** More lines about one thing would bury the rest; --json has them all. */
  private static final int MOST_LINES = 10;

  private static final String FAULT = "fault";

  private final VersionStatus result;

  Table(VersionStatus result) {
    this.result = result;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("#### Status of " + result.address());
    if (result.sets().isEmpty()) {
      lines.add("#### There is no fault in it");
      return lines;
    }
    lines.addAll(table());
    if (result.count(State.COMPLETE_NO_MANIFEST) > 0) {
      lines.add("* " + State.COMPLETE_NO_MANIFEST.words() + ": judged by names and sizes");
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

  /** A row a fault: its name, then a state and a size for each type. */
  private List<String> table() {
    List<DataType> types = result.options().types();
    int[] states = new int[types.size()];
    int[] sizes = new int[types.size()];
    int name = FAULT.length();
    for (int i = 0; i < result.sets().size(); i++) {
      JudgedSet set = result.sets().get(i);
      int column = i % types.size();
      states[column] = Math.max(states[column], set.state().cell().length());
      sizes[column] = Math.max(sizes[column], size(set).length());
      name = Math.max(name, set.fault().name().length());
    }
    List<String> rows = new ArrayList<>();
    StringBuilder row = new StringBuilder(padded(FAULT, name));
    for (int column = 0; column < types.size(); column++) {
      // The label must fit as well: what is lacking is added between state and size.
      int lacking = types.get(column).label().length() - states[column] - 1 - sizes[column];
      states[column] += Math.max(0, lacking);
      row.append("  ")
          .append(padded(types.get(column).label(), states[column] + 1 + sizes[column]));
    }
    rows.add(row.toString().stripTrailing());
    for (int i = 0; i < result.sets().size(); i++) {
      JudgedSet set = result.sets().get(i);
      int column = i % types.size();
      row = column == 0 ? new StringBuilder(padded(set.fault().name(), name)) : row;
      row.append("  ")
          .append(padded(set.state().cell(), states[column]))
          .append(" ".repeat(1 + sizes[column] - size(set).length()))
          .append(size(set));
      if (column == types.size() - 1) {
        rows.add(row.toString());
      }
    }
    return rows;
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
    result
        .against()
        .map(against -> against.found().get(set.toString()))
        .filter(found -> found.gone() > 0 && !found.unchanged().isEmpty())
        .ifPresent(
            found -> lines.add("#### " + set + ": " + found.gone() + " of its sources are gone"));
  }

  private void leftovers(List<String> lines) {
    for (Map.Entry<String, List<StoredFile>> each : result.leftovers().entrySet()) {
      long bytes = each.getValue().stream().mapToLong(StoredFile::size).sum();
      lines.add(
          "#### Left over in "
              + Quoted.bare(each.getKey())
              + ": "
              + files(each.getValue().size())
              + ", "
              + ByteCount.human(bytes)
              + ", of a replacement that was stopped; upload again to finish it");
    }
  }

  private void ignored(List<String> lines) {
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
    for (DataType type : result.options().types()) {
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
    result.against().ifPresent(against -> sources(against, lines));
    lines.add("   Errors: " + result.errors());
  }

  private static String sum(String what, long files, long bytes) {
    return "   " + what + ": " + ByteCount.human(bytes) + " in " + files(files);
  }

  private void proof(List<String> lines) {
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

  private void sources(SourceComparison.Result against, List<String> lines) {
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
    return set.files().isEmpty()
        ? "-"
        : ByteCount.human(set.bytes()).replace("iB", "").replace(" ", "");
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
}

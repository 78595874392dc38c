package org.quakecore.cssync.inventory;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * The stocktake.csv of an archive after a run has added to it: what was there, fault by fault and
 * type by type, but for what the run has sent or proven, and what it knows of besides.
 */
public final class StocktakeMerge {
  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setIgnoreEmptyLines(true).setRecordSeparator("\n").get();
  private static final Pattern BETWEEN_PROBLEMS =
      Pattern.compile(StocktakeColumns.BETWEEN_PROBLEMS, Pattern.LITERAL);

  /** Whether what the run's stocktake says of a fault's data type is to be what counts. */
  private final ArchiveLayout layout;

  private final BiPredicate<Fault, DataType> replaces;

  private StocktakeMerge(ArchiveLayout layout, BiPredicate<Fault, DataType> replaces) {
    this.layout = layout;
    this.replaces = replaces;
  }

  /** The rows of a stocktake by what the spellings of a fault have in common. */
  private record Table(List<String> columns, Map<String, Map<String, String>> rows) {}

  /**
   * Merges two stocktakes.
   *
   * @param layout whose data types they are about
   * @param replaces whether the run has sent or proven a fault's data type
   * @return the archive's text where nothing of it changes
   * @throws SyncException of kind BAD_INPUT when one is no stocktake
   */
  public static String of(
      String archive, String ours, ArchiveLayout layout, BiPredicate<Fault, DataType> replaces)
      throws SyncException {
    StocktakeReader.parse(archive, "stocktake.csv", layout);
    StocktakeReader.parse(ours, "stocktake.csv", layout);
    try {
      return new StocktakeMerge(layout, replaces).merged(archive, table(archive), table(ours));
    } catch (IOException e) {
      throw new SyncException(SyncException.Kind.BAD_INPUT, "stocktake.csv: " + e.getMessage(), e);
    }
  }

  private String merged(String text, Table archive, Table ours) throws IOException {
    Set<String> columns = new LinkedHashSet<>(archive.columns);
    columns.remove(StocktakeColumns.PROBLEMS);
    columns.addAll(ours.columns);
    // Where both have it, it is last.
    if (columns.remove(StocktakeColumns.PROBLEMS)
        || archive.columns.contains(StocktakeColumns.PROBLEMS)) {
      columns.add(StocktakeColumns.PROBLEMS);
    }
    Map<String, Map<String, String>> rows = new LinkedHashMap<>(archive.rows);
    ours.rows.forEach((fault, row) -> rows.merge(fault, row, this::merged));
    if (rows.equals(archive.rows) && List.copyOf(columns).equals(archive.columns)) {
      return text;
    }
    StringBuilder merged = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(merged, FORMAT)) {
      // A null is written as nothing, where an empty text would be written as a pair of quotes.
      printer.printRecord(columns.stream().map(name -> name.isEmpty() ? null : name).toList());
      for (Map<String, String> row : rows.values()) {
        printer.printRecord(
            columns.stream()
                .map(name -> row.getOrDefault(name, ""))
                .map(cell -> cell.isEmpty() ? null : cell)
                .toList());
      }
    }
    return merged.toString();
  }

  private Map<String, String> merged(Map<String, String> archive, Map<String, String> ours) {
    Fault fault = new Fault(ours.get(""));
    Map<String, String> row = new LinkedHashMap<>(archive);
    Set<DataType> taken = new TreeSet<>();
    ours.forEach(
        (column, cell) -> {
          Optional<DataType> type = StocktakeColumns.subjectOf(layout, column);
          boolean known = !archive.getOrDefault(column, "").isEmpty();
          if (type.isPresent() && !cell.isEmpty() && (!known || isReplaced(fault, type.get()))) {
            row.put(column, cell);
            taken.add(type.get());
          }
        });
    if (!taken.isEmpty()) {
      // What the row says of the realisations goes with what was found of them.
      boolean counts = taken.stream().anyMatch(type -> isReplaced(fault, type));
      StocktakeColumns.FIRST.stream()
          .filter(column -> counts && !column.isEmpty() && ours.containsKey(column))
          .forEach(column -> row.put(column, ours.get(column)));
      if (archive.containsKey(StocktakeColumns.PROBLEMS)
          || ours.containsKey(StocktakeColumns.PROBLEMS)) {
        row.put(StocktakeColumns.PROBLEMS, problems(archive, ours, taken));
      }
    }
    return row;
  }

  /** VM goes with Source, into one archive. */
  private boolean isReplaced(Fault fault, DataType type) {
    return replaces.test(fault, type.archivedAs());
  }

  private static String problems(
      Map<String, String> archive, Map<String, String> ours, Set<DataType> taken) {
    List<String> problems = new ArrayList<>(problems(archive));
    problems.removeIf(problem -> isOf(problem, taken));
    problems(ours).stream().filter(problem -> isOf(problem, taken)).forEach(problems::add);
    return String.join(StocktakeColumns.BETWEEN_PROBLEMS, problems);
  }

  private static List<String> problems(Map<String, String> row) {
    String cell = row.getOrDefault(StocktakeColumns.PROBLEMS, "");
    return cell.isEmpty() ? List.of() : Arrays.asList(BETWEEN_PROBLEMS.split(cell, -1));
  }

  private static boolean isOf(String problem, Set<DataType> types) {
    return types.stream().anyMatch(type -> problem.startsWith(type.label() + " "));
  }

  private static Table table(String text) throws IOException {
    List<String> columns = List.of();
    Map<String, Map<String, String>> rows = new LinkedHashMap<>();
    try (CSVParser parser = CSVParser.parse(new StringReader(text), FORMAT)) {
      for (CSVRecord record : parser) {
        if (columns.isEmpty()) {
          columns = record.toList();
          continue;
        }
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
          row.put(columns.get(i), record.get(i));
        }
        rows.put(Fault.folded(record.get(0)), row);
      }
    }
    return new Table(columns, rows);
  }
}

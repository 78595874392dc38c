package org.quakecore.cssync.inventory;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.InputText;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.catalogue.SyncException;

/** Reads stocktake.csv, with the column of problems or, from earlier scripts, without. */
public final class StocktakeReader {
  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setIgnoreEmptyLines(true).get();
  private static final Pattern BETWEEN_PROBLEMS =
      Pattern.compile(StocktakeColumns.BETWEEN_PROBLEMS, Pattern.LITERAL);

  private final String file;
  private final ArchiveLayout layout;
  private List<String> columns = List.of();
  private final Map<Fault, Map<DataType, List<String>>> failures = new HashMap<>();
  private final Map<Fault, Set<DataType>> checked = new HashMap<>();

  private StocktakeReader(String file, ArchiveLayout layout) {
    this.file = file;
    this.layout = layout;
  }

  /**
   * Reads what a stocktake says about each fault.
   *
   * @param layout whose data types it is about
   * @throws SyncException of kind BAD_INPUT when the file is no stocktake; the message names file,
   *     line and remedy
   */
  public static Verdicts read(Path csv, ArchiveLayout layout) throws SyncException {
    return parse(InputText.read(csv), csv.toString(), layout);
  }

  /**
   * As {@link #read}, of a text that is read already.
   *
   * @param name of the file, for messages
   */
  public static Verdicts parse(String text, String name, ArchiveLayout layout)
      throws SyncException {
    StocktakeReader reader = new StocktakeReader(name, layout);
    try (CSVParser parser = CSVParser.parse(new StringReader(text), FORMAT)) {
      for (CSVRecord row : parser) {
        if (reader.columns.isEmpty()) {
          reader.readColumns(row);
        } else {
          reader.readFault(row, parser.getCurrentLineNumber());
        }
      }
    } catch (UncheckedIOException | IllegalStateException e) {
      throw reader.bad(1, "is not CSV: " + Quoted.bare(String.valueOf(e.getMessage())));
    } catch (IOException e) {
      throw reader.bad(1, "cannot be read: " + Quoted.bare(String.valueOf(e.getMessage())));
    }
    if (reader.columns.isEmpty()) {
      throw reader.bad(1, "is empty");
    }
    return new Verdicts(reader.failures, reader.checked);
  }

  private void readColumns(CSVRecord row) throws SyncException {
    List<String> names = row.toList();
    boolean stocktake = false;
    for (String name : names) {
      if (StocktakeColumns.isVerdict(name)) {
        stocktake = true;
        if (StocktakeColumns.typeOf(layout, name).isEmpty()) {
          throw bad(1, "the column " + Quoted.of(name) + " is about no known data type");
        }
      }
    }
    if (!stocktake || !names.get(0).isEmpty()) {
      throw bad(1, "is no stocktake: the first line must be ,rel_nums,rel_start and so on");
    }
    columns = names;
  }

  private void readFault(CSVRecord row, long line) throws SyncException {
    if (row.size() != columns.size()) {
      throw bad(line, "has " + row.size() + " values where the first line has " + columns.size());
    }
    Fault fault;
    try {
      fault = new Fault(row.get(0));
    } catch (IllegalArgumentException e) {
      throw bad(line, Quoted.bare(e.getMessage()));
    }
    Map<DataType, List<String>> failed = new TreeMap<>();
    Set<DataType> looked = new TreeSet<>();
    for (int i = 0; i < columns.size(); i++) {
      // An empty cell stands for what -t left unchecked.
      if (StocktakeColumns.isVerdict(columns.get(i)) && !row.get(i).isBlank()) {
        DataType type = StocktakeColumns.typeOf(layout, columns.get(i)).orElseThrow();
        looked.add(type);
        if (isFailure(row.get(i), i, line)) {
          failed.computeIfAbsent(type, none -> new ArrayList<>()).add(nameless(columns.get(i)));
        }
      }
    }
    checked.put(fault, looked);
    int problems = columns.indexOf(StocktakeColumns.PROBLEMS);
    if (problems >= 0) {
      failed.replaceAll((type, names) -> inWords(row.get(problems), type, names));
    }
    if (failures.putIfAbsent(fault, failed) != null) {
      throw bad(line, Quoted.of(fault.name()) + " has a line already; keep one of the two");
    }
  }

  private boolean isFailure(String cell, int column, long line) throws SyncException {
    return switch (cell.strip().toLowerCase(Locale.ROOT)) {
      case "false" -> true;
      case "true" -> false;
      default ->
          throw bad(line, columns.get(column) + " must be True or False, not " + Quoted.of(cell));
    };
  }

  private static String nameless(String column) {
    return column + " is False";
  }

  /** The problems of one type, or the names of its columns where no problem is told. */
  private static List<String> inWords(String cell, DataType type, List<String> otherwise) {
    List<String> words = new ArrayList<>();
    for (String problem : BETWEEN_PROBLEMS.split(cell, -1)) {
      if (problem.startsWith(type.label() + " ")) {
        words.add(problem);
      }
    }
    return words.isEmpty() ? otherwise : words;
  }

  private SyncException bad(long line, String message) {
    return new SyncException(
        SyncException.Kind.BAD_INPUT,
        file + ":" + line + ": " + message + "; run preprocess again");
  }
}

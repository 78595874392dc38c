package org.quakecore.cssync.preprocess;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.patterns.FilePattern;
import org.quakecore.cssync.catalogue.patterns.SyncPatterns;
import org.quakecore.cssync.inventory.StocktakeColumns;

/** Writes stocktake.csv. Every data type has its columns; those not checked stay empty. */
public final class StocktakeWriter {
  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setRecordSeparator("\n").get();

  private final SyncPatterns patterns;
  private final CSVPrinter printer;

  /** Writes the line of column names. */
  public StocktakeWriter(SyncPatterns patterns, Appendable out) throws IOException {
    this.patterns = patterns;
    this.printer = new CSVPrinter(out, FORMAT);
    List<String> names = new ArrayList<>(StocktakeColumns.FIRST);
    for (DataType type : patterns.layout().types()) {
      for (FilePattern pattern : patternsOf(type)) {
        names.add(StocktakeColumns.number(type, pattern));
        names.add(StocktakeColumns.ok(type, pattern));
      }
    }
    names.add(StocktakeColumns.PROBLEMS);
    // A null is written as nothing, where an empty name would be written as a pair of quotes.
    names.set(0, null);
    printer.printRecord(names);
  }

  /** The sample counts as one pattern without a text. */
  private List<FilePattern> patternsOf(DataType type) {
    return type.isSample()
        ? Collections.singletonList(null)
        : patterns.of(type).map(SyncPatterns.Place::patterns).orElse(List.of());
  }

  /** Writes the line of one fault. */
  public void write(FaultVerdict verdict) throws IOException {
    List<Object> cells = new ArrayList<>();
    cells.add(verdict.entry().fault().name());
    cells.add(verdict.entry().realisations());
    cells.add(verdict.entry().first());
    for (DataType type : patterns.layout().types()) {
      List<PatternVerdict> checked = verdict.types().get(type);
      if (checked == null) {
        cells.addAll(Arrays.asList(new Object[2 * patternsOf(type).size()]));
        continue;
      }
      for (PatternVerdict one : checked) {
        cells.add(one.files());
        cells.add(one.ok() ? "True" : "False");
      }
    }
    List<String> problems = verdict.problems();
    cells.add(problems.isEmpty() ? null : joined(problems));
    printer.printRecord(cells);
  }

  /** What a file was found to hold can look like what stands between two. */
  private static String joined(List<String> problems) {
    return problems.stream()
        .map(problem -> problem.replace(StocktakeColumns.BETWEEN_PROBLEMS, " / "))
        .collect(Collectors.joining(StocktakeColumns.BETWEEN_PROBLEMS));
  }
}

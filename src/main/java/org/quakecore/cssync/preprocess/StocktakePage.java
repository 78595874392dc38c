package org.quakecore.cssync.preprocess;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.page.Cell;
import org.quakecore.cssync.page.Mark;
import org.quakecore.cssync.page.Note;
import org.quakecore.cssync.page.Page;
import org.quakecore.cssync.page.Row;
import org.quakecore.cssync.page.Total;

/** A stocktake as a page: the verdicts that stocktake.csv is written from. */
final class StocktakePage {
  private StocktakePage() {}

  /**
   * @param verdicts in the order of list.txt, all of the same types
   */
  static Page of(Path csRoot, List<FaultVerdict> verdicts, Report report, Instant time) {
    List<DataType> types =
        verdicts.stream()
            .flatMap(verdict -> verdict.types().keySet().stream())
            .distinct()
            .sorted()
            .toList();
    List<Total> totals = new ArrayList<>();
    for (DataType type : types) {
      totals.add(
          total(type.label(), verdicts.stream().map(each -> each.amounts().get(type)).toList()));
    }
    Path root = csRoot.toAbsolutePath().normalize();
    return new Page(
        "Stocktake of " + (root.getFileName() == null ? root : root.getFileName()),
        root.toString(),
        time,
        report.errors(),
        List.of(),
        verdicts.stream().map(each -> row(each, types)).toList(),
        new Page.Totals(totals, total("All", verdicts.stream().map(FaultVerdict::amount).toList())),
        notes(types, report.purgeInFull()));
  }

  private static List<Note> notes(List<DataType> types, List<String> purge) {
    List<Note> notes = new ArrayList<>();
    types.stream()
        .filter(DataType::isSample)
        .map(type -> type + " is one of the files of " + type.foundAs() + ": All counts it once.")
        .map(words -> new Note("About the totals", List.of(words)))
        .forEach(notes::add);
    if (!purge.isEmpty()) {
      notes.add(new Note("Purge", purge.stream().map(String::strip).toList()));
    }
    return notes;
  }

  private static Row row(FaultVerdict verdict, List<DataType> types) {
    return new Row(
        verdict.entry().fault().name(),
        types.stream().map(type -> cell(verdict, type)).toList(),
        verdict.amount().bytes());
  }

  private static Cell cell(FaultVerdict verdict, DataType type) {
    Amount amount = verdict.amounts().get(type);
    List<String> problems = verdict.problems(type);
    boolean whole = problems.isEmpty();
    return new Cell(
        type.label(),
        whole ? Mark.GOOD : Mark.WRONG,
        whole ? "whole" : amount.files() == 0 ? "missing" : "incomplete",
        amount.files(),
        amount.bytes(),
        problems);
  }

  private static Total total(String what, List<Amount> amounts) {
    Amount sum = amounts.stream().reduce(Amount.NONE, Amount::plus);
    return new Total(what, sum.files(), sum.bytes());
  }
}

package org.quakecore.cssync.page;

import java.time.Instant;
import java.util.List;
import org.quakecore.cssync.catalogue.Quoted;

/**
 * A report to be read in a browser, printed, or sent to somebody: what it says, not how it looks.
 * Its texts may come from anywhere; what acts on whoever shows them is written as escapes.
 *
 * @param subject what it is about: a folder, or an address
 * @param time when that was found out
 * @param errors how many, as the command itself counts them
 * @param problems of the whole, each a sentence
 * @param totals one for each type, in the order of the cells, and one of all
 */
public record Page(
    String title,
    String subject,
    Instant time,
    long errors,
    List<String> problems,
    List<Row> rows,
    Totals totals,
    List<Note> notes) {
  public Page {
    title = Quoted.line(title);
    subject = Quoted.line(subject);
    problems = problems.stream().map(Quoted::line).toList();
    rows = List.copyOf(rows);
    notes = List.copyOf(notes);
  }

  /** The sums below the table. */
  public record Totals(List<Total> types, Total all) {
    public Totals {
      types = List.copyOf(types);
    }
  }
}

package org.quakecore.cssync.page;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.quakecore.cssync.transfer.ByteCount;

/** A page as its template wants it: numbered, in words, and with the lengths of bars. */
final class Shown {
  /** So many problems of one set are shown; more of them would bury those of others. */
  static final int MOST_PROBLEMS = 20;

  /** So many lines of what is wrong are seen at once; the others are folded. */
  static final int MOST_UNFOLDED = 25;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT);

  private final Page page;
  private final List<Line> lines = new ArrayList<>();
  private final List<Wrong> wrong = new ArrayList<>();

  /**
   * A fault of the table.
   *
   * @param bar how long it is, in percent of the longest
   */
  record Line(String id, String fault, List<Field> fields, String size, int bar) {}

  /** A type of a fault; {@code wrongId} names its line among what is wrong, where it has one. */
  record Field(Cell cell, String size, String wrongId) {}

  /** A set that is wrong. */
  record Wrong(String id, String rowId, String fault, Cell cell, List<String> why, int more) {}

  /** Sums of a type. */
  record Sum(Total total, String size, int bar, long good, long wrong) {}

  Shown(Page page) {
    this.page = page;
    long longest = page.rows().stream().mapToLong(Row::bytes).max().orElse(0);
    for (Row row : page.rows()) {
      String id = "fault-" + lines.size();
      String fault = row.fault();
      List<Field> fields = new ArrayList<>();
      for (Cell cell : row.cells()) {
        String wrongId = cell.isWrong() ? "wrong-" + wrong.size() : "";
        if (cell.isWrong()) {
          wrong.add(wrong(wrongId, id, fault, cell));
        }
        fields.add(new Field(cell, size(cell.files(), cell.bytes()), wrongId));
      }
      lines.add(
          new Line(id, fault, fields, ByteCount.human(row.bytes()), bar(row.bytes(), longest)));
    }
  }

  private static Wrong wrong(String id, String rowId, String fault, Cell cell) {
    List<String> why = cell.problems().stream().limit(MOST_PROBLEMS).toList();
    return new Wrong(id, rowId, fault, cell, why, cell.problems().size() - why.size());
  }

  private static String size(long files, long bytes) {
    return files == 0 ? "" : ByteCount.human(bytes);
  }

  /** What is there at all has a bar that can be seen. */
  private static int bar(long bytes, long longest) {
    return bytes == 0 ? 0 : (int) Math.max(1, Math.round(100.0 * bytes / longest));
  }

  public String title() {
    return page.title();
  }

  public String subject() {
    return page.subject();
  }

  public String time() {
    return TIME.format(page.time().atOffset(ZoneOffset.UTC));
  }

  public String timestamp() {
    return page.time().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  public long errors() {
    return page.errors();
  }

  public boolean good() {
    return page.errors() == 0 && !lines.isEmpty();
  }

  /** The page in a sentence. */
  public String verdict() {
    if (lines.isEmpty()) {
      return "There is no fault in it";
    }
    if (page.errors() == 0) {
      return "Nothing is missing or wrong";
    }
    long faults = page.rows().stream().filter(Row::isWrong).count();
    return faults == 0
        ? "Every fault is complete, but not the version as a whole"
        : faults
            + " of "
            + counted(lines.size(), "fault")
            + (faults == 1 ? " is" : " are")
            + " not complete";
  }

  private static String counted(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  public List<String> problems() {
    return page.problems();
  }

  /** What is wrong and seen at once. */
  public List<Wrong> unfolded() {
    return wrong.subList(0, Math.min(wrong.size(), MOST_UNFOLDED));
  }

  public List<Wrong> folded() {
    return wrong.subList(unfolded().size(), wrong.size());
  }

  public int wrongSets() {
    return wrong.size();
  }

  public List<Line> lines() {
    return lines;
  }

  public List<String> types() {
    return page.totals().types().stream().map(Total::type).toList();
  }

  /** Those there are in the table, each once, as they come. */
  public List<String> states() {
    return cells().map(Cell::state).distinct().sorted().toList();
  }

  private Stream<Cell> cells() {
    return page.rows().stream().flatMap(row -> row.cells().stream());
  }

  public List<Sum> sums() {
    long longest = page.totals().types().stream().mapToLong(Total::bytes).max().orElse(0);
    return page.totals().types().stream()
        .map(
            total ->
                new Sum(
                    total,
                    ByteCount.human(total.bytes()),
                    bar(total.bytes(), longest),
                    count(total.type(), Mark.GOOD) + count(total.type(), Mark.NOTED),
                    count(total.type(), Mark.WRONG)))
        .toList();
  }

  private long count(String type, Mark mark) {
    return cells().filter(cell -> cell.type().equals(type) && cell.mark() == mark).count();
  }

  public Total all() {
    return page.totals().all();
  }

  public String allSize() {
    return ByteCount.human(page.totals().all().bytes());
  }

  /** How many sets are good, of all types. */
  public long goodSets() {
    return cells().filter(cell -> cell.mark() == Mark.GOOD || cell.mark() == Mark.NOTED).count();
  }

  public List<Note> notes() {
    return page.notes();
  }
}

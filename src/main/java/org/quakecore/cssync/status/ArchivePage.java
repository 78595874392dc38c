package org.quakecore.cssync.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.quakecore.cssync.page.Cell;
import org.quakecore.cssync.page.Mark;
import org.quakecore.cssync.page.Note;
import org.quakecore.cssync.page.Page;
import org.quakecore.cssync.page.Row;
import org.quakecore.cssync.page.Total;
import org.quakecore.cssync.purge.Forecast;

/** A status as a page, in the words of its table. */
final class ArchivePage {
  private final VersionStatus result;
  private final Table table;

  private ArchivePage(VersionStatus result) {
    this.result = result;
    this.table = new Table(result, Integer.MAX_VALUE);
  }

  static Page of(VersionStatus result, Instant time) {
    return new ArchivePage(result).page(time);
  }

  private Page page(Instant time) {
    return new Page(
        "Archive of " + result.options().version(),
        result.address(),
        time,
        result.errors(),
        result.problems(),
        rows(),
        new Page.Totals(
            result.types().stream()
                .map(type -> new Total(type.label(), result.files(type), result.bytes(type)))
                .toList(),
            new Total("All", result.files(), result.bytes())),
        notes());
  }

  private List<Row> rows() {
    int types = result.types().size();
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < result.sets().size(); i += types) {
      List<JudgedSet> sets = result.sets().subList(i, i + types);
      rows.add(
          new Row(
              sets.get(0).fault().name(),
              sets.stream().map(ArchivePage::cell).toList(),
              sets.stream().mapToLong(JudgedSet::bytes).sum()));
    }
    return rows;
  }

  private static Cell cell(JudgedSet set) {
    return new Cell(
        set.type().label(),
        mark(set),
        set.state().words(),
        set.files().size(),
        set.bytes(),
        set.problems());
  }

  private static Mark mark(JudgedSet set) {
    if (set.isError()) {
      return Mark.WRONG;
    }
    return switch (set.state()) {
      case COMPLETE_NO_MANIFEST -> Mark.NOTED;
      case ABSENT -> Mark.NONE;
      default -> Mark.GOOD;
    };
  }

  private List<Note> notes() {
    List<Note> notes = new ArrayList<>();
    add(notes, "Sources", this::sources);
    add(notes, "Purge", this::purge);
    add(notes, "Proof", this::proof);
    add(notes, "Left over", table::leftovers);
    add(notes, "Beside the sets", table::ignored);
    return notes;
  }

  private void sources(List<String> lines) {
    result.against().ifPresent(against -> table.sources(against, lines));
    result.sets().forEach(set -> table.gone(set).ifPresent(lines::add));
  }

  private void purge(List<String> lines) {
    result
        .against()
        .flatMap(SourceComparison.Result::purge)
        .map(Forecast::allLines)
        .ifPresent(lines::addAll);
  }

  private void proof(List<String> lines) {
    table.proof(lines);
    if (result.count(State.COMPLETE_NO_MANIFEST) > 0) {
      lines.add(State.COMPLETE_NO_MANIFEST.words() + ": judged by names and sizes");
    }
  }

  /** The lines without what sets them off in a table. */
  private static void add(List<Note> notes, String heading, Consumer<List<String>> teller) {
    List<String> lines = new ArrayList<>();
    teller.accept(lines);
    if (!lines.isEmpty()) {
      notes.add(
          new Note(
              heading, lines.stream().map(line -> line.replaceFirst("^(####)? *", "")).toList()));
    }
  }
}

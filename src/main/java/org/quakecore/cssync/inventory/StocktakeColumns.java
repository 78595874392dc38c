package org.quakecore.cssync.inventory;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.patterns.FilePattern;

/** The names of the columns of stocktake.csv. */
public final class StocktakeColumns {
  public static final List<String> FIRST = List.of("", "rel_nums", "rel_start");
  public static final String PROBLEMS = "problems";

  /** What stands between two problems in one cell. */
  public static final String BETWEEN_PROBLEMS = " | ";

  private static final String NUMBER = "num(";
  private static final String OK = "OK(";

  private StocktakeColumns() {}

  public static String number(DataType type, FilePattern pattern) {
    return NUMBER + subject(type, pattern) + ")";
  }

  public static String ok(DataType type, FilePattern pattern) {
    return OK + subject(type, pattern) + ")";
  }

  private static String subject(DataType type, FilePattern pattern) {
    return pattern == null ? type.label() : type.label() + "_" + pattern.column();
  }

  public static boolean isVerdict(String column) {
    return column.startsWith(OK) && column.endsWith(")");
  }

  /** The data type that a column of numbers or verdicts is about; empty for any other column. */
  public static Optional<DataType> subjectOf(ArchiveLayout layout, String column) {
    boolean number = column.startsWith(NUMBER) && column.endsWith(")");
    return number || isVerdict(column)
        ? ofSubject(layout, column, column.indexOf('('))
        : Optional.empty();
  }

  /** The data type a verdict's column is about. */
  public static Optional<DataType> typeOf(ArchiveLayout layout, String column) {
    return ofSubject(layout, column, OK.length() - 1);
  }

  /** The name of one type may be the beginning of another's. */
  private static Optional<DataType> ofSubject(ArchiveLayout layout, String column, int bracket) {
    String subject = column.substring(bracket + 1, column.length() - 1);
    return layout.types().stream()
        .filter(
            type ->
                subject.equals(type.label())
                    || (!type.isSample() && subject.startsWith(type.label() + "_")))
        .max(Comparator.comparingInt(type -> type.label().length()));
  }
}

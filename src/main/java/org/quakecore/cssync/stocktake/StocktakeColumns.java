package org.quakecore.cssync.stocktake;

import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.FilePattern;

/** The names of the columns of stocktake.csv. */
final class StocktakeColumns {
  static final List<String> FIRST = List.of("", "rel_nums", "rel_start");
  static final String PROBLEMS = "problems";

  /** What stands between two problems in one cell. */
  static final String BETWEEN_PROBLEMS = " | ";

  private static final String OK = "OK(";

  private StocktakeColumns() {}

  static String number(DataType type, FilePattern pattern) {
    return "num(" + subject(type, pattern) + ")";
  }

  static String ok(DataType type, FilePattern pattern) {
    return OK + subject(type, pattern) + ")";
  }

  private static String subject(DataType type, FilePattern pattern) {
    return pattern == null ? type.label() : type.label() + "_" + pattern.column();
  }

  static boolean isVerdict(String column) {
    return column.startsWith(OK) && column.endsWith(")");
  }

  /** The data type a verdict's column is about. */
  static Optional<DataType> typeOf(String column) {
    String subject = column.substring(OK.length(), column.length() - 1);
    for (DataType type : DataType.values()) {
      if (subject.equals(type.label())
          || (type != DataType.SAMPLE_BB && subject.startsWith(type.label() + "_"))) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}

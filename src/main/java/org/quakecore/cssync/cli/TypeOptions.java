package org.quakecore.cssync.cli;

import java.util.ArrayList;
import java.util.List;
import org.quakecore.cssync.catalogue.DataType;
import picocli.CommandLine.Option;

/** {@code -t}, the same for every command. */
final class TypeOptions {
  @Option(
      names = {"-t", "--data_types", "--data-types"},
      paramLabel = "TYPE",
      split = ",",
      converter = DataTypes.class,
      completionCandidates = DataTypes.class,
      description =
          "Only these data types: ${COMPLETION-CANDIDATES}; repeat it or separate them by commas."
              + " Types that share an archive come together. If not given: all of them, but no"
              + " samples for download and status --sums.")
  private List<DataType> types = new ArrayList<>();

  /** Whether the user named any. */
  boolean named() {
    return !types.isEmpty();
  }

  List<DataType> orElse(List<DataType> others) {
    return named() ? types : others;
  }
}

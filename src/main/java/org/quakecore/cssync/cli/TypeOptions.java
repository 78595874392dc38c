package org.quakecore.cssync.cli;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.inventory.TypeChoice;
import picocli.CommandLine.Option;

/** {@code -t}, the same for every command. */
final class TypeOptions {
  @Option(
      names = {"-t", "--data_types", "--data-types"},
      paramLabel = "TYPE",
      split = ",",
      completionCandidates = Usual.class,
      description =
          "Only these data types: ${COMPLETION-CANDIDATES}, or what the version's own layout has;"
              + " repeat it or separate them by commas."
              + " Types that share an archive come together. If not given: all of them, but no"
              + " samples for download and status --sums.")
  private List<String> types = new ArrayList<>();

  /** Those of the specification. */
  static final class Usual implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return ArchiveLayout.STANDARD.choices().stream().map(DataType::label).iterator();
    }
  }

  /** Whether the user named any. */
  boolean named() {
    return !types.isEmpty();
  }

  /**
   * What was asked for.
   *
   * @param samples whether samples belong to it where nothing is named
   */
  TypeChoice choice(boolean samples) {
    return new TypeChoice(types, samples);
  }
}

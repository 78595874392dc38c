package org.quakecore.cssync.catalogue.patterns;

import java.util.List;
import org.quakecore.cssync.catalogue.Fault;

/**
 * Which files of a fault belong to a data type, relative to the type's folder.
 *
 * @param text as sync_patterns.yaml spells it, with a leading {@code $} when it is optional
 * @param optional whether a run may have no such file at all
 * @param segments the folder levels, the last of which is the file
 */
public record FilePattern(String text, boolean optional, List<PatternSegment> segments) {
  private static final String OPTIONAL_MARK = "$";

  public FilePattern {
    segments = List.copyOf(segments);
  }

  /** Whether it stands for one file of each fault rather than one of each realisation. */
  public boolean isSingle() {
    return segments.stream().noneMatch(PatternSegment::hasWildcard);
  }

  /** How the console shows it. */
  public String shownFor(Fault fault) {
    return text.replace(SyncPatterns.FAULT_PLACEHOLDER, fault.name());
  }

  /** How the columns of stocktake.csv name it, for all faults alike. */
  public String column() {
    return text.replace(SyncPatterns.FAULT_PLACEHOLDER, "*");
  }

  /**
   * Takes a pattern apart.
   *
   * @throws IllegalArgumentException when it cannot stand for files below a folder
   */
  public static FilePattern parse(String text) {
    boolean optional = text.startsWith(OPTIONAL_MARK);
    String path = optional ? text.substring(1) : text;
    if (path.endsWith("/")) {
      throw new IllegalArgumentException("it must end in the name of a file, not in /");
    }
    List<PatternSegment> segments = SyncPatterns.segments(path);
    if (segments.isEmpty()) {
      throw new IllegalArgumentException("it must name files, like \"*/BB/Acc/BB.bin\"");
    }
    return new FilePattern(text, optional, segments);
  }
}

package org.quakecore.cssync.stocktake;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.quakecore.cssync.catalogue.FaultList.Entry;
import org.quakecore.cssync.catalogue.FilePattern;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.catalogue.Realisation;

/**
 * What one pattern found for one fault, counted by event, without the files themselves: a run of a
 * million files has few of these.
 */
final class Finding {
  private static final String MEDIAN = "the median event";

  private final FilePattern pattern;
  private final Entry entry;
  private final int files;
  private final boolean numbered;
  private final BitSet realisations = new BitSet();
  private final BitSet twice = new BitSet();
  private final List<String> medians = new ArrayList<>();
  private final Set<String> unexpected = new LinkedHashSet<>();
  private final Set<String> empty = new LinkedHashSet<>();
  private final List<String> troubles;

  Finding(FilePattern pattern, Entry entry, String where, PatternMatcher.Found found) {
    this.pattern = pattern;
    this.entry = entry;
    this.files = found.matches().size();
    this.troubles = List.copyOf(found.troubles());
    this.numbered =
        !pattern.isSingle() && found.matches().stream().anyMatch(m -> m.event().isNumbered());
    for (Match match : found.matches()) {
      String path = match.file().path();
      String shown = path.startsWith(where + "/") ? path.substring(where.length() + 1) : path;
      count(match, Quoted.bare(shown));
    }
  }

  private void count(Match match, String shown) {
    Event event = match.event();
    String name = shown;
    if (numbered) {
      switch (event.kind()) {
        case REALISATION -> {
          name = new Realisation(event.number()).label();
          if (!entry.expects(event.number())) {
            unexpected.add(name);
          } else if (realisations.get(event.number())) {
            twice.set(event.number());
          } else {
            realisations.set(event.number());
          }
        }
        case MEDIAN, UNNUMBERED -> {
          medians.add(shown);
          name = MEDIAN;
        }
        case OTHER_FAULT -> unexpected.add(shown);
        case UNCLEAR -> {
          name = event.text().isEmpty() ? shown : Quoted.bare(event.text());
          unexpected.add(name);
        }
      }
    }
    if (match.file().size() == 0) {
      empty.add(name);
    }
  }

  FilePattern pattern() {
    return pattern;
  }

  /** Whether the fault has such files at all, whole or not. */
  boolean any() {
    return files > 0 || !troubles.isEmpty();
  }

  boolean hasMedian() {
    return numbered ? !medians.isEmpty() : files == entry.realisations() + 1;
  }

  /**
   * Compares with what list.txt lets expect.
   *
   * @param required whether the files must be there; asked for optional patterns only
   * @param medianIn the other data type that has the median event, so that this one must have it
   *     too, or null
   */
  PatternVerdict judge(boolean required, String medianIn) {
    if (pattern.optional() && !required) {
      return new PatternVerdict(pattern, 0, 0, true, "");
    }
    List<String> wrong = new ArrayList<>();
    if (pattern.isSingle()) {
      int found = judgeSingle(wrong);
      return verdict(found, 1, wrong);
    }
    boolean median = !pattern.optional() && (hasMedian() || medianIn != null);
    int expected = entry.realisations() + (median ? 1 : 0);
    int found = files;
    if (numbered || files == 0) {
      found = judgeNumbered(wrong);
    } else if (files != expected) {
      wrong.add("the names tell no realisations, so only the count can be compared");
    }
    if (medianIn != null && !hasMedian()) {
      wrong.add(MEDIAN + " is missing, which " + medianIn + " has");
    }
    return verdict(found, expected, wrong);
  }

  private PatternVerdict verdict(int found, int expected, List<String> wrong) {
    if (!empty.isEmpty()) {
      wrong.add("empty " + String.join(", ", empty));
    }
    wrong.addAll(troubles);
    String words = "found " + found + " of " + expected + ": " + String.join("; ", wrong);
    return new PatternVerdict(pattern, files, expected, wrong.isEmpty(), words);
  }

  private int judgeSingle(List<String> wrong) {
    if (files == 0 && troubles.isEmpty()) {
      wrong.add("there is no such file");
    }
    return files;
  }

  private int judgeNumbered(List<String> wrong) {
    BitSet missing = new BitSet();
    missing.set(entry.first(), entry.last() + 1);
    missing.andNot(realisations);
    if (!missing.isEmpty()) {
      wrong.add("missing " + Realisation.labels(missing));
    }
    Set<String> strangers = new LinkedHashSet<>(unexpected);
    if (pattern.optional()) {
      strangers.addAll(medians);
    }
    if (!strangers.isEmpty()) {
      wrong.add("unexpected " + String.join(", ", strangers));
    }
    if (!twice.isEmpty()) {
      wrong.add("more than one file for " + Realisation.labels(twice));
    }
    if (pattern.optional()) {
      return realisations.cardinality();
    }
    if (medians.size() > 1) {
      wrong.add("more than one median event: " + String.join(", ", medians));
    }
    return realisations.cardinality() + (medians.isEmpty() ? 0 : 1);
  }
}

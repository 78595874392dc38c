package org.quakecore.cssync.preprocess;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.quakecore.cssync.catalogue.FaultList.Entry;
import org.quakecore.cssync.catalogue.Realisation;
import org.quakecore.cssync.catalogue.patterns.FilePattern;

/**
 * What one pattern found for one fault, counted by event, without the files themselves: a run of a
 * million files has few of these.
 */
final class Finding implements PatternMatcher.Finds {
  private static final String MEDIAN = "the median event";
  private static final String MORE_UNFIT = "other content than is asked for";
  private static final int MOST_TROUBLES = 100;

  /** As many different things can be wrong with the content of the files. */
  private static final int MOST_UNFIT = 100;

  private final FilePattern pattern;
  private final Entry entry;
  private final String where;
  private final boolean lenient;
  private int files;
  private int namedLikeTheFault;
  private boolean numbered;
  private final BitSet realisations = new BitSet();
  private final BitSet twice = new BitSet();
  private final Names medians = new Names();
  private final Names unexpected = new Names();
  private final Names otherFaults = new Names();
  private final Names empty = new Names();
  private final Names emptyByPath = new Names();
  private final List<String> troubles = new ArrayList<>();

  /** Files whose content is not as it has to be, by what is wrong with it. */
  private final Map<String, Unfit> unfit = new LinkedHashMap<>();

  /** How files are named: by their events, or where names do not tell these, by their paths. */
  private record Unfit(Names byEvent, Names byPath) {}

  /**
   * @param where the folder that messages name files below
   * @param lenient whether events may lack the file
   */
  Finding(FilePattern pattern, Entry entry, String where, boolean lenient) {
    this.pattern = pattern;
    this.entry = entry;
    this.where = where;
    this.lenient = lenient;
  }

  @Override
  public void trouble(String words) {
    if (troubles.size() < MOST_TROUBLES) {
      troubles.add(words);
    }
  }

  @Override
  public void match(Match match) {
    match(match, List.of());
  }

  /**
   * Takes a file.
   *
   * @param problems of its content, in words
   */
  void match(Match match, List<String> problems) {
    files++;
    Event event = match.event();
    numbered |= event.isNumbered() && !pattern.isSingle();
    String path = match.file().path();
    boolean below = path.startsWith(where + "/");
    String shown = below ? path.substring(where.length() + 1) : path;
    String name = shown;
    switch (event.kind()) {
      case REALISATION -> name = realisation(event.number());
      case MEDIAN, UNNUMBERED -> {
        namedLikeTheFault += event.kind() == Event.Kind.MEDIAN ? 1 : 0;
        medians.add(shown);
        name = MEDIAN;
      }
      case OTHER_FAULT -> otherFaults.add(shown);
      case UNCLEAR -> {
        name = event.text().isEmpty() ? shown : event.text();
        unexpected.add(name);
      }
    }
    if (match.file().size() == 0) {
      empty.add(name);
      emptyByPath.add(shown);
    }
    for (String problem : problems) {
      String kind = unfit.containsKey(problem) || unfit.size() < MOST_UNFIT ? problem : MORE_UNFIT;
      Unfit names = unfit.computeIfAbsent(kind, none -> new Unfit(new Names(), new Names()));
      names.byEvent.add(name);
      names.byPath.add(shown);
    }
  }

  private String realisation(int number) {
    if (!entry.expects(number)) {
      unexpected.add(new Realisation(number).label());
    } else if (realisations.get(number)) {
      twice.set(number);
    } else {
      realisations.set(number);
    }
    return new Realisation(number).label();
  }

  FilePattern pattern() {
    return pattern;
  }

  /** Whether the fault has such files at all, whole or not. */
  boolean any() {
    return files > 0 || !troubles.isEmpty();
  }

  /** Whether its names tell realisations. */
  boolean isNumbered() {
    return numbered;
  }

  /**
   * Names that other patterns found for the fault tell realisations: what is named like the fault
   * is then the median event, and stands for no realisation.
   */
  void expectNumbers() {
    numbered |= isNamedLikeTheFault();
  }

  private boolean isNamedLikeTheFault() {
    return files > 0 && namedLikeTheFault == files && !pattern.isSingle();
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
      return new PatternVerdict(pattern, 0, 0, true, "", "");
    }
    List<String> wrong = new ArrayList<>();
    List<String> lacking = lenient ? new ArrayList<>() : wrong;
    if (pattern.isSingle()) {
      int found = judgeSingle(lacking);
      return verdict(found, 1, wrong).noting(lenientWords(found, 1, lacking));
    }
    boolean median =
        !pattern.optional() && (hasMedian() || medianIn != null || entry.realisations() == 0);
    int expected = entry.realisations() + (median ? 1 : 0);
    int found = files;
    if (numbered || files == 0) {
      found = judgeNumbered(wrong, lacking);
    } else if (files != expected) {
      lacking.add("the names tell no realisations, so only the count can be compared");
    }
    if (medianIn != null && !hasMedian()) {
      lacking.add(MEDIAN + " is missing, which " + medianIn + " has");
    } else if (entry.realisations() == 0 && !pattern.optional() && medians.isEmpty()) {
      lacking.add(MEDIAN + " is missing, and list.txt gives the fault nothing else");
    }
    if (lenient && !lacking.isEmpty()) {
      return verdict(found, expected, wrong).noting(lenientWords(found, expected, lacking));
    }
    return verdict(found, expected, wrong)
        .noting(
            isNamedLikeTheFault() && !numbered && files == 1 && entry.realisations() == 1
                ? entry.fault()
                    + " is taken for its one realisation: no name of the fault has a REL number"
                : "");
  }

  /** What is lacking that need not be there, or nothing. */
  private String lenientWords(int found, int expected, List<String> lacking) {
    return lenient && !lacking.isEmpty()
        ? "found "
            + found
            + " of "
            + expected
            + ", which is optional: "
            + String.join("; ", lacking)
        : "";
  }

  private PatternVerdict verdict(int found, int expected, List<String> wrong) {
    if (!empty.isEmpty()) {
      wrong.add("empty " + (numbered ? empty : emptyByPath));
    }
    unfit.forEach((words, names) -> wrong.add(shown(names) + ": " + words));
    wrong.addAll(troubles);
    String words = "found " + found + " of " + expected + ": " + String.join("; ", wrong);
    return new PatternVerdict(pattern, files, expected, wrong.isEmpty(), words, "");
  }

  private Names shown(Unfit names) {
    return numbered ? names.byEvent : names.byPath;
  }

  private int judgeSingle(List<String> wrong) {
    if (files == 0 && troubles.isEmpty()) {
      wrong.add("there is no such file");
    }
    return files;
  }

  private int judgeNumbered(List<String> wrong, List<String> lacking) {
    BitSet missing = new BitSet();
    missing.set(entry.first(), entry.last() + 1);
    missing.andNot(realisations);
    if (!missing.isEmpty()) {
      lacking.add("missing " + Realisation.labels(missing));
    }
    Names strangers = new Names();
    strangers.addAll(unexpected);
    strangers.addAll(otherFaults);
    if (pattern.optional()) {
      strangers.addAll(medians);
    }
    if (!strangers.isEmpty()) {
      wrong.add("unexpected " + strangers);
    }
    if (!twice.isEmpty()) {
      wrong.add("more than one file for " + Realisation.labels(twice));
    }
    if (pattern.optional()) {
      return realisations.cardinality();
    }
    if (medians.areSeveral()) {
      wrong.add("more than one median event: " + medians);
    }
    return realisations.cardinality() + (medians.isEmpty() ? 0 : 1);
  }
}

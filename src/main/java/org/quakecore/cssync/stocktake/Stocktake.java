package org.quakecore.cssync.stocktake;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.FaultList.Entry;
import org.quakecore.cssync.catalogue.FilePattern;
import org.quakecore.cssync.catalogue.PatternSegment;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncFile;
import org.quakecore.cssync.catalogue.SyncPatterns;
import org.quakecore.cssync.catalogue.SyncPatterns.Place;

/** Looks for the files of faults in a run. Several threads can scan faults at once. */
public final class Stocktake {
  private static final Fault ANY_FAULT = new Fault("F");

  private final Path root;
  private final SyncPatterns patterns;
  private final Set<DataType> types;
  private final boolean overlap;
  private final Folders shared = new Folders();

  /**
   * @param root the CS root
   * @param types what to check, VM where wanted included; SAMPLE_BB looks at what BB matches
   */
  public Stocktake(Path root, SyncPatterns patterns, Set<DataType> types) {
    this.root = root;
    this.patterns = patterns;
    this.types = EnumSet.copyOf(types);
    this.overlap = mayOverlap(patterns);
  }

  /**
   * Finds the files of one fault. What cannot be read becomes part of the verdict.
   *
   * @throws SyncException of kind INTERRUPTED only
   */
  public FaultScan scan(Entry entry) throws SyncException {
    PatternMatcher matcher = new PatternMatcher(root, entry.fault(), shared, overlap);
    Map<DataType, List<Finding>> findings = new EnumMap<>(DataType.class);
    Map<DataType, List<SyncFile>> files = new EnumMap<>(DataType.class);
    PatternVerdict sample = null;
    for (DataType type : List.of(DataType.SOURCE, DataType.IM, DataType.BB, DataType.VM)) {
      boolean sampled = type == DataType.BB && types.contains(DataType.SAMPLE_BB);
      Optional<Place> place = patterns.of(type);
      if (place.isEmpty() || !(types.contains(type) || sampled)) {
        continue;
      }
      List<Finding> found = new ArrayList<>();
      List<Match> matches = new ArrayList<>();
      String where = place.get().folderFor(entry.fault());
      for (FilePattern pattern : place.get().patterns()) {
        PatternMatcher.Found some = matcher.find(place.get(), pattern);
        found.add(new Finding(pattern, entry, where, some));
        matches.addAll(some.matches());
      }
      if (types.contains(type)) {
        findings.put(type, found);
        files.put(type, filesOf(matches));
      }
      if (sampled) {
        Optional<Match> chosen = Sample.of(entry, matches);
        sample = Sample.verdict(entry, chosen);
        files.put(DataType.SAMPLE_BB, chosen.map(match -> List.of(match.file())).orElse(List.of()));
      }
    }
    return new FaultScan(entry, findings, sample, files);
  }

  /** Two patterns can match one file, which is listed once. */
  private List<SyncFile> filesOf(List<Match> matches) {
    List<SyncFile> files = new ArrayList<>(matches.size());
    matches.forEach(match -> files.add(match.file()));
    return overlap ? List.copyOf(new LinkedHashSet<>(files)) : files;
  }

  /** Whether two patterns could meet one file, judged level by level. */
  private static boolean mayOverlap(SyncPatterns patterns) {
    List<List<PatternSegment>> paths = new ArrayList<>();
    for (Place place : patterns.types().values()) {
      for (FilePattern pattern : place.patterns()) {
        List<PatternSegment> path = new ArrayList<>(place.where());
        path.addAll(pattern.segments());
        paths.add(path);
      }
    }
    for (int i = 0; i < paths.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (mayMeet(paths.get(i), paths.get(j))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean mayMeet(List<PatternSegment> one, List<PatternSegment> other) {
    boolean meet = one.size() == other.size();
    for (int i = 0; meet && i < one.size(); i++) {
      meet = mayMeet(one.get(i), other.get(i));
    }
    return meet;
  }

  private static boolean mayMeet(PatternSegment one, PatternSegment other) {
    if (one.hasWildcard() && other.hasWildcard()) {
      return new SegmentMatcher(one, ANY_FAULT).mayOverlap(new SegmentMatcher(other, ANY_FAULT));
    }
    if (one.hasWildcard()) {
      return new SegmentMatcher(one, ANY_FAULT).match(other.nameFor(ANY_FAULT)) != null;
    }
    return other.hasWildcard()
        ? mayMeet(other, one)
        : one.nameFor(ANY_FAULT).equals(other.nameFor(ANY_FAULT));
  }
}

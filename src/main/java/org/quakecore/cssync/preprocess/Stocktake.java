package org.quakecore.cssync.preprocess;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.quakecore.cssync.catalogue.ByteOrder;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.FaultList.Entry;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncFile;
import org.quakecore.cssync.catalogue.patterns.FilePattern;
import org.quakecore.cssync.catalogue.patterns.PatternSegment;
import org.quakecore.cssync.catalogue.patterns.SyncPatterns;
import org.quakecore.cssync.catalogue.patterns.SyncPatterns.Place;
import org.quakecore.cssync.purge.Forecast;

/** Looks for the files of faults in a run. Several threads can scan faults at once. */
public final class Stocktake {
  private static final Fault ANY_FAULT = new Fault("F");

  private final Path root;
  private final SyncPatterns patterns;
  private final Set<DataType> types;
  private final boolean overlap;
  private final Optional<Forecast> purge;

  /** By their names, as files_to_sync.yaml is sorted; the sample follows what it is chosen from. */
  private final List<DataType> order;

  private final Folders shared = new Folders();

  /**
   * @param root the CS root
   * @param types what to check, VM where wanted included; SAMPLE_BB looks at what BB matches
   * @param purge is told of each file that is found
   */
  public Stocktake(
      Path root, SyncPatterns patterns, Set<DataType> types, Optional<Forecast> purge) {
    this.root = root;
    this.patterns = patterns;
    this.types = new TreeSet<>(types);
    this.purge = purge;
    this.overlap = mayOverlap(patterns);
    this.order =
        patterns.layout().types().stream()
            .sorted(Comparator.comparing(DataType::label, ByteOrder.COMPARATOR))
            .toList();
  }

  /** The same, of optional patterns alone. */
  Stocktake ofOptional() {
    return new Stocktake(root, patterns.optional(), types, Optional.empty());
  }

  SyncPatterns patterns() {
    return patterns;
  }

  /** Takes the files of one fault, a data type at a time, in the order of the types' names. */
  @FunctionalInterface
  public interface Files {
    void take(DataType type, List<SyncFile> files) throws IOException;
  }

  /**
   * Finds the files of one fault. What cannot be read becomes part of the verdict.
   *
   * @throws SyncException of kind INTERRUPTED only
   * @throws IOException what taking the files throws
   */
  public FaultScan scan(Entry entry, Files target) throws SyncException, IOException {
    PatternMatcher matcher = new PatternMatcher(root, entry.fault(), shared, overlap);
    Map<DataType, List<Finding>> findings = new TreeMap<>();
    Map<DataType, Amount> amounts = new TreeMap<>();
    Sample sample = new Sample(entry);
    Aging aging = new Aging(entry);
    Optional<DataType> sampling = types.stream().filter(DataType::isSample).findFirst();
    for (DataType type : order) {
      if (sampling.filter(type::equals).isPresent()) {
        amounts.put(type, Amount.of(sample.files()));
        if (!types.contains(type.foundAs())) {
          sample.chosen().ifPresent(aging::add);
        }
        target.take(type, sample.files());
        continue;
      }
      Optional<Place> place = patterns.of(type);
      boolean forSample = sampling.map(DataType::foundAs).filter(type::equals).isPresent();
      if (place.isEmpty() || !(types.contains(type) || forSample)) {
        continue;
      }
      List<Finding> found = new ArrayList<>();
      List<SyncFile> files = new ArrayList<>();
      for (FilePattern pattern : place.get().patterns()) {
        Finding finding =
            new Finding(pattern, entry, place.get().folderFor(entry.fault()), type.isOptional());
        found.add(finding);
        Aging told = types.contains(type) ? aging : null;
        Contents contents =
            types.contains(type) ? Contents.of(root, place.get(), pattern) : Contents.NONE;
        matcher.find(
            place.get(),
            pattern,
            new Counting(finding, contents, files, forSample ? sample : null, told));
      }
      if (types.contains(type)) {
        findings.put(type, found);
        List<SyncFile> each = overlap ? List.copyOf(new LinkedHashSet<>(files)) : files;
        amounts.put(type, Amount.of(each));
        target.take(type, each);
      }
    }
    return new FaultScan(entry, findings, sampling, sample, amounts);
  }

  /** Tells what of a fault was read when, of each file once. */
  private final class Aging {
    private final Entry entry;

    /** Kept only where two patterns could meet one file. */
    private final Set<String> told = new HashSet<>();

    Aging(Entry entry) {
      this.entry = entry;
    }

    void add(Match match) {
      if (purge.isPresent() && (!overlap || told.add(match.file().path()))) {
        purge.get().add(entry.fault().name(), match.file().size(), match.read());
      }
    }
  }

  /** Gives each match to those who want it; a sample or an aging that is null wants none. */
  private record Counting(
      Finding finding, Contents contents, List<SyncFile> files, Sample sample, Aging aging)
      implements PatternMatcher.Finds {
    @Override
    public void match(Match match) {
      finding.match(match, contents.problems(match.file()));
      files.add(match.file());
      if (sample != null) {
        sample.add(match);
      }
      if (aging != null) {
        aging.add(match);
      }
    }

    @Override
    public void trouble(String words) {
      finding.trouble(words);
    }
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

package org.quakecore.cssync.preprocess;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.FaultList.Entry;
import org.quakecore.cssync.catalogue.patterns.FilePattern;

/**
 * What was found for one fault, counted. The verdict comes later, since an optional pattern is
 * decided over the whole run.
 */
public final class FaultScan {
  private final Entry entry;
  private final Map<DataType, List<Finding>> findings;
  private final Optional<DataType> sampling;
  private final Sample sample;
  private final Map<DataType, Amount> amounts;

  /**
   * @param sampling the type that the sample is, where one was asked for
   * @param amounts what was found of each type that was asked for
   */
  FaultScan(
      Entry entry,
      Map<DataType, List<Finding>> findings,
      Optional<DataType> sampling,
      Sample sample,
      Map<DataType, Amount> amounts) {
    this.entry = entry;
    this.findings = findings;
    this.sampling = sampling;
    this.sample = sample;
    this.amounts = amounts;
  }

  /** The optional patterns that match something here, so that the whole run must have them. */
  public List<FilePattern> optionalPatternsMet() {
    return findings.values().stream()
        .flatMap(List::stream)
        .filter(finding -> finding.pattern().optional() && finding.any())
        .map(Finding::pattern)
        .toList();
  }

  /** Whether the verdict depends on optional patterns that are not among those given. */
  public boolean awaits(Set<FilePattern> required) {
    return findings.values().stream()
        .flatMap(List::stream)
        .anyMatch(f -> f.pattern().optional() && !required.contains(f.pattern()));
  }

  /**
   * Compares what was found with what list.txt lets expect.
   *
   * @param required the optional patterns that some fault of the run has files for
   */
  public FaultVerdict judge(Set<FilePattern> required) {
    boolean numbered =
        findings.values().stream().flatMap(List::stream).anyMatch(Finding::isNumbered);
    if (numbered) {
      findings.values().forEach(list -> list.forEach(Finding::expectNumbers));
    }
    Map<DataType, List<PatternVerdict>> types = new TreeMap<>();
    findings.forEach(
        (type, list) -> {
          List<PatternVerdict> verdicts = new ArrayList<>();
          for (Finding finding : list) {
            verdicts.add(finding.judge(required.contains(finding.pattern()), medianIn(type)));
          }
          types.put(type, verdicts);
        });
    sampling.ifPresent(type -> types.put(type, List.of(sample.verdict())));
    return new FaultVerdict(entry, types, amounts);
  }

  /** If any type of which every event has a file has the median event, all of them must. */
  private String medianIn(DataType type) {
    return findings.keySet().stream()
        .filter(other -> type.isOfEveryEvent() && other.isOfEveryEvent() && !other.equals(type))
        .filter(
            other ->
                findings.get(other).stream()
                    .anyMatch(finding -> !finding.pattern().isSingle() && finding.hasMedian()))
        .map(DataType::label)
        .findFirst()
        .orElse(null);
  }
}

package org.quakecore.cssync.preprocess;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.FaultList.Entry;
import org.quakecore.cssync.catalogue.FilePattern;

/**
 * What was found for one fault, counted. The verdict comes later, since an optional pattern is
 * decided over the whole run.
 */
public final class FaultScan {
  private final Entry entry;
  private final Map<DataType, List<Finding>> findings;
  private final PatternVerdict sample;

  FaultScan(Entry entry, Map<DataType, List<Finding>> findings, PatternVerdict sample) {
    this.entry = entry;
    this.findings = findings;
    this.sample = sample;
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
    Map<DataType, List<PatternVerdict>> types = new EnumMap<>(DataType.class);
    findings.forEach(
        (type, list) -> {
          List<PatternVerdict> verdicts = new ArrayList<>();
          for (Finding finding : list) {
            verdicts.add(finding.judge(required.contains(finding.pattern()), medianIn(type)));
          }
          types.put(type, verdicts);
        });
    if (sample != null) {
      types.put(DataType.SAMPLE_BB, List.of(sample));
    }
    return new FaultVerdict(entry, types);
  }

  /** If either BB or IM has the median event, both must. */
  private String medianIn(DataType type) {
    DataType other = type == DataType.BB ? DataType.IM : type == DataType.IM ? DataType.BB : type;
    boolean has =
        other != type
            && findings.getOrDefault(other, List.of()).stream()
                .anyMatch(finding -> !finding.pattern().isSingle() && finding.hasMedian());
    return has ? other.label() : null;
  }
}

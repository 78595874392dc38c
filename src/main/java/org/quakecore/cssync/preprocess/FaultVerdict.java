package org.quakecore.cssync.preprocess;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.FaultList.Entry;

/**
 * Whether a fault is complete, for each data type that was checked and each of its patterns.
 *
 * @param types the patterns in the order of sync_patterns.yaml
 * @param amounts how much there is of each of these types
 */
public record FaultVerdict(
    Entry entry, Map<DataType, List<PatternVerdict>> types, Map<DataType, Amount> amounts) {
  public FaultVerdict {
    types = Collections.unmodifiableMap(new TreeMap<>(types));
    amounts = Map.copyOf(amounts);
  }

  /** What is wrong, each starting with its data type: {@code BB found 29 of 31: missing REL07}. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    types.keySet().forEach(type -> problems.addAll(problems(type)));
    return problems;
  }

  /** All there is of the fault. A sample is one of the files that are counted already. */
  Amount amount() {
    return amounts.entrySet().stream()
        .filter(each -> !each.getKey().isSample())
        .map(Map.Entry::getValue)
        .reduce(Amount.NONE, Amount::plus);
  }

  /** What is wrong with one of the types. */
  List<String> problems(DataType type) {
    List<String> problems = new ArrayList<>();
    for (PatternVerdict verdict : types.get(type)) {
      if (!verdict.ok()) {
        problems.add(problem(type, verdict));
      }
    }
    return problems;
  }

  /** One pattern's failure; the pattern is named where the data type has several. */
  public String problem(DataType type, PatternVerdict verdict) {
    String which =
        types.get(type).size() > 1 ? " " + verdict.pattern().shownFor(entry.fault()) : "";
    return type.label() + which + " " + verdict.words();
  }
}

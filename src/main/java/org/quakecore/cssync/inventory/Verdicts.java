package org.quakecore.cssync.inventory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;

/** What stocktake.csv says about each fault. */
public final class Verdicts {
  private final Map<Fault, Map<DataType, List<String>>> failures;
  private final Map<Fault, Set<DataType>> checked;

  /**
   * @param failures of each fault that has a line, by type
   * @param checked which types each line has any verdict about
   */
  Verdicts(Map<Fault, Map<DataType, List<String>>> failures, Map<Fault, Set<DataType>> checked) {
    this.failures = Map.copyOf(failures);
    this.checked = Map.copyOf(checked);
  }

  /** The faults it has lines for. */
  public Set<Fault> faults() {
    return failures.keySet();
  }

  /** Whether the stocktake has a line for the fault. */
  public boolean knows(Fault fault) {
    return failures.containsKey(fault);
  }

  /**
   * Whether anything of what goes into a data type's archive was looked for; -t leaves types out.
   */
  public boolean checks(Fault fault, DataType type) {
    return type.contents().stream().anyMatch(checked.getOrDefault(fault, Set.of())::contains);
  }

  /**
   * What failed of everything that goes into a data type's archive, in words: VM's failures are
   * Source's too. Empty when nothing failed, or when the stocktake does not know the fault.
   */
  public List<String> failures(Fault fault, DataType type) {
    List<String> found = new ArrayList<>();
    for (DataType part : type.contents()) {
      found.addAll(failures.getOrDefault(fault, Map.of()).getOrDefault(part, List.of()));
    }
    return found;
  }
}

package org.quakecore.cssync.stocktake;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;

/** What stocktake.csv says about each fault. */
public final class Verdicts {
  private final Map<Fault, Map<DataType, List<String>>> failures;

  Verdicts(Map<Fault, Map<DataType, List<String>>> failures) {
    this.failures = Map.copyOf(failures);
  }

  /** Whether the stocktake has a line for the fault. */
  public boolean knows(Fault fault) {
    return failures.containsKey(fault);
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

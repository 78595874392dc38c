package org.quakecore.cssync.inventory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.FaultList;
import org.quakecore.cssync.catalogue.FaultList.Entry;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * The list.txt of an archive after a run has added to it: what was there, line by line, and what
 * the run's own list names besides.
 *
 * @param text of the merged list
 * @param added faults that the archive's list did not name
 * @param replaced faults whose line is the run's now
 * @param conflicts of faults of which the two lists say different things, and the archive's line
 *     stays
 */
public record FaultListMerge(
    String text, List<Fault> added, List<Fault> replaced, List<Conflict> conflicts) {

  /** A fault of which the archive's list and the run's say different things. */
  public record Conflict(Fault fault, String archive, String ours) {}

  /**
   * Merges two lists that can be read.
   *
   * @param replaces whether the line of a fault of which they differ is to be the run's, by what
   *     the run's says and what the archive's
   * @throws SyncException of kind BAD_INPUT when one cannot be read
   */
  public static FaultListMerge of(String archive, String ours, BiPredicate<Entry, Entry> replaces)
      throws SyncException {
    Map<String, String> lines = new HashMap<>();
    Map<String, Entry> entries = new HashMap<>();
    for (String line : FaultList.lines(ours)) {
      Entry entry = FaultList.parse(line, FaultList.NAME).entries().get(0);
      lines.put(entry.fault().folded(), line.strip());
      entries.put(entry.fault().folded(), entry);
    }
    List<Fault> replaced = new ArrayList<>();
    List<Conflict> conflicts = new ArrayList<>();
    Set<String> there = new HashSet<>();
    StringBuilder merged = new StringBuilder();
    for (String line : archive.split("(?<=\n)", -1)) {
      String kept = line;
      if (!FaultList.lines(line).isEmpty()) {
        Entry entry = FaultList.parse(line, FaultList.NAME).entries().get(0);
        Entry own = entries.get(entry.fault().folded());
        there.add(entry.fault().folded());
        if (own != null && !own.saysTheSame(entry)) {
          String ownLine = lines.get(entry.fault().folded());
          if (replaces.test(own, entry)) {
            replaced.add(own.fault());
            kept = ownLine + (line.endsWith("\n") ? "\n" : "");
          } else {
            conflicts.add(new Conflict(entry.fault(), line.strip(), ownLine));
          }
        }
      }
      merged.append(kept);
    }
    List<Fault> added = new ArrayList<>();
    for (String line : FaultList.lines(ours)) {
      Entry entry = FaultList.parse(line, FaultList.NAME).entries().get(0);
      if (there.add(entry.fault().folded())) {
        if (!merged.isEmpty() && merged.charAt(merged.length() - 1) != '\n') {
          merged.append('\n');
        }
        merged.append(line.strip()).append('\n');
        added.add(entry.fault());
      }
    }
    return new FaultListMerge(merged.toString(), added, replaced, conflicts);
  }
}

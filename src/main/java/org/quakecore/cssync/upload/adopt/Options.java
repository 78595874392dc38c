package org.quakecore.cssync.upload.adopt;

import java.util.SortedSet;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.inventory.TypeChoice;
import org.quakecore.cssync.inventory.VersionLayout;
import org.quakecore.cssync.transfer.Shard;

/**
 * What of a version is to be adopted.
 *
 * @param types the data types wanted
 * @param layout how the version is laid out, or how to find out
 * @param faults which of them
 * @param read whether the tars are read whole
 * @param dryRun whether only to say what would be done
 */
public record Options(
    CsVersion version,
    TypeChoice types,
    VersionLayout layout,
    Faults faults,
    boolean read,
    boolean dryRun) {
  /**
   * A choice of faults.
   *
   * @param included the only ones wanted; empty when all are
   * @param excluded not wanted, although they may be included
   * @param shard which share of those
   */
  public record Faults(SortedSet<Fault> included, SortedSet<Fault> excluded, Shard shard) {}
}

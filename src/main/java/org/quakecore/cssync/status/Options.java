package org.quakecore.cssync.status;

import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.inventory.TypeChoice;
import org.quakecore.cssync.inventory.VersionLayout;
import org.quakecore.cssync.page.Html;
import org.quakecore.cssync.purge.Rule;
import org.quakecore.cssync.transfer.Shard;

/**
 * What a status is asked for.
 *
 * @param types the data types wanted; a sample that is named is expected, too
 * @param layout how the version is laid out, or how to find out
 * @param included the only faults wanted; empty when all are
 * @param excluded faults not wanted, although they may be included
 * @param shard which share of those
 * @param list list.txt of the faults that should be there
 * @param against the CS root whose sources are compared
 * @param rehash whether sources are compared by content
 * @param safeToDeleteOut where to write the sources that are safe to delete
 * @param problemsOnly whether faults whose sets are all COMPLETE are left out of the table
 * @param purge by what their file system deletes the sources, where that is to be told
 * @param page where to write the status as a page, too
 * @param glob what {@link View#FIND} looks for among the names of members
 */
public record Options(
    CsVersion version,
    TypeChoice types,
    VersionLayout layout,
    SortedSet<Fault> included,
    SortedSet<Fault> excluded,
    Shard shard,
    Optional<Path> list,
    Optional<Path> against,
    boolean rehash,
    Optional<Path> safeToDeleteOut,
    Optional<Rule> purge,
    boolean problemsOnly,
    Optional<Path> page,
    View view,
    Optional<String> glob,
    boolean json) {

  /** What is told. */
  public enum View {
    /** Every set: whether it is complete. */
    TABLE,
    /** Every member of every set. */
    MEMBERS,
    /** The members that match a glob. */
    FIND,
    /** The members as sha256sum -c reads them. */
    SUMS
  }

  public Options {
    included = new TreeSet<>(included);
    excluded = new TreeSet<>(excluded);
  }

  /** Only a sample, or what is optional, that was asked for by name has to be there. */
  public boolean expects(DataType type) {
    return types.named() || !(type.isSample() || type.isOptional());
  }

  /**
   * Refuses what contradicts itself.
   *
   * @throws SyncException of kind USAGE
   */
  public void demandSense() throws SyncException {
    if (!included.isEmpty() && excluded.containsAll(included)) {
      throw usage(
          "--inc_fault and --exc_fault leave no fault: every included fault ("
              + included.stream().map(Fault::name).collect(Collectors.joining(", "))
              + ") is excluded too; take one of them out of --exc_fault");
    }
    if (against.isEmpty() && (rehash || safeToDeleteOut.isPresent())) {
      throw usage(
          (rehash ? "--rehash" : "--safe_to_delete_out")
              + " compares with the sources: give --against CS_ROOT as well");
    }
    if (against.isEmpty() && purge.isPresent()) {
      throw usage("--purge_after looks at the sources: give --against CS_ROOT as well");
    }
    if (against.isPresent() && view != View.TABLE) {
      throw usage("--against goes with the table: leave out --members, --find and --sums");
    }
    if (problemsOnly && (view != View.TABLE || json)) {
      throw usage("--problems goes with the table: leave out --members, --find, --sums and --json");
    }
    if (page.isPresent()) {
      Html.demandPlace(page.get(), Stream.concat(list.stream(), safeToDeleteOut.stream()).toList());
    }
    if (json && view == View.SUMS) {
      throw usage("--sums has a form of its own: leave out --json, or take --members --json");
    }
  }

  public static SyncException usage(String message) {
    return new SyncException(Kind.USAGE, message);
  }
}

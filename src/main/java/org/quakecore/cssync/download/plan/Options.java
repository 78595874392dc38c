package org.quakecore.cssync.download.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.TemporaryPlace;
import org.quakecore.cssync.inventory.Expectation;
import org.quakecore.cssync.inventory.RealisationChoice;
import org.quakecore.cssync.inventory.TypeChoice;
import org.quakecore.cssync.inventory.VersionLayout;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.transfer.Shard;
import org.quakecore.cssync.transfer.Staging;
import org.quakecore.cssync.transfer.Times;

/**
 * What a download is asked for.
 *
 * @param types the data types wanted
 * @param layout how the version is laid out, or how to find out
 * @param folder where everything goes
 * @param cleanup whether tars are deleted once their contents are proven
 * @param noDownload whether only what is in the folder already is to be untarred
 * @param included the only faults wanted; empty when all are
 * @param excluded faults not wanted, although they may be included
 * @param shard which share of those
 * @param forceUntar whether what was extracted before is extracted again
 * @param dryRun whether to tell the plan and stop
 * @param staging TAR for tars that are kept here and then extracted, NONE for tars that are never
 *     on the disk
 * @param downloads how many streams at once; where empty, what suits the remote
 * @param retries how often a stream is tried
 * @param rel the only events wanted, of which the members come one by one; empty for whole tars
 * @param times when it has to end, and how long it waits
 * @param rcloneArguments handed to rclone's transfers
 */
public record Options(
    CsVersion version,
    TypeChoice types,
    VersionLayout layout,
    Path folder,
    boolean cleanup,
    boolean noDownload,
    SortedSet<Fault> included,
    SortedSet<Fault> excluded,
    Shard shard,
    boolean forceUntar,
    boolean dryRun,
    Staging staging,
    OptionalInt downloads,
    int retries,
    Optional<RealisationChoice> rel,
    Times times,
    List<String> rcloneArguments) {
  /** Dropbox throttles each connection, not all of them together. */
  private static final int FOR_DROPBOX = 8;

  private static final int ELSEWHERE = 2;

  public Options {
    folder = folder.toAbsolutePath().normalize();
    included = new TreeSet<>(included);
    excluded = new TreeSet<>(excluded);
    rcloneArguments = List.copyOf(rcloneArguments);
  }

  /** The same, of another share. */
  public Options with(Shard other) {
    return new Options(
        version,
        types,
        layout,
        folder,
        cleanup,
        noDownload,
        included,
        excluded,
        other,
        forceUntar,
        dryRun,
        staging,
        downloads,
        retries,
        rel,
        times,
        rcloneArguments);
  }

  /** Where things are made for a moment. A dry run leaves the folder as it is. */
  public TemporaryPlace temporary() {
    return dryRun ? TemporaryPlace.ofThisMachine() : TemporaryPlace.below(folder);
  }

  /** How many files come at once: what the user asks for, or what suits the remote. */
  public int streams(Optional<Remote> remote) throws SyncException {
    boolean limited =
        rcloneArguments.stream().anyMatch(argument -> argument.startsWith("--tpslimit"));
    if (downloads.isPresent() || limited) {
      // It holds for each call of rclone, and is meant for all of them together.
      return downloads.orElse(1);
    }
    return remote.isPresent() && remote.get().traits().dropbox() ? FOR_DROPBOX : ELSEWHERE;
  }

  /** Whether a fault is this run's, once it is known which are. */
  public boolean wants(Fault fault) {
    return passes(fault) && shard.has(fault);
  }

  /** Whether the filters let a fault through. */
  public boolean passes(Fault fault) {
    return (included.isEmpty() || included.contains(fault)) && !excluded.contains(fault);
  }

  /**
   * Demands that there is any fault to download, once that is known.
   *
   * @param expectation what should be there
   * @param place that was listed, for messages
   * @throws SyncException of kind BAD_INPUT when there is none at all; USAGE when all are excluded
   */
  public void demandFaults(SetListing listing, Expectation expectation, String place)
      throws SyncException {
    SortedSet<Fault> faults = expectation.faults();
    faults.addAll(listing.sets().keySet());
    if (faults.isEmpty()) {
      throw new SyncException(
          SyncException.Kind.BAD_INPUT, place + ": there is no tar of any fault here");
    }
    if (faults.stream().noneMatch(this::passes) && included.isEmpty()) {
      throw new SyncException(
          SyncException.Kind.USAGE,
          "--exc_fault leaves no fault: every fault there is is excluded");
    }
  }

  /**
   * An empty filter means every fault, so one that its exclusions emptied must not come to that.
   *
   * @throws SyncException of kind USAGE when no fault can pass the filters
   */
  public void demandThatSomethingCanPass() throws SyncException {
    if (!included.isEmpty() && excluded.containsAll(included)) {
      throw new SyncException(
          SyncException.Kind.USAGE,
          "--inc_fault and --exc_fault leave no fault: every included fault ("
              + String.join(", ", included.stream().map(Fault::name).toList())
              + ") is excluded too; take one of them out of --exc_fault");
    }
  }
}

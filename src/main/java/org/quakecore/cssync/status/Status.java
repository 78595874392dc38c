package org.quakecore.cssync.status;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.FaultList;
import org.quakecore.cssync.catalogue.FolderListing;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.TemporaryPlace;
import org.quakecore.cssync.inventory.ArchiveRecords;
import org.quakecore.cssync.inventory.Expectation;
import org.quakecore.cssync.inventory.FaultLock;
import org.quakecore.cssync.inventory.VersionListing;
import org.quakecore.cssync.inventory.Versions;
import org.quakecore.cssync.manifest.Manifests;
import org.quakecore.cssync.page.Html;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.remote.Traits;
import org.quakecore.cssync.transfer.Item;
import org.quakecore.cssync.transfer.Outcome;
import org.quakecore.cssync.transfer.Progress;
import org.quakecore.cssync.transfer.Shard;
import org.quakecore.cssync.transfer.Work;

/**
 * Tells what a version on the remote has and lacks. Costs one listing and the manifests in one
 * transfer, and changes nothing, neither there nor here.
 */
public final class Status {
  private final Options options;
  private final Remote remote;
  private final Progress progress;
  private final boolean everywhere;
  private final TemporaryPlace place = TemporaryPlace.ofThisMachine();

  public Status(Options options, Remote remote, Progress progress) {
    this(options, remote, progress, false);
  }

  private Status(Options options, Remote remote, Progress progress, boolean everywhere) {
    this.options = options;
    this.remote = remote;
    this.progress = progress;
    this.everywhere = everywhere;
  }

  /** The same, looking for what sets miss in all other versions, too. */
  public Status everywhere() {
    return new Status(options, remote, progress, true);
  }

  /**
   * Finds out, and tells it.
   *
   * @return complete when every set that was expected is, and everything asked for could be told
   * @throws SyncException USAGE when the options contradict each other, BAD_INPUT when there is no
   *     such version or list.txt is malformed
   */
  public Outcome run() throws SyncException {
    options.demandSense();
    MemberList.wanted(options);
    Optional<Path> csRoot = Optional.empty();
    if (options.against().isPresent()) {
      csRoot = Optional.of(FolderListing.resolved(options.against().get()));
    }
    List<FaultList.Entry> listed =
        options.list().isPresent() ? FaultList.read(options.list().get()).entries() : List.of();
    VersionStatus result = survey(csRoot, listed);
    if (options.page().isPresent()) {
      Html.write(ArchivePage.of(result, Instant.now()), options.page().get());
    }
    if (options.view() != Options.View.TABLE && !options.json()) {
      return new MemberList(result, progress).say();
    }
    if (options.safeToDeleteOut().isPresent()) {
      result.against().orElseThrow().safe().write(options.safeToDeleteOut().get());
    }
    if (options.json()) {
      progress.conclude(result.conclusion(new Json(result).document().lines().toList()));
      return new Outcome(isComplete(result) && MemberList.allTold(result));
    }
    int columns = progress.columns().orElse(Integer.MAX_VALUE);
    progress.conclude(result.conclusion(new Table(result, columns).lines()));
    return new Outcome(isComplete(result));
  }

  /**
   * Finds out which sets are COMPLETE, and tells nothing.
   *
   * @throws SyncException as {@link #run}
   */
  public List<WholeSet> whole() throws SyncException {
    options.demandSense();
    return survey(Optional.empty(), List.of()).sets().stream()
        .filter(set -> set.state() == State.COMPLETE && set.manifest().isPresent())
        .map(set -> new WholeSet(set.fault(), set.type(), set.manifest().get(), set.files()))
        .toList();
  }

  /**
   * Finds out what of the sources that {@link Options#against} names could be deleted, and tells
   * nothing.
   *
   * @throws SyncException as {@link #run}
   */
  public Deletable deletable() throws SyncException {
    options.demandSense();
    VersionStatus result =
        survey(Optional.of(FolderListing.resolved(options.against().orElseThrow())), List.of());
    SortedMap<String, String> underWay = new TreeMap<>();
    for (FaultLock lock : locks()) {
      if (!lock.isDead(Instant.now())) {
        underWay.put(
            lock.fault(),
            lock.words(
                remote.address(options.version() + "/" + FaultLock.FOLDER + "/" + lock.name())));
      }
    }
    return Deletable.of(result, underWay);
  }

  private List<FaultLock> locks() throws SyncException {
    return remote.list(options.version() + "/" + FaultLock.FOLDER, false).orElse(List.of()).stream()
        .map(FaultLock::of)
        .toList();
  }

  /** A share may well have no fault. */
  private boolean isComplete(VersionStatus result) {
    return result.errors() == 0 && (!result.sets().isEmpty() || !options.shard().isAll());
  }

  private VersionStatus survey(Optional<Path> csRoot, List<FaultList.Entry> listed)
      throws SyncException {
    Traits traits = remote.traits();
    String version = options.version().name();
    Item looking = new Item(Work.VERSION, version, version, 0);
    progress.expect(Work.VERSION, 1, 0);
    Headway headway = new Headway(progress, version);
    Optional<List<StoredFile>> files = headway.list(remote);
    if (files.isEmpty()) {
      throw Versions.unknown(remote, options.version());
    }
    ArchiveLayout layout = options.layout().of(remote, options.version(), files.get(), place);
    List<DataType> types = options.types().in(layout);
    VersionListing listing = new VersionListing(files.get(), layout, traits.caseInsensitive());
    Expectation expectation =
        Expectation.of(
            listing, ArchiveRecords.fetch(remote, options.version(), listing.sets(), place));
    SortedSet<Fault> faults = faults(listing, types, expectation, listed);
    Manifests manifests =
        headway.fetch(
            listing.manifests(faults, types),
            (there, told) -> Manifests.fetch(remote, options.version(), there, place, told));
    progress.done(looking);
    Judge judge = new Judge(listing.sets(), manifests);
    List<JudgedSet> sets = new ArrayList<>();
    for (Fault fault : faults) {
      for (DataType type : types) {
        sets.add(judge.judge(fault, type, options.expects(type)).measured(expectation));
      }
    }
    sets.replaceAll(elsewhere(listing, files.get(), sets)::told);
    Optional<SourceComparison.Result> against = Optional.empty();
    if (csRoot.isPresent()) {
      against =
          Optional.of(
              new SourceComparison(
                      remote, options, csRoot.get(), realisations(listing, listed), progress)
                  .compare(sets, listing.sets()));
    }
    return new VersionStatus(
        remote.address(version),
        options,
        types,
        against.map(SourceComparison.Result::sets).orElse(sets),
        listing.leftovers(faults, types),
        listing.ignored(faults),
        expectation.problems(options.included().isEmpty()),
        traits.dropboxHash(),
        against);
  }

  private Elsewhere elsewhere(VersionListing listing, List<StoredFile> files, List<JudgedSet> sets)
      throws SyncException {
    String version = options.version().name();
    List<StoredFile> all =
        files.stream().map(file -> file.below(version)).collect(Collectors.toList());
    boolean looked = everywhere && sets.stream().anyMatch(JudgedSet::isError);
    for (String other : looked ? remote.folders("").orElse(List.of()) : List.<String>of()) {
      if (!listing.sets().same(other, version)) {
        new Headway(progress, other)
            .list(remote).orElse(List.of()).stream()
                .map(file -> file.below(other))
                .forEach(all::add);
      }
    }
    return new Elsewhere(version, listing.sets(), sets, all);
  }

  /** Those that are there or should be, and those asked for by name, as far as wanted. */
  private SortedSet<Fault> faults(
      VersionListing listing,
      List<DataType> types,
      Expectation expectation,
      List<FaultList.Entry> listed)
      throws SyncException {
    SortedSet<Fault> all = expectation.faults();
    for (FaultList.Entry entry : listed) {
      all.add(listing.find(entry.fault()).orElse(entry.fault()));
    }
    SortedSet<Fault> included = spelled(listing, options.included());
    SortedSet<Fault> excluded = spelled(listing, options.excluded());
    all.addAll(included);
    boolean there = !all.isEmpty();
    all.removeIf(
        fault -> excluded.contains(fault) || (!included.isEmpty() && !included.contains(fault)));
    if (there && all.isEmpty()) {
      throw Options.usage("--exc_fault leaves no fault: every fault there is is excluded");
    }
    Shard shard = options.shard().of(listing.sets().bytes(all, types));
    all.removeIf(fault -> !shard.has(fault));
    return all;
  }

  private static SortedSet<Fault> spelled(VersionListing listing, SortedSet<Fault> faults) {
    SortedSet<Fault> spelled = new TreeSet<>();
    faults.forEach(fault -> spelled.add(listing.find(fault).orElse(fault)));
    return spelled;
  }

  private static Map<Fault, IntPredicate> realisations(
      VersionListing listing, List<FaultList.Entry> listed) {
    Map<Fault, IntPredicate> realisations = new HashMap<>();
    for (FaultList.Entry entry : listed) {
      realisations.put(listing.find(entry.fault()).orElse(entry.fault()), entry::expects);
    }
    return realisations;
  }
}

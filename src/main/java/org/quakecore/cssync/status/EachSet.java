package org.quakecore.cssync.status;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.TemporaryPlace;
import org.quakecore.cssync.inventory.ArchiveRecords;
import org.quakecore.cssync.inventory.Expectation;
import org.quakecore.cssync.inventory.TypeChoice;
import org.quakecore.cssync.inventory.VersionLayout;
import org.quakecore.cssync.inventory.VersionListing;
import org.quakecore.cssync.manifest.Manifests;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.StoredFile;

/**
 * Judges the sets of a version as a status of it does, and keeps of each only what is asked for:
 * the manifests of all versions do not fit into memory.
 */
public final class EachSet {
  private final Remote remote;
  private final Wanted wanted;
  private final TemporaryPlace place = TemporaryPlace.ofThisMachine();

  /**
   * Which sets are wanted.
   *
   * @param included the only faults wanted; empty when all are
   * @param excluded faults not wanted, although they may be included
   * @param layout how versions are laid out, or how to find out
   */
  public record Wanted(
      TypeChoice types,
      SortedSet<Fault> included,
      SortedSet<Fault> excluded,
      VersionLayout layout) {
    public Wanted {
      included = new TreeSet<>(included);
      excluded = new TreeSet<>(excluded);
    }

    /** Whether all of a version is. */
    public boolean isAll() {
      return !types.named() && included.isEmpty() && excluded.isEmpty();
    }
  }

  /**
   * What was kept of a version.
   *
   * @param sets by fault, then by type
   * @param others files that belong to no set that was judged
   */
  public record Kept<T>(List<T> sets, List<StoredFile> others) {}

  private record Name(Fault fault, DataType type) {}

  public EachSet(Remote remote, Wanted wanted) {
    this.remote = remote;
    this.wanted = wanted;
  }

  /**
   * Judges them. Sets that are absent and need not be there are left out.
   *
   * @param files all below the version's folder
   * @param headway is told how far it is
   * @param keep what to keep of a set
   */
  public <T> Kept<T> of(
      CsVersion version, List<StoredFile> files, Headway headway, Function<JudgedSet, T> keep)
      throws SyncException {
    ArchiveLayout layout = wanted.layout().of(remote, version, files, place);
    VersionListing listing = new VersionListing(files, layout, remote.traits().caseInsensitive());
    Expectation expectation =
        Expectation.of(listing, ArchiveRecords.fetch(remote, version, listing.sets(), place));
    Map<String, Name> byManifest = new HashMap<>();
    List<Name> names = new ArrayList<>();
    // Another version may well have no such type.
    List<DataType> types = layout.choices().stream().filter(wanted.types()::wants).toList();
    SortedSet<Fault> faults = faults(listing, expectation);
    for (Fault fault : faults) {
      for (DataType type : types) {
        Name name = new Name(fault, type);
        names.add(name);
        listing
            .manifests(List.of(fault), List.of(type))
            .forEach(file -> byManifest.putIfAbsent(file.name(), name));
      }
    }
    Map<Name, T> kept = new HashMap<>();
    Set<Name> judged = new HashSet<>();
    Set<String> ofSets = new HashSet<>();
    Judging judging =
        (name, manifests) -> {
          JudgedSet set =
              new Judge(listing.sets(), manifests)
                  .judge(name.fault(), name.type(), isExpected(name.type()))
                  .measured(expectation);
          judged.add(name);
          set.files().forEach(file -> ofSets.add(file.path()));
          if (set.state() != State.ABSENT || set.isError()) {
            kept.put(name, keep.apply(set));
          }
        };
    Manifests unusable =
        headway.fetch(
            listing.manifests(faults, types),
            (there, told) ->
                Manifests.each(
                    remote,
                    version,
                    there,
                    place,
                    told,
                    (file, manifest) -> judging.judge(byManifest.get(file), manifest)));
    for (Name name : names) {
      if (!judged.contains(name)) {
        judging.judge(name, unusable);
      }
    }
    return new Kept<>(
        names.stream().map(kept::get).filter(Objects::nonNull).toList(),
        files.stream().filter(file -> !ofSets.contains(file.path())).toList());
  }

  private interface Judging {
    void judge(Name name, Manifests manifests);
  }

  /** As {@link Options#expects}. */
  private boolean isExpected(DataType type) {
    return wanted.types().named() || !(type.isSample() || type.isOptional());
  }

  private SortedSet<Fault> faults(VersionListing listing, Expectation expectation) {
    SortedSet<Fault> all = expectation.faults();
    all.removeIf(
        fault ->
            isAmong(wanted.excluded(), fault, listing)
                || (!wanted.included().isEmpty() && !isAmong(wanted.included(), fault, listing)));
    return all;
  }

  private static boolean isAmong(SortedSet<Fault> faults, Fault fault, VersionListing listing) {
    return faults.stream().anyMatch(each -> listing.sets().same(each.name(), fault.name()));
  }
}

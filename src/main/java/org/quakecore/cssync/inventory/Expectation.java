package org.quakecore.cssync.inventory;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.FaultList;
import org.quakecore.cssync.remote.StoredFile;

/**
 * What a version should hold by its own records: list.txt, stocktake.csv and the names of its
 * manifests. What they name and is not there is missing, whatever else is whole.
 */
public final class Expectation {
  private static final String LOCKS = FaultLock.FOLDER;

  private final boolean isKnown;
  private final VersionListing listing;
  private final ArchiveRecords records;
  private final Map<String, FaultList.Entry> listed = new HashMap<>();

  /** By what the spellings of a name have in common, where the remote takes several for one. */
  private final Map<String, String> reasons = new HashMap<>();

  private final Map<String, Fault> stocktaken = new HashMap<>();

  /** When the locks of faults were last refreshed: an upload of a version locks all it changes. */
  private final Map<String, Instant> locked = new HashMap<>();

  private final SortedSet<Fault> faults = new TreeSet<>();

  private Expectation(boolean isKnown, VersionListing listing, ArchiveRecords records) {
    this.isKnown = isKnown;
    this.listing = listing;
    this.records = records;
    for (StoredFile file : listing.sets().in(LOCKS)) {
      FaultLock lock = FaultLock.of(file);
      locked.merge(
          listing.sets().key(lock.fault()),
          lock.refreshed(),
          (one, other) -> one.isAfter(other) ? one : other);
    }
  }

  /** What a remote that is not asked says: nothing is expected of it, nor missed. */
  public static Expectation none() {
    return new Expectation(false, VersionListing.none(), ArchiveRecords.none());
  }

  public static Expectation of(VersionListing listing, ArchiveRecords records) {
    Expectation all = new Expectation(true, listing, records);
    if (records.list().isPresent()) {
      for (FaultList.Entry entry : records.list().get().entries()) {
        all.listed.put(listing.sets().key(entry.fault().name()), entry);
        all.add(entry.fault(), ArchiveRecords.LIST + " names it");
      }
    }
    if (records.stocktake().isPresent()) {
      for (Fault fault : records.stocktake().get().faults()) {
        all.stocktaken.put(listing.sets().key(fault.name()), fault);
        all.add(fault, ArchiveRecords.STOCKTAKE + " names it");
      }
    }
    for (Fault fault : listing.faults()) {
      boolean manifest =
          !listing.manifests(List.of(fault), listing.sets().layout().choices()).isEmpty();
      all.add(fault, manifest ? "its manifest is there" : "");
    }
    return all;
  }

  private void add(Fault fault, String why) {
    if (reasons.putIfAbsent(listing.sets().key(fault.name()), why) == null) {
      faults.add(listing.find(fault).orElse(fault));
    }
  }

  /** Every fault that is there or should be, as the remote spells it. */
  public SortedSet<Fault> faults() {
    return new TreeSet<>(faults);
  }

  /** The realisations that list.txt gives a fault. */
  private Optional<FaultList.Entry> listed(Fault fault) {
    return Optional.ofNullable(listed.get(listing.sets().key(fault.name())));
  }

  /** Why anything of a fault should be there, in words for the end of a sentence. */
  public String why(Fault fault) {
    String named = reasons.getOrDefault(listing.sets().key(fault.name()), "");
    return named + (named.isEmpty() ? underWay(fault, "") : underWay(fault, "; "));
  }

  /** Why a set that is not there should be, in words; empty when nothing says so. */
  public String why(Fault fault, DataType type) {
    Fault spelled = stocktaken.get(listing.sets().key(fault.name()));
    if (!listing.manifests(List.of(fault), List.of(type)).isEmpty()) {
      return "its manifest is there";
    }
    boolean lookedFor = spelled != null && records.stocktake().orElseThrow().checks(spelled, type);
    if (lookedFor && !type.isOptional()) {
      return ArchiveRecords.STOCKTAKE + " names it" + underWay(fault, "; ");
    }
    return underWay(fault, "");
  }

  /**
   * That an upload changes a fault, in words; empty when none does. The clocks of two machines and
   * a remote go apart, so whether it still lives is for the reader to tell.
   *
   * @param before what to put before it
   */
  private String underWay(Fault fault, String before) {
    return Optional.ofNullable(locked.get(listing.sets().key(fault.name())))
        .map(heard -> before + "an upload of the fault is under way" + lastHeardOf(heard))
        .orElse("");
  }

  private static String lastHeardOf(Instant time) {
    return ", last heard of at "
        + time.truncatedTo(ChronoUnit.SECONDS)
        + "; when that is more than "
        + FaultLock.LIFE.toMinutes()
        + " minutes ago, it has died: run it again";
  }

  /** What the archive's stocktake says was missing when the set was packed. */
  public List<String> packedWithout(Fault fault, DataType type) {
    Fault spelled = stocktaken.get(listing.sets().key(fault.name()));
    return spelled == null ? List.of() : records.stocktake().orElseThrow().failures(spelled, type);
  }

  /**
   * What is wrong with the records themselves.
   *
   * @param whole whether the whole version is looked at, and not faults that were named
   */
  public List<String> problems(boolean whole) {
    List<String> problems = new ArrayList<>(records.problems());
    Optional<Instant> heard =
        listing.sets().in(LOCKS).stream()
            .map(FaultLock::of)
            .map(FaultLock::refreshed)
            .max(Comparator.naturalOrder());
    boolean unlisted = records.listText().isEmpty() && problems.isEmpty();
    if (isKnown && whole && unlisted && !manifestsTell()) {
      problems.add(
          ArchiveRecords.LIST
              + ": is not there, so nobody can tell which faults should be"
              + heard
                  .map(at -> "; an upload is under way, and sends it at its end" + lastHeardOf(at))
                  .orElse(
                      "; upload sends it when it is done, or name the faults with --inc_fault"
                          + (listing.sets().layout().equals(ArchiveLayout.STANDARD)
                              ? ""
                              : "; of what other tools packed, adopt makes the manifests, which tell"
                                  + " it")));
    }
    return problems;
  }

  /**
   * Why nobody can tell whether a set that is there is whole, in words; empty where its names or
   * its manifest do. The names of tars that each event has for itself do not tell which events
   * there are.
   */
  public String untold(Fault fault, DataType type) {
    return isKnown
            && !listing.sets().of(fault, type).isEmpty()
            && listing.manifests(List.of(fault), List.of(type)).isEmpty()
        ? untold(type)
        : "";
  }

  /** The same of a set that is there and has no manifest. */
  public static String untold(DataType type) {
    return type.isByEvent()
        ? "it has no manifest, and its names do not tell whether all of its tars are there; run upload"
            + " to its end, or adopt what other tools packed"
        : "";
  }

  /**
   * Whether the manifests are all there is to tell what should be: archives that other tools packed
   * in another layout than the specification's have no list.txt.
   */
  private boolean manifestsTell() {
    ArchiveLayout layout = listing.sets().layout();
    List<Fault> all = listing.faults();
    return !layout.equals(ArchiveLayout.STANDARD)
        && !all.isEmpty()
        && all.stream()
            .noneMatch(
                fault ->
                    layout.choices().stream()
                        .anyMatch(
                            type ->
                                !listing.sets().of(fault, type).isEmpty()
                                    && listing.manifests(List.of(fault), List.of(type)).isEmpty()));
  }

  /**
   * Realisations of list.txt that a set lacks, in words; empty when none.
   *
   * @param members their names
   */
  public String lacking(Fault fault, DataType type, Collection<String> members) {
    return expected(fault, type, members).map(all -> all.missing(fault, members)).orElse("");
  }

  /** The same, of those that are asked for. */
  public String lacking(
      Fault fault, DataType type, Collection<String> members, RealisationChoice asked) {
    return expected(fault, type, members)
        .map(all -> all.and(asked).missing(fault, members))
        .orElse("");
  }

  private Optional<RealisationChoice> expected(
      Fault fault, DataType type, Collection<String> members) {
    Optional<FaultList.Entry> entry = listed(fault);
    if (entry.isEmpty()
        || !type.isOfEveryEvent()
        || type.isOptional()
        || entry.get().realisations() < 1) {
      return Optional.empty();
    }
    // Names of no realisation at all: then their number alone decides.
    boolean unnumbered = members.stream().noneMatch(RealisationChoice::isNumbered);
    if (unnumbered && members.size() >= entry.get().realisations()) {
      return Optional.empty();
    }
    return Optional.of(
        RealisationChoice.of(List.of(entry.get().first() + "-" + entry.get().last())));
  }
}

package org.quakecore.cssync.upload;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.quakecore.cssync.archive.ContentHash;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.InputText;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.catalogue.TemporaryPlace;
import org.quakecore.cssync.inventory.ArchiveRecords;
import org.quakecore.cssync.inventory.FaultListMerge;
import org.quakecore.cssync.inventory.FaultListMerge.Conflict;
import org.quakecore.cssync.inventory.RemoteSets;
import org.quakecore.cssync.inventory.StocktakeMerge;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.transfer.RemoteProof;
import org.quakecore.cssync.transfer.Shard;
import org.quakecore.cssync.upload.plan.Input;
import org.quakecore.cssync.upload.plan.Options;
import org.quakecore.cssync.upload.plan.PlannedSet;
import org.quakecore.cssync.upload.plan.RootFiles;

/**
 * Works out what becomes of an archive's records, list.txt and stocktake.csv, and of what a run
 * brings besides. They tell of all faults of the archive, where a run knows of its own alone: so
 * they are merged, and nothing is taken from them.
 */
final class RecordChanges {
  private static final int MOST_NAMES = 5;
  private static final String THERE = "already there";

  private final Options options;
  private final Remote remote;
  private final RootFiles ours;
  private final Shard shard;
  private final TemporaryPlace place;
  private final Set<String> conflicting = new HashSet<>();

  /**
   * @param place where the archive's are fetched to
   */
  RecordChanges(Options options, Remote remote, Input input, TemporaryPlace place) {
    this.options = options;
    this.remote = remote;
    this.ours = input.rootFiles();
    this.shard = input.shard();
    this.place = place;
  }

  /**
   * What is to be done.
   *
   * @param there the version's folder as it is
   * @param done the sets that this run has sent or proven, or is about to
   * @throws SyncException of a kind that ends the run, or BAD_INPUT where one here cannot be read
   */
  List<RecordChange> of(RemoteSets there, List<PlannedSet> done) throws SyncException {
    List<RecordChange> changes = new ArrayList<>();
    if (done.isEmpty()) {
      return changes;
    }
    Optional<ArchiveRecords> fetched = Optional.empty();
    if (differs(ArchiveRecords.LIST, ours.list(), there)
        || differs(ArchiveRecords.STOCKTAKE, ours.stocktakeFile(), there)) {
      fetched = Optional.of(ArchiveRecords.fetch(remote, options.version(), there, place));
    }
    ArchiveRecords theirs = fetched.orElse(ArchiveRecords.none());
    if (ours.list().isPresent()) {
      changes.add(list(ours.list().get(), there, theirs, done));
    }
    if (ours.stocktakeFile().isPresent()) {
      changes.add(stocktake(ours.stocktakeFile().get(), there, theirs, done));
    }
    for (Map.Entry<String, Path> other : ours.others().entrySet()) {
      changes.add(other(other.getKey(), other.getValue(), there));
    }
    return changes;
  }

  private RecordChange list(
      Path file, RemoteSets there, ArchiveRecords theirs, List<PlannedSet> done)
      throws SyncException {
    String name = ArchiveRecords.LIST;
    if (there.inRoot(name).isEmpty()) {
      return RecordChange.send(name, bytes(file), "new");
    }
    if (!differs(name, ours.list(), there)) {
      return RecordChange.keep(name, THERE);
    }
    if (theirs.list().isEmpty()) {
      return unreadable(name, theirs);
    }
    Set<String> faults =
        done.stream().map(set -> set.set().fault().folded()).collect(Collectors.toSet());
    FaultListMerge merge =
        FaultListMerge.of(
            theirs.listText().orElseThrow(),
            InputText.read(file),
            (own, archived) ->
                faults.contains(own.fault().folded())
                    && (options.overwrite() || (options.append() && own.covers(archived))));
    merge.conflicts().forEach(conflict -> conflicting.add(conflict.fault().folded()));
    List<String> refused =
        merge.conflicts().stream().filter(this::isOurs).map(RecordChanges::words).toList();
    if (merge.added().isEmpty() && merge.replaced().isEmpty()) {
      return RecordChange.keep(name, THERE).refusing(refused);
    }
    String words =
        (merge.added().isEmpty() ? "" : "added " + names(merge.added()))
            + (merge.added().isEmpty() || merge.replaced().isEmpty() ? "" : "; ")
            + (merge.replaced().isEmpty() ? "" : "replaced " + names(merge.replaced()));
    return RecordChange.send(name, merge.text().getBytes(UTF_8), words).refusing(refused);
  }

  /** Of other shares' faults they tell themselves. */
  private boolean isOurs(Conflict conflict) {
    return shard.isAll()
        || shard.faults().orElseThrow().stream()
            .anyMatch(fault -> fault.folded().equals(conflict.fault().folded()));
  }

  private static String words(Conflict conflict) {
    return "the archive says "
        + Quoted.of(conflict.archive())
        + ", this run "
        + Quoted.of(conflict.ours())
        + "; look which is right: -f takes this run's, of a fault that it sends, and --append where"
        + " realisations were added";
  }

  private RecordChange stocktake(
      Path file, RemoteSets there, ArchiveRecords theirs, List<PlannedSet> done)
      throws SyncException {
    String name = ArchiveRecords.STOCKTAKE;
    if (there.inRoot(name).isEmpty()) {
      return RecordChange.send(name, bytes(file), "new");
    }
    if (!differs(name, ours.stocktakeFile(), there)) {
      return RecordChange.keep(name, THERE);
    }
    if (theirs.stocktake().isEmpty()) {
      return unreadable(name, theirs);
    }
    Set<String> sets =
        done.stream()
            .map(set -> key(set.set().fault(), set.set().type()))
            .collect(Collectors.toSet());
    String text = theirs.stocktakeText().orElseThrow();
    String merged =
        StocktakeMerge.of(
            text,
            InputText.read(file),
            options.layout(),
            (fault, type) ->
                sets.contains(key(fault, type)) && !conflicting.contains(fault.folded()));
    return merged.equals(text)
        ? RecordChange.keep(name, THERE)
        : RecordChange.send(name, merged.getBytes(UTF_8), "merged with the archive's");
  }

  private static String key(Fault fault, DataType type) {
    return fault.folded() + "/" + type;
  }

  private RecordChange unreadable(String name, ArchiveRecords theirs) {
    return RecordChange.refuse(
        name,
        "the archive's cannot be read, and stays as it is: "
            + String.join("; ", theirs.problems())
            + "; mend it, or delete it, and run the same command again");
  }

  /** A file of which nothing is known is sent as it is, and replaced only when asked. */
  private RecordChange other(String name, Path file, RemoteSets there) throws SyncException {
    if (there.inRoot(name).isEmpty()) {
      return RecordChange.send(name, bytes(file), "new");
    }
    if (!differs(name, Optional.of(file), there)) {
      return RecordChange.keep(name, THERE);
    }
    byte[] content = bytes(file);
    String version = options.version().name();
    RemoteProof.Expected expected = new RemoteProof.Expected(name, content.length, hash(file));
    if (new RemoteProof(remote, true)
        .problems(version, Optional.empty(), List.of(expected))
        .isEmpty()) {
      return RecordChange.keep(name, THERE);
    }
    return options.overwrite()
        ? RecordChange.send(name, content, "replaced, as asked by -f")
        : RecordChange.refuse(name, "another file of that name is there; -f replaces it");
  }

  /** Whether a file that is there may be another than ours. */
  private static boolean differs(String name, Optional<Path> file, RemoteSets there)
      throws SyncException {
    Optional<StoredFile> found = there.inRoot(name);
    return found.isPresent()
        && file.isPresent()
        && !found.get().contentHash().equals(Optional.of(hash(file.get())));
  }

  private static String names(List<Fault> faults) {
    String names =
        faults.stream().limit(MOST_NAMES).map(Fault::name).collect(Collectors.joining(", "));
    return faults.size() > MOST_NAMES
        ? names + " and " + (faults.size() - MOST_NAMES) + " more"
        : names;
  }

  private static String hash(Path file) throws SyncException {
    return ContentHash.of(file, bytes -> {});
  }

  private static byte[] bytes(Path file) throws SyncException {
    try {
      return Files.readAllBytes(file);
    } catch (IOException failure) {
      throw SyncException.of(failure, file, Kind.BAD_INPUT);
    }
  }
}

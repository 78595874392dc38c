package org.quakecore.cssync.upload;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.inventory.AppendFolder;
import org.quakecore.cssync.inventory.RemoteSets;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.transfer.RemoteProof;

/**
 * Exchanges old sets on the remote for new ones that stand proven in {@code _incoming}: the old
 * files move to {@code _retired}, the new ones in, and only then the old are deleted. The two never
 * stand in the fault's folder together, and an exchange that was cut short anywhere is finished by
 * doing it again.
 */
final class Exchange {
  private final Remote remote;
  private final String version;

  /**
   * @param version the version's folder, below the remote's root
   */
  Exchange(Remote remote, String version) {
    this.remote = remote;
    this.version = version;
  }

  /**
   * A set that is to take the place of another.
   *
   * @param files all of it, as it was proven in {@code _incoming}
   */
  record NewSet(Fault fault, DataType type, List<RemoteProof.Expected> files) {}

  /**
   * Does exchanges, or the rest of them, all together. Where that fails each is tried alone, by
   * what is there then.
   *
   * @param there what stands there of these sets, in {@code _incoming} and in {@code _retired}
   * @return what failed with those that could not be exchanged: of kind DATA when a new file is
   *     neither in {@code _incoming} nor in place; then the old files are kept
   * @throws SyncException what ends the whole run
   */
  Map<NewSet, SyncException> finishAll(List<NewSet> sets, RemoteSets there) throws SyncException {
    Map<NewSet, SyncException> failed = new HashMap<>();
    try {
      finish(sets, there);
      return failed;
    } catch (SyncException failure) {
      requireThatItGoesOn(failure);
    }
    for (NewSet set : sets) {
      try {
        finish(List.of(set), asItIs(set, there));
      } catch (SyncException failure) {
        requireThatItGoesOn(failure);
        failed.put(set, failure);
      }
    }
    return failed;
  }

  private static void requireThatItGoesOn(SyncException failure) throws SyncException {
    if (failure.kind().stopsTheRun()) {
      throw failure;
    }
  }

  private void finish(List<NewSet> sets, RemoteSets there) throws SyncException {
    // Not for a moment may the old manifest vouch for the new files.
    remote.delete(
        version + "/" + Manifest.FOLDER,
        sets.stream().map(set -> Manifest.fileName(set.fault(), set.type())).toList());
    List<Remote.Move> away = new ArrayList<>();
    List<Remote.Move> in = new ArrayList<>();
    for (NewSet set : sets) {
      for (StoredFile old : old(set, there)) {
        clearAway(set, old, there);
        away.add(new Remote.Move(at(place(set), old.name()), at(retired(set), old.name())));
      }
      in.addAll(movesIn(set, there));
    }
    remote.move(away);
    requireInPlace(sets, remote.move(in));
    remote.deleteFolders(
        sets.stream()
            .flatMap(set -> Stream.of(retired(set), incoming(set)))
            .map(folder -> version + "/" + folder)
            .toList());
    for (NewSet set : sets) {
      if (!AppendFolder.left(there, set.fault(), set.type()).isEmpty()) {
        remote.deleteFolder(version + "/" + AppendFolder.of(set.fault(), set.type()));
        remote.delete(at(AppendFolder.FOLDER, Manifest.fileName(set.fault(), set.type())));
      }
    }
  }

  /** The files that stand in place and are none of the new. */
  private static List<StoredFile> old(NewSet set, RemoteSets there) {
    List<StoredFile> waiting = there.incoming(set.fault(), set.type());
    return there.of(set.fault(), set.type()).stream()
        .filter(
            file ->
                !isOurs(set, there, file.name()) || find(there, waiting, file.name()).isPresent())
        .toList();
  }

  private static boolean isOurs(NewSet set, RemoteSets there, String name) {
    return set.files().stream().anyMatch(file -> there.same(file.name(), name));
  }

  /**
   * A move that the remote does by copying may have been cut short: the old file is whole, and what
   * is in its way may not be.
   */
  private void clearAway(NewSet set, StoredFile old, RemoteSets there) throws SyncException {
    Optional<StoredFile> half = find(there, there.retired(set.fault(), set.type()), old.name());
    if (half.isPresent()) {
      remote.delete(at(retired(set), half.get().name()));
    }
  }

  private List<Remote.Move> movesIn(NewSet set, RemoteSets there) throws SyncException {
    List<StoredFile> waiting = there.incoming(set.fault(), set.type());
    List<StoredFile> inPlace = there.of(set.fault(), set.type());
    List<Remote.Move> moves = new ArrayList<>();
    for (RemoteProof.Expected file : set.files()) {
      Optional<StoredFile> proven = find(there, waiting, file.name());
      if (proven.isPresent()) {
        moves.add(
            new Remote.Move(at(incoming(set), proven.get().name()), at(place(set), file.name())));
      } else if (find(there, inPlace, file.name()).isEmpty()) {
        throw lost(set, remote.address(at(incoming(set), file.name())) + " is missing");
      }
    }
    return moves;
  }

  /**
   * Only the names changed since the files were proven; this shows that they all came along.
   *
   * @param told of which the remote has just said what it has
   */
  private void requireInPlace(List<NewSet> sets, List<StoredFile> told) throws SyncException {
    boolean hashes = remote.traits().dropboxHashIsFree();
    Map<String, StoredFile> found = new HashMap<>();
    told.forEach(file -> found.put(file.path(), file));
    List<String> untold =
        sets.stream()
            .flatMap(set -> set.files().stream().map(file -> at(place(set), file.name())))
            .filter(path -> !found.containsKey(path))
            .sorted()
            .toList();
    if (!untold.isEmpty()) {
      remote.look("", untold, hashes).forEach(file -> found.put(file.path(), file));
    }
    for (NewSet set : sets) {
      for (RemoteProof.Expected file : set.files()) {
        StoredFile there = found.get(at(place(set), file.name()));
        boolean right =
            there != null
                && there.size() == file.size()
                && (!hashes || there.contentHash().equals(Optional.of(file.contentHash())));
        if (!right) {
          throw lost(set, remote.address(at(place(set), file.name())) + " did not arrive whole");
        }
      }
    }
  }

  private SyncException lost(NewSet set, String what) {
    return new SyncException(
        Kind.DATA,
        what
            + ": the old files are kept, there or in "
            + remote.address(version + "/" + retired(set))
            + "; send the set again with -f");
  }

  /** Deletes the folders of exchanges where nothing is left in them. */
  void tidy() throws SyncException {
    for (String folder : List.of(RemoteSets.INCOMING, RemoteSets.RETIRED, AppendFolder.FOLDER)) {
      if (remote.list(version + "/" + folder, false).filter(List::isEmpty).isPresent()) {
        remote.deleteFolder(version + "/" + folder);
      }
    }
  }

  /**
   * What stands there now of a set. What has come into the fault's folder that nobody had seen is
   * left out, so that nothing is put in its place.
   *
   * @param seen what was known to be there
   */
  private RemoteSets asItIs(NewSet set, RemoteSets seen) throws SyncException {
    List<StoredFile> waiting = below(incoming(set));
    List<StoredFile> files = new ArrayList<>(waiting);
    files.addAll(below(retired(set)));
    files.addAll(AppendFolder.left(seen, set.fault(), set.type()));
    for (StoredFile file : below(place(set))) {
      boolean known = find(seen, seen.of(set.fault(), set.type()), file.name()).isPresent();
      boolean moved = isOurs(set, seen, file.name()) && find(seen, waiting, file.name()).isEmpty();
      if (known || moved) {
        files.add(file);
      }
    }
    return seen.with(files);
  }

  private List<StoredFile> below(String folder) throws SyncException {
    return remote.list(version + "/" + folder, false).orElse(List.of()).stream()
        .map(file -> file.below(folder))
        .toList();
  }

  /** The folder in which the set belongs. */
  private static String place(NewSet set) {
    return set.type().folder(set.fault());
  }

  private static String incoming(NewSet set) {
    return RemoteSets.incomingFolder(set.fault(), set.type());
  }

  private static String retired(NewSet set) {
    return RemoteSets.retiredFolder(set.fault(), set.type());
  }

  private String at(String folder, String name) {
    return version + "/" + folder + "/" + name;
  }

  /** The file of a name, which the remote may have in another case. */
  private static Optional<StoredFile> find(RemoteSets there, List<StoredFile> files, String name) {
    return files.stream().filter(file -> there.same(file.name(), name)).findFirst();
  }
}

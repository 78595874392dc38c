package org.quakecore.cssync.upload;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.inventory.RemoteSets;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.transfer.RemoteProof;

/**
 * Exchanges an old set on the remote for a new one that stands proven in {@code _incoming}: the old
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
   * Does the exchange, or the rest of it.
   *
   * @param files the new set, all of it, as it was proven in {@code _incoming}
   * @throws SyncException DATA when a new file is neither in {@code _incoming} nor in place; then
   *     the old files are kept
   */
  void finish(Fault fault, DataType type, List<RemoteProof.Expected> files) throws SyncException {
    // Not for a moment may the old manifest vouch for the new files.
    remote.delete(version + "/" + Manifest.FOLDER + "/" + Manifest.fileName(fault, type));
    moveAll(fault, type, files.stream().map(RemoteProof.Expected::name).toList());
    requireInPlace(fault, type, files);
    remote.deleteFolder(version + "/" + RemoteSets.retiredFolder(fault, type));
    remote.deleteFolder(version + "/" + RemoteSets.incomingFolder(fault, type));
  }

  private void moveAll(Fault fault, DataType type, List<String> names) throws SyncException {
    boolean caseInsensitive = remote.traits().caseInsensitive();
    String incoming = RemoteSets.incomingFolder(fault, type);
    String retired = RemoteSets.retiredFolder(fault, type);
    List<StoredFile> files = new ArrayList<>(below(fault.name()));
    files.addAll(below(incoming));
    files.addAll(below(retired));
    RemoteSets there = new RemoteSets(files, caseInsensitive);

    List<StoredFile> waiting = there.incoming(fault, type);
    List<StoredFile> movedAway = there.retired(fault, type);
    for (StoredFile file : there.of(fault, type)) {
      boolean inPlace =
          names.stream().anyMatch(name -> there.same(name, file.name()))
              && find(there, waiting, file.name()).isEmpty();
      if (!inPlace) {
        Optional<StoredFile> half = find(there, movedAway, file.name());
        if (half.isPresent()) {
          // A move that the remote does by copying was cut short: this one is whole, that one may
          // not be.
          remote.delete(at(retired, half.get().name()));
        }
        remote.move(at(fault.name(), file.name()), at(retired, file.name()));
      }
    }
    for (String name : names) {
      Optional<StoredFile> proven = find(there, waiting, name);
      if (proven.isPresent()) {
        remote.move(at(incoming, proven.get().name()), at(fault.name(), name));
      } else if (find(there, there.of(fault, type), name).isEmpty()) {
        throw new SyncException(
            Kind.DATA, lost(fault, type, remote.address(at(incoming, name)) + " is missing"));
      }
    }
  }

  /** Only the names changed since the files were proven; this shows that they all came along. */
  private void requireInPlace(Fault fault, DataType type, List<RemoteProof.Expected> expected)
      throws SyncException {
    boolean hashes = remote.traits().dropboxHashIsFree();
    List<String> names = expected.stream().map(RemoteProof.Expected::name).sorted().toList();
    Map<String, StoredFile> found =
        remote.look(version + "/" + fault, names, hashes).stream()
            .collect(Collectors.toMap(StoredFile::path, Function.identity()));
    for (RemoteProof.Expected file : expected) {
      StoredFile there = found.get(file.name());
      boolean right =
          there != null
              && there.size() == file.size()
              && (!hashes || there.contentHash().equals(Optional.of(file.contentHash())));
      if (!right) {
        throw new SyncException(
            Kind.DATA,
            lost(
                fault,
                type,
                remote.address(at(fault.name(), file.name())) + " did not arrive whole"));
      }
    }
  }

  private String lost(Fault fault, DataType type, String what) {
    return what
        + ": the old files are kept in "
        + remote.address(version + "/" + RemoteSets.retiredFolder(fault, type))
        + "; send the set again with -f";
  }

  /** Deletes the folders of exchanges where nothing is left in them. */
  void tidy() throws SyncException {
    for (String folder : List.of(RemoteSets.INCOMING, RemoteSets.RETIRED)) {
      if (remote.list(version + "/" + folder, false).filter(List::isEmpty).isPresent()) {
        remote.deleteFolder(version + "/" + folder);
      }
    }
  }

  private List<StoredFile> below(String folder) throws SyncException {
    return remote.list(version + "/" + folder, false).orElse(List.of()).stream()
        .map(
            file ->
                new StoredFile(
                    folder + "/" + file.path(), file.size(), file.modified(), file.contentHash()))
        .toList();
  }

  private String at(String folder, String name) {
    return version + "/" + folder + "/" + name;
  }

  /** The file of a name, which the remote may have in another case. */
  private static Optional<StoredFile> find(RemoteSets there, List<StoredFile> files, String name) {
    return files.stream().filter(file -> there.same(file.name(), name)).findFirst();
  }
}

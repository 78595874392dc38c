package org.quakecore.cssync.job;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.quakecore.cssync.archive.ContentHash;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.RemoteFile;

/**
 * Proves that files on the remote are what they should be: by size, and by content unless the user
 * did without. Content is compared by Dropbox content hash where the remote gives one, else by
 * whatever rclone can compare, down to reading the bytes back.
 */
final class Proof {
  /** What a file must be. */
  record Expected(String name, long size, String contentHash) {}

  private final Remote remote;
  private final boolean checksum;

  Proof(Remote remote, boolean checksum) {
    this.remote = remote;
    this.checksum = checksum;
  }

  /** Whether content hashes are compared here, so that rclone need not take checksums as well. */
  boolean comparesHashes() throws SyncException {
    return checksum && remote.traits().dropboxHash();
  }

  /**
   * Looks at the files and compares.
   *
   * @param there the folder on the remote
   * @param here a folder with the same files under the same names; where there is none, what the
   *     remote has no hash for is read back
   * @return what is wrong with each file that is not proven, by name
   */
  SortedMap<String, String> problems(String there, Optional<Path> here, Collection<Expected> files)
      throws SyncException {
    List<String> names = files.stream().map(Expected::name).sorted().toList();
    boolean byHash = comparesHashes();
    Map<String, RemoteFile> found =
        remote.look(there, names, byHash).stream()
            .collect(Collectors.toMap(RemoteFile::path, Function.identity()));
    SortedMap<String, String> problems = new TreeMap<>();
    for (Expected file : files) {
      String problem = problem(file, found.get(file.name()), byHash);
      if (problem != null) {
        problems.put(file.name(), problem);
      }
    }
    if (checksum && !byHash) {
      List<String> rest = names.stream().filter(name -> !problems.containsKey(name)).toList();
      Set<String> differing =
          here.isPresent()
              ? remote.differing(here.get(), there, rest)
              : readBack(there, files, rest);
      differing.forEach(name -> problems.put(name, "its content differs"));
    }
    return problems;
  }

  private Set<String> readBack(String there, Collection<Expected> files, List<String> names)
      throws SyncException {
    Set<String> differing = new TreeSet<>();
    for (Expected file : files) {
      if (names.contains(file.name())) {
        String found =
            remote.read(
                there + "/" + file.name(), 0, file.size(), in -> ContentHash.of(in, bytes -> {}));
        if (!found.equals(file.contentHash())) {
          differing.add(file.name());
        }
      }
    }
    return differing;
  }

  private static String problem(Expected file, RemoteFile found, boolean byHash) {
    if (found == null) {
      return "it is not there";
    }
    if (found.size() != file.size()) {
      return "it has " + found.size() + " bytes instead of " + file.size();
    }
    if (byHash && !found.contentHash().equals(Optional.of(file.contentHash()))) {
      return "its content hash is "
          + found.contentHash().orElse("missing")
          + " instead of "
          + file.contentHash();
    }
    return null;
  }
}

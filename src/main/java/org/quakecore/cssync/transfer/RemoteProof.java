package org.quakecore.cssync.transfer;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.quakecore.cssync.archive.ContentHash;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.StoredFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves that files on the remote are what they should be: by size, and by content unless the user
 * did without. Content is compared by Dropbox content hash where the remote gives one, else by
 * whatever rclone can compare, down to reading the bytes back.
 */
public final class RemoteProof {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteProof.class);
  private static final String DIFFERS = "its content differs";

  private static final int READS = 3;

  /** What a file must be. */
  public record Expected(String name, long size, String contentHash) {}

  private final Remote remote;
  private final boolean checksum;

  public RemoteProof(Remote remote, boolean checksum) {
    this.remote = remote;
    this.checksum = checksum;
  }

  /** Whether content hashes are compared here, so that rclone need not take checksums as well. */
  public boolean comparesHashes() throws SyncException {
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
  public SortedMap<String, String> problems(
      String there, Optional<Path> here, Collection<Expected> files) throws SyncException {
    return problems(there, here, files, List.of());
  }

  /**
   * As {@link #problems(String, Optional, Collection)}; of some of them the remote has said, as it
   * stored them, what it has, and they are not looked at again.
   */
  public SortedMap<String, String> problems(
      String there, Optional<Path> here, Collection<Expected> files, List<StoredFile> stored)
      throws SyncException {
    boolean byHash = checksum && remote.traits().dropboxHashIsFree();
    Map<String, StoredFile> found = new HashMap<>();
    stored.forEach(file -> found.put(file.path(), file));
    List<String> names =
        files.stream()
            .map(Expected::name)
            .filter(name -> !found.containsKey(name))
            .sorted()
            .toList();
    remote.look(there, names, byHash).forEach(file -> found.put(file.path(), file));
    SortedMap<String, String> problems = new TreeMap<>();
    for (Expected file : files) {
      String problem = problem(file, found.get(file.name()), byHash);
      if (problem != null) {
        problems.put(file.name(), problem);
      }
    }
    if (checksum && !byHash) {
      List<Expected> rest =
          files.stream().filter(file -> !problems.containsKey(file.name())).toList();
      problems.putAll(contentProblems(there, here, rest));
    }
    return problems;
  }

  private Map<String, String> contentProblems(
      String there, Optional<Path> here, List<Expected> files) throws SyncException {
    Map<String, String> problems = new TreeMap<>();
    // Where rclone would have to read the files to take Dropbox's hash, it is taken here, which is
    // quicker.
    if (here.isEmpty() || comparesHashes()) {
      for (Expected file : files) {
        readBack(there, file).ifPresent(problem -> problems.put(file.name(), problem));
      }
      return problems;
    }
    List<String> names = files.stream().map(Expected::name).sorted().toList();
    remote.differing(here.get(), there, names).forEach(name -> problems.put(name, DIFFERS));
    return problems;
  }

  /** A read that breaks says nothing of the file, so another is made. */
  private Optional<String> readBack(String there, Expected file) throws SyncException {
    String path = there + "/" + file.name();
    try {
      String found =
          new Retry(READS, LOG::info, Retry.Pause.SLEEP)
              .run(
                  path,
                  () -> remote.read(path, 0, file.size(), in -> ContentHash.of(in, bytes -> {})));
      return found.equals(file.contentHash()) ? Optional.empty() : Optional.of(DIFFERS);
    } catch (SyncException failure) {
      if (failure.kind().stopsTheRun()) {
        throw failure;
      }
      return Optional.of("it could not be read back: " + failure.getMessage());
    }
  }

  private static String problem(Expected file, StoredFile found, boolean byHash) {
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

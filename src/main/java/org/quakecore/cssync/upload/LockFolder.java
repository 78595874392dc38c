package org.quakecore.cssync.upload;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.FolderListing;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.catalogue.WholeFile;
import org.quakecore.cssync.inventory.FaultLock;
import org.quakecore.cssync.inventory.RemoteSets;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.remote.Transfer;
import org.quakecore.cssync.transfer.LockHolder;
import org.quakecore.cssync.upload.plan.Options;

/** The folder {@code _lock} of a version, and what the locks in it say. */
final class LockFolder {
  private static final int MOST_BYTES = 1 << 16;
  private static final int TRIES = 3;
  private static final String TOKEN_FILE = "lock.token";
  private static final String TOKEN = "[0-9a-f]{12}";

  private final Options options;
  private final Remote remote;
  private final Clock clock;
  private final String token;

  /** And of runs that divided the work otherwise, who cannot live beside this one. */
  private final Set<String> tokens;

  LockFolder(Options options, Remote remote, Clock clock) throws SyncException {
    this.options = options;
    this.remote = remote;
    this.clock = clock;
    this.token = token(options);
    this.tokens = tokens(options, token);
  }

  /**
   * The token of this staging folder, in which one run works at a time, or one of each share: what
   * bears it was left by a run that has ended.
   */
  private static String token(Options options) throws SyncException {
    Path file = options.workFolder().resolve(options.shard().own(TOKEN_FILE));
    try {
      String known = Files.exists(file) ? Files.readString(file).strip() : "";
      if (known.matches(TOKEN) || options.dryRun()) {
        return known;
      }
      String token = UUID.randomUUID().toString().replace("-", "").substring(0, 12);
      WholeFile.write(file, token + "\n");
      return token;
    } catch (IOException failure) {
      throw SyncException.of(failure, file, Kind.BAD_INPUT);
    }
  }

  private static Set<String> tokens(Options options, String own) throws SyncException {
    Set<String> tokens = new HashSet<>(Set.of(own));
    Path folder = options.workFolder();
    if (options.dryRun() || !Files.isDirectory(folder)) {
      return tokens;
    }
    try {
      for (Path file : FolderListing.of(folder)) {
        if (options.shard().excludes(TOKEN_FILE, file.getFileName().toString())) {
          tokens.add(Files.readString(file).strip());
        }
      }
      return tokens;
    } catch (IOException failure) {
      throw SyncException.of(failure, folder, Kind.BAD_INPUT);
    }
  }

  /** Puts locks of these names there, or shows that they live. */
  void put(Collection<String> names, LockHolder self, long beat) throws SyncException {
    byte[] content =
        FaultLock.content(self, beat, clock.instant()).getBytes(StandardCharsets.UTF_8);
    options
        .temporary()
        .use(
            "locks",
            0,
            folder -> {
              for (String name : names) {
                Files.write(folder.resolve(name), content);
              }
              send(folder, List.copyOf(names));
              return true;
            });
  }

  private void send(Path folder, List<String> names) throws SyncException {
    Transfer transfer = new Transfer(List.of(), true, Optional.empty(), bytes -> {});
    for (int attempt = 1; ; attempt++) {
      try {
        remote.send(folder, place(), names, transfer);
        return;
      } catch (SyncException failure) {
        if (failure.kind() != Kind.DATA) {
          throw failure;
        }
        if (attempt == TRIES) {
          throw new SyncException(
              Kind.REMOTE,
              "the faults could not be locked, and without that another run might change them at"
                  + " the same time: "
                  + failure.getMessage(),
              failure);
        }
      }
    }
  }

  /** What is there, with these at least. */
  RemoteSets listed(Collection<String> names) throws SyncException {
    List<StoredFile> files =
        remote.list(place(), false).orElse(List.of()).stream()
            .map(
                file ->
                    new StoredFile(
                        FaultLock.FOLDER + "/" + file.path(),
                        file.size(),
                        file.modified(),
                        file.contentHash()))
            .toList();
    RemoteSets there = new RemoteSets(files, options.layout(), remote.traits().caseInsensitive());
    for (String name : names) {
      if (there.in(FaultLock.FOLDER).stream().noneMatch(f -> there.same(f.name(), name))) {
        throw new SyncException(
            Kind.REMOTE,
            remote.address(place() + "/" + name)
                + ": was put there, and is not: nobody would see that this run changes the fault;"
                + " run the same command again");
      }
    }
    return there;
  }

  /**
   * Why faults cannot be changed now: live locks of others. Dead ones are deleted, but for a dry
   * run.
   */
  SortedMap<Fault, String> inTheWay(RemoteSets there, Collection<Fault> faults)
      throws SyncException {
    Map<String, Fault> byKey = new HashMap<>();
    faults.forEach(fault -> byKey.put(there.key(fault.name()), fault));
    List<StoredFile> files =
        there.in(FaultLock.FOLDER).stream()
            .filter(file -> byKey.containsKey(there.key(FaultLock.of(file).fault())))
            .filter(file -> !isOurs(FaultLock.of(file)))
            .toList();
    SortedMap<Fault, String> found = new TreeMap<>();
    List<String> dead = new ArrayList<>();
    for (FaultLock lock : read(files)) {
      if (lock.isDead(clock.instant())) {
        dead.add(lock.name());
      } else {
        found.put(
            byKey.get(there.key(lock.fault())),
            lock.words(remote.address(place() + "/" + lock.name())));
      }
    }
    if (!options.dryRun() && !dead.isEmpty()) {
      // By this its run learns of it, should it only have stood still.
      delete(dead);
    }
    return found;
  }

  private List<FaultLock> read(List<StoredFile> files) throws SyncException {
    List<String> names =
        files.stream().filter(f -> f.size() <= MOST_BYTES).map(StoredFile::name).toList();
    if (names.isEmpty()) {
      return files.stream().map(FaultLock::of).toList();
    }
    return options.temporary().use("locks", 0, folder -> read(files, names, folder));
  }

  private List<FaultLock> read(List<StoredFile> files, List<String> names, Path folder)
      throws IOException, SyncException {
    try {
      remote.fetch(
          place(), folder, names, new Transfer(List.of(), false, Optional.empty(), bytes -> {}));
    } catch (SyncException failure) {
      if (failure.kind() != Kind.DATA) {
        throw failure;
      }
      // One is gone by now; what could be fetched tells enough.
    }
    List<FaultLock> locks = new ArrayList<>();
    for (StoredFile file : files) {
      Path fetched = folder.resolve(file.name());
      FaultLock lock = FaultLock.of(file);
      locks.add(
          Files.exists(fetched)
              ? lock.reading(new String(Files.readAllBytes(fetched), StandardCharsets.UTF_8))
              : lock);
    }
    return locks;
  }

  /** By which ours are known. */
  String token() {
    return token;
  }

  /** Whether a lock is this run's, or was left by one that this one goes on for. */
  boolean isOurs(FaultLock lock) {
    return tokens.contains(lock.token());
  }

  void delete(List<String> names) throws SyncException {
    if (!names.isEmpty()) {
      remote.delete(place(), names);
    }
  }

  boolean hasAll(List<String> names) throws SyncException {
    return remote.look(place(), names, false).size() == names.size();
  }

  String address() {
    return remote.address(place());
  }

  private String place() {
    return options.version() + "/" + FaultLock.FOLDER;
  }
}

package org.quakecore.cssync.download.extract;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.TemporaryName;
import org.quakecore.cssync.download.plan.ArchivedFile;
import org.quakecore.cssync.download.plan.KnownHere;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.transfer.Shard;

/** The folder a download works in: where what lies, and what is known of it. */
public final class Folder {
  private static final String EXTRACTING = ".extracting";

  private final Path root;
  private final Shard shard;
  private final TarLog ok;
  private final TarLog broken;
  private final Map<Fault, MemberLog> worked = new HashMap<>();
  private Fault membersOf;
  private MemberLog members;

  private Folder(Path root, Shard shard, TarLog ok, TarLog broken) {
    this.root = root;
    this.shard = shard;
    this.ok = ok;
    this.broken = broken;
  }

  /** Reads the logs; the folder need not exist. */
  public static Folder open(Path root) throws SyncException {
    return open(root, Shard.ALL);
  }

  /** The same, of which only some faults are this run's, and others those of runs beside it. */
  public static Folder open(Path root, Shard shard) throws SyncException {
    return new Folder(
        root,
        shard,
        TarLog.read(root.resolve("tar_ok.log"), !shard.isAll()),
        TarLog.read(root.resolve("tar_error.log"), !shard.isAll()));
  }

  public Path root() {
    return root;
  }

  public TarLog ok() {
    return ok;
  }

  public TarLog broken() {
    return broken;
  }

  /** From now on several threads may work on this fault, so all have to see the same. */
  public synchronized void workOn(Fault fault) throws SyncException {
    worked.put(fault, members(fault));
  }

  /**
   * Which members came out of a fault's tars. Of the faults that are not worked on, only the last
   * one asked for is kept in memory.
   */
  public synchronized MemberLog members(Fault fault) throws SyncException {
    if (worked.containsKey(fault)) {
      return worked.get(fault);
    }
    if (members == null || !fault.equals(membersOf)) {
      members = MemberLog.read(fault(fault).resolve("members.log"));
      membersOf = fault;
    }
    return members;
  }

  public Path fault(Fault fault) {
    return root.resolve(fault.name());
  }

  public Path tar(ArchivedFile file) {
    return fault(file.fault()).resolve(file.name());
  }

  /** Where the members go. */
  public Path target(Fault fault, DataType type) {
    return fault(fault).resolve(type.label());
  }

  /** Where rclone writes. */
  public Path fetching() {
    return root.resolve(".fetching");
  }

  public Path fetching(Fault fault) {
    return fetching().resolve(fault.name());
  }

  /** By what it is known of which file on the remote a half one here is. */
  public Path resumeRecord(ArchivedFile file) {
    return fetching(file.fault()).resolve(file.name() + ".resume");
  }

  /**
   * A file that came in part, and what is known of it; nothing where a run cannot go on with it.
   */
  public List<Path> half(ArchivedFile file) {
    Path record = resumeRecord(file);
    return Files.isRegularFile(record, LinkOption.NOFOLLOW_LINKS)
        ? List.of(fetching(file.fault()).resolve(file.name()), record)
        : List.of();
  }

  /** Where members lie until their tar is proven. */
  public Path extracting(ArchivedFile file) {
    return extracting(file.fault(), file.type()).resolve(file.name());
  }

  public Path extracting(Fault fault, DataType type) {
    return fault(fault).resolve("." + type + EXTRACTING);
  }

  public Path progressLog(CsVersion version) {
    return root.resolve(version + ".log");
  }

  public KnownHere facts(ArchivedFile file) throws SyncException {
    long size = Disk.size(fault(file.fault()), file.name());
    Path target = target(file.fault(), file.type());
    List<Path> places = new ArrayList<>();
    if (!file.type().isTar()) {
      places.add(target);
    }
    places.add(fault(file.fault()));
    places.add(fetching(file.fault()));
    return new KnownHere(
        ok.find(file.name()),
        broken.find(file.name()),
        size < 0 ? OptionalLong.empty() : OptionalLong.of(size),
        places.stream()
            .filter(place -> Disk.size(place, file.name()) == file.size())
            .map(place -> place.resolve(file.name()))
            .findFirst(),
        members(file.fault()).areIntact(file.type(), file.name(), target));
  }

  /** The files in the folders of faults, as if they were on a remote. */
  public List<StoredFile> asListing() throws SyncException {
    List<StoredFile> files = new ArrayList<>();
    for (String folder : Disk.folders(root)) {
      for (String name : Disk.plainFiles(root.resolve(folder))) {
        if (name.endsWith(".tar")) {
          files.add(
              new StoredFile(
                  folder + "/" + name,
                  Disk.size(root.resolve(folder), name),
                  Instant.EPOCH,
                  Optional.empty()));
        }
      }
    }
    return files;
  }

  private boolean isOurs(Path folder) {
    return shard.isAll()
        || shard.faults().orElseThrow().stream()
            .anyMatch(fault -> fault.name().equals(folder.toString()));
  }

  /**
   * Removes what a run that was killed has left half-made.
   *
   * @param kept files below .fetching, and folders of {@link #extracting}, that will still be used
   */
  public void sweep(Collection<Path> kept) throws SyncException {
    Path fetching = fetching();
    Set<Path> keep = Set.copyOf(kept);
    if (shard.isAll() && keep.stream().noneMatch(path -> path.startsWith(fetching))) {
      Disk.deleteTree(fetching);
    } else {
      for (String name : Disk.files(fetching)) {
        if (!keep.contains(fetching.resolve(name)) && isOurs(Path.of(name).getName(0))) {
          Disk.delete(fetching.resolve(name));
        }
      }
    }
    for (String folder : Disk.folders(root)) {
      if (!isOurs(Path.of(folder))) {
        continue;
      }
      for (String name : Disk.hiddenFolders(root.resolve(folder))) {
        if (name.endsWith(EXTRACTING)) {
          Disk.deleteAllBut(root.resolve(folder).resolve(name), keep);
        }
      }
      TemporaryName.clear(root.resolve(folder));
    }
    TemporaryName.clear(root);
  }
}

package org.quakecore.cssync.job;

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
import org.quakecore.cssync.remote.RemoteFile;

/** The folder a download works in: where what lies, and what is known of it. */
final class DownloadFolder {
  private final Path root;
  private final DownloadLog ok;
  private final DownloadLog broken;
  private final Map<Fault, DownloadMembers> worked = new HashMap<>();
  private Fault membersOf;
  private DownloadMembers members;

  private DownloadFolder(Path root, DownloadLog ok, DownloadLog broken) {
    this.root = root;
    this.ok = ok;
    this.broken = broken;
  }

  /** Reads the logs; the folder need not exist. */
  static DownloadFolder open(Path root) throws SyncException {
    return new DownloadFolder(
        root,
        DownloadLog.read(root.resolve("tar_ok.log")),
        DownloadLog.read(root.resolve("tar_error.log")));
  }

  Path root() {
    return root;
  }

  DownloadLog ok() {
    return ok;
  }

  DownloadLog broken() {
    return broken;
  }

  /** From now on several threads may work on this fault, so all have to see the same. */
  synchronized void workOn(Fault fault) throws SyncException {
    worked.put(fault, members(fault));
  }

  /**
   * Which members came out of a fault's tars. Of the faults that are not worked on, only the last
   * one asked for is kept in memory.
   */
  synchronized DownloadMembers members(Fault fault) throws SyncException {
    if (worked.containsKey(fault)) {
      return worked.get(fault);
    }
    if (members == null || !fault.equals(membersOf)) {
      members = DownloadMembers.read(fault(fault).resolve("members.log"));
      membersOf = fault;
    }
    return members;
  }

  Path fault(Fault fault) {
    return root.resolve(fault.name());
  }

  Path tar(DownloadFile file) {
    return fault(file.fault()).resolve(file.name());
  }

  /** Where the members go. */
  Path target(Fault fault, DataType type) {
    return fault(fault).resolve(type.label());
  }

  /** Where rclone writes. */
  Path fetching() {
    return root.resolve(".fetching");
  }

  Path fetching(Fault fault) {
    return fetching().resolve(fault.name());
  }

  /** Where members lie until their tar is proven. */
  Path extracting(DownloadFile file) {
    return extracting(file.fault(), file.type()).resolve(file.name());
  }

  Path extracting(Fault fault, DataType type) {
    return fault(fault).resolve("." + type + ".extracting");
  }

  Path progressLog(CsVersion version) {
    return root.resolve(version + ".log");
  }

  DownloadFacts facts(DownloadFile file) throws SyncException {
    long size = DownloadDisk.size(fault(file.fault()), file.name());
    Path target = target(file.fault(), file.type());
    List<Path> places = new ArrayList<>();
    if (!file.type().isTar()) {
      places.add(target);
    }
    places.add(fault(file.fault()));
    places.add(fetching(file.fault()));
    return new DownloadFacts(
        ok.find(file.name()),
        broken.find(file.name()),
        size < 0 ? OptionalLong.empty() : OptionalLong.of(size),
        places.stream()
            .filter(place -> DownloadDisk.size(place, file.name()) == file.size())
            .map(place -> place.resolve(file.name()))
            .findFirst(),
        members(file.fault()).areIntact(file.type(), file.name(), target));
  }

  /** The files in the folders of faults, as if they were on a remote. */
  List<RemoteFile> asListing() throws SyncException {
    List<RemoteFile> files = new ArrayList<>();
    for (String folder : DownloadDisk.folders(root)) {
      for (String name : DownloadDisk.plainFiles(root.resolve(folder))) {
        if (name.endsWith(".tar")) {
          files.add(
              new RemoteFile(
                  folder + "/" + name,
                  DownloadDisk.size(root.resolve(folder), name),
                  Instant.EPOCH,
                  Optional.empty()));
        }
      }
    }
    return files;
  }

  /**
   * Removes what a run that was killed has left half-made.
   *
   * @param kept files below .fetching that will still be used
   */
  void sweep(Collection<Path> kept) throws SyncException {
    Path fetching = fetching();
    Set<Path> keep = Set.copyOf(kept);
    if (keep.stream().noneMatch(path -> path.startsWith(fetching))) {
      DownloadDisk.deleteTree(fetching);
    } else {
      for (String name : DownloadDisk.files(fetching)) {
        if (!keep.contains(fetching.resolve(name))) {
          DownloadDisk.delete(fetching.resolve(name));
        }
      }
    }
    for (String folder : DownloadDisk.folders(root)) {
      for (DataType type : DataType.choices()) {
        Path half = root.resolve(folder).resolve("." + type + ".extracting");
        if (Files.exists(half, LinkOption.NOFOLLOW_LINKS)) {
          DownloadDisk.deleteTree(half);
        }
      }
      TemporaryName.clear(root.resolve(folder));
    }
    TemporaryName.clear(root);
  }
}

package org.quakecore.cssync.download.extract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.quakecore.cssync.archive.PackedMember;
import org.quakecore.cssync.archive.PackedPart;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.download.plan.ArchivedFile;
import org.quakecore.cssync.download.plan.ArchivedSet;
import org.quakecore.cssync.download.plan.ManifestCheck;
import org.quakecore.cssync.download.plan.TarLogEntry;

/** Puts proven members where they belong, and writes down that they are there. */
public final class Placement {
  /** What file systems round times to at the most. */
  private static final long COARSEST_SECONDS = 2;

  private final Session session;
  private final Folder folder;
  private final boolean keepTimes;

  /**
   * @param keepTimes whether the log also records the remote's times, because the remote gives no
   *     hash with a listing
   */
  public Placement(Session session, boolean keepTimes) {
    this.session = session;
    this.folder = session.folder();
    this.keepTimes = keepTimes;
  }

  /** What is wrong with the members of a tar, whatever its hash; nothing where all is well. */
  public Optional<String> fault(ArchivedSet set, ArchivedFile file, PackedPart packed) {
    if (packed.members().isEmpty()) {
      return Optional.of(file.path() + ": holds no files");
    }
    return set.manifest()
        .flatMap(manifest -> ManifestCheck.difference(manifest, file, packed))
        .map(difference -> file.path() + ": DAMAGED: " + difference);
  }

  /**
   * Moves members to where they belong, and what is kept of their tar to its folder. Their bytes
   * are on the disk before they get their names.
   *
   * @param aside the folder that they were extracted to; those that are not there are in their
   *     place already
   * @param tar where it lies, if it does
   */
  public void place(
      ArchivedSet set, ArchivedFile file, PackedPart packed, Path aside, Optional<Path> tar)
      throws SyncException {
    Path target = folder.target(file.fault(), file.type());
    List<PackedMember> moving =
        packed.members().stream()
            .filter(
                member ->
                    Disk.isBelow(aside, member.name())
                        || Disk.size(target, member.name()) != member.size())
            .toList();
    for (PackedMember member : moving) {
      Disk.bringToDisk(aside.resolve(member.name()));
    }
    noticeRefusedTimes(moving, aside);
    boolean cleanup = session.options().cleanup();
    // Two parts of a set must not be found distinct from what neither has recorded yet.
    synchronized (folder.members(file.fault())) {
      demandDistinct(set, file, sizes(packed).keySet());
      Disk.makeFolder(target);
      for (PackedMember member : moving) {
        Disk.moveMember(aside.resolve(member.name()), target, member.name());
      }
      if (tar.isPresent() && !cleanup) {
        Disk.move(tar.get(), folder.tar(file));
      }
      record(file, packed.contentHash(), sizes(packed));
    }
    if (cleanup) {
      if (tar.isPresent()) {
        Disk.delete(tar.get());
      }
      Disk.delete(folder.tar(file));
    }
  }

  /** The same for a file that is no tar. */
  public void placeSample(ArchivedFile file, String hash, Path source) throws SyncException {
    Path target = folder.target(file.fault(), file.type());
    Disk.makeFolder(target);
    Disk.moveMember(source, target, file.name());
    record(file, hash, new TreeMap<>(Map.of(file.name(), file.size())));
    Disk.delete(folder.tar(file));
  }

  /** One member tells of all, for they lie on one file system. */
  private void noticeRefusedTimes(List<PackedMember> moving, Path aside) {
    if (moving.isEmpty()) {
      return;
    }
    PackedMember first = moving.get(0);
    Path file = aside.resolve(first.name());
    try {
      long here = Files.getLastModifiedTime(file).to(TimeUnit.SECONDS);
      if (Math.abs(here - first.mtime()) > COARSEST_SECONDS) {
        session.report().timeRefused();
      }
    } catch (IOException e) {
      session.report().timeRefused();
    }
  }

  /**
   * @param hash of the file
   * @param members what came out of it, with their sizes in bytes
   */
  private void record(ArchivedFile file, String hash, SortedMap<String, Long> members)
      throws SyncException {
    folder.members(file.fault()).put(file.type(), file.name(), members);
    Optional<Instant> time = keepTimes(file) ? file.modified() : earlierTime(file, hash);
    folder
        .ok()
        .put(
            new TarLogEntry(
                file.name(),
                OptionalLong.of(file.size()),
                Optional.of(hash),
                time,
                Optional.empty()));
    folder.broken().remove(file.name());
    session
        .report()
        .extracted(file, members.size(), session.options().noDownload() || file.hash().isPresent());
  }

  private static SortedMap<String, Long> sizes(PackedPart packed) {
    SortedMap<String, Long> sizes = new TreeMap<>();
    packed.members().forEach(member -> sizes.put(member.name(), member.size()));
    return sizes;
  }

  private boolean keepTimes(ArchivedFile file) {
    return keepTimes || (!session.options().noDownload() && file.hash().isEmpty());
  }

  /** Untarring the same bytes again without asking the remote changes nothing about its time. */
  private Optional<Instant> earlierTime(ArchivedFile file, String hash) {
    return folder
        .ok()
        .find(file.name())
        .filter(proof -> session.options().noDownload() && proof.hash().equals(Optional.of(hash)))
        .flatMap(TarLogEntry::modified);
  }

  /** Two parts of one set that hold the same name contradict each other. */
  private void demandDistinct(ArchivedSet set, ArchivedFile file, Set<String> members)
      throws SyncException {
    for (ArchivedFile other : set.files()) {
      Optional<String> twice =
          other.name().equals(file.name())
              ? Optional.empty()
              : folder.members(file.fault()).of(file.type(), other.name()).keySet().stream()
                  .filter(members::contains)
                  .findFirst();
      // What the log says of a tar that is not extracted yet may be of an earlier set.
      if (twice.isPresent() && session.isProven(other)) {
        throw new SyncException(
            SyncException.Kind.DATA,
            file.path()
                + ": holds \""
                + twice.get()
                + "\", which "
                + other.name()
                + " holds too; have the set uploaded again");
      }
    }
  }
}

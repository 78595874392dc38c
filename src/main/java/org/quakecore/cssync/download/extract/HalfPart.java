package org.quakecore.cssync.download.extract;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.quakecore.cssync.archive.PackedMember;
import org.quakecore.cssync.archive.PartReader;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.download.plan.ArchivedFile;
import org.quakecore.cssync.download.plan.ArchivedSet;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.transfer.Item;
import org.quakecore.cssync.transfer.Progress;
import org.quakecore.cssync.transfer.Work;

/**
 * A part that is extracted while it comes, and what of it is here where that was interrupted. The
 * members at its front need not come again once their SHA-256 is that of the manifest. Without a
 * manifest, or by one that does not know them, nobody can tell what they are worth, and the part
 * begins anew.
 *
 * <p>Nothing is on record but the members themselves: whatever the remote has by now, they are held
 * against the manifest that it has now.
 */
public final class HalfPart {
  private final Report report;
  private final Progress progress;
  private final long size;
  private final Item reading;
  private final List<Manifest.MemberEntry> members;
  private final Path aside;
  private final List<Path> places;
  private boolean doubted;

  public HalfPart(Session session, ArchivedSet set, ArchivedFile file) {
    this.report = session.report();
    this.progress = session.progress();
    this.size = file.size();
    this.reading = file.item(Work.READ);
    this.members =
        canBeKept(set, file) ? set.manifest().orElseThrow().membersOf(file.name()) : List.of();
    this.aside = session.folder().extracting(file);
    this.places =
        session.options().forceUntar()
            ? List.of(aside)
            : List.of(aside, session.folder().target(file.fault(), file.type()));
  }

  /** Whether what has come of a file is of use when the rest does not come. */
  public static boolean canBeKept(ArchivedSet set, ArchivedFile file) {
    return file.type().isTar()
        && set.manifest().filter(manifest -> manifest.knowsContent()).isPresent();
  }

  /** Where members lie until all of them are proven. */
  public Path aside() {
    return aside;
  }

  /** How many members it has by its manifest. */
  public int members() {
    return members.size();
  }

  /** Whether there is anything to prove, which takes its time. */
  public boolean isBegun() {
    return !doubted && !members.isEmpty() && isSized(members.get(0));
  }

  /**
   * The members from the first on that are here and proven. They lie aside, or in their place,
   * where a run may have been killed while it put them. All else that lies aside is removed.
   */
  public List<PackedMember> front() throws SyncException {
    List<PackedMember> front = doubted ? List.of() : proven();
    // A tar has an end behind its last member, so more than that is no place in it.
    if (PartReader.end(front) >= size) {
      front = List.of();
    }
    tidy(front);
    return front;
  }

  /** From now on nothing of it counts. */
  public void doubt() throws SyncException {
    doubted = true;
    delete();
  }

  public void delete() throws SyncException {
    Disk.deleteTree(aside);
  }

  private List<PackedMember> proven() throws SyncException {
    List<Manifest.MemberEntry> sized = members.stream().takeWhile(this::isSized).toList();
    progress.begun(reading, 0);
    List<PackedMember> front = new ArrayList<>();
    for (Manifest.MemberEntry member : sized) {
      if (!isProven(member)) {
        break;
      }
      front.add(
          new PackedMember(
              member.name(), member.size(), member.mtime(), member.sha256(), member.offset()));
    }
    progress.done(reading);
    return front;
  }

  private boolean isSized(Manifest.MemberEntry member) {
    return places.stream().anyMatch(place -> Disk.size(place, member.name()) == member.size());
  }

  private boolean isProven(Manifest.MemberEntry member) throws SyncException {
    for (Path place : places) {
      try {
        if (MemberProof.isIn(place, member, bytes -> progress.passed(reading, bytes))) {
          return true;
        }
      } catch (SyncException unreadable) {
        if (unreadable.kind().stopsTheRun()) {
          throw unreadable;
        }
      }
      if (place.equals(aside)) {
        // What is in its place must not be replaced by this.
        Disk.delete(aside.resolve(member.name()));
      }
    }
    return false;
  }

  private void tidy(List<PackedMember> front) throws SyncException {
    if (front.isEmpty() || !Files.isDirectory(aside, LinkOption.NOFOLLOW_LINKS)) {
      Disk.deleteTree(aside);
    }
    Disk.makeFolder(aside);
    Set<String> names = new HashSet<>();
    for (PackedMember member : front) {
      names.add(member.name());
      Path file = aside.resolve(member.name());
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        // It may have come to its end without getting its time.
        Disk.setTime(file, Instant.ofEpochSecond(member.mtime()), report);
      }
    }
    for (String name : Disk.files(aside)) {
      if (!names.contains(name)) {
        Disk.delete(aside.resolve(name));
      }
    }
  }
}

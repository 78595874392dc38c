package org.quakecore.cssync.download.extract;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.quakecore.cssync.archive.PartName;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.download.plan.ArchivedFile;
import org.quakecore.cssync.download.plan.ArchivedSet;
import org.quakecore.cssync.download.plan.TarLogEntry;
import org.quakecore.cssync.transfer.Progress;

/**
 * Removes what an earlier set of a fault and type had, once the present one is wholly proven: its
 * members would be taken for data of this version, and its tars would contradict the present ones.
 * Only what a log says we put there is removed; anything else is named and left.
 */
final class Leftovers {
  private static final int MOST_NAMED = 3;

  private final Folder folder;
  private final Progress progress;
  private final Report report;

  Leftovers(Session session) {
    this.folder = session.folder();
    this.progress = session.progress();
    this.report = session.report();
  }

  void remove(ArchivedSet set) throws SyncException {
    Set<String> names =
        set.files().stream().map(ArchivedFile::name).collect(Collectors.toCollection(TreeSet::new));
    MemberLog members = folder.members(set.fault());
    Path target = folder.target(set.fault(), set.type());
    int removed = 0;
    for (String stale : members.stale(set.type(), names)) {
      if (Disk.isBelow(target, stale)) {
        Disk.delete(target.resolve(stale));
        removed++;
      }
    }
    if (removed > 0) {
      report.removed("of an earlier set from " + set.fault() + "/" + set.type(), removed);
    }
    members.forgetOthers(set.type(), names);
    removeTars(set, names);
    nameStrangers(set, members, target);
  }

  private void removeTars(ArchivedSet set, Set<String> names) throws SyncException {
    Path tars = folder.fault(set.fault());
    for (String name : Disk.plainFiles(tars)) {
      boolean ofAnEarlierSet =
          !names.contains(name)
              && PartName.parse(set.fault(), set.type(), name, false)
                  .filter(part -> part.type().equals(set.type()))
                  .isPresent();
      if (!ofAnEarlierSet) {
        continue;
      }
      if (folder.ok().find(name).isPresent() || folder.broken().find(name).isPresent()) {
        Disk.delete(tars.resolve(name));
        report.removed("of an earlier set: " + set.fault() + "/" + name, 1);
      } else {
        progress.warn(
            tars.resolve(name)
                + ": does not belong to the set on the remote, and no log says where it came from;"
                + " left as it is");
      }
    }
    for (TarLog log : List.of(folder.ok(), folder.broken())) {
      for (TarLogEntry proof : log.all()) {
        if (proof.name().startsWith(set.fault().name())
            && !names.contains(proof.name())
            && PartName.parse(set.fault(), set.type(), proof.name(), false)
                .filter(part -> part.type().equals(set.type()))
                .isPresent()) {
          log.remove(proof.name());
        }
      }
    }
  }

  private void nameStrangers(ArchivedSet set, MemberLog members, Path target) throws SyncException {
    List<String> strangers =
        Disk.files(target).stream().filter(name -> !members.knows(set.type(), name)).toList();
    if (!strangers.isEmpty()) {
      progress.warn(
          target
              + ": "
              + strangers.size()
              + " files here are not from "
              + set.fault()
              + " "
              + set.type()
              + " on the remote, and are left as they are: "
              + String.join(", ", strangers.stream().limit(MOST_NAMED).toList())
              + (strangers.size() > MOST_NAMED ? ", ..." : ""));
    }
  }
}

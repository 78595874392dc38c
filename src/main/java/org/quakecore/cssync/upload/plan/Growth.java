package org.quakecore.cssync.upload.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.quakecore.cssync.archive.Member;
import org.quakecore.cssync.archive.Part;
import org.quakecore.cssync.archive.PartName;
import org.quakecore.cssync.archive.TarSplitter;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.manifest.Manifest.CheckEntry;
import org.quakecore.cssync.manifest.Manifest.MemberEntry;
import org.quakecore.cssync.manifest.Manifest.PartEntry;

/**
 * What becomes of a set to which realisations are appended: its parts stay, the last one loses its
 * {@code f}, and the new members follow in parts of their own.
 *
 * @param before the set's manifest, its parts named as they are on the remote
 * @param last the name there of its last part
 * @param then what that is called afterwards; the same where each event has a tar of its own
 * @param added what the new sources make
 */
public record Growth(Manifest before, String last, String then, SourceSet added) {

  /**
   * Cuts the new members into parts that follow on those there are.
   *
   * @param there the last part there, and by what name
   * @throws SyncException DATA where there would be more parts than can be numbered
   */
  static Growth of(
      Manifest before, PartEntry last, PartName there, List<Member> members, long partSize)
      throws SyncException {
    int next = Math.max(there.index(), 0) + 1;
    List<Part> cut = TarSplitter.split(there.fault(), there.type(), members, partSize);
    if (next + cut.size() > PartName.MOST_INDEX + 1) {
      throw new SyncException(
          Kind.DATA, "there would be more parts than can be numbered; give a larger --part_size");
    }
    List<OutgoingFile> files = new ArrayList<>();
    for (int i = 0; i < cut.size(); i++) {
      PartName name = new PartName(there.fault(), there.type(), next + i, i == cut.size() - 1);
      files.add(OutgoingFile.tar(new Part(name, cut.get(i).members(), cut.get(i).tarBytes())));
    }
    long bytes = members.stream().mapToLong(m -> TarSplitter.memberBytes(m.name(), m.size())).sum();
    return new Growth(
        before,
        last.name(),
        new PartName(there.fault(), there.type(), next - 1, false).fileName(),
        new SourceSet(there.fault(), there.type(), files, bytes, Optional.empty()));
  }

  /**
   * Where each event has a tar of its own, those of new events follow, and nothing is renamed.
   *
   * @param set all that the sources make
   * @param members those that are new
   * @throws SyncException DATA where one belongs to a tar that is there
   */
  static Growth byEvent(Manifest before, SourceSet set, List<Member> members) throws SyncException {
    List<OutgoingFile> files = new ArrayList<>();
    Set<Member> fresh = Set.copyOf(members);
    for (OutgoingFile file : set.files()) {
      List<Member> added = file.members().stream().filter(fresh::contains).toList();
      if (added.size() == file.members().size()) {
        files.add(file);
      } else if (!added.isEmpty()) {
        throw new SyncException(
            Kind.DATA,
            added.get(0).source()
                + " is new, and belongs to "
                + file.name()
                + ", which is there without it; look into it, and replace what is there with -f");
      }
    }
    long bytes = members.stream().mapToLong(m -> TarSplitter.memberBytes(m.name(), m.size())).sum();
    String last = before.parts().get(before.parts().size() - 1).name();
    return new Growth(
        before, last, last, new SourceSet(set.fault(), set.type(), files, bytes, Optional.empty()));
  }

  /** Whether a part gets another name. */
  public boolean renames() {
    return !last.equals(then);
  }

  /** The parts that stay, by the names they have afterwards. */
  public List<PartEntry> kept() {
    return before.parts().stream().map(this::renamed).toList();
  }

  private PartEntry renamed(PartEntry part) {
    return part.named(renamed(part.name()));
  }

  private String renamed(String part) {
    return part.equals(last) ? then : part;
  }

  /**
   * The manifest of the whole set afterwards.
   *
   * @param now what is there, with the times of its sources as they are now
   * @param appended what follows on it
   */
  public Manifest after(Manifest now, Manifest appended) {
    List<PartEntry> parts = new ArrayList<>(kept());
    parts.addAll(appended.parts());
    List<MemberEntry> members = new ArrayList<>();
    now.members().forEach(member -> members.add(member.in(renamed(member.part()))));
    members.addAll(appended.members());
    return now.of(appended.tool(), parts, members)
        .with(CheckEntry.sum(now.checks(), appended.checks()));
  }
}

package org.quakecore.cssync.status.index;

import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.manifest.Manifest.MemberEntry;
import org.quakecore.cssync.status.JudgedSet;
import org.quakecore.cssync.status.State;

/**
 * What the index keeps of a set.
 *
 * @param version the folder it lies in
 * @param writtenFor the version its manifest was written for; that folder's, where there is none
 * @param error whether its state is one
 * @param known whether its members are known
 * @param members those that are looked for
 */
record ArchivedSet(
    String version,
    String writtenFor,
    String fault,
    String type,
    State state,
    boolean error,
    boolean known,
    List<ArchivedFile> files,
    List<MemberEntry> members) {

  static ArchivedSet of(CsVersion version, JudgedSet set, List<MemberEntry> members) {
    Optional<Manifest> manifest = set.manifest();
    return new ArchivedSet(
        version.name(),
        manifest.map(Manifest::version).orElse(version.name()),
        set.fault().name(),
        set.type().label(),
        set.state(),
        set.isError(),
        manifest.isPresent() || set.state() == State.ABSENT,
        set.files().stream().map(file -> ArchivedFile.of(file, version.name(), manifest)).toList(),
        members);
  }

  long bytes() {
    return files.stream().mapToLong(ArchivedFile::size).sum();
  }

  /** Like {@code v22p12 Hope BB}. */
  String title() {
    return version + " " + fault + " " + type;
  }
}

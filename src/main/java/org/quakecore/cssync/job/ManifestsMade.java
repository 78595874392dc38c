package org.quakecore.cssync.job;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.archive.Manifest;
import org.quakecore.cssync.archive.Manifest.MemberEntry;
import org.quakecore.cssync.archive.Manifest.PartEntry;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.job.SendingRecord.FileRecord;
import org.quakecore.cssync.job.SendingRecord.MemberRecord;
import org.quakecore.cssync.job.SendingRecord.SetRecord;

/** Makes manifests of what was recorded while sets were sent. */
final class ManifestsMade {
  private final CsVersion version;
  private final Path csRoot;

  ManifestsMade(CsVersion version, Path csRoot) {
    this.version = version;
    this.csRoot = csRoot;
  }

  /** The program and its version, as manifests name it. */
  static String tool() {
    String release = ManifestsMade.class.getPackage().getImplementationVersion();
    return "cs-dropbox-sync " + (release == null ? "development" : release);
  }

  /** The manifest of a set; empty where the record does not know every member's SHA-256. */
  Optional<Manifest> of(SourceSet set, SetRecord record) {
    Manifest.Builder manifest =
        new Manifest.Builder(version.name(), set.fault(), set.type(), tool());
    for (FileRecord file : record.files()) {
      if (file.contentHash() == null) {
        return Optional.empty();
      }
      List<MemberEntry> members = new ArrayList<>();
      for (MemberRecord member : file.members()) {
        if (member.sha256() == null) {
          return Optional.empty();
        }
        members.add(
            new MemberEntry(
                member.name(),
                member.size(),
                member.mtime(),
                member.ctime(),
                member.sha256(),
                file.name(),
                member.offset(),
                source(Path.of(member.source()))));
      }
      manifest.add(new PartEntry(file.name(), file.size(), file.contentHash()), members);
    }
    return Optional.of(manifest.build());
  }

  private String source(Path path) {
    return path.startsWith(csRoot) ? csRoot.relativize(path).toString() : path.toString();
  }
}

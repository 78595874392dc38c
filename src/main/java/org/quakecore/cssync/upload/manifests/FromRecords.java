package org.quakecore.cssync.upload.manifests;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.check.Answer;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.manifest.Manifest.CheckEntry;
import org.quakecore.cssync.manifest.Manifest.MemberEntry;
import org.quakecore.cssync.manifest.Manifest.PartEntry;
import org.quakecore.cssync.upload.plan.SendingRecord.FileRecord;
import org.quakecore.cssync.upload.plan.SendingRecord.MemberRecord;
import org.quakecore.cssync.upload.plan.SendingRecord.SetRecord;
import org.quakecore.cssync.upload.plan.SourceSet;

/** Makes manifests of what was recorded while sets were sent. */
public final class FromRecords {
  private final CsVersion version;
  private final Path csRoot;

  public FromRecords(CsVersion version, Path csRoot) {
    this.version = version;
    this.csRoot = csRoot;
  }

  /** The program and its version, as manifests name it. */
  public static String tool() {
    String release = FromRecords.class.getPackage().getImplementationVersion();
    return "cs-dropbox-sync " + (release == null ? "development" : release);
  }

  /** The manifest of a set; empty where the record does not know every member's SHA-256. */
  public Optional<Manifest> of(SourceSet set, SetRecord record) {
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
      manifest.add(
          new PartEntry(file.name(), file.size(), file.contentHash(), file.sha256()), members);
    }
    return Optional.of(manifest.build().with(checks(record)));
  }

  /** What was asked of the content, counted over all members. */
  private static List<CheckEntry> checks(SetRecord record) {
    List<CheckEntry> each = new ArrayList<>();
    for (FileRecord file : record.files()) {
      for (MemberRecord member : file.members()) {
        for (Answer answer : member.known()) {
          each.add(
              new CheckEntry(
                  answer.pattern(),
                  answer.check(),
                  answer.passed() ? 1 : 0,
                  answer.passed() ? null : List.of(member.name() + ": " + answer.problem())));
        }
      }
    }
    return CheckEntry.sum(each, null);
  }

  private String source(Path path) {
    return path.startsWith(csRoot) ? csRoot.relativize(path).toString() : path.toString();
  }
}

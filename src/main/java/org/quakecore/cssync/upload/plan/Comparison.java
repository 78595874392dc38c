package org.quakecore.cssync.upload.plan;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.quakecore.cssync.archive.Member;
import org.quakecore.cssync.archive.PackedMember;
import org.quakecore.cssync.archive.SampleWriter;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.manifest.Manifest.MemberEntry;

/**
 * Sources whose times differ from what the manifest says, though names and sizes are the same:
 * people touch scratch files to keep them from being purged. Their content settles it.
 *
 * @param manifest of the set on the remote
 * @param members those whose times differ
 */
public record Comparison(Manifest manifest, List<Member> members) {
  public Comparison {
    members = List.copyOf(members);
  }

  /** What will be read. */
  public long bytes() {
    return members.stream().mapToLong(Member::size).sum();
  }

  /**
   * Reads the sources and compares.
   *
   * @return the manifest with the times as they are now
   * @throws SyncException DATA naming the first source whose content is another
   */
  public Manifest settle() throws SyncException {
    Map<String, PackedMember> found = new HashMap<>();
    Map<String, Long> ctimes = new HashMap<>();
    for (Member member : members) {
      ctimes.put(member.name(), SourceState.ctime(member));
      found.put(member.name(), read(member));
    }
    List<MemberEntry> entries = new ArrayList<>();
    for (MemberEntry entry : manifest.members()) {
      PackedMember now = found.get(entry.name());
      if (now == null) {
        entries.add(entry);
        continue;
      }
      if (!now.sha256().equals(entry.sha256())) {
        throw new SyncException(
            Kind.DATA,
            "changed: the content of "
                + entry.source()
                + " is not what the manifest says; look into it, and replace what is there with -f");
      }
      entries.add(
          new MemberEntry(
              entry.name(),
              entry.size(),
              now.mtime(),
              ctimes.get(entry.name()),
              entry.sha256(),
              entry.part(),
              entry.offset(),
              entry.source()));
    }
    return new Manifest(
        manifest.format(),
        manifest.version(),
        manifest.fault(),
        manifest.type(),
        manifest.tool(),
        manifest.adopted(),
        manifest.parts(),
        entries,
        manifest.checks());
  }

  private static PackedMember read(Member member) throws SyncException {
    try {
      return SampleWriter.stream(member, OutputStream.nullOutputStream(), bytes -> {})
          .members()
          .get(0);
    } catch (IOException impossible) {
      throw SyncException.of(impossible, member.source(), Kind.DATA);
    }
  }
}

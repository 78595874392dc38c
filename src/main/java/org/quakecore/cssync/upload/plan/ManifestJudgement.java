package org.quakecore.cssync.upload.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.quakecore.cssync.archive.Member;
import org.quakecore.cssync.catalogue.FileState;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.manifest.Manifest.MemberEntry;
import org.quakecore.cssync.manifest.Manifest.PartEntry;
import org.quakecore.cssync.remote.StoredFile;

/** Holds a manifest against what the remote has, and against what the sources make. Pure. */
public final class ManifestJudgement {
  private final Manifest manifest;
  private final Map<String, Member> sources = new TreeMap<>();
  private final Map<String, MemberEntry> members;

  public ManifestJudgement(Manifest manifest, SourceSet set) {
    this.manifest = manifest;
    set.files().forEach(file -> file.members().forEach(m -> sources.put(m.name(), m)));
    this.members =
        manifest.members().stream()
            .collect(
                Collectors.toMap(
                    MemberEntry::name, Function.identity(), (a, b) -> a, TreeMap::new));
  }

  /** What is wrong with the files on the remote, if they are not those of the manifest. */
  public Optional<String> damage(List<StoredFile> there) {
    for (PartEntry part : manifest.parts()) {
      Optional<StoredFile> file =
          there.stream().filter(f -> f.name().equals(part.name())).findFirst();
      if (file.isEmpty()) {
        return Optional.of(part.name() + " is missing");
      }
      if (file.get().size() != part.size()) {
        return Optional.of(
            part.name() + " has " + file.get().size() + " bytes instead of " + part.size());
      }
      if (file.get().contentHash().filter(hash -> !hash.equals(part.contentHash())).isPresent()) {
        return Optional.of(part.name() + " has another content");
      }
    }
    return there.stream()
        .map(StoredFile::name)
        .filter(name -> manifest.part(name).isEmpty())
        .findFirst()
        .map(name -> name + " is there as well");
  }

  /** In what the sources differ from the archive by their names and sizes. */
  public Optional<String> change() {
    for (Member source : sources.values()) {
      MemberEntry member = members.get(source.name());
      if (member == null) {
        return Optional.of(source.source() + " is new, the archive has no " + source.name());
      }
      if (member.size() != source.size()) {
        return Optional.of(
            source.source() + " has " + source.size() + " bytes, the archive has " + member.size());
      }
    }
    return members.keySet().stream()
        .filter(name -> !sources.containsKey(name))
        .findFirst()
        .map(name -> "the archive has " + name + ", of which there is no source");
  }

  /**
   * The sources whose times are not those in the manifest. The ctime counts where both have one: a
   * source that was rewritten in place, with its time put back, has another.
   *
   * @param looks by member name; a source without one is left to those who read it
   */
  public List<Member> touched(Map<String, FileState> looks) {
    return sources.values().stream()
        .filter(source -> isTouched(members.get(source.name()), looks.get(source.name())))
        .toList();
  }

  private static boolean isTouched(MemberEntry archived, FileState now) {
    if (now == null || now.mtime() != archived.mtime()) {
      return true;
    }
    Long ctime = now.ctime();
    return ctime != null && archived.ctime() != null && !ctime.equals(archived.ctime());
  }
}

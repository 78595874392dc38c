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

/** Holds a manifest against what the sources make. Pure. */
public final class ManifestJudgement {
  private final Map<String, Member> sources = new TreeMap<>();
  private final Map<String, MemberEntry> members;

  public ManifestJudgement(Manifest manifest, SourceSet set) {
    set.files().forEach(file -> file.members().forEach(m -> sources.put(m.name(), m)));
    this.members =
        manifest.members().stream()
            .collect(
                Collectors.toMap(
                    MemberEntry::name, Function.identity(), (a, b) -> a, TreeMap::new));
  }

  /** In what the sources differ from the archive by their names and sizes. */
  public Optional<String> change() {
    return added().stream()
        .findFirst()
        .map(source -> source.source() + " is new, the archive has no " + source.name())
        .or(this::changeOfWhatIsThere);
  }

  /** The sources that the archive does not have, by name. */
  public List<Member> added() {
    return sources.values().stream().filter(source -> !members.containsKey(source.name())).toList();
  }

  /** The same as {@link #change}, but that there may be more sources. */
  public Optional<String> changeOfWhatIsThere() {
    for (Member source : sources.values()) {
      MemberEntry member = members.get(source.name());
      if (member != null && member.size() != source.size()) {
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
        .filter(source -> members.containsKey(source.name()))
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

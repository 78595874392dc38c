package org.quakecore.cssync.upload.plan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import org.quakecore.cssync.archive.Member;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.FileState;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.manifest.Manifests;
import org.quakecore.cssync.upload.plan.SendingRecord.FileRecord;
import org.quakecore.cssync.upload.plan.SendingRecord.MemberRecord;

/** Looks at sources as they are on the disk now. */
public final class SourceState {
  private SourceState() {}

  /**
   * Looks at every source of a file, and records its size and times.
   *
   * @throws SyncException DATA naming the first source that is missing or has not the size that
   *     files_to_sync.yaml has
   */
  public static FileRecord record(OutgoingFile file) throws SyncException {
    List<MemberRecord> members = new ArrayList<>();
    for (Member member : file.members()) {
      FileState found = look(member);
      members.add(
          new MemberRecord(
              member.name(),
              member.source().toString(),
              member.size(),
              found.mtime(),
              found.ctime(),
              null,
              0,
              null));
    }
    return new FileRecord(file.name(), file.size(), null, null, members);
  }

  /** Whether what an earlier run recorded is of the same sources, unchanged since. */
  public static boolean isUnchanged(FileRecord earlier, FileRecord now) {
    if (earlier.size() != now.size() || earlier.members().size() != now.members().size()) {
      return false;
    }
    for (int i = 0; i < now.members().size(); i++) {
      MemberRecord was = earlier.members().get(i);
      MemberRecord is = now.members().get(i);
      if (!is.name().equals(was.name())
          || !is.source().equals(was.source())
          || is.size() != was.size()
          || is.mtime() != was.mtime()
          || !Objects.equals(is.ctime(), was.ctime())) {
        return false;
      }
    }
    return true;
  }

  /**
   * The ctime of a source that is about to be read, in microseconds since 1970, or null: what is
   * done to it since shows later on.
   */
  public static Long ctime(Member member) throws SyncException {
    return look(member).ctime();
  }

  /** Looks at a source, which must have the expected size. */
  private static FileState look(Member member) throws SyncException {
    try {
      FileState found = FileState.of(member.source());
      if (!found.isFile()) {
        throw new SyncException(Kind.DATA, member.source() + ": not a plain file");
      }
      if (found.size() != member.size()) {
        throw new SyncException(
            Kind.DATA,
            member.source()
                + " has "
                + found.size()
                + " bytes, files_to_sync.yaml says "
                + member.size()
                + "; run preprocess again");
      }
      return found;
    } catch (IOException failure) {
      throw SyncException.of(failure, member.source(), Kind.DATA);
    }
  }

  /**
   * Looks at the sources of every set that has a manifest: of the others their times tell nothing.
   *
   * @return for each set what was seen, by member name; a source that cannot be looked at has none
   */
  public static Map<SourceSet, Map<String, FileState>> looks(
      SortedMap<Fault, List<SourceSet>> sources, Manifests manifests) {
    Map<SourceSet, Map<String, FileState>> looks = new HashMap<>();
    for (List<SourceSet> sets : sources.values()) {
      for (SourceSet set : sets) {
        if (manifests.of(set.fault(), set.type()).isPresent()) {
          looks.put(set, looks(set));
        }
      }
    }
    return looks;
  }

  private static Map<String, FileState> looks(SourceSet set) {
    Map<String, FileState> looks = new HashMap<>();
    for (OutgoingFile file : set.files()) {
      for (Member member : file.members()) {
        try {
          looks.put(member.name(), look(member));
        } catch (SyncException unusable) {
          // Whoever comes to read it will say why.
          looks.remove(member.name());
        }
      }
    }
    return looks;
  }
}

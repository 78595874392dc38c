package org.quakecore.cssync.job;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.quakecore.cssync.archive.Manifest;
import org.quakecore.cssync.archive.Manifest.MemberEntry;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.RemoteFile;

/**
 * Compares the sets of an archive with the sources as they are now, and finds what is safe to
 * delete.
 *
 * <p>Safe is a source of a set that is COMPLETE, each of its parts proven by content hash, and all
 * of its sources that are still there unchanged: a set that changed has to be packed again, from
 * all of them. A source is unchanged when its size, its time and its ctime are those of the
 * manifest. A sample makes nothing safe, because the set of BB still needs the file.
 */
final class StatusAgainst {
  /**
   * What the comparison came to.
   *
   * @param sets as they are judged now
   * @param found of each set that was compared, by its words
   */
  record Result(List<StatusSet> sets, Map<String, StatusSources.Found> found, SafeToDelete safe) {
    int unchanged() {
      return found.values().stream().mapToInt(each -> each.unchanged().size()).sum();
    }

    int changed() {
      return found.values().stream().mapToInt(each -> each.changed().size()).sum();
    }

    int touched() {
      return found.values().stream().mapToInt(each -> each.touched().size()).sum();
    }

    int unverified() {
      return found.values().stream().mapToInt(each -> each.unverified().size()).sum();
    }

    int fresh() {
      return found.values().stream().mapToInt(each -> each.fresh().size()).sum();
    }

    int gone() {
      return found.values().stream().mapToInt(StatusSources.Found::gone).sum();
    }
  }

  private final Remote remote;
  private final CsVersion version;
  private final StatusSources sources;
  private final boolean rehash;
  private final Map<Fault, IntPredicate> expected;
  private final Progress progress;

  /**
   * @param expected which realisations each fault of list.txt should have
   */
  StatusAgainst(
      Remote remote,
      CsVersion version,
      Path csRoot,
      boolean rehash,
      Map<Fault, IntPredicate> expected,
      Progress progress) {
    this.remote = remote;
    this.version = version;
    this.sources = new StatusSources(csRoot, rehash, progress);
    this.rehash = rehash;
    this.expected = Map.copyOf(expected);
    this.progress = progress;
  }

  Result compare(List<StatusSet> sets, RemoteSets there) throws SyncException {
    if (rehash) {
      sayWhatIsRead(sets);
    }
    Map<String, StatusSources.Found> found = new HashMap<>();
    List<StatusSet> compared = new ArrayList<>();
    for (StatusSet set : sets) {
      compared.add(set.trusted().isPresent() ? compare(set, set.trusted().get(), found) : set);
    }
    List<StatusSet> proven = prove(compared, found, there);
    return new Result(proven, found, safe(proven, found));
  }

  private void sayWhatIsRead(List<StatusSet> sets) throws SyncException {
    long bytes = 0;
    for (StatusSet set : sets) {
      bytes += set.trusted().isPresent() ? sources.bytesToRead(set.trusted().get()) : 0;
    }
    progress.warn("#### Reading " + ByteCount.human(bytes) + " of sources to compare content");
    progress.expect("rehash", bytes);
  }

  private StatusSet compare(
      StatusSet set, Manifest manifest, Map<String, StatusSources.Found> found)
      throws SyncException {
    StatusSources.Found now =
        sources.compare(
            manifest,
            archived ->
                set.type() == DataType.SAMPLE_BB
                    ? List.of()
                    : new NewRealisations(set.fault())
                        .beside(archived, Optional.ofNullable(expected.get(set.fault()))));
    found.put(set.toString(), now);
    List<String> problems = now.problems();
    return problems.isEmpty() ? set : set.turned(StatusState.CHANGED, problems);
  }

  /** Takes hashes that do not come with a listing, of the parts that something depends on. */
  private List<StatusSet> prove(
      List<StatusSet> sets, Map<String, StatusSources.Found> found, RemoteSets there)
      throws SyncException {
    List<StatusSet> unproven =
        remote.traits().dropboxHash()
            ? sets.stream().filter(set -> awaitsProof(set, found)).toList()
            : List.of();
    if (unproven.isEmpty()) {
      return sets;
    }
    long bytes = unproven.stream().mapToLong(StatusSet::bytes).sum();
    progress.warn(
        "#### Reading "
            + ByteCount.human(bytes)
            + " of "
            + remote.address(version.name())
            + " to prove its content");
    List<String> paths =
        unproven.stream().flatMap(set -> set.files().stream()).map(RemoteFile::path).toList();
    Map<String, RemoteFile> hashed =
        remote.look(version.name(), paths, true).stream()
            .collect(Collectors.toMap(RemoteFile::path, file -> file));
    List<StatusSet> proven = new ArrayList<>();
    for (StatusSet set : sets) {
      List<RemoteFile> files =
          set.files().stream().map(file -> hashed.get(file.path())).filter(f -> f != null).toList();
      proven.add(awaitsProof(set, found) ? StatusJudge.byHashes(set, files, there) : set);
    }
    return proven;
  }

  private static boolean awaitsProof(StatusSet set, Map<String, StatusSources.Found> found) {
    StatusSources.Found now = found.get(set.toString());
    return set.state() == StatusState.COMPLETE
        && set.type() != DataType.SAMPLE_BB
        && !set.proven()
        && now != null
        && !now.unchanged().isEmpty();
  }

  private SafeToDelete safe(List<StatusSet> sets, Map<String, StatusSources.Found> found)
      throws SyncException {
    ArchiveDisk disk = ArchiveDisk.of(remote, version);
    SafeToDelete safe = new SafeToDelete(disk.words());
    for (StatusSet set : sets) {
      boolean isSafe = set.state() == StatusState.COMPLETE && set.proven();
      if (isSafe && set.type() != DataType.SAMPLE_BB) {
        ArchiveDisk.Sources shared = disk.sourcesOf(set.files());
        for (StatusSources.Source source : found.get(set.toString()).unchanged()) {
          safe.add(source, shared.share(source.path()));
        }
      } else if (set.state() != StatusState.COMPLETE && set.manifest().isPresent()) {
        for (MemberEntry member : set.manifest().get().members()) {
          sources.resolve(member).ifPresent(safe::need);
        }
      }
    }
    safe.settle();
    return safe;
  }
}

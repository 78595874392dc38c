package org.quakecore.cssync.status;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.inventory.RemoteSets;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.manifest.Manifest.MemberEntry;
import org.quakecore.cssync.purge.Forecast;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.transfer.ByteCount;
import org.quakecore.cssync.transfer.Progress;
import org.quakecore.cssync.transfer.Work;

/**
 * Compares the sets of an archive with the sources as they are now, and finds what is safe to
 * delete.
 *
 * <p>Safe is a source of a set that is COMPLETE, each of its parts proven by content hash, and all
 * of its sources that are still there unchanged: a set that changed has to be packed again, from
 * all of them. A source is unchanged when its size, its time and its ctime are those of the
 * manifest. A sample makes nothing safe, because the set of BB still needs the file.
 */
final class SourceComparison {
  /**
   * What the comparison came to.
   *
   * @param sets as they are judged now
   * @param found of each set that was compared, by its words
   * @param purge what a purge takes of the sources, where that was asked for
   */
  record Result(
      List<JudgedSet> sets,
      Map<String, SourceCheck.Found> found,
      SafeToDelete safe,
      Optional<Forecast> purge) {
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
      return found.values().stream().mapToInt(SourceCheck.Found::gone).sum();
    }
  }

  private final Remote remote;
  private final CsVersion version;
  private final SourceCheck sources;
  private final boolean rehash;
  private final Optional<Forecast> purge;
  private final Map<Fault, IntPredicate> expected;
  private final Progress progress;

  /**
   * @param csRoot the run folder, by its real path
   * @param expected which realisations each fault of list.txt should have
   */
  SourceComparison(
      Remote remote,
      Options options,
      Path csRoot,
      Map<Fault, IntPredicate> expected,
      Progress progress) {
    this.remote = remote;
    this.version = options.version();
    this.sources = new SourceCheck(csRoot, options.rehash(), options.purge(), progress);
    this.purge = options.purge().map(rule -> new Forecast(rule, Forecast.Subject.COMPARED, csRoot));
    this.rehash = options.rehash();
    this.expected = Map.copyOf(expected);
    this.progress = progress;
  }

  Result compare(List<JudgedSet> sets, RemoteSets there) throws SyncException {
    if (rehash) {
      sayWhatIsRead(sets);
    }
    Map<String, SourceCheck.Found> found = new HashMap<>();
    List<JudgedSet> compared = new ArrayList<>();
    for (JudgedSet set : sets) {
      compared.add(set.trusted().isPresent() ? compare(set, set.trusted().get(), found) : set);
    }
    List<JudgedSet> proven = prove(compared, found, there);
    age(sets, proven, found);
    return new Result(proven, found, safe(proven, found), purge);
  }

  /**
   * Tells what a purge takes. The archive has the sources that are unchanged, of sets that were
   * whole before they were compared with them, and are not damaged.
   */
  private void age(
      List<JudgedSet> before, List<JudgedSet> after, Map<String, SourceCheck.Found> found) {
    for (int i = 0; i < before.size(); i++) {
      JudgedSet set = before.get(i);
      boolean whole = set.state() == State.COMPLETE && after.get(i).state() != State.DAMAGED;
      Optional<SourceCheck.Aging> aging =
          Optional.ofNullable(found.get(set.toString())).flatMap(SourceCheck.Found::aging);
      if (purge.isPresent() && aging.isPresent() && !isCountedElsewhere(set, found)) {
        purge.get().add(set.fault().name(), aging.get().unchanged(), whole);
        purge.get().add(set.fault().name(), aging.get().others(), false);
      }
    }
  }

  /** A sample is one of the files of another set. */
  private static boolean isCountedElsewhere(JudgedSet set, Map<String, SourceCheck.Found> found) {
    return set.type().isSample() && found.containsKey(set.fault() + " " + set.type().foundAs());
  }

  private void sayWhatIsRead(List<JudgedSet> sets) throws SyncException {
    long bytes = 0;
    long count = 0;
    for (JudgedSet set : sets) {
      bytes += set.trusted().isPresent() ? sources.bytesToRead(set.trusted().get()) : 0;
      count += set.trusted().isPresent() ? 1 : 0;
    }
    progress.warn("#### Reading " + ByteCount.human(bytes) + " of sources to compare content");
    progress.expect(Work.READ, count, bytes);
  }

  private JudgedSet compare(JudgedSet set, Manifest manifest, Map<String, SourceCheck.Found> found)
      throws SyncException {
    SourceCheck.Found now =
        sources.compare(
            manifest,
            archived ->
                set.type().isSample()
                    ? List.of()
                    : new NewRealisations(set.fault())
                        .beside(archived, Optional.ofNullable(expected.get(set.fault()))));
    found.put(set.toString(), now);
    List<String> problems = now.problems();
    return problems.isEmpty() ? set : set.turned(State.CHANGED, problems);
  }

  /** Takes hashes that do not come with a listing, of the parts that something depends on. */
  private List<JudgedSet> prove(
      List<JudgedSet> sets, Map<String, SourceCheck.Found> found, RemoteSets there)
      throws SyncException {
    List<JudgedSet> unproven =
        remote.traits().dropboxHash()
            ? sets.stream().filter(set -> awaitsProof(set, found)).toList()
            : List.of();
    if (unproven.isEmpty()) {
      return sets;
    }
    long bytes = unproven.stream().mapToLong(JudgedSet::bytes).sum();
    progress.warn(
        "#### Reading "
            + ByteCount.human(bytes)
            + " of "
            + remote.address(version.name())
            + " to prove its content");
    List<String> paths =
        unproven.stream().flatMap(set -> set.files().stream()).map(StoredFile::path).toList();
    Map<String, StoredFile> hashed =
        remote.look(version.name(), paths, true).stream()
            .collect(Collectors.toMap(StoredFile::path, file -> file));
    List<JudgedSet> proven = new ArrayList<>();
    for (JudgedSet set : sets) {
      List<StoredFile> files =
          set.files().stream().map(file -> hashed.get(file.path())).filter(f -> f != null).toList();
      proven.add(awaitsProof(set, found) ? Judge.byHashes(set, files, there) : set);
    }
    return proven;
  }

  private static boolean awaitsProof(JudgedSet set, Map<String, SourceCheck.Found> found) {
    SourceCheck.Found now = found.get(set.toString());
    return set.state() == State.COMPLETE
        && !set.type().isSample()
        && !set.proven()
        && now != null
        && !now.unchanged().isEmpty();
  }

  private SafeToDelete safe(List<JudgedSet> sets, Map<String, SourceCheck.Found> found)
      throws SyncException {
    ArchiveDisk disk = ArchiveDisk.of(remote, version);
    SafeToDelete safe = new SafeToDelete(disk.words());
    for (JudgedSet set : sets) {
      boolean isSafe = set.state() == State.COMPLETE && set.proven();
      if (isSafe && !set.type().isSample()) {
        ArchiveDisk.Sources shared = disk.sourcesOf(set.files());
        for (SourceCheck.Source source : found.get(set.toString()).unchanged()) {
          safe.add(set, source, shared.share(source.path()));
        }
      } else if (set.state() != State.COMPLETE && set.manifest().isPresent()) {
        for (MemberEntry member : set.manifest().get().members()) {
          sources.resolve(member).ifPresent(safe::need);
        }
      }
    }
    safe.settle();
    return safe;
  }
}

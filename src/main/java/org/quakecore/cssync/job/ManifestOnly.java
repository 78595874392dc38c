package org.quakecore.cssync.job;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.quakecore.cssync.archive.Manifest;
import org.quakecore.cssync.archive.PartSet;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.RemoteFile;

/**
 * Makes manifests for sets on the remote that have none, as those of older tools, and proves the
 * sets against their sources while doing so. Nothing else is sent, and of the archives little more
 * than headers is fetched.
 */
final class ManifestOnly {
  static final String STAGE = "prove";

  private final Remote remote;
  private final CsVersion version;
  private final ArchiveProof proof;
  private final ManifestSender sender;
  private final Progress progress;
  private final Map<End, Integer> ends = new LinkedHashMap<>();

  /** How it ended for a set. */
  private enum End {
    MADE,
    SKIPPED,
    REFUSED,
    FAILED,
    ABSENT
  }

  /** A set whose manifest is to be made, and what stands there of it, in order. */
  private record Wanted(SourceSet set, List<RemoteFile> files) {
    long bytes() {
      return set.files().stream()
          .flatMap(file -> file.members().stream())
          .mapToLong(member -> member.size())
          .sum();
    }
  }

  /**
   * @param proof tells the bytes of sources it reads to the stage {@link #STAGE}
   */
  ManifestOnly(
      Remote remote,
      CsVersion version,
      ArchiveProof proof,
      ManifestSender sender,
      Progress progress) {
    this.remote = remote;
    this.version = version;
    this.proof = proof;
    this.sender = sender;
    this.progress = progress;
    for (End end : End.values()) {
      ends.put(end, 0);
    }
  }

  /** With what an upload was asked to do. */
  static ManifestOnly of(UploadOptions options, Remote remote, Progress progress) {
    Delivery delivery =
        new Delivery(
            remote, new Proof(remote, true), new Line(1), options.rcloneArguments(), progress);
    return new ManifestOnly(
        remote,
        options.version(),
        new ArchiveProof(
            remote, options.version(), options.csRoot(), bytes -> progress.advance(STAGE, bytes)),
        new ManifestSender(options.version(), options.toUpload(), delivery),
        progress);
  }

  /**
   * Makes the manifests of all these sets that stand whole on the remote and have none that can be
   * used.
   *
   * @param sources the chosen sets
   * @param there the version's folder, as it was listed
   * @param dryRun whether only to say what would be made
   * @throws SyncException USAGE when the remote gives no Dropbox content hashes; else what stops a
   *     run
   */
  Outcome run(
      SortedMap<Fault, List<SourceSet>> sources,
      RemoteSets there,
      Manifests manifests,
      boolean dryRun)
      throws SyncException {
    requireHashes();
    Map<Fault, List<Wanted>> wanted = new LinkedHashMap<>();
    long bytes = 0;
    int count = 0;
    for (Map.Entry<Fault, List<SourceSet>> fault : sources.entrySet()) {
      List<Wanted> ofFault = new ArrayList<>();
      for (SourceSet set : fault.getValue()) {
        wanted(set, there, manifests).ifPresent(ofFault::add);
      }
      bytes += ofFault.stream().mapToLong(Wanted::bytes).sum();
      count += ofFault.size();
      wanted.put(fault.getKey(), ofFault);
    }
    progress.say(
        "#### Manifests to make: "
            + count
            + "; "
            + ByteCount.human(bytes)
            + " of sources will be read, of the archives only headers");
    if (dryRun) {
      wanted.values().forEach(ofFault -> ofFault.forEach(this::announce));
      progress.say("   nothing was done: --dry_run");
      return new Outcome(ends.get(End.REFUSED) == 0);
    }
    progress.expect(STAGE, bytes);
    for (Map.Entry<Fault, List<Wanted>> fault : wanted.entrySet()) {
      make(fault.getKey(), fault.getValue());
    }
    return summary(bytes);
  }

  private void requireHashes() throws SyncException {
    if (!remote.traits().dropboxHash()) {
      throw new SyncException(
          Kind.USAGE,
          "--manifest_only: "
              + remote.address(version.name())
              + " gives no Dropbox content hashes, so that nothing but fetching the archives could"
              + " prove them; send the sets again with -f, which makes their manifests");
    }
  }

  /** Whether there is anything to make, and to make it of; if not, says why. */
  private Optional<Wanted> wanted(SourceSet set, RemoteSets there, Manifests manifests) {
    List<RemoteFile> files = there.of(set.fault(), set.type());
    if (files.isEmpty()) {
      boolean expected = !set.files().isEmpty() || set.obstacle().isPresent();
      return expected ? end(End.ABSENT, set, "not on the remote") : Optional.empty();
    }
    if (set.obstacle().isPresent()) {
      return end(End.REFUSED, set, set.obstacle().get());
    }
    if (set.files().isEmpty()) {
      return end(End.REFUSED, set, "there are no sources to prove it against");
    }
    Optional<String> incomplete = incomplete(set, there, files);
    if (incomplete.isPresent()) {
      return end(End.REFUSED, set, incomplete.get());
    }
    List<RemoteFile> ordered = inOrder(set, there, files);
    Optional<Manifest> manifest = manifests.of(set.fault(), set.type());
    if (manifest.isPresent()) {
      Optional<String> damage = new ManifestJudgement(manifest.get(), set).damage(ordered);
      if (damage.isEmpty()) {
        return end(End.SKIPPED, set, "it has its manifest");
      }
      progress.warn(set.title() + ": its manifest is of other files: " + damage.get());
    }
    manifests.problem(set.fault(), set.type()).ifPresent(progress::warn);
    return Optional.of(new Wanted(set, ordered));
  }

  private void announce(Wanted wanted) {
    long bytes = wanted.files().stream().mapToLong(RemoteFile::size).sum();
    progress.say(" to make  " + wanted.set().title() + ": " + files(wanted.files(), bytes));
  }

  private static String files(List<?> files, long bytes) {
    return (files.size() == 1 ? "1 file, " : files.size() + " files, ") + ByteCount.human(bytes);
  }

  private Optional<Wanted> end(End end, SourceSet set, String words) {
    ends.merge(end, 1, Integer::sum);
    String what = end.name().toLowerCase(Locale.ROOT);
    progress.say(String.format(Locale.ROOT, " %-8s %s: %s", what, set.title(), words));
    return Optional.empty();
  }

  private static Optional<String> incomplete(
      SourceSet set, RemoteSets there, List<RemoteFile> files) {
    if (!set.type().isTar()) {
      List<String> names = files.stream().map(RemoteFile::name).toList();
      return files.size() == 1
          ? Optional.empty()
          : Optional.of("several samples are there: " + String.join(", ", names));
    }
    PartSet parts = there.parts(set.fault(), set.type(), files);
    return parts
        .contradiction()
        .or(
            () ->
                parts.isComplete()
                    ? Optional.empty()
                    : Optional.of("missing there: " + String.join(", ", parts.missing())));
  }

  private static List<RemoteFile> inOrder(SourceSet set, RemoteSets there, List<RemoteFile> files) {
    if (!set.type().isTar()) {
      return files;
    }
    return there.parts(set.fault(), set.type(), files).parts().stream()
        .flatMap(part -> files.stream().filter(file -> there.same(file.name(), part.fileName())))
        .toList();
  }

  private void make(Fault fault, List<Wanted> wanted) throws SyncException {
    if (wanted.isEmpty()) {
      return;
    }
    Map<String, RemoteFile> seen = look(wanted);
    List<Manifest> manifests = new ArrayList<>();
    List<SourceSet> proven = new ArrayList<>();
    for (Wanted each : wanted) {
      try {
        manifests.add(proof.prove(each.set(), asSeen(each.files(), seen)));
        proven.add(each.set());
        progress.finished(each.set().title(), each.bytes());
      } catch (SyncException failure) {
        failed(each.set(), failure);
      }
    }
    try {
      sender.send(fault, manifests);
      for (int i = 0; i < manifests.size(); i++) {
        Manifest made = manifests.get(i);
        String what = files(made.parts(), made.bytes());
        end(End.MADE, proven.get(i), "the archive is what these sources make: " + what);
      }
    } catch (SyncException failure) {
      for (SourceSet set : proven) {
        failed(set, failure);
      }
    }
  }

  private void failed(SourceSet set, SyncException failure) throws SyncException {
    if (failure.kind().stopsTheRun()) {
      throw failure;
    }
    end(End.FAILED, set, failure.getMessage());
  }

  /** The hashes as they are now: the listing may be hours old, and need not have them. */
  private Map<String, RemoteFile> look(List<Wanted> wanted) throws SyncException {
    List<String> paths =
        wanted.stream().flatMap(each -> each.files().stream()).map(RemoteFile::path).toList();
    return remote.look(version.name(), paths, true).stream()
        .collect(Collectors.toMap(RemoteFile::path, Function.identity()));
  }

  private List<RemoteFile> asSeen(List<RemoteFile> files, Map<String, RemoteFile> seen)
      throws SyncException {
    List<RemoteFile> now = new ArrayList<>();
    for (RemoteFile file : files) {
      RemoteFile found = seen.get(file.path());
      if (found == null) {
        throw new SyncException(
            Kind.DATA, remote.address(version + "/" + file.path()) + " is there no more");
      }
      now.add(found);
    }
    return now;
  }

  private Outcome summary(long bytes) {
    int errors = ends.get(End.REFUSED) + ends.get(End.FAILED);
    progress.say("");
    progress.say("#### Summary of " + remote.address(version.name()));
    progress.say(
        "   "
            + ends.entrySet().stream()
                .map(end -> end.getValue() + " " + end.getKey().name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "))
            + "; "
            + ByteCount.human(bytes)
            + " of sources read, "
            + ByteCount.human(proof.fetched())
            + " of archives in "
            + (proof.calls() == 1 ? "1 read" : proof.calls() + " reads"));
    if (ends.get(End.MADE) == 0 && errors == 0) {
      progress.say("   Nothing to do: every set that is there has its manifest");
    }
    progress.say("   Errors: " + errors);
    return new Outcome(errors == 0);
  }
}

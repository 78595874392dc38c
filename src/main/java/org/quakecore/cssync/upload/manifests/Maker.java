package org.quakecore.cssync.upload.manifests;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.inventory.RemoteSets;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.manifest.Manifests;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.transfer.ByteCount;
import org.quakecore.cssync.transfer.Conclusion.Left;
import org.quakecore.cssync.transfer.Crew;
import org.quakecore.cssync.transfer.Delivery;
import org.quakecore.cssync.transfer.Outcome;
import org.quakecore.cssync.transfer.Progress;
import org.quakecore.cssync.transfer.RemoteProof;
import org.quakecore.cssync.transfer.Work;
import org.quakecore.cssync.upload.manifests.Tally.End;
import org.quakecore.cssync.upload.plan.Options;
import org.quakecore.cssync.upload.plan.SourceSet;

/**
 * Makes manifests for sets on the remote that have none, as those of older tools, and proves the
 * sets against their sources while doing so. Nothing else is sent, and of the archives little more
 * than headers is fetched. Several sets are proven at a time, for each header costs a call, and a
 * call mostly waits.
 */
public final class Maker {
  private final Remote remote;
  private final CsVersion version;
  private final ArchiveProof proof;
  private final Sender sender;
  private final int streams;
  private final Progress progress;
  private final Tally tally;

  /** Takes the locks of faults, and says why it could not. */
  public interface Locking {
    SortedMap<Fault, String> take(RemoteSets there, Collection<Fault> faults) throws SyncException;
  }

  /**
   * @param streams how many sets are proven at a time
   */
  public Maker(Remote remote, ArchiveProof proof, Sender sender, int streams, Progress progress) {
    this.remote = remote;
    this.version = proof.version();
    this.proof = proof;
    this.sender = sender;
    this.streams = streams;
    this.progress = progress;
    this.tally = new Tally(progress);
  }

  /** With what an upload was asked to do; as many sets are proven at a time as it would send. */
  public static Maker of(Options options, Remote remote, Progress progress) throws SyncException {
    // As for an upload: Dropbox throttles each connection, a disk is best served by few.
    int streams = options.uploads().orElse(remote.traits().dropbox() ? 8 : 2);
    Delivery delivery =
        new Delivery(
            remote,
            new RemoteProof(remote, true),
            new Crew(1),
            options.rcloneArguments(),
            progress);
    return new Maker(
        remote,
        new ArchiveProof(remote, options.version(), options.csRoot(), progress),
        new Sender(
            options.version(),
            options.toUpload(),
            delivery,
            new FolderPages(options.layout(), remote.address(""), options.about())),
        streams,
        progress);
  }

  /**
   * Makes the manifests of all these sets that stand whole on the remote and have none that can be
   * used.
   *
   * @param sources the chosen sets
   * @param there the version's folder, as it was listed
   * @param locking of the faults whose manifests are made
   * @param dryRun whether only to say what would be made
   * @throws SyncException USAGE when the remote gives no Dropbox content hashes; else what stops a
   *     run
   */
  public Outcome run(
      SortedMap<Fault, List<SourceSet>> sources,
      RemoteSets there,
      Manifests manifests,
      Locking locking,
      boolean dryRun)
      throws SyncException {
    requireHashes();
    Needs needs = new Needs(there, manifests, tally, progress);
    Map<Fault, List<MissingManifest>> wanted = new LinkedHashMap<>();
    sources.forEach(
        (fault, sets) ->
            wanted.put(fault, sets.stream().map(needs::of).flatMap(Optional::stream).toList()));
    wanted.values().removeIf(List::isEmpty);
    SortedMap<Fault, String> inTheWay = locking.take(there, wanted.keySet());
    for (Map.Entry<Fault, String> locked : inTheWay.entrySet()) {
      wanted
          .remove(locked.getKey())
          .forEach(each -> tally.end(End.REFUSED, each.set(), locked.getValue()));
    }
    List<MissingManifest> all = wanted.values().stream().flatMap(List::stream).toList();
    long bytes = all.stream().mapToLong(MissingManifest::bytes).sum();
    progress.say(
        "#### Manifests to make: "
            + all.size()
            + "; "
            + ByteCount.human(bytes)
            + " of sources will be read, of the archives only headers");
    if (dryRun) {
      return new Outcome(tally.plan(remote.address(version.name()), all));
    }
    progress.expect(Work.READ, all.size(), bytes);
    boolean complete;
    try {
      make(wanted);
    } finally {
      Left left = tally.notReached(all);
      complete =
          tally.sumUp(remote.address(version.name()), proof.effort(), proof.bytesRead(), left);
    }
    if (!inTheWay.isEmpty() && all.isEmpty()) {
      throw new SyncException(
          Kind.LOCKED, "nothing was made: another upload is changing all that is left to do");
    }
    return new Outcome(complete);
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

  private static String files(List<?> files, long bytes) {
    return (files.size() == 1 ? "1 file, " : files.size() + " files, ") + ByteCount.human(bytes);
  }

  private void make(Map<Fault, List<MissingManifest>> wanted) throws SyncException {
    Crew crew = new Crew(streams);
    wanted
        .values()
        .forEach(
            sets -> {
              OfFault fault = new OfFault(sets.size());
              sets.forEach(
                  each ->
                      crew.submit(
                          each.bytes(), () -> crew.carry(each.bytes(), () -> make(each, fault))));
            });
    crew.finish();
  }

  /** What was proven of a fault, whose manifests go together. */
  private static final class OfFault {
    private final Map<SourceSet, Manifest> proven =
        new ConcurrentSkipListMap<>(Comparator.comparing(SourceSet::type));
    private final AtomicInteger left;

    private OfFault(int sets) {
      left = new AtomicInteger(sets);
    }
  }

  private void make(MissingManifest wanted, OfFault fault) throws SyncException {
    try {
      fault.proven.put(wanted.set(), prove(wanted));
    } catch (SyncException failure) {
      failed(wanted.set(), failure);
    }
    if (fault.left.decrementAndGet() == 0) {
      send(fault.proven);
    }
  }

  private Manifest prove(MissingManifest wanted) throws SyncException {
    Manifest manifest = proof.prove(wanted.set(), asTheyAreNow(wanted.files()));
    progress.done(ArchiveProof.item(wanted.set()));
    return manifest;
  }

  /** With their hashes; the listing may be hours old, and need not have them. */
  private List<StoredFile> asTheyAreNow(List<StoredFile> files) throws SyncException {
    List<String> paths = files.stream().map(StoredFile::path).toList();
    Map<String, StoredFile> seen =
        remote.look(version.name(), paths, true).stream()
            .collect(Collectors.toMap(StoredFile::path, Function.identity()));
    List<StoredFile> now = new ArrayList<>();
    for (String path : paths) {
      StoredFile found = seen.get(path);
      if (found == null) {
        throw new SyncException(Kind.DATA, remote.address(version + "/" + path) + " is gone");
      }
      now.add(found);
    }
    return now;
  }

  /** Sends the manifests of the sets of a fault that are proven. */
  private void send(Map<SourceSet, Manifest> proven) throws SyncException {
    try {
      sender.send(List.copyOf(proven.values()));
    } catch (SyncException failure) {
      for (SourceSet set : proven.keySet()) {
        failed(set, failure);
      }
      return;
    }
    proven.forEach(
        (set, made) ->
            tally.end(
                End.MADE,
                set,
                "the archive is what these sources make: " + files(made.parts(), made.bytes())));
  }

  private void failed(SourceSet set, SyncException failure) throws SyncException {
    if (failure.kind().stopsTheRun()) {
      throw failure;
    }
    progress.failed(ArchiveProof.item(set));
    tally.end(End.FAILED, set, failure.getMessage());
  }
}

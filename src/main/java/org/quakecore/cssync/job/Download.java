package org.quakecore.cssync.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.quakecore.cssync.archive.Manifest;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.RemoteFile;
import org.quakecore.cssync.remote.RemoteTraits;

/**
 * Brings the archives of a Cybershake version down, proves and unpacks them. Nothing counts as done
 * that was not proven: by the remote's content hash where it has one, and by the tar's own end.
 */
public final class Download {
  /** Bytes free on the disk that holds a folder. */
  interface Space {
    long free(Path folder) throws IOException;
  }

  private final Progress progress;
  private final Optional<Remote> remote;
  private final DownloadOptions options;
  private final Space space;
  private final RunLock.Pause pause;
  private List<RemoteFile> manifests = List.of();

  /**
   * @param remote empty exactly when the options say that it is not to be contacted
   */
  public Download(Progress progress, Optional<Remote> remote, DownloadOptions options) {
    this(
        progress,
        remote,
        options,
        folder -> Files.getFileStore(folder).getUsableSpace(),
        seconds -> TimeUnit.SECONDS.sleep(seconds));
  }

  Download(
      Progress progress,
      Optional<Remote> remote,
      DownloadOptions options,
      Space space,
      RunLock.Pause pause) {
    if (remote.isPresent() == options.noDownload()) {
      throw new IllegalArgumentException("a remote is needed, unless it is not to be contacted");
    }
    this.progress = progress;
    this.remote = remote;
    this.options = options;
    this.space = space;
    this.pause = pause;
  }

  /**
   * Does it all.
   *
   * @throws SyncException when nothing more can be done; what was done by then is kept, and said
   */
  public Outcome run() throws SyncException {
    options.demandThatSomethingCanPass();
    progress.say(
        remote
            .map(there -> "#### Downloading from " + there.address(options.version().name()))
            .orElse(
                "#### Untarring what is in "
                    + options.folder()
                    + "; the remote is not contacted, so nothing is compared with it"));
    if (options.dryRun()) {
      DownloadFolder folder = DownloadFolder.open(options.folder());
      DownloadPlan plan = plan(folder);
      plan.lines().forEach(progress::say);
      plan.remarks().forEach(remark -> progress.say("#### Note: " + remark));
      plan.problems().forEach(problem -> progress.say("#### FAILED: " + problem));
      return new Outcome(plan.problems().isEmpty());
    }
    DownloadListing listing = listing(DownloadFolder.open(options.folder()));
    DownloadDisk.makeFolder(options.folder());
    try (RunLock lock = RunLock.take(options.folder().resolve(".download.lock"), progress::warn)) {
      DownloadFolder folder = DownloadFolder.open(options.folder());
      return carryOut(folder, plan(folder, listing), lock);
    }
  }

  private DownloadPlan plan(DownloadFolder folder) throws SyncException {
    return plan(folder, listing(folder));
  }

  private DownloadPlan plan(DownloadFolder folder, DownloadListing listing) throws SyncException {
    if (listing.sets().isEmpty()) {
      throw new SyncException(
          SyncException.Kind.BAD_INPUT,
          remote.map(there -> there.address(options.version().name())).orElse(options.folder() + "")
              + ": there is no tar of any fault here");
    }
    if (listing.sets().keySet().stream().noneMatch(options::wants)
        && options.included().isEmpty()) {
      throw new SyncException(
          SyncException.Kind.USAGE,
          "--exc_fault leaves no fault: every fault there is is excluded");
    }
    Map<String, DownloadFacts> facts = new HashMap<>();
    for (DownloadSet set : DownloadPlan.wanted(listing, options)) {
      for (DownloadFile file : set.files()) {
        facts.put(file.path(), folder.facts(file));
      }
    }
    List<String> remarks = new ArrayList<>();
    DownloadListing known = withManifests(listing, facts, remarks);
    Map<String, String> hashes = hashes(DownloadPlan.wanted(known, options), facts);
    return DownloadPlan.of(known.withHashes(hashes), facts, options).withRemarks(remarks);
  }

  /** Manifests cost a call, so only those of sets with something to do are fetched. */
  private DownloadListing withManifests(
      DownloadListing listing, Map<String, DownloadFacts> facts, List<String> remarks)
      throws SyncException {
    if (remote.isEmpty()) {
      return listing;
    }
    Set<String> names =
        DownloadPlan.of(listing, facts, options).tasks().stream()
            .filter(task -> !task.isIdle())
            .map(task -> Manifest.fileName(task.set().fault(), task.set().type()))
            .collect(Collectors.toSet());
    return DownloadManifests.applied(
        listing,
        DownloadManifests.fetch(remote.get(), options, manifests, names, remarks),
        remarks);
  }

  private DownloadListing listing(DownloadFolder folder) throws SyncException {
    if (remote.isEmpty()) {
      return DownloadListing.of(folder.asListing());
    }
    Remote there = remote.get();
    RemoteTraits traits = there.traits();
    Optional<List<RemoteFile>> files =
        there.list(options.version().name(), traits.dropboxHash() && traits.dropboxHashIsFree());
    if (files.isEmpty()) {
      throw Versions.unknown(there, options.version());
    }
    manifests =
        files.get().stream().filter(file -> file.path().startsWith(Manifest.FOLDER + "/")).toList();
    return DownloadListing.of(files.get());
  }

  /** Hashes that cost reading are asked for only where a decision hangs on them. */
  private Map<String, String> hashes(List<DownloadSet> wanted, Map<String, DownloadFacts> facts)
      throws SyncException {
    Map<String, String> hashes = new HashMap<>();
    if (remote.isEmpty() || !remote.get().traits().dropboxHash()) {
      return hashes;
    }
    List<String> paths =
        wanted.stream()
            .flatMap(set -> set.files().stream())
            .filter(file -> facts.get(file.path()).needHash(file))
            .map(DownloadFile::path)
            .toList();
    if (!paths.isEmpty()) {
      for (RemoteFile file : remote.get().look(options.version().name(), paths, true)) {
        file.contentHash().ifPresent(hash -> hashes.put(file.path(), hash));
      }
    }
    return hashes;
  }

  private Outcome carryOut(DownloadFolder folder, DownloadPlan plan, RunLock lock)
      throws SyncException {
    DownloadReport report = new DownloadReport(progress);
    plan.remarks().forEach(remark -> progress.say("#### Note: " + remark));
    plan.problems().forEach(report::fail);
    report.kept(plan.count(DownloadStep.Action.KEEP));
    folder.sweep(sources(plan));
    dropProvenTars(folder, plan, report);
    if (plan.work().isEmpty()) {
      if (plan.problems().isEmpty()) {
        report.sayNothingToDo(plan.count(DownloadStep.Action.KEEP));
      }
    } else {
      long free = demandSpace(folder, plan);
      long room = DownloadSpace.room(plan, folder, options, free);
      new DownloadRun(progress, remote, options, folder, report, lock, room, pause).run(plan);
    }
    folder.sweep(List.of());
    report.summarise();
    return new Outcome(report.isClean());
  }

  private static List<Path> sources(DownloadPlan plan) {
    List<Path> sources = new ArrayList<>();
    for (DownloadTask task : plan.tasks()) {
      task.steps().forEach(step -> step.source().ifPresent(sources::add));
    }
    return sources;
  }

  /** With --cleanup, a tar whose contents an earlier run has proven need not stay either. */
  private void dropProvenTars(DownloadFolder folder, DownloadPlan plan, DownloadReport report)
      throws SyncException {
    for (DownloadTask task : plan.tasks()) {
      for (DownloadStep step : task.steps()) {
        if (options.cleanup()
            && step.action() == DownloadStep.Action.KEEP
            && Files.exists(folder.tar(step.file()))) {
          DownloadDisk.delete(folder.tar(step.file()));
          report.removed("with proven contents: " + step.file().path(), 1);
        }
      }
    }
  }

  private long demandSpace(DownloadFolder folder, DownloadPlan plan) throws SyncException {
    long needed = DownloadSpace.needed(plan, folder, options);
    long free;
    try {
      free = space.free(folder.root());
    } catch (IOException e) {
      throw SyncException.of(e, folder.root(), SyncException.Kind.BAD_INPUT);
    }
    if (needed > free) {
      throw new SyncException(
          SyncException.Kind.DISK_FULL,
          folder.root()
              + ": needs "
              + needed
              + " bytes ("
              + DownloadReport.size(needed)
              + "), but only "
              + free
              + " are free ("
              + DownloadReport.size(free)
              + "); free some space, take fewer faults with --inc_fault, or keep no tars, with"
              + " --staging none or --cleanup");
    }
    return free;
  }
}

package org.quakecore.cssync.job;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.quakecore.cssync.archive.Manifest;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.transfer.Retry;

/**
 * Brings the archives of a Cybershake version down, proves and unpacks them. Nothing counts as done
 * that was not proven: by the remote's content hash where it has one, and by the tar's own end.
 */
public final class Download {
  private final Progress progress;
  private final Optional<Remote> remote;
  private final DownloadOptions options;
  private final DownloadSpace.Probe space;
  private final Retry.Pause pause;
  private final Optional<DownloadRemote> there;

  /**
   * @param remote empty exactly when the options say that it is not to be contacted
   */
  public Download(Progress progress, Optional<Remote> remote, DownloadOptions options) {
    this(
        progress,
        remote,
        options,
        folder -> Files.getFileStore(folder).getUsableSpace(),
        Retry.Pause.SLEEP);
  }

  Download(
      Progress progress,
      Optional<Remote> remote,
      DownloadOptions options,
      DownloadSpace.Probe space,
      Retry.Pause pause) {
    if (remote.isPresent() == options.noDownload()) {
      throw new IllegalArgumentException("a remote is needed, unless it is not to be contacted");
    }
    this.progress = progress;
    this.remote = remote;
    this.options = options;
    this.space = space;
    this.pause = pause;
    this.there = remote.map(one -> new DownloadRemote(one, options));
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
    if (options.rel().isPresent()) {
      RealisationChoice choice = options.rel().get();
      return new MemberRun(progress, remote.orElseThrow(), options, space, pause).run(choice);
    }
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
    Expectation expectation = expectation();
    options.demandFaults(
        listing,
        expectation,
        remote.map(one -> one.address(options.version().name())).orElse(options.folder() + ""));
    Map<String, DownloadFacts> facts = new HashMap<>();
    for (DownloadSet set : DownloadPlan.wanted(listing, options)) {
      for (DownloadFile file : set.files()) {
        facts.put(file.path(), folder.facts(file));
      }
    }
    List<String> remarks = new ArrayList<>();
    DownloadListing known = withManifests(listing, facts, expectation, remarks);
    Map<String, String> hashes =
        there.isPresent()
            ? there.get().hashes(DownloadPlan.wanted(known, options), facts)
            : Map.of();
    DownloadPlan plan = DownloadPlan.of(known.withHashes(hashes), facts, options, expectation);
    return plan.withRemarks(remarks)
        .withProblems(lacking(folder, plan.tasks().stream().filter(Download::isKnown).toList()));
  }

  private Expectation expectation() {
    return there.map(DownloadRemote::expectation).orElse(Expectation.none());
  }

  /** Whether the members of a set can be told before it is fetched. */
  private static boolean isKnown(DownloadTask task) {
    return task.set().manifest().isPresent() || task.isIdle();
  }

  /** What sets lack of the realisations that the version's list.txt gives their faults. */
  private List<String> lacking(DownloadFolder folder, List<DownloadTask> tasks)
      throws SyncException {
    List<String> problems = new ArrayList<>();
    for (DownloadTask task : tasks) {
      DownloadSet set = task.set();
      Optional<List<String>> members = set.manifest().map(Manifest::memberNames);
      if (members.isEmpty()) {
        members = extracted(folder, set);
      }
      members
          .map(names -> expectation().lacking(set.fault(), set.type(), names))
          .filter(realisations -> !realisations.isEmpty())
          .ifPresent(
              realisations ->
                  problems.add(set.label() + ": list.txt expects " + realisations + ", too"));
    }
    return problems;
  }

  /** What came out of all tars of a set; empty when one of them is not proven. */
  private static Optional<List<String>> extracted(DownloadFolder folder, DownloadSet set)
      throws SyncException {
    List<String> members = new ArrayList<>();
    for (DownloadFile file : set.files()) {
      if (folder.ok().find(file.name()).filter(ok -> ok.isOf(file)).isEmpty()) {
        return Optional.empty();
      }
      members.addAll(folder.members(set.fault()).of(set.type(), file.name()).keySet());
    }
    return Optional.of(members);
  }

  /** Manifests cost a call, so only those of sets with something to do are fetched. */
  private DownloadListing withManifests(
      DownloadListing listing,
      Map<String, DownloadFacts> facts,
      Expectation expectation,
      List<String> remarks)
      throws SyncException {
    if (there.isEmpty()) {
      return listing;
    }
    List<DownloadSet> sets =
        DownloadPlan.of(listing, facts, options, expectation).tasks().stream()
            .filter(task -> !task.isIdle())
            .map(DownloadTask::set)
            .toList();
    return DownloadManifests.applied(listing, there.get().manifests(sets, remarks));
  }

  private DownloadListing listing(DownloadFolder folder) throws SyncException {
    return there.isPresent() ? there.get().listing() : DownloadListing.of(folder.asListing());
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
      long needed = DownloadSpace.needed(plan, folder, options);
      long free = DownloadSpace.demand(space, folder, needed, progress);
      long room = DownloadSpace.room(plan, folder, options, free);
      DownloadSession session = new DownloadSession(options, folder, report, progress);
      new DownloadRun(session, remote, lock, room, pause).run(plan);
    }
    lacking(folder, plan.tasks().stream().filter(task -> !isKnown(task)).toList())
        .forEach(report::fail);
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
}

package org.quakecore.cssync.download;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.download.extract.Disk;
import org.quakecore.cssync.download.extract.Division;
import org.quakecore.cssync.download.extract.Folder;
import org.quakecore.cssync.download.extract.HalfPart;
import org.quakecore.cssync.download.extract.Report;
import org.quakecore.cssync.download.extract.Session;
import org.quakecore.cssync.download.extract.Space;
import org.quakecore.cssync.download.members.MemberRun;
import org.quakecore.cssync.download.plan.ArchivedFile;
import org.quakecore.cssync.download.plan.ArchivedSet;
import org.quakecore.cssync.download.plan.KnownHere;
import org.quakecore.cssync.download.plan.ManifestCheck;
import org.quakecore.cssync.download.plan.Options;
import org.quakecore.cssync.download.plan.Plan;
import org.quakecore.cssync.download.plan.RemoteVersion;
import org.quakecore.cssync.download.plan.SetListing;
import org.quakecore.cssync.download.plan.Step;
import org.quakecore.cssync.download.plan.Task;
import org.quakecore.cssync.inventory.Expectation;
import org.quakecore.cssync.inventory.RealisationChoice;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.transfer.Deadline;
import org.quakecore.cssync.transfer.Outcome;
import org.quakecore.cssync.transfer.Progress;
import org.quakecore.cssync.transfer.Retry;
import org.quakecore.cssync.transfer.RunLock;
import org.quakecore.cssync.transfer.Staging;
import org.quakecore.cssync.transfer.Waiting;

/**
 * Brings the archives of a Cybershake version down, proves and unpacks them. Nothing counts as done
 * that was not proven: by the remote's content hash where it has one, and by the tar's own end.
 */
public final class Download {
  private final Progress progress;
  private final Optional<Remote> remote;
  private final Deadline deadline;
  private Options options;
  private final Space.Probe space;
  private final Retry.Pause pause;
  private final Optional<RemoteVersion> there;

  /**
   * @param remote empty exactly when the options say that it is not to be contacted
   */
  public Download(Progress progress, Optional<Remote> remote, Options options) {
    this(
        progress,
        remote,
        options,
        folder -> Files.getFileStore(folder).getUsableSpace(),
        Retry.Pause.SLEEP);
  }

  public Download(
      Progress progress,
      Optional<Remote> remote,
      Options options,
      Space.Probe space,
      Retry.Pause pause) {
    if (remote.isPresent() == options.noDownload()) {
      throw new IllegalArgumentException("a remote is needed, unless it is not to be contacted");
    }
    this.progress = progress;
    this.remote = remote;
    this.deadline = new Deadline(options.times(), Clock.systemUTC());
    this.options = options;
    this.space = space;
    this.pause = pause;
    this.there = remote.map(one -> new RemoteVersion(one, options));
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
      Folder folder = Folder.open(options.folder());
      SetListing listing = listing(folder);
      options = Division.settled(options, listing, expectation());
      Plan plan = plan(folder, listing);
      progress.conclude(plan.conclusion(place()));
      return new Outcome(plan.problems().isEmpty());
    }
    SetListing listing = listing(Folder.open(options.folder()));
    Disk.makeFolder(options.folder());
    try (RunLock lock =
        RunLock.take(options.folder().resolve(".download.lock"), options.shard(), waiting())) {
      options = Division.settled(options, listing, expectation());
      Folder folder = Folder.open(options.folder(), options.shard());
      return carryOut(folder, plan(folder, listing), lock);
    }
  }

  private Waiting waiting() {
    return new Waiting(options.times(), progress::warn, pause);
  }

  private Plan plan(Folder folder, SetListing listing) throws SyncException {
    Expectation expectation = expectation();
    options.demandFaults(listing, expectation, place());
    Map<String, KnownHere> facts = new HashMap<>();
    for (ArchivedSet set : Plan.wanted(listing, options)) {
      for (ArchivedFile file : set.files()) {
        facts.put(file.path(), folder.facts(file));
      }
    }
    List<String> remarks = new ArrayList<>();
    SetListing known = withManifests(listing, facts, expectation, remarks);
    Map<String, String> hashes =
        there.isPresent() ? there.get().hashes(Plan.wanted(known, options), facts) : Map.of();
    Plan plan = Plan.of(known.withHashes(hashes), facts, options, expectation);
    return plan.withRemarks(remarks)
        .withProblems(lacking(folder, plan.tasks().stream().filter(Download::isKnown).toList()));
  }

  /** What is downloaded, as it is told. */
  private String place() {
    return remote
        .map(one -> one.address(options.version().name()))
        .orElse(options.folder().toString());
  }

  private Expectation expectation() {
    return there.map(RemoteVersion::expectation).orElse(Expectation.none());
  }

  /** Whether the members of a set can be told before it is fetched. */
  private static boolean isKnown(Task task) {
    return task.set().manifest().isPresent() || task.isIdle();
  }

  /** What sets lack of the realisations that the version's list.txt gives their faults. */
  private List<String> lacking(Folder folder, List<Task> tasks) throws SyncException {
    List<String> problems = new ArrayList<>();
    for (Task task : tasks) {
      ArchivedSet set = task.set();
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
  private static Optional<List<String>> extracted(Folder folder, ArchivedSet set)
      throws SyncException {
    List<String> members = new ArrayList<>();
    for (ArchivedFile file : set.files()) {
      if (folder.ok().find(file.name()).filter(ok -> ok.isOf(file)).isEmpty()) {
        return Optional.empty();
      }
      members.addAll(folder.members(set.fault()).of(set.type(), file.name()).keySet());
    }
    return Optional.of(members);
  }

  /** Manifests cost a call, so only those of sets with something to do are fetched. */
  private SetListing withManifests(
      SetListing listing,
      Map<String, KnownHere> facts,
      Expectation expectation,
      List<String> remarks)
      throws SyncException {
    if (there.isEmpty()) {
      return listing;
    }
    List<ArchivedSet> sets =
        Plan.of(listing, facts, options, expectation).tasks().stream()
            .filter(task -> !task.isIdle())
            .map(Task::set)
            .toList();
    return ManifestCheck.applied(listing, there.get().manifests(sets, remarks));
  }

  private SetListing here(Folder folder) throws SyncException {
    List<StoredFile> tars = folder.asListing();
    return SetListing.of(options.layout().ofTars(tars), tars);
  }

  private SetListing listing(Folder folder) throws SyncException {
    return there.isPresent() ? there.get().listing() : here(folder);
  }

  private Outcome carryOut(Folder folder, Plan plan, RunLock lock) throws SyncException {
    Report report = new Report(progress, place(), folder);
    plan.remarks().forEach(remark -> progress.say("#### Note: " + remark));
    report.take(plan);
    folder.sweep(sources(plan, folder));
    dropProvenTars(folder, plan, report);
    if (plan.work().isEmpty()) {
      if (plan.problems().isEmpty()) {
        report.sayNothingToDo(plan.count(Step.Action.KEEP));
      }
    } else {
      long needed = Space.needed(plan, folder, options);
      long free = Space.demand(space, folder, needed, progress);
      long room = Space.room(plan, folder, options, free);
      Session session = new Session(options, folder, report, progress, deadline);
      new Run(session, remote, lock, room, pause).run(plan);
    }
    lacking(folder, plan.tasks().stream().filter(task -> !isKnown(task)).toList())
        .forEach(report::fail);
    folder.sweep(begun(plan, folder));
    report.summarise(false);
    return new Outcome(report.isClean());
  }

  private List<Path> sources(Plan plan, Folder folder) {
    List<Path> sources = begun(plan, folder);
    for (Task task : plan.tasks()) {
      task.steps().forEach(step -> step.source().ifPresent(sources::add));
    }
    return sources;
  }

  /** What has come of files that did not come to their end, and can be gone on with. */
  private List<Path> begun(Plan plan, Folder folder) {
    List<Path> begun = new ArrayList<>();
    for (Task task : plan.tasks()) {
      for (Step step : task.steps()) {
        if (step.action() == Step.Action.FETCH) {
          begun.addAll(begun(task.set(), step.file(), folder));
        }
      }
    }
    return begun;
  }

  private List<Path> begun(ArchivedSet set, ArchivedFile file, Folder folder) {
    if (options.staging() == Staging.TAR) {
      return folder.half(file);
    }
    Path aside = folder.extracting(file);
    return HalfPart.canBeKept(set, file) && Files.isDirectory(aside, LinkOption.NOFOLLOW_LINKS)
        ? List.of(aside)
        : List.of();
  }

  /** With --cleanup, a tar whose contents an earlier run has proven need not stay either. */
  private void dropProvenTars(Folder folder, Plan plan, Report report) throws SyncException {
    for (Task task : plan.tasks()) {
      for (Step step : task.steps()) {
        if (options.cleanup()
            && step.action() == Step.Action.KEEP
            && Files.exists(folder.tar(step.file()))) {
          Disk.delete(folder.tar(step.file()));
          report.removed("with proven contents: " + step.file().path(), 1);
        }
      }
    }
  }
}

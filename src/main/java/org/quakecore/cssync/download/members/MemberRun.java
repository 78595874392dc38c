package org.quakecore.cssync.download.members;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.download.extract.Disk;
import org.quakecore.cssync.download.extract.Division;
import org.quakecore.cssync.download.extract.Folder;
import org.quakecore.cssync.download.extract.Report;
import org.quakecore.cssync.download.extract.Session;
import org.quakecore.cssync.download.extract.Space;
import org.quakecore.cssync.download.plan.ManifestCheck;
import org.quakecore.cssync.download.plan.Options;
import org.quakecore.cssync.download.plan.Plan;
import org.quakecore.cssync.download.plan.RemoteVersion;
import org.quakecore.cssync.download.plan.SetListing;
import org.quakecore.cssync.inventory.Expectation;
import org.quakecore.cssync.inventory.RealisationChoice;
import org.quakecore.cssync.manifest.Manifests;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.transfer.Deadline;
import org.quakecore.cssync.transfer.Outcome;
import org.quakecore.cssync.transfer.Progress;
import org.quakecore.cssync.transfer.Retry;
import org.quakecore.cssync.transfer.RunLock;
import org.quakecore.cssync.transfer.Waiting;

/** A download of single realisations, from the listing to the summary. */
public final class MemberRun {
  private final Progress progress;
  private final Remote remote;
  private final Deadline deadline;
  private Options options;
  private final Space.Probe space;
  private final Retry.Pause pause;
  private final Report report;
  private final RemoteVersion there;

  public MemberRun(
      Progress progress, Remote remote, Options options, Space.Probe space, Retry.Pause pause)
      throws SyncException {
    this.progress = progress;
    this.remote = remote;
    this.deadline = new Deadline(options.times(), Clock.systemUTC());
    this.options = options;
    this.space = space;
    this.pause = pause;
    this.report =
        new Report(
            progress, remote.address(options.version().name()), Folder.open(options.folder()));
    this.there = new RemoteVersion(remote, options);
  }

  public Outcome run(RealisationChoice choice) throws SyncException {
    SetListing listing = there.listing();
    Expectation expectation = there.expectation();
    options.demandFaults(listing, expectation, remote.address(options.version().name()));
    Waiting waiting = new Waiting(options.times(), progress::warn, pause);
    options = Division.settled(options, listing, expectation);
    Plan.incomplete(listing, options, expectation).forEach(report::fail);
    Plan.absentFaults(listing, options, expectation).forEach(report::fail);
    if (options.dryRun()) {
      MemberPlan plan = plan(Folder.open(options.folder()), listing, expectation, choice);
      plan.awaitedBy(report);
      return new Outcome(report.plan(plan.lines()));
    }
    Disk.makeFolder(options.folder());
    try (RunLock lock =
        RunLock.take(options.folder().resolve(".download.lock"), options.shard(), waiting)) {
      Folder folder = Folder.open(options.folder(), options.shard());
      folder.sweep(List.of());
      MemberPlan plan = plan(folder, listing, expectation, choice);
      report.kept(plan.here());
      if (plan.count() > 0) {
        Space.demand(space, folder, plan.bytes(), progress);
        bring(plan, folder, lock);
      } else if (report.isClean()) {
        progress.say(
            "#### Nothing to do: all "
                + plan.here()
                + " members are here already"
                + (plan.isByContent() ? " and proven" : ", by their sizes"));
      }
      folder.sweep(List.of());
    }
    report.summariseMembers(false);
    return new Outcome(report.isClean());
  }

  private MemberPlan plan(
      Folder folder, SetListing listing, Expectation expectation, RealisationChoice choice)
      throws SyncException {
    List<String> remarks = new ArrayList<>();
    Manifests manifests = there.manifests(Plan.wanted(listing, options), remarks);
    // A manifest that cannot be used is an error here, of which the plan tells.
    SetListing known = ManifestCheck.applied(listing, manifests);
    MemberPlan plan = MemberPlan.of(known, expectation, options, choice, folder);
    remarks.addAll(plan.remarks());
    remarks.forEach(remark -> progress.say("#### Note: " + remark));
    plan.problems().forEach(report::fail);
    return plan;
  }

  private void bring(MemberPlan plan, Folder folder, RunLock lock) throws SyncException {
    Session session = new Session(options, folder, report, progress, deadline);
    try {
      Retry retry = new Retry(options.retries(), progress::warn, pause);
      new MemberFetch(session, remote, lock, retry).run(plan);
    } catch (SyncException e) {
      report.summariseMembers(true);
      throw e;
    }
  }
}

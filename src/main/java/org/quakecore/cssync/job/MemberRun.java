package org.quakecore.cssync.job;

import java.util.ArrayList;
import java.util.List;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.transfer.Retry;

/** A download of single realisations, from the listing to the summary. */
final class MemberRun {
  private final Progress progress;
  private final Remote remote;
  private final DownloadOptions options;
  private final DownloadSpace.Probe space;
  private final Retry.Pause pause;
  private final DownloadReport report;
  private final DownloadRemote there;

  MemberRun(
      Progress progress,
      Remote remote,
      DownloadOptions options,
      DownloadSpace.Probe space,
      Retry.Pause pause) {
    this.progress = progress;
    this.remote = remote;
    this.options = options;
    this.space = space;
    this.pause = pause;
    this.report = new DownloadReport(progress);
    this.there = new DownloadRemote(remote, options);
  }

  Outcome run(RealisationChoice choice) throws SyncException {
    DownloadListing listing = there.listing();
    Expectation expectation = there.expectation();
    options.demandFaults(listing, expectation, remote.address(options.version().name()));
    DownloadPlan.incomplete(listing, options, expectation).forEach(report::fail);
    DownloadPlan.absentFaults(listing, options, expectation).forEach(report::fail);
    if (options.dryRun()) {
      MemberPlan plan = plan(DownloadFolder.open(options.folder()), listing, expectation, choice);
      plan.lines().forEach(progress::say);
      return new Outcome(report.isClean());
    }
    DownloadDisk.makeFolder(options.folder());
    try (RunLock lock = RunLock.take(options.folder().resolve(".download.lock"), progress::warn)) {
      DownloadFolder folder = DownloadFolder.open(options.folder());
      folder.sweep(List.of());
      MemberPlan plan = plan(folder, listing, expectation, choice);
      report.kept(plan.here());
      if (plan.count() > 0) {
        DownloadSpace.demand(space, folder, plan.bytes(), progress);
        bring(plan, folder, lock);
      } else if (report.isClean()) {
        progress.say(
            "#### Nothing to do: all " + plan.here() + " members are here already and proven");
      }
      folder.sweep(List.of());
    }
    report.summariseMembers();
    return new Outcome(report.isClean());
  }

  private MemberPlan plan(
      DownloadFolder folder,
      DownloadListing listing,
      Expectation expectation,
      RealisationChoice choice)
      throws SyncException {
    List<String> remarks = new ArrayList<>();
    Manifests manifests = there.manifests(DownloadPlan.wanted(listing, options), remarks);
    // A manifest that cannot be used is an error here, of which the plan tells.
    DownloadListing known = DownloadManifests.applied(listing, manifests);
    MemberPlan plan = MemberPlan.of(known, expectation, options, choice, folder);
    remarks.addAll(plan.remarks());
    remarks.forEach(remark -> progress.say("#### Note: " + remark));
    plan.problems().forEach(report::fail);
    return plan;
  }

  private void bring(MemberPlan plan, DownloadFolder folder, RunLock lock) throws SyncException {
    DownloadSession session = new DownloadSession(options, folder, report, progress);
    try {
      Retry retry = new Retry(options.retries(), progress::warn, pause);
      new MemberDownload(session, remote, lock, retry).run(plan);
    } catch (SyncException e) {
      report.summariseMembers();
      throw e;
    }
  }
}

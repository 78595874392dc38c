package org.quakecore.cssync.job;

import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.remote.Remote;

/**
 * What the pieces of one upload share.
 *
 * @param proof as strict as the user asked for
 * @param fullProof by content whatever the user asked for: what is to be kept unsent must be proven
 */
record UploadParts(
    UploadOptions options,
    Remote remote,
    Proof proof,
    Proof fullProof,
    SendingRecords records,
    Stager stager,
    Line line,
    Delivery delivery,
    Exchange exchange,
    ManifestsMade manifests,
    ManifestSender manifestSender,
    FaultBlocks blocks,
    UploadSummary summary,
    Progress progress,
    RunLock lock,
    FaultLocks locks) {

  /** A path below the version's folder, as the remote knows it. */
  String path(String below) {
    return options.version() + "/" + below;
  }

  /** What to say of a failure nobody foresaw: it ends the run, and is never taken for success. */
  SyncException unexpected(Throwable bug) {
    return SyncException.exhausted(bug)
        .orElse(
            new SyncException(
                Kind.REMOTE,
                "unexpected failure, please report it (--stacktrace tells more): " + bug,
                bug));
  }
}

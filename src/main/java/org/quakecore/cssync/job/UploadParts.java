package org.quakecore.cssync.job;

import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.transfer.Crew;

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
    Crew crew,
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
}

package org.quakecore.cssync.upload;

import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.transfer.Crew;
import org.quakecore.cssync.transfer.Delivery;
import org.quakecore.cssync.transfer.Progress;
import org.quakecore.cssync.transfer.RemoteProof;
import org.quakecore.cssync.transfer.RunLock;
import org.quakecore.cssync.upload.manifests.FromRecords;
import org.quakecore.cssync.upload.manifests.Sender;
import org.quakecore.cssync.upload.plan.Options;

/**
 * What the pieces of one upload share.
 *
 * @param proof as strict as the user asked for
 * @param fullProof by content whatever the user asked for: what is to be kept unsent must be proven
 */
record Session(
    Options options,
    Remote remote,
    RemoteProof proof,
    RemoteProof fullProof,
    SendingRecords records,
    Stager stager,
    Crew crew,
    Delivery delivery,
    Exchange exchange,
    Append append,
    FromRecords manifests,
    Sender manifestSender,
    FaultBlocks blocks,
    Summary summary,
    Progress progress,
    RunLock lock,
    FaultLocks locks) {

  /** A path below the version's folder, as the remote knows it. */
  String path(String below) {
    return options.version() + "/" + below;
  }
}

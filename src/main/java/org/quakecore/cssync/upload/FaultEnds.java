package org.quakecore.cssync.upload;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.upload.manifests.Sender;

/**
 * Ends the faults whose sets are all proven: sends their manifests. While those of one fault are
 * sent others end, and theirs go together. A run that is killed before the manifests are sent
 * leaves them to the next one, which has them on record.
 */
final class FaultEnds {
  private final Sender sender;
  private final List<FaultWork> waiting = new ArrayList<>();
  private boolean sending;

  FaultEnds(Sender sender) {
    this.sender = sender;
  }

  /** Ends a fault, or leaves that to the thread that is ending others. */
  void end(FaultWork fault) throws SyncException {
    synchronized (this) {
      waiting.add(fault);
      if (sending) {
        return;
      }
      sending = true;
    }
    for (List<FaultWork> faults = next(); !faults.isEmpty(); faults = next()) {
      endAll(faults);
    }
  }

  private synchronized List<FaultWork> next() {
    List<FaultWork> all = List.copyOf(waiting);
    waiting.clear();
    sending = !all.isEmpty();
    return all;
  }

  private void endAll(List<FaultWork> faults) throws SyncException {
    List<Manifest> manifests =
        faults.stream().flatMap(fault -> fault.manifests().stream()).toList();
    Optional<String> problem = problemOfSending(manifests);
    for (FaultWork fault : faults) {
      fault.end(
          problem.isPresent() && faults.size() > 1 ? problemOfSending(fault.manifests()) : problem);
    }
  }

  private Optional<String> problemOfSending(List<Manifest> manifests) throws SyncException {
    try {
      sender.send(manifests);
      return Optional.empty();
    } catch (SyncException failure) {
      if (failure.kind().stopsTheRun()) {
        throw failure;
      }
      return Optional.of("all is sent but its manifest: " + failure.getMessage());
    }
  }
}

package org.quakecore.cssync.upload;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.inventory.RemoteSets;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.upload.plan.SendingRecord.State;
import org.quakecore.cssync.upload.plan.SourceSet;

/**
 * Puts sets in the place of others, and ends the faults whose sets are all proven: sends their
 * manifests. While this is done for some others get as far, and theirs goes together. A run that is
 * killed before leaves the rest to the next one, which has them on record.
 */
final class FaultEnds {
  private final Session session;
  private final Gathering<Replacement> replacements = new Gathering<>(this::replaceAll);
  private final Gathering<Addition> additions = new Gathering<>(this::appendAll);
  private final Gathering<FaultWork> faults = new Gathering<>(this::endAll);

  FaultEnds(Session session) {
    this.session = session;
  }

  private record Replacement(FaultWork fault, SetProgress set) {}

  private record Addition(Append.Longer longer, FaultWork fault, SetProgress set) {}

  /** Puts a set that is proven in the place of the old one, and has its fault conclude it. */
  void replace(FaultWork fault, SetProgress set) throws SyncException {
    replacements.add(new Replacement(fault, set));
  }

  private void replaceAll(List<Replacement> all) throws SyncException {
    Map<Exchange.NewSet, Replacement> begun = new LinkedHashMap<>();
    List<StoredFile> files = new ArrayList<>();
    for (Replacement each : all) {
      Exchange.NewSet set = newSet(each.set());
      try {
        session.locks().demand();
        session.records().advance(set.fault(), set.type(), State.EXCHANGING);
        files.addAll(each.fault().standing(each.set()));
        begun.put(set, each);
      } catch (SyncException failure) {
        each.fault().conclude(each.set(), Optional.of(failure));
      }
    }
    RemoteSets there =
        new RemoteSets(
            files, session.options().layout(), session.remote().traits().caseInsensitive());
    Map<Exchange.NewSet, SyncException> failed =
        session.exchange().finishAll(List.copyOf(begun.keySet()), there);
    for (Map.Entry<Exchange.NewSet, Replacement> each : begun.entrySet()) {
      Replacement done = each.getValue();
      done.fault().conclude(done.set(), Optional.ofNullable(failed.get(each.getKey())));
    }
  }

  /** Puts the new parts of a set that has grown in place, and has its fault conclude it. */
  void append(FaultWork fault, SetProgress set) throws SyncException {
    Append.Longer longer;
    try {
      session.locks().require(set.planned().set().fault());
      longer = fault.longer(set);
    } catch (SyncException failure) {
      fault.conclude(set, Optional.of(failure));
      return;
    }
    additions.add(new Addition(longer, fault, set));
  }

  private void appendAll(List<Addition> all) throws SyncException {
    session.locks().demand();
    Map<Append.Longer, SyncException> failed =
        session.append().putInPlace(all.stream().map(Addition::longer).toList());
    for (Addition each : all) {
      each.fault().conclude(each.set(), Optional.ofNullable(failed.get(each.longer())));
    }
  }

  private static Exchange.NewSet newSet(SetProgress set) {
    SourceSet source = set.planned().set();
    return new Exchange.NewSet(source.fault(), source.type(), set.proven());
  }

  /** Ends a fault. */
  void end(FaultWork fault) throws SyncException {
    faults.add(fault);
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
      session.manifestSender().send(manifests);
      return Optional.empty();
    } catch (SyncException failure) {
      if (failure.kind().stopsTheRun()) {
        throw failure;
      }
      return Optional.of("all is sent but its manifest: " + failure.getMessage());
    }
  }
}

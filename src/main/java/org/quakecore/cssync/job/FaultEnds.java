package org.quakecore.cssync.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.quakecore.cssync.archive.Manifest;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * Ends the faults whose sets are all proven: sends their manifests, those of several faults in one
 * transfer. There is no hurry while more files wait for the line. A run that is killed before the
 * manifests are sent leaves them to the next one, which has them on record.
 */
final class FaultEnds {
  /** Also what is waited for other faults that end with the same look. */
  private static final long LOOK_MILLIS = 20;

  private static final long LONGEST_WAIT_SECONDS = 20;

  private final ManifestSender sender;
  private final BooleanSupplier nothingWaits;
  private final Runnable whenAllIsProven;
  private final List<FaultWork> waiting = new ArrayList<>();
  private int expected;

  /**
   * @param nothingWaits whether all there is to send is on its way, at least
   * @param whenAllIsProven is called when only the manifests of the last faults are still to be
   *     sent
   */
  FaultEnds(ManifestSender sender, BooleanSupplier nothingWaits, Runnable whenAllIsProven) {
    this.sender = sender;
    this.nothingWaits = nothingWaits;
    this.whenAllIsProven = whenAllIsProven;
  }

  /** So many faults will have to be ended. */
  synchronized void expect(int faults) {
    expected = faults;
  }

  synchronized void add(FaultWork fault) {
    waiting.add(fault);
  }

  /** Ends all that wait, when their time has come. */
  void endAll() throws SyncException, InterruptedException {
    List<FaultWork> faults = next();
    List<Manifest> manifests =
        faults.stream().flatMap(fault -> fault.manifests().stream()).toList();
    Optional<String> problem = problemOfSending(manifests);
    for (FaultWork fault : faults) {
      fault.end(
          problem.isPresent() && faults.size() > 1 ? problemOfSending(fault.manifests()) : problem);
    }
  }

  private synchronized List<FaultWork> next() throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_WAIT_SECONDS);
    boolean now = false;
    while (!waiting.isEmpty() && !now && System.nanoTime() < end) {
      now = nothingWaits.getAsBoolean();
      wait(LOOK_MILLIS);
    }
    List<FaultWork> all = List.copyOf(waiting);
    waiting.clear();
    expected -= all.size();
    if (expected == 0 && !all.isEmpty()) {
      whenAllIsProven.run();
    }
    return all;
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

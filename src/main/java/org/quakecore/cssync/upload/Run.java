package org.quakecore.cssync.upload;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.inventory.RemoteSets;
import org.quakecore.cssync.transfer.Crew;
import org.quakecore.cssync.transfer.Work;
import org.quakecore.cssync.upload.plan.Plan;
import org.quakecore.cssync.upload.plan.PlannedSet;
import org.quakecore.cssync.upload.plan.SourceAges;

/**
 * Carries a plan out. As many faults as there are streams are begun at a time, their biggest files
 * first, so that a slow one never holds up the small ones nor leaves the line idle at the end.
 * Where a purge gives the order, what it takes first goes before.
 */
final class Run {
  private static final Comparator<FileTask> BIGGEST_FIRST =
      Comparator.comparingLong((FileTask task) -> task.file().size())
          .reversed()
          .thenComparing(task -> task.file().name());

  private final Session session;
  private final Shipping shipping;
  private final int streams;
  private final SourceAges ages;

  /**
   * @param streams how many files are sent at once
   * @param maxStaged in bytes
   * @param ages by which some go before others
   */
  Run(Session session, int streams, long maxStaged, SourceAges ages) {
    this.session = session;
    this.shipping = new Shipping(session, maxStaged);
    this.streams = streams;
    this.ages = ages;
  }

  /**
   * Does all of it, or stops at the first failure that concerns everything.
   *
   * @param before what the remote had when the run began
   * @throws SyncException that failure, or INTERRUPTED
   */
  void carryOut(Plan plan, RemoteSets before) throws SyncException {
    FaultEnds ends = new FaultEnds(session);
    List<FaultWork> work = new ArrayList<>();
    plan.byFault().entrySet().stream()
        .sorted(Comparator.comparing(fault -> ages.of(fault.getValue())))
        .forEach(
            each -> {
              List<PlannedSet> sets = each.getValue();
              if (sets.stream().anyMatch(PlannedSet::isOpen)) {
                work.add(new FaultWork(each.getKey(), sets, before, session, ends));
              }
            });
    session.progress().expect(Work.FAULT, work.size(), 0);
    Crew crew = session.crew();
    try {
      for (int from = 0; from < work.size(); from += streams) {
        crew.awaitTurn();
        demandLocks();
        begin(work.subList(from, Math.min(work.size(), from + streams)));
      }
    } catch (SyncException failure) {
      crew.fail(failure);
    } catch (InterruptedException asked) {
      crew.fail(SyncException.interrupted(asked));
      Thread.currentThread().interrupt();
    }
    crew.finish();
  }

  private void begin(List<FaultWork> faults) throws SyncException {
    List<FileTask> tasks = new ArrayList<>();
    for (FaultWork fault : faults) {
      tasks.addAll(fault.begin());
      for (SetProgress set : fault.comparisons()) {
        session.crew().submit(0, () -> fault.compare(set));
      }
    }
    tasks.stream()
        .sorted(
            Comparator.comparing((FileTask task) -> ages.of(task.set().planned().set()))
                .thenComparing(BIGGEST_FIRST))
        .forEach(task -> session.crew().submit(task.file().size(), () -> send(task)));
    for (FaultWork fault : faults) {
      fault.closeFault();
    }
  }

  private void send(FileTask task) throws SyncException, InterruptedException {
    demandLocks();
    task.fault().send(shipping, task);
  }

  /** A run that was taken for dead must not go on beside the one that goes on in its place. */
  private void demandLocks() throws SyncException {
    session.lock().demand();
    session.locks().demand();
  }
}

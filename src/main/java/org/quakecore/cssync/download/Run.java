package org.quakecore.cssync.download;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.download.extract.ArrivalProof;
import org.quakecore.cssync.download.extract.Extract;
import org.quakecore.cssync.download.extract.OpenSet;
import org.quakecore.cssync.download.extract.Placement;
import org.quakecore.cssync.download.extract.Report;
import org.quakecore.cssync.download.extract.Session;
import org.quakecore.cssync.download.extract.StreamLog;
import org.quakecore.cssync.download.plan.ArchivedFile;
import org.quakecore.cssync.download.plan.ArchivedSet;
import org.quakecore.cssync.download.plan.Options;
import org.quakecore.cssync.download.plan.Plan;
import org.quakecore.cssync.download.plan.Step;
import org.quakecore.cssync.download.plan.Task;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.transfer.ByteBudget;
import org.quakecore.cssync.transfer.ByteCount;
import org.quakecore.cssync.transfer.Crew;
import org.quakecore.cssync.transfer.Progress;
import org.quakecore.cssync.transfer.Retry;
import org.quakecore.cssync.transfer.RunLock;
import org.quakecore.cssync.transfer.Staging;
import org.quakecore.cssync.transfer.Work;

/**
 * Carries a plan out. Files of all faults come down at once, the biggest first, and are extracted
 * while others come, so that neither the line nor the disk waits for the other.
 */
final class Run {
  /** A file to be dealt with, and the set it belongs to. */
  private record Item(OpenSet set, Step step) {
    long bytes() {
      return step.file().size();
    }
  }

  private final Session session;
  private final RunLock lock;
  private final ByteBudget room;
  private final int streams;
  private final Crew crew;
  private final StreamLog log;
  private final Extract extract;
  private final Optional<Fetch> fetch;
  private final Optional<Streaming> stream;
  private final boolean goesOn;

  /** How many files of each fault are still to be dealt with. */
  private final Map<Fault, Integer> open = new HashMap<>();

  /**
   * @param room bytes of tars that may lie here at the same time
   */
  Run(Session session, Optional<Remote> remote, RunLock lock, long room, Retry.Pause pause)
      throws SyncException {
    Options options = session.options();
    this.session = session;
    this.lock = lock;
    this.room = new ByteBudget(room);
    this.streams = options.streams(remote);
    this.crew = new Crew(streams, session.deadline());
    this.log = new StreamLog(session.folder().progressLog(options.version()));
    boolean hashIsFree =
        remote.isPresent()
            && remote.get().traits().dropboxHash()
            && remote.get().traits().dropboxHashIsFree();
    Placement placement = new Placement(session, remote.isPresent() && !hashIsFree);
    this.extract = new Extract(session, placement);
    Retry retry = new Retry(options.retries(), session.progress()::warn, pause);
    this.goesOn =
        options.staging() == Staging.NONE || remote.filter(Remote::goesOnWithHalfAFile).isPresent();
    this.fetch = remote.map(there -> new Fetch(session, there, crew, retry));
    this.stream =
        remote
            .filter(there -> options.staging() == Staging.NONE)
            .map(there -> new Streaming(session, there, fetch.orElseThrow(), placement, log));
  }

  /**
   * Does what the plan says.
   *
   * @throws SyncException of a kind that stops the run, after the summary so far
   */
  void run(Plan plan) throws SyncException {
    announce(plan);
    session.deadline().begin(goesOn);
    List<Item> items = new ArrayList<>();
    try {
      for (Task task : plan.tasks()) {
        if (!task.isIdle()) {
          session.folder().workOn(task.set().fault());
          OpenSet set = new OpenSet(session, task);
          set.steps().forEach(step -> items.add(new Item(set, step)));
        }
      }
      items.forEach(item -> session.report().awaited(item.step().file()));
      items.forEach(item -> open.merge(item.step().file().fault(), 1, Integer::sum));
      session.progress().expect(Work.FAULT, open.size(), 0);
      items.stream()
          .sorted(
              Comparator.comparingLong(Item::bytes)
                  .reversed()
                  .thenComparing(item -> item.step().file().path()))
          .forEach(item -> crew.submit(item.bytes(), () -> deal(item)));
      crew.finish();
      if (crew.isTimeUp()) {
        session.report().timeUp();
      }
    } catch (SyncException e) {
      session.report().summarise(true);
      throw e;
    }
  }

  private void announce(Plan plan) {
    long bytes = plan.bytes(Step.Action.FETCH);
    Progress progress = session.progress();
    progress.expect(Work.FETCH, plan.count(Step.Action.FETCH), bytes);
    progress.expect(Work.EXTRACT, plan.count(Step.Action.EXTRACT), plan.bytes(Step.Action.EXTRACT));
    log.expect(bytes);
    if (bytes > 0) {
      progress.say(
          "#### To fetch: "
              + plan.count(Step.Action.FETCH)
              + " files, "
              + ByteCount.inWords(bytes)
              + ", "
              + Report.atOnce(streams));
      progress.say("");
      progress.say(
          " --------   Check progress with     tail -f "
              + session.folder().progressLog(session.options().version()));
      progress.say("");
    }
  }

  private void deal(Item item) throws SyncException, InterruptedException {
    ArchivedFile file = item.step().file();
    try {
      lock.demand();
      if (!crew.hasTimeFor(item.bytes())) {
        return;
      }
      session.report().begun(file.path());
      // What lies here, or came, and is not what the remote has, is fetched once more.
      if (!isExtracted(item, item.step().source(), fetch.isPresent())) {
        isExtracted(item, Optional.empty(), false);
      }
      item.set().done(file);
    } catch (SyncException e) {
      if (e.kind().stopsTheRun()) {
        throw e;
      }
      session.progress().failed(file.item(Work.FETCH));
      session.progress().failed(file.item(Work.EXTRACT));
      if (e.kind() == SyncException.Kind.OUT_OF_TIME) {
        return;
      }
      item.set().failed(file, e.getMessage());
    }
    ended(file.fault());
  }

  /** A file of a fault has come to its end, however that was. */
  private synchronized void ended(Fault fault) {
    if (open.merge(fault, -1, Integer::sum) == 0) {
      session.report().ended(fault);
    }
  }

  /**
   * @param here where it lies; else it is fetched
   * @return true; false where it is not what the remote has and may be fetched again
   */
  private boolean isExtracted(Item item, Optional<Path> here, boolean mayFetchAgain)
      throws SyncException, InterruptedException {
    ArchivedFile file = item.step().file();
    try {
      if (here.isPresent()) {
        crew.unpack(() -> extract.extract(item.set().set(), file, here.get()));
      } else if (stream.isPresent()) {
        stream.get().bring(item.set().set(), file);
      } else {
        bring(item.set().set(), file);
      }
      return true;
    } catch (SyncException e) {
      if (mayFetchAgain && e.getCause() instanceof ArrivalProof.NotTheSame) {
        return false;
      }
      throw e;
    }
  }

  private void bring(ArchivedSet set, ArchivedFile file)
      throws SyncException, InterruptedException {
    room.acquire(file.size());
    try {
      Path arrived = fetch.orElseThrow().fetch(file);
      ArchivedFile confirmed = fetch.orElseThrow().confirmed(file);
      crew.unpack(() -> extract.extract(set, confirmed, arrived));
    } finally {
      room.release(file.size());
    }
  }
}

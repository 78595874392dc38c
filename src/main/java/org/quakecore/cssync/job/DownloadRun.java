package org.quakecore.cssync.job;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.transfer.ByteBudget;
import org.quakecore.cssync.transfer.Crew;
import org.quakecore.cssync.transfer.Retry;

/**
 * Carries a plan out. Files of all faults come down at once, the biggest first, and are extracted
 * while others come, so that neither the line nor the disk waits for the other.
 */
final class DownloadRun {
  /** A file to be dealt with, and the set it belongs to. */
  private record Item(OpenSet set, DownloadStep step) {
    long bytes() {
      return step.file().size();
    }
  }

  private final DownloadSession session;
  private final RunLock lock;
  private final ByteBudget room;
  private final int streams;
  private final Crew crew;
  private final DownloadStreamLog log;
  private final DownloadExtract extract;
  private final Optional<DownloadFetch> fetch;
  private final Optional<DownloadStream> stream;

  /**
   * @param room bytes of tars that may lie here at the same time
   */
  DownloadRun(
      DownloadSession session,
      Optional<Remote> remote,
      RunLock lock,
      long room,
      Retry.Pause pause)
      throws SyncException {
    DownloadOptions options = session.options();
    this.session = session;
    this.lock = lock;
    this.room = new ByteBudget(room);
    this.streams = options.streams(remote);
    this.crew = new Crew(streams);
    this.log = new DownloadStreamLog(session.folder().progressLog(options.version()));
    boolean hashIsFree =
        remote.isPresent()
            && remote.get().traits().dropboxHash()
            && remote.get().traits().dropboxHashIsFree();
    DownloadPlacement placement =
        new DownloadPlacement(session, remote.isPresent() && !hashIsFree);
    this.extract = new DownloadExtract(session, placement);
    Retry retry = new Retry(options.retries(), session.progress()::warn, pause);
    this.fetch = remote.map(there -> new DownloadFetch(session, there, crew, retry));
    this.stream =
        remote
            .filter(there -> options.staging() == Staging.NONE)
            .map(
                there -> new DownloadStream(session, there, fetch.orElseThrow(), placement, log));
  }

  /**
   * Does what the plan says.
   *
   * @throws SyncException of a kind that stops the run, after the summary so far
   */
  void run(DownloadPlan plan) throws SyncException {
    announce(plan);
    List<Item> items = new ArrayList<>();
    try {
      for (DownloadTask task : plan.tasks()) {
        if (!task.isIdle()) {
          session.folder().workOn(task.set().fault());
          OpenSet set = new OpenSet(session, task);
          set.steps().forEach(step -> items.add(new Item(set, step)));
        }
      }
      items.forEach(item -> session.report().awaited(item.step().file()));
      items.stream()
          .sorted(
              Comparator.comparingLong(Item::bytes)
                  .reversed()
                  .thenComparing(item -> item.step().file().path()))
          .forEach(item -> crew.submit(item.bytes(), () -> deal(item)));
      crew.finish();
    } catch (SyncException e) {
      session.report().summarise();
      throw e;
    }
  }

  private void announce(DownloadPlan plan) {
    long bytes = plan.bytes(DownloadStep.Action.FETCH);
    Progress progress = session.progress();
    progress.expect("fetch", bytes);
    progress.expect(
        "extract", (stream.isPresent() ? 0 : bytes) + plan.bytes(DownloadStep.Action.EXTRACT));
    log.expect(bytes);
    if (bytes > 0) {
      progress.say(
          "#### To fetch: "
              + plan.count(DownloadStep.Action.FETCH)
              + " files, "
              + ByteCount.inWords(bytes)
              + ", "
              + DownloadReport.atOnce(streams));
      progress.say("");
      progress.say(
          " --------   Check progress with     tail -f "
              + session.folder().progressLog(session.options().version()));
      progress.say("");
    }
  }

  private void deal(Item item) throws SyncException, InterruptedException {
    DownloadFile file = item.step().file();
    try {
      lock.demand();
      // What lies here, or came, and is not what the remote has, is fetched once more.
      if (!isExtracted(item, item.step().source(), fetch.isPresent())) {
        isExtracted(item, Optional.empty(), false);
      }
      item.set().done(file);
    } catch (SyncException e) {
      if (e.kind().stopsTheRun()) {
        throw e;
      }
      item.set().failed(file, e.getMessage());
    }
  }

  /**
   * @param here where it lies; else it is fetched
   * @return true; false where it is not what the remote has and may be fetched again
   */
  private boolean isExtracted(Item item, Optional<Path> here, boolean mayFetchAgain)
      throws SyncException, InterruptedException {
    DownloadFile file = item.step().file();
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
      if (mayFetchAgain && e.getCause() instanceof DownloadRejection.NotTheSame) {
        return false;
      }
      throw e;
    }
  }

  private void bring(DownloadSet set, DownloadFile file)
      throws SyncException, InterruptedException {
    room.acquire(file.size());
    try {
      Path arrived = fetch.orElseThrow().fetch(file);
      DownloadFile confirmed = fetch.orElseThrow().confirmed(file);
      crew.unpack(() -> extract.extract(set, confirmed, arrived));
    } finally {
      room.release(file.size());
    }
  }
}

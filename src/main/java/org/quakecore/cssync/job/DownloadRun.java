package org.quakecore.cssync.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.remote.Remote;

/**
 * Carries a plan out. Files of all faults come down at once, the biggest first, and are extracted
 * while others come, so that neither the line nor the disk waits for the other.
 */
final class DownloadRun {
  /** More would only make the disk's heads wander; two keep both it and the CPU busy. */
  private static final int HANDS = 2;

  private final Progress progress;
  private final Optional<Remote> remote;
  private final DownloadOptions options;
  private final DownloadFolder folder;
  private final DownloadReport report;
  private final RunLock lock;
  private final DownloadStreams streams;
  private final Line line;
  private final DownloadLedger ledger;
  private final DownloadExtract extract;
  private final Optional<DownloadFetch> fetch;
  private final Optional<DownloadStream> stream;
  private final StagedBytes room;
  private final DownloadStreamLog log;

  /**
   * @param room bytes of tars that may lie here at the same time
   */
  DownloadRun(
      Progress progress,
      Optional<Remote> remote,
      DownloadOptions options,
      DownloadFolder folder,
      DownloadReport report,
      RunLock lock,
      long room,
      RunLock.Pause pause)
      throws SyncException {
    this.progress = progress;
    this.remote = remote;
    this.options = options;
    this.folder = folder;
    this.report = report;
    this.lock = lock;
    this.room = new StagedBytes(room);
    this.log = new DownloadStreamLog(folder.progressLog(options.version()));
    this.streams = DownloadStreams.of(options, remote);
    this.line = new Line(streams.count());
    this.ledger = new DownloadLedger(options, folder, progress, report);
    boolean hashIsFree =
        remote.isPresent()
            && remote.get().traits().dropboxHash()
            && remote.get().traits().dropboxHashIsFree();
    DownloadPlacement placement =
        new DownloadPlacement(options, folder, report, ledger, remote.isPresent() && !hashIsFree);
    this.extract = new DownloadExtract(options, folder, progress, ledger, placement);
    DownloadRetry retry = new DownloadRetry(options.retries(), progress, pause);
    this.fetch =
        remote.map(
            there ->
                new DownloadFetch(
                    there, options, folder, progress, report, ledger, retry, streams.transfers()));
    this.stream =
        remote
            .filter(there -> options.staging() == Staging.NONE)
            .map(
                there ->
                    new DownloadStream(
                        there,
                        options,
                        folder,
                        report,
                        ledger,
                        placement,
                        fetch.orElseThrow(),
                        retry,
                        this::arriving));
  }

  /** Bytes that come without a tar on the disk; negative for those that have to come again. */
  private void arriving(long bytes) {
    if (bytes < 0) {
      progress.expect("fetch", -bytes);
    } else {
      progress.advance("fetch", bytes);
    }
    log.advance(bytes);
  }

  /**
   * Does what the plan says, then fetches once more what proved not to be what the remote has.
   *
   * @throws SyncException of a kind that stops the run, after the summary so far
   */
  void run(DownloadPlan plan) throws SyncException {
    announce(plan);
    try {
      for (List<DownloadTask> tasks : plan.work()) {
        folder.workOn(tasks.get(0).set().fault());
      }
      work(plan.tasks(), remote.isPresent());
      List<DownloadTask> again = ledger.takeAgain();
      if (!again.isEmpty()) {
        work(again, false);
      }
    } catch (SyncException e) {
      report.summarise();
      throw e;
    }
  }

  private void announce(DownloadPlan plan) {
    long bytes = plan.bytes(DownloadStep.Action.FETCH);
    progress.expect("fetch", bytes);
    progress.expect(
        "extract", (stream.isPresent() ? 0 : bytes) + plan.bytes(DownloadStep.Action.EXTRACT));
    log.expect(bytes);
    plan.tasks().stream()
        .flatMap(task -> new DownloadWork(task).items().stream())
        .forEach(item -> report.awaited(item.file()));
    if (bytes > 0) {
      progress.say(
          "#### To fetch: "
              + plan.count(DownloadStep.Action.FETCH)
              + " files, "
              + DownloadReport.size(bytes)
              + ", "
              + streams.words());
      progress.say("");
      progress.say(
          " --------   Check progress with     tail -f " + folder.progressLog(options.version()));
      progress.say("");
    }
  }

  private void work(List<DownloadTask> tasks, boolean mayFetchAgain) throws SyncException {
    List<DownloadItem> items =
        tasks.stream().flatMap(task -> new DownloadWork(task).items().stream()).toList();
    List<DownloadItem> toFetch =
        items.stream().filter(item -> item.step().action() == DownloadStep.Action.FETCH).toList();
    DownloadQueue queue =
        new DownloadQueue(
            toFetch, streams.count(), stream.isEmpty());
    DownloadCrew crew = new DownloadCrew(streams.count() + streams.beside(), HANDS);
    for (DownloadItem item : items) {
      if (item.step().action() == DownloadStep.Action.EXTRACT) {
        crew.hand(() -> extract.extract(item, item::file, mayFetchAgain));
      }
    }
    for (int i = 0; i < streams.beside(); i++) {
      crew.stream(() -> bring(queue::takeSmall, crew, mayFetchAgain));
    }
    for (int i = 0; i < streams.count(); i++) {
      crew.stream(() -> bring(queue::take, crew, mayFetchAgain));
    }
    crew.finish();
  }

  private void bring(Supplier<List<DownloadItem>> next, DownloadCrew crew, boolean mayFetchAgain)
      throws SyncException, InterruptedException {
    for (List<DownloadItem> items = next.get(); !items.isEmpty(); items = next.get()) {
      lock.demand();
      if (stream.isPresent()) {
        DownloadItem item = items.get(0);
        line.carry(item.file().size(), () -> stream.get().bring(item));
        continue;
      }
      long bytes = items.stream().mapToLong(item -> item.file().size()).sum();
      room.acquire(bytes);
      List<DownloadItem> arrived = new ArrayList<>();
      try {
        List<DownloadItem> load = items;
        line.carry(bytes, () -> arrived.addAll(fetch.orElseThrow().fetch(load)));
      } finally {
        room.release(bytes - arrived.stream().mapToLong(item -> item.file().size()).sum());
      }
      CompletableFuture<Map<String, DownloadFile>> known = new CompletableFuture<>();
      for (DownloadItem item : arrived) {
        crew.hand(() -> extractArrived(item, known, mayFetchAgain));
      }
      try {
        known.complete(
            fetch.orElseThrow().lookedUp(arrived.stream().map(DownloadItem::file).toList()));
      } catch (SyncException | RuntimeException | Error e) {
        known.completeExceptionally(e);
        throw e;
      }
    }
  }

  private void extractArrived(
      DownloadItem item, CompletableFuture<Map<String, DownloadFile>> known, boolean mayFetchAgain)
      throws SyncException {
    try {
      extract.extract(item, () -> confirmed(item.file(), known), mayFetchAgain);
    } finally {
      room.release(item.file().size());
    }
  }

  private static DownloadFile confirmed(
      DownloadFile file, CompletableFuture<Map<String, DownloadFile>> known) throws SyncException {
    try {
      DownloadFile same = known.get().get(file.path());
      if (same == null) {
        throw new SyncException(
            SyncException.Kind.DATA,
            file.path()
                + ": changed on the remote while it was fetched; run the same command again");
      }
      return same;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SyncException.interrupted(e);
    } catch (ExecutionException e) {
      // Also the stream that was to find out tells this, but perhaps later.
      throw e.getCause() instanceof SyncException failure
          ? failure
          : SyncException.exhausted(e).orElse(SyncException.interrupted(e));
    }
  }
}

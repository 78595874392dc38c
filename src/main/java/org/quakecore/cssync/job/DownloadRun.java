package org.quakecore.cssync.job;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.remote.Remote;

/**
 * Carries a plan out, fault by fault: one is extracted while the next is fetched. At most one more
 * waits between the two, so that what lies half done on the disk stays bounded.
 */
final class DownloadRun {
  private final Progress progress;
  private final Optional<DownloadFetch> fetch;
  private final DownloadExtract extract;
  private final DownloadOptions options;
  private final DownloadFolder folder;
  private final DownloadReport report;
  private final RunLock lock;

  DownloadRun(
      Progress progress,
      Optional<Remote> remote,
      DownloadOptions options,
      DownloadFolder folder,
      DownloadReport report,
      RunLock lock)
      throws SyncException {
    this.progress = progress;
    this.options = options;
    this.folder = folder;
    this.report = report;
    this.lock = lock;
    this.fetch = remote.map(there -> new DownloadFetch(there, options, folder, progress, report));
    boolean hashIsFree =
        remote.isPresent()
            && remote.get().traits().dropboxHash()
            && remote.get().traits().dropboxHashIsFree();
    this.extract =
        new DownloadExtract(options, folder, progress, report, remote.isPresent() && !hashIsFree);
  }

  /**
   * Does what the plan says, then fetches once more what proved not to be what the remote has.
   *
   * @throws SyncException of a kind that stops the run, after the summary so far
   */
  void run(DownloadPlan plan) throws SyncException {
    announce(plan);
    try {
      work(plan.work(), fetch.isPresent());
      List<DownloadTask> again = extract.takeAgain();
      if (!again.isEmpty()) {
        work(new DownloadPlan(again, List.of(), List.of()).work(), false);
      }
    } catch (SyncException e) {
      report.summarise();
      throw e;
    }
  }

  private void announce(DownloadPlan plan) {
    long bytes = plan.bytes(DownloadStep.Action.FETCH);
    progress.expect("fetch", bytes);
    progress.expect("extract", bytes + plan.bytes(DownloadStep.Action.EXTRACT));
    plan.work()
        .forEach(
            tasks ->
                tasks.forEach(
                    task ->
                        task.steps().stream()
                            .filter(step -> isWork(step.action()))
                            .forEach(step -> report.awaited(step.file()))));
    if (bytes > 0) {
      progress.say(
          "#### To fetch: "
              + plan.count(DownloadStep.Action.FETCH)
              + " files, "
              + DownloadReport.size(bytes));
      progress.say("");
      progress.say(
          " --------   Check progress with     tail -f " + folder.progressLog(options.version()));
      progress.say("");
    }
  }

  private static boolean isWork(DownloadStep.Action action) {
    return action == DownloadStep.Action.FETCH || action == DownloadStep.Action.EXTRACT;
  }

  private void work(Collection<List<DownloadTask>> faults, boolean mayFetchAgain)
      throws SyncException {
    ExecutorService untar = Executors.newSingleThreadExecutor();
    Semaphore room = new Semaphore(2);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread fetching = Thread.currentThread();
    try {
      for (List<DownloadTask> tasks : faults) {
        lock.demand();
        List<DownloadTask> ready = fetched(tasks);
        room.acquire();
        untar.execute(
            () -> {
              try {
                if (failure.get() == null) {
                  extractAll(ready, mayFetchAgain);
                }
              } catch (SyncException | RuntimeException | Error e) {
                if (failure.compareAndSet(null, e)) {
                  // A full disk must not wait for the end of a fetch that takes hours.
                  fetching.interrupt();
                }
              } finally {
                room.release();
              }
            });
      }
      untar.shutdown();
      if (!untar.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS)) {
        throw new IllegalStateException("extraction did not end");
      }
    } catch (InterruptedException e) {
      throw because(failure, SyncException.interrupted(e), untar);
    } catch (SyncException e) {
      throw because(failure, e, untar);
    }
    if (failure.get() != null) {
      throw because(failure, SyncException.interrupted(failure.get()), untar);
    }
  }

  /**
   * What ends the run when it ends early: the failure of the other thread, where it came first.
   * What has been fetched is still extracted when only the remote has failed.
   */
  private static SyncException because(
      AtomicReference<Throwable> failure, SyncException here, ExecutorService untar) {
    boolean causedHere = failure.get() == null;
    if (causedHere && isTheRemotes(here.kind())) {
      untar.shutdown();
    } else {
      untar.shutdownNow();
    }
    while (!untar.isTerminated()) {
      try {
        if (untar.awaitTermination(1, TimeUnit.MINUTES)) {
          break;
        }
      } catch (InterruptedException e) {
        untar.shutdownNow();
      }
    }
    if (causedHere) {
      if (here.kind() == SyncException.Kind.INTERRUPTED) {
        Thread.currentThread().interrupt();
      } else {
        Thread.interrupted();
      }
      return here;
    }
    // The interrupt was the other thread's way to be heard. It has been.
    Thread.interrupted();
    Throwable cause = failure.get();
    if (cause instanceof RuntimeException bug) {
      throw bug;
    }
    if (cause instanceof Error bug) {
      throw bug;
    }
    return (SyncException) cause;
  }

  private static boolean isTheRemotes(SyncException.Kind kind) {
    return kind == SyncException.Kind.REMOTE || kind == SyncException.Kind.TOKEN;
  }

  private List<DownloadTask> fetched(List<DownloadTask> tasks) throws SyncException {
    Fault fault = tasks.get(0).set().fault();
    progress.say("-------------------------------");
    progress.say("        " + fault);
    progress.say("-------------------------------");
    return fetch.isPresent() ? fetch.get().fetch(fault, tasks) : new ArrayList<>(tasks);
  }

  private void extractAll(List<DownloadTask> tasks, boolean mayFetchAgain) throws SyncException {
    for (DownloadTask task : tasks) {
      extract.extract(task, mayFetchAgain);
    }
  }
}

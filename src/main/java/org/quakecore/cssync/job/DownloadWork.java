package org.quakecore.cssync.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A set whose files are being dealt with, in any order and by any thread. */
final class DownloadWork {
  private final DownloadTask task;
  private final List<DownloadStep> anew = new ArrayList<>();
  private int left;

  DownloadWork(DownloadTask task) {
    this.task = task;
    this.left =
        (int) (task.count(DownloadStep.Action.FETCH) + task.count(DownloadStep.Action.EXTRACT));
  }

  DownloadSet set() {
    return task.set();
  }

  /** What has to be done for the set, a file at a time. */
  List<DownloadItem> items() {
    return task.steps().stream()
        .filter(
            step ->
                step.action() == DownloadStep.Action.FETCH
                    || step.action() == DownloadStep.Action.EXTRACT)
        .map(step -> new DownloadItem(this, step))
        .toList();
  }

  /** Keeps a file that has to be fetched once more. */
  synchronized void again(DownloadStep step) {
    anew.add(step.anew());
  }

  /**
   * One file needs no more work, for now.
   *
   * @return whether it was the last
   */
  synchronized boolean settled() {
    left--;
    return left == 0;
  }

  /** The same set, with only those files to do that have to be fetched once more, if any. */
  synchronized Optional<DownloadTask> again() {
    if (anew.isEmpty()) {
      return Optional.empty();
    }
    Set<String> names = anew.stream().map(step -> step.file().name()).collect(Collectors.toSet());
    List<DownloadStep> steps = new ArrayList<>(anew);
    for (DownloadStep step : task.steps()) {
      if (!names.contains(step.file().name())) {
        steps.add(new DownloadStep(step.file(), DownloadStep.Action.KEEP, Optional.empty()));
      }
    }
    return Optional.of(new DownloadTask(task.set(), steps));
  }
}

package org.quakecore.cssync.job;

import java.util.List;

/**
 * What is to be done for one data type of a fault.
 *
 * @param steps for each file of the set, by number
 */
record DownloadTask(DownloadSet set, List<DownloadStep> steps) {
  DownloadTask {
    steps = List.copyOf(steps);
  }

  long bytes(DownloadStep.Action action) {
    return steps.stream()
        .filter(step -> step.action() == action)
        .mapToLong(step -> step.file().size())
        .sum();
  }

  long count(DownloadStep.Action action) {
    return steps.stream().filter(step -> step.action() == action).count();
  }

  /** What has to be fetched or extracted. */
  List<DownloadStep> open() {
    return steps.stream()
        .filter(
            step ->
                step.action() == DownloadStep.Action.FETCH
                    || step.action() == DownloadStep.Action.EXTRACT)
        .toList();
  }

  boolean isIdle() {
    return open().isEmpty();
  }
}

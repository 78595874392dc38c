package org.quakecore.cssync.download.plan;

import java.util.List;

/**
 * What is to be done for one data type of a fault.
 *
 * @param steps for each file of the set, by number
 */
public record Task(ArchivedSet set, List<Step> steps) {
  public Task {
    steps = List.copyOf(steps);
  }

  public long bytes(Step.Action action) {
    return steps.stream()
        .filter(step -> step.action() == action)
        .mapToLong(step -> step.file().size())
        .sum();
  }

  public long count(Step.Action action) {
    return steps.stream().filter(step -> step.action() == action).count();
  }

  /** What has to be fetched or extracted. */
  public List<Step> open() {
    return steps.stream()
        .filter(step -> step.action() == Step.Action.FETCH || step.action() == Step.Action.EXTRACT)
        .toList();
  }

  public boolean isIdle() {
    return open().isEmpty();
  }
}

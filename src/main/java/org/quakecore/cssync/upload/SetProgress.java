package org.quakecore.cssync.upload;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.transfer.RemoteProof;
import org.quakecore.cssync.upload.plan.PlannedSet;

/** How far a set has come, while some of its files are packed and others are under way. */
final class SetProgress {
  private static final int MOST_TOLD = 100;

  private final PlannedSet planned;
  private final List<RemoteProof.Expected> proven = new ArrayList<>();

  /** Files under way, and one for the packer while it may still add some. */
  private int open = 1;

  private int kept;
  private Optional<Manifest> settled = Optional.empty();

  /** What is not as it has to be in the content of files that were not sent for it. */
  private final SortedMap<String, List<String>> unfit = new TreeMap<>();

  private final Set<String> tolerated = new HashSet<>();
  private String failure;
  private boolean left;

  SetProgress(PlannedSet planned) {
    this.planned = planned;
  }

  PlannedSet planned() {
    return planned;
  }

  synchronized void underWay() {
    open++;
  }

  synchronized void keptAsItIs(RemoteProof.Expected file) {
    proven.add(file);
    kept++;
  }

  synchronized void arrived(RemoteProof.Expected file) {
    proven.add(file);
  }

  /** Notes what the set's manifest says with the times of its sources as they are now. */
  synchronized void settled(Manifest now) {
    settled = Optional.of(now);
  }

  synchronized Optional<Manifest> settled() {
    return settled;
  }

  /** Only the first failure is told: the others mostly follow from it. */
  synchronized void failed(String why) {
    if (failure == null) {
      failure = why;
    }
  }

  /**
   * Notes that a file is not sent because of what is in it. The others go on, so that all is told
   * that there is to mend.
   */
  synchronized void unfit(String file, List<String> problems) {
    unfit.put(file, problems);
  }

  synchronized boolean isUnfit(String file) {
    return unfit.containsKey(file);
  }

  /** Notes that a file is sent whatever is in it; true the first time. */
  synchronized boolean tolerates(String file) {
    return tolerated.add(file);
  }

  /** Why files were not sent, if any were not for what is in them. */
  synchronized Optional<String> unfitness() {
    return unfit.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the content is not as sync_patterns.yaml asks, and was not sent: "
                + unfit.values().stream()
                    .flatMap(List::stream)
                    .limit(MOST_TOLD)
                    .collect(Collectors.joining("; "))
                + (unfit.values().stream().mapToInt(List::size).sum() > MOST_TOLD
                    ? "; and more"
                    : "")
                + "; make these files again, or send them as they are with --allow_incomplete");
  }

  /** Notes that there is no time for one of its files. */
  synchronized void leave() {
    left = true;
  }

  /** Whether a later run has to end it. */
  synchronized boolean isLeft() {
    return left;
  }

  /** Ends one file, or the packer's part; true for whoever is the last. */
  synchronized boolean closeOne() {
    return --open == 0;
  }

  synchronized Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  /** Whether nothing hinders its conclusion. */
  synchronized boolean isWell() {
    return failure == null && !left && unfit.isEmpty();
  }

  synchronized List<RemoteProof.Expected> proven() {
    return List.copyOf(proven);
  }

  synchronized int kept() {
    return kept;
  }
}

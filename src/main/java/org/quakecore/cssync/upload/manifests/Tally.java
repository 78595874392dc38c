package org.quakecore.cssync.upload.manifests;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.quakecore.cssync.transfer.Progress;
import org.quakecore.cssync.upload.plan.SourceSet;

/** Says how the making of manifests ended, set by set and at the end. Any thread may tell it. */
final class Tally {
  private final Progress progress;
  private final Map<End, Integer> ends = new EnumMap<>(End.class);

  /** How it ended for a set. */
  enum End {
    MADE,
    SKIPPED,
    REFUSED,
    FAILED,
    ABSENT
  }

  Tally(Progress progress) {
    this.progress = progress;
    for (End end : End.values()) {
      ends.put(end, 0);
    }
  }

  /** Takes note of a set, and says so at once. */
  synchronized void end(End end, SourceSet set, String words) {
    ends.merge(end, 1, Integer::sum);
    progress.say(String.format(Locale.ROOT, " %-8s %s: %s", word(end), set.title(), words));
  }

  /** The sets that have no manifest though they should. */
  synchronized int errors() {
    return ends.get(End.REFUSED) + ends.get(End.FAILED);
  }

  /**
   * Says the summary.
   *
   * @param effort what it took, in words
   */
  synchronized void sumUp(String address, String effort) {
    progress.say("");
    progress.say("#### Summary of " + address);
    String counts =
        ends.entrySet().stream()
            .map(end -> end.getValue() + " " + word(end.getKey()))
            .collect(Collectors.joining(", "));
    progress.say("   " + counts + "; " + effort);
    if (ends.get(End.MADE) == 0 && errors() == 0) {
      progress.say("   Nothing to do: every set that is there has its manifest");
    }
    progress.say("   Errors: " + errors());
  }

  private static String word(End end) {
    return end.name().toLowerCase(Locale.ROOT);
  }
}

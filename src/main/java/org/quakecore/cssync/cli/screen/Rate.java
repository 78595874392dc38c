package org.quakecore.cssync.cli.screen;

import java.util.ArrayDeque;
import java.util.Deque;

/** How many bytes a second passed in the last half minute. Times are in milliseconds. */
final class Rate {
  static final long WINDOW = 30_000;
  private static final long SAMPLE = 500;

  /** What had passed by then. */
  private record Sample(long time, long total) {}

  /** The first is the last of before the window, or the beginning. */
  private final Deque<Sample> samples = new ArrayDeque<>();

  Rate(long now) {
    samples.add(new Sample(now, 0));
  }

  void passed(long now, long bytes) {
    long total = samples.getLast().total() + bytes;
    if (samples.size() > 1 && samples.getLast().time() / SAMPLE == now / SAMPLE) {
      samples.removeLast();
    }
    samples.add(new Sample(now, total));
    prune(now);
  }

  /** In bytes a second. */
  long perSecond(long now) {
    prune(now);
    Sample first = samples.getFirst();
    long since = Math.max(first.time(), now - WINDOW);
    return (samples.getLast().total() - first.total()) * 1_000 / Math.max(1_000, now - since);
  }

  private void prune(long now) {
    while (samples.size() > 1) {
      Sample first = samples.removeFirst();
      if (samples.getFirst().time() > now - WINDOW) {
        samples.addFirst(first);
        return;
      }
    }
  }
}

package org.quakecore.cssync.testing.dropbox;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The pace of one sender over lines it shares with others.
 *
 * <p>It runs on a clock of its own: a thread that is woken late still books from when it should
 * have gone on, or a busy machine would make the line slower than it is meant to be.
 */
final class Pace {
  private static final long MOST_LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final List<Throttle> lines;
  private long clock;

  Pace(Throttle... lines) {
    this.lines = List.of(lines);
  }

  /**
   * Waits until these bytes have passed.
   *
   * @param idleBefore whether the sender had nothing to send until now
   */
  void pass(long bytes, boolean idleBefore) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(book(bytes, idleBefore, System.nanoTime()) - System.nanoTime());
  }

  /** When these bytes have passed, on the clock of {@code now}. */
  long book(long bytes, boolean idleBefore, long now) {
    long from = idleBefore ? now : Math.max(clock, now - MOST_LATE_NANOS);
    clock = from;
    for (Throttle line : lines) {
      // All at once, for a byte is on all of them at one time.
      clock = Math.max(clock, line.book(bytes, from));
    }
    return clock;
  }
}

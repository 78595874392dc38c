package org.quakecore.cssync.testing.dropbox;

import java.util.concurrent.TimeUnit;

/**
 * Lets bytes pass at a rate, whoever sends them.
 *
 * <p>Each caller books the time its bytes take on the line, after what was booked before, and waits
 * until that time is over: so those who share a line have equal parts of it.
 */
final class Throttle {
  /** What a waker that came late may catch up; much more would make bursts. */
  private static final long SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final long bytesPerSecond;
  private long bookedUntil;
  private boolean used;

  /**
   * A line of so many bytes a second.
   *
   * @param bytesPerSecond 0 for no limit
   */
  Throttle(long bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
  }

  /** Waits until these bytes have passed. */
  void pass(long bytes) throws InterruptedException {
    if (bytesPerSecond > 0) {
      long until = book(bytes, System.nanoTime());
      TimeUnit.NANOSECONDS.sleep(until - System.nanoTime());
    }
  }

  /**
   * Books the line for these bytes, and says when they have passed, on the clock of {@code now}.
   */
  synchronized long book(long bytes, long now) {
    if (!used) {
      used = true;
      bookedUntil = now;
    }
    bookedUntil = Math.max(bookedUntil, now - SLACK_NANOS);
    bookedUntil += Math.round(bytes * 1e9 / bytesPerSecond);
    return bookedUntil;
  }
}

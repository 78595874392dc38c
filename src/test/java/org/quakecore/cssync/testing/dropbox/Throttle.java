package org.quakecore.cssync.testing.dropbox;

/**
 * A line that carries so many bytes a second, whoever sends them.
 *
 * <p>Each sender books the time its bytes take, after what was booked before, and waits until that
 * time is over: so those who share a line have equal parts of it.
 */
final class Throttle {
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

  /**
   * Books the line for these bytes, as soon as it is free but not before a time, and says when they
   * have passed. Time that nobody booked is lost.
   */
  synchronized long book(long bytes, long from) {
    if (bytesPerSecond == 0) {
      return from;
    }
    bookedUntil = used ? Math.max(bookedUntil, from) : from;
    used = true;
    bookedUntil += Math.round(bytes * 1e9 / bytesPerSecond);
    return bookedUntil;
  }
}

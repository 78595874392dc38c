package org.quakecore.cssync.transfer;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The time at which a run has to be over, and whether a file can still be moved before it. How long
 * one takes is told from those that were moved so far; of small files, which take the time to begin
 * and to end, apart from large ones. Safe to use from several threads.
 */
public final class Deadline {
  /** Of what an estimate is off by. */
  private static final double MARGIN = 1.25;

  /** To end takes what it took to begin, and that is the last listing and the first. */
  private static final int ENDINGS = 2;

  private static final Duration MOST_SPARE = Duration.ofSeconds(30);
  private static final int SPARE_PART = 10;

  private final Clock clock;
  private final Optional<Instant> end;
  private final Instant start;
  private final Pace small = new Pace();
  private final Pace large = new Pace();
  private Optional<Instant> last = Optional.empty();
  private boolean goesOn;

  /** Of files of one kind. */
  private static final class Pace {
    private long bytes;
    private double seconds;

    void took(long moved, Duration time) {
      bytes += moved;
      seconds += time.toNanos() / 1e9;
    }

    /** Zero as long as nothing is known. */
    double secondsFor(long wanted) {
      return bytes == 0 ? 0 : wanted * seconds / bytes;
    }
  }

  public Deadline(Times times, Clock clock) {
    this.clock = clock;
    this.end = times.end();
    this.start = clock.instant();
  }

  /** There is all the time in the world. */
  public static Deadline none() {
    return new Deadline(Times.NONE, Clock.systemUTC());
  }

  /**
   * Ends the preparations: from here on files move, until there is just the time left to end.
   *
   * @param mayGoOn whether a file of which a part was moved can be gone on with by a later run
   */
  public synchronized void begin(boolean mayGoOn) {
    goesOn = mayGoOn;
    if (end.isEmpty()) {
      return;
    }
    Duration preparing = Duration.between(start, clock.instant());
    Duration whole = Duration.between(start, end.get());
    Duration spare = whole.dividedBy(SPARE_PART);
    if (spare.compareTo(MOST_SPARE) > 0) {
      spare = MOST_SPARE;
    }
    last = Optional.of(end.get().minus(preparing.multipliedBy(ENDINGS)).minus(spare));
  }

  /** How long files may still move, after {@link #begin}; empty where there is no end. */
  public synchronized Optional<Duration> left() {
    return last.map(moment -> Duration.between(clock.instant(), moment));
  }

  /** Whether a file can be moved before the end, or so much of it that a later run goes on. */
  public synchronized boolean allows(long bytes) {
    if (last.isEmpty()) {
      return true;
    }
    double needed = goesOn ? 0 : MARGIN * pace(bytes).secondsFor(bytes);
    double left = Duration.between(clock.instant(), last.get()).toNanos() / 1e9;
    return left > needed;
  }

  /** Takes what moving a file took. */
  synchronized void took(long bytes, Duration time) {
    pace(bytes).took(bytes, time);
  }

  private Pace pace(long bytes) {
    return bytes > Crew.SMALL ? large : small;
  }
}

package org.quakecore.cssync.remote.dropbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What all calls of a run keep to together: so many a second, so many at a time, and none while
 * Dropbox has asked to wait. An account bears about 12 calls a second of all programs of one kind;
 * who asks more is refused everything for five minutes.
 *
 * <p>Where Dropbox asks to wait, only half as many calls go on at a time afterwards; every twenty
 * that go well bring one back.
 */
final class Limiter {
  private static final int GOOD_FOR_ONE_MORE = 20;

  /** With these, ten a second are still no more than twelve a second over any three seconds. */
  private static final int AT_ONCE = 5;

  /** Shorter waits need no explanation. */
  private static final Duration WORTH_TELLING = Duration.ofSeconds(5);

  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private final long nanosBetween;
  private final int most;
  private final Consumer<String> tell;
  private final Consumer<Instant> waits;
  private final InstantSource clock;
  private long nextCall = System.nanoTime();
  private int allowed;
  private int underWay;
  private int good;
  private Instant parkedUntil = Instant.EPOCH;

  /**
   * @param callsPerSecond on average; after a pause a few may come at once
   * @param most calls at a time
   * @param tell is told of waits that last
   * @param waits is told until when
   */
  Limiter(
      double callsPerSecond,
      int most,
      Consumer<String> tell,
      Consumer<Instant> waits,
      InstantSource clock) {
    this.nanosBetween = Math.round(TimeUnit.SECONDS.toNanos(1) / callsPerSecond);
    this.most = most;
    this.allowed = most;
    this.tell = tell;
    this.waits = waits;
    this.clock = clock;
  }

  /** Waits until a call may be made; each is to be followed by {@link #end}. */
  synchronized void begin() throws InterruptedException {
    while (true) {
      long parked = Duration.between(clock.instant(), parkedUntil).toMillis();
      if (parked > 0) {
        wait(parked);
        continue;
      }
      if (underWay >= allowed) {
        wait();
        continue;
      }
      long early = nextCall - System.nanoTime();
      if (early <= 0) {
        break;
      }
      TimeUnit.NANOSECONDS.timedWait(this, early);
    }
    nextCall = Math.max(nextCall, System.nanoTime() - AT_ONCE * nanosBetween) + nanosBetween;
    underWay++;
  }

  /** Ends a call. */
  synchronized void end() {
    underWay--;
    notifyAll();
  }

  /** A call went well. */
  synchronized void wentWell() {
    if (allowed < most && ++good >= GOOD_FOR_ONE_MORE) {
      good = 0;
      allowed++;
      notifyAll();
    }
  }

  /** Dropbox has asked to wait: no call begins before that time is over. */
  synchronized void park(Duration time) {
    Instant until = clock.instant().plus(time);
    good = 0;
    if (until.isAfter(parkedUntil)) {
      // One refusal reaches all that were under way.
      if (!clock.instant().isBefore(parkedUntil)) {
        allowed = Math.max(1, allowed / 2);
      }
      if (time.compareTo(WORTH_TELLING) >= 0 && until.isAfter(parkedUntil.plus(WORTH_TELLING))) {
        tell.accept(
            "Dropbox asks us to wait "
                + time.toSeconds()
                + " s; going on at "
                + CLOCK.format(until.atZone(ZoneId.systemDefault())));
      }
      parkedUntil = until;
      waits.accept(until);
    }
    notifyAll();
  }

  /** How many calls may be under way now. */
  synchronized int allowed() {
    return allowed;
  }
}

package org.quakecore.cssync.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that goes only when it is moved. */
public final class HandClock extends Clock {
  private final ZoneId zone;
  private Instant now;

  /** Begins at the present time, for others look at their own clocks. */
  public HandClock() {
    this(Instant.now(), ZoneOffset.UTC);
  }

  public HandClock(Instant now, ZoneId zone) {
    this.now = now;
    this.zone = zone;
  }

  public synchronized void forward(Duration time) {
    now = now.plus(time);
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId other) {
    return new HandClock(instant(), other);
  }
}

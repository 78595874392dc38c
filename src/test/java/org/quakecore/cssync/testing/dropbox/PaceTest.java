package org.quakecore.cssync.testing.dropbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Booking a line's time, on a clock that the tests hold. */
class PaceTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(100);

  @Test
  void bytesPassOneAfterTheOtherAtTheRate() {
    Throttle line = new Throttle(1_000);
    assertEquals(SECOND, line.book(1_000, 0));
    assertEquals(2 * SECOND, line.book(1_000, 0));
    assertEquals(5 * SECOND / 2, line.book(500, SECOND));
  }

  @Test
  void timeThatNobodyBookedIsLost() {
    Throttle line = new Throttle(1_000);
    assertEquals(101 * SECOND, line.book(1_000, 100 * SECOND));
    assertEquals(201 * SECOND, line.book(1_000, 200 * SECOND));
  }

  @Test
  void whoWasWokenLateCatchesUpAndWhoWasIdleDoesNot() {
    Pace pace = new Pace(new Throttle(1_000));
    assertEquals(SECOND, pace.book(1_000, true, 0));
    assertEquals(2 * SECOND, pace.book(1_000, false, SECOND + MOMENT));
    assertEquals(3 * SECOND + MOMENT, pace.book(1_000, true, 2 * SECOND + MOMENT));
  }

  @Test
  void theSlowestOfSeveralLinesSetsThePace() {
    Pace pace = new Pace(new Throttle(1_000), new Throttle(4_000));
    assertEquals(SECOND, pace.book(1_000, true, 0));
    assertEquals(2 * SECOND, pace.book(1_000, false, SECOND));
  }

  @Test
  void waitingForALineThatIsSharedIsNoCreditOnTheOther() {
    Throttle shared = new Throttle(4_000);
    Pace pace = new Pace(new Throttle(1_000), shared);
    shared.book(40_000, 0);
    assertEquals(10 * SECOND + SECOND / 4, pace.book(1_000, true, 0));
    assertEquals(11 * SECOND + SECOND / 4, pace.book(1_000, false, 10 * SECOND + SECOND / 4));
  }

  @Test
  void noLimitIsNoWait() {
    assertEquals(7, new Pace(new Throttle(0), new Throttle(0)).book(1_000_000, true, 7));
  }
}

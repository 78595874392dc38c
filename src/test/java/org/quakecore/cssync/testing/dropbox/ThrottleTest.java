package org.quakecore.cssync.testing.dropbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Booking a line's time, on a clock that the tests hold. */
class ThrottleTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  @Test
  void bytesPassOneAfterTheOtherAtTheRate() {
    Throttle throttle = new Throttle(1_000);
    assertEquals(SECOND, throttle.book(1_000, 0));
    assertEquals(2 * SECOND, throttle.book(1_000, 0));
    assertEquals(5 * SECOND / 2, throttle.book(500, SECOND));
  }

  @Test
  void timeThatWasNotUsedIsLostButForAMoment() {
    Throttle throttle = new Throttle(1_000);
    throttle.book(1_000, 0);
    long moment = TimeUnit.MILLISECONDS.toNanos(20);
    assertEquals(101 * SECOND - moment, throttle.book(1_000, 100 * SECOND));
  }

  @Test
  void aLateStartIsNoCreditEither() {
    assertEquals(101 * SECOND, new Throttle(1_000).book(1_000, 100 * SECOND));
  }
}

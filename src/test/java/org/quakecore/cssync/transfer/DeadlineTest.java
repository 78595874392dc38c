package org.quakecore.cssync.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.quakecore.cssync.testing.HandClock;

class DeadlineTest {
  private static final long GIB = 1L << 30;

  private final HandClock clock = new HandClock();

  private Deadline until(Duration time) {
    Optional<Instant> end = Optional.of(clock.instant().plus(time));
    return new Deadline(new Times(end, Duration.ZERO), clock);
  }

  @Test
  void withoutAnEndEverythingIsBegun() {
    Deadline deadline = Deadline.none();
    deadline.begin(false);
    deadline.took(GIB, Duration.ofDays(9));

    assertTrue(deadline.allows(1 << 20));
    assertEquals(Optional.empty(), deadline.left());
  }

  @Test
  void theFirstFileIsBegunForNobodyKnowsHowLongItTakes() {
    Deadline deadline = until(Duration.ofHours(1));
    deadline.begin(false);

    assertTrue(deadline.allows(1000 * GIB));
  }

  @Test
  void aFileIsBegunOnlyIfItEndsInTimeAtTheRateSoFarWithAMargin() {
    Deadline deadline = until(Duration.ofHours(1));
    deadline.begin(false);
    deadline.took(10 * GIB, Duration.ofMinutes(10));

    // A minute a GiB, a quarter more in case, and half a minute to end: 47.6 at most.
    assertTrue(deadline.allows(47 * GIB));
    assertFalse(deadline.allows(48 * GIB));
    clock.forward(Duration.ofMinutes(30));
    assertFalse(deadline.allows(24 * GIB));
    assertTrue(deadline.allows(23 * GIB));
  }

  @Test
  void smallFilesSayNothingOfLargeOnes() {
    Deadline deadline = until(Duration.ofHours(1));
    deadline.begin(false);
    deadline.took(1000, Duration.ofSeconds(2));

    assertTrue(deadline.allows(500 * GIB));
    assertFalse(deadline.allows(2_000_000));
  }

  @Test
  void whatCanBeGoneOnWithIsBegunUntilShortlyBeforeTheEnd() {
    Deadline deadline = until(Duration.ofHours(1));
    deadline.begin(true);
    deadline.took(GIB, Duration.ofMinutes(10));
    clock.forward(Duration.ofMinutes(59));
    assertTrue(deadline.allows(700 * GIB));

    clock.forward(Duration.ofSeconds(30));

    assertFalse(deadline.allows(1));
  }

  @Test
  void toEndIsLeftTwiceTheTimeThatItTookToBegin() {
    Deadline deadline = until(Duration.ofHours(1));
    clock.forward(Duration.ofMinutes(10));
    deadline.begin(true);

    assertEquals(Optional.of(Duration.ofSeconds(3000 - 1200 - 30)), deadline.left());
  }

  @Test
  void aShortRunKeepsATenthOfItsTimeToEnd() {
    Deadline deadline = until(Duration.ofMinutes(1));
    deadline.begin(true);

    assertEquals(Optional.of(Duration.ofSeconds(54)), deadline.left());
  }
}

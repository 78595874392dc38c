package org.quakecore.cssync.cli.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RateTest {
  private final Rate rate = new Rate(1_000_000);

  @Test
  void itIsOfWhatPassedSinceTheBeginning() {
    rate.passed(1_001_000, 300);
    rate.passed(1_002_000, 300);

    assertEquals(300, rate.perSecond(1_002_000));
    assertEquals(200, rate.perSecond(1_003_000));
  }

  @Test
  void whatIsLongerAgoThanHalfAMinuteDoesNotCount() {
    rate.passed(1_001_000, 9_000_000);
    rate.passed(1_040_000, 300);

    assertEquals(10, rate.perSecond(1_040_000));
    assertEquals(10, rate.perSecond(1_069_999));
    assertEquals(0, rate.perSecond(1_070_000));
  }

  @Test
  void theFirstMomentMakesNoRecord() {
    rate.passed(1_000_001, 500);

    assertEquals(500, rate.perSecond(1_000_001));
  }
}

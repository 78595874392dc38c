package org.quakecore.cssync.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BandwidthTest {
  /** A Saturday. */
  private static Bandwidth at(String time, String limit) {
    Instant now =
        LocalDateTime.parse("2026-11-28T" + time).atZone(ZoneId.systemDefault()).toInstant();
    return Bandwidth.of(limit, InstantSource.fixed(now));
  }

  @Test
  void aRateIsReadAsRcloneReadsIt() {
    assertEquals(10 << 20, Bandwidth.of("10M").rate(true));
    assertEquals(512 << 10, Bandwidth.of("512").rate(false));
    assertEquals(1536, Bandwidth.of("1.5k").rate(true));
    assertEquals(7, Bandwidth.of("7B").rate(true));
    assertEquals(10L << 30, Bandwidth.of("10Gi").rate(true));
    assertEquals(0, Bandwidth.of("off").rate(true));
    assertEquals(2 << 20, Bandwidth.of("5M:2M").rate(false));
    assertEquals(5 << 20, Bandwidth.of("5M:2M").rate(true));
    assertEquals(0, Bandwidth.of("5M:off").rate(false));
  }

  @Test
  void aTimetableHoldsFromEachTimeOn() {
    String table = "08:00,512k 12:00,10M 18:30,1M:off";
    assertEquals(512 << 10, at("08:00:00", table).rate(true));
    assertEquals(10 << 20, at("12:00:01", table).rate(true));
    assertEquals(0, at("23:59:00", table).rate(false));
    // Before the first of the day the last of the day before holds.
    assertEquals(1 << 20, at("07:59:59", table).rate(true));
  }

  @Test
  void aTimetableMaySayOnWhichDay() {
    String table = "Mon-00:00,512 Fri-23:59,10M Sat-10:00,1M Sun-20:00,off";
    assertEquals(10 << 20, at("09:59:00", table).rate(true));
    assertEquals(1 << 20, at("10:00:00", table).rate(true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "fast", "10X", "25:00,1M", "8:00,1M nonsense", "Xyz-08:00,1M", "1M:2M:3M"})
  void whatIsNoLimitIsRefusedByItsOwnWords(String text) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Bandwidth.of(text)).getMessage();
    assertTrue(message.contains("\"" + text + "\""), message);
  }

  @Test
  void severalRclonesHaveAShareEach() {
    assertEquals(Optional.empty(), Bandwidth.UNLIMITED.share(3));
    String share = Bandwidth.of("30M:off").share(3).orElseThrow();
    assertTrue(share.startsWith("Mon-00:00,10485760B:off Tue-00:00,"), share);
    assertEquals(10 << 20, Bandwidth.of(share).rate(true));
    assertEquals(0, Bandwidth.of(share).rate(false));
  }

  @Test
  void bytesPassNoFasterThanTheyMay() throws Exception {
    Bandwidth limit = Bandwidth.of("1M");
    long start = System.nanoTime();
    limit.slowed(new ByteArrayInputStream(new byte[(1 << 20) / 2])).readAllBytes();
    // The first slice passes at once, and what was saved before.
    assertTrue(System.nanoTime() - start > 250_000_000L);
  }
}

package org.quakecore.cssync.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.testing.HandClock;
import org.quakecore.cssync.transfer.Times;

class TimeOptionsTest {
  private static final ZoneId HERE = ZoneId.of("Pacific/Auckland");

  private final Clock clock = new HandClock(Instant.parse("2026-06-10T22:00:00Z"), HERE);

  private Times times(String until, String wait, Map<String, String> environment)
      throws SyncException {
    return TimeOptions.times(until, wait, environment, clock);
  }

  private Times until(String text) throws SyncException {
    return times(text, null, Map.of());
  }

  @ParameterizedTest
  @CsvSource({
    "10:30, 2026-06-10T22:30:00Z",
    "10:00:30, 2026-06-10T22:00:30Z",
    "09:59, 2026-06-11T21:59:00Z",
    "2026-06-12T10:30, 2026-06-11T22:30:00Z",
    "2026-06-12T10:30:00Z, 2026-06-12T10:30:00Z",
    "2026-06-12T10:30+02:00, 2026-06-12T08:30:00Z",
    "1781128800, 2026-06-10T22:00:00Z"
  })
  void anEndIsTakenAsPeopleWriteIt(String text, Instant end) throws Exception {
    assertEquals(Optional.of(end), until(text).end());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "25:00", "2026-02-30T10:00", "12", "2026-06-12"})
  void whatIsNoTimeIsRefusedWithAnExample(String text) {
    SyncException refused = assertThrows(SyncException.class, () -> until(text));

    assertEquals(SyncException.Kind.USAGE, refused.kind());
    assertTrue(refused.getMessage().contains("like 14:30"), refused.getMessage());
  }

  @Test
  void aJobEndsWithItsEndButForThreeMinutesInWhichSlurmMaySignal() throws Exception {
    long end = clock.instant().getEpochSecond() + 3600;

    Map<String, String> job = Map.of("SLURM_JOB_END_TIME", String.valueOf(end));

    assertEquals(Optional.of(Instant.ofEpochSecond(end - 180)), times(null, null, job).end());
    assertEquals(Optional.empty(), times("none", null, job).end());
    assertEquals(
        Optional.of(Instant.ofEpochSecond(1781128860)), times("1781128860", null, job).end());
  }

  @Test
  void aShortJobKeepsAQuarterOfItsTimeForThat() throws Exception {
    long now = clock.instant().getEpochSecond();

    assertEquals(
        Optional.of(Instant.ofEpochSecond(now + 45)),
        times(null, null, Map.of("SLURM_JOB_END_TIME", String.valueOf(now + 60))).end());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1781128799", "", "NONE", "0"})
  void anEndThatHasPassedIsOfAnotherJob(String end) throws Exception {
    assertEquals(Optional.empty(), times(null, null, Map.of("SLURM_JOB_END_TIME", end)).end());
  }

  @Test
  void patienceIsGivenAsATimeOrLastsToTheEnd() throws Exception {
    assertEquals(Duration.ZERO, times(null, null, Map.of()).patience());
    assertEquals(Duration.ofSeconds(90), times(null, "90s", Map.of()).patience());
    assertEquals(Duration.ofMinutes(30), times(null, "30m", Map.of()).patience());
    assertEquals(Duration.ofHours(12), times(null, "12h", Map.of()).patience());
    assertEquals(Duration.ofDays(2), times(null, "2d", Map.of()).patience());
    assertEquals(Duration.ofMinutes(30), times("10:30", "end", Map.of()).patience());
    assertThrows(SyncException.class, () -> times(null, "end", Map.of()));
    assertThrows(SyncException.class, () -> times(null, "2", Map.of()));
  }
}

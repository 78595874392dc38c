package org.quakecore.cssync.purge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.quakecore.cssync.purge.Forecast.Subject;
import org.quakecore.cssync.transfer.Conclusion.Purge;

class ForecastTest {
  private final Instant now = Instant.parse("2026-11-28T12:00:00Z");
  private final Rule rule = new Rule(Duration.ofDays(90), now);

  private Forecast forecast(Subject subject) {
    return new Forecast(rule, subject, Path.of("/nowhere"));
  }

  private FileTime read(int days) {
    return FileTime.from(now.minus(Duration.ofDays(days)));
  }

  @Test
  void whatGoesSoonIsToldFaultByFaultTheSoonestFirstAndWhatIsOverdueIsSaidSo() {
    Forecast forecast = forecast(Subject.SOURCES);
    forecast.add("Hope", 2048, read(85));
    forecast.add("Kelly", 7, read(80));
    forecast.add("Kelly", 5, read(95));
    forecast.add("Kelly", 1000, read(10));
    forecast.add("Wairau", 1, read(3));

    assertEquals(
        List.of(
            "Purge after 90 days: 3 files, 2.0 KiB, of 2 faults by 2026-12-12; overdue already: 1"
                + " file, 5 B",
            "Kelly, since 2026-11-23, 5 days ago: 1 file, 5 B, overdue; 2 files of 3, 12 B, by"
                + " 2026-12-12",
            "Hope, from 2026-12-03, in 5 days: 1 file of 1, 2.0 KiB, by 2026-12-12"),
        forecast.lines().stream().map(String::strip).toList());
  }

  @Test
  void whereNothingGoesSoonOneLineSaysSo() {
    Forecast forecast = forecast(Subject.SOURCES);
    forecast.add("Hope", 5, read(30));
    forecast.add("Kelly", 5, read(20));

    assertEquals(
        List.of(
            "   Purge after 90 days: nothing goes by 2026-12-12; first Hope, from 2027-01-27, in 60"
                + " days"),
        forecast.lines());
    assertEquals(
        List.of("   Purge after 90 days, of what is not archived: there is no file"),
        forecast(Subject.NOT_ARCHIVED).lines());
  }

  @Test
  void moreThanFiveFaultsAreCountedAndAReportAndJsonHaveAll() {
    Forecast forecast = forecast(Subject.SOURCES);
    for (int fault = 1; fault <= 7; fault++) {
      forecast.add("F" + fault, 10, read(80 + fault));
    }
    List<String> lines = forecast.lines();
    assertEquals(7, lines.size());
    assertTrue(lines.get(1).strip().startsWith("F7, from 2026-12-01"), lines.get(1));
    assertEquals("     and 2 more faults: 2 files, 20 B", lines.get(6));
    assertEquals(8, forecast.allLines().size());
    assertEquals(
        List.of("F7", "F6", "F5", "F4", "F3", "F2", "F1"),
        forecast.values().faults().stream().map(Purge.Due::fault).toList());
  }

  @Test
  void whatWasComparedIsToldWithWhatTheArchiveLacksOfIt() {
    Tally archived = new Tally(rule);
    archived.add(5, read(85));
    Tally changed = new Tally(rule);
    changed.add(5, read(80));
    changed.add(5, read(1));
    Forecast forecast = forecast(Subject.COMPARED);
    forecast.add("Hope", archived, true);
    forecast.add("Kelly", changed, false);

    List<String> lines = forecast.lines();
    assertTrue(lines.get(1).endsWith("; all archived"), lines.get(1));
    assertTrue(lines.get(2).endsWith("; 1 of these not known to be archived"), lines.get(2));
    assertEquals(1, forecast.values().faults().get(1).notArchived());
    Forecast unknown = forecast(Subject.SOURCES);
    unknown.add("Hope", 5, read(1));
    assertNull(unknown.values().faults().get(0).notArchived());
  }

  @Test
  void theMountThatAFolderIsOnTellsWhetherAccessesAreNoted() {
    List<String> mounts =
        List.of(
            "/dev/sda1 / ext4 rw,relatime 0 0",
            "scratch /nesi gpfs rw,noatime 0 0",
            "odd",
            "scratch /nesi/nobackup gpfs rw,relatime 0 0");
    assertTrue(AccessTimes.areNotKept(Path.of("/nesi/project/x"), mounts));
    assertFalse(AccessTimes.areNotKept(Path.of("/nesi/nobackup/x"), mounts));
    assertFalse(AccessTimes.areNotKept(Path.of("/nesi2"), mounts));
  }
}

package org.quakecore.cssync.remote.rclone.answer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.quakecore.cssync.remote.rclone.process.StallWatch;

class LogReaderTest {
  private final AtomicLong now = new AtomicLong();
  private final StallWatch watch = new StallWatch(Duration.ofNanos(100), now::get);
  private final List<Long> told = new ArrayList<>();
  private final StringBuilder forPeople = new StringBuilder();
  private final List<String> waits = new ArrayList<>();
  private final LogReader log =
      new LogReader(forPeople::append, told::add, 0, watch, new Waits(waits::add, until -> {}));

  private static String stats(long bytes, int checks) {
    return "{\"level\":\"warning\",\"msg\":\"\\nTransferred: \\t%d B\\n\\n\",\"stats\":{\"bytes\":%d,\"checks\":%d,\"eta\":null}}"
        .formatted(bytes, bytes, checks);
  }

  @Test
  void bytesAreToldAsTheyComeAndNeverBackwards() {
    for (long bytes : List.of(0L, 10L, 10L, 4L, 12L)) {
      log.accept(stats(bytes, 0));
    }
    assertEquals(List.of(10L, 2L), told);
    assertEquals(12, log.bytesTold());
  }

  @Test
  void peopleReadStatisticsAndErrorsNotJson() {
    log.accept(stats(5, 0));
    log.accept("{\"level\":\"error\",\"msg\":\"Failed to copy: x\",\"object\":\"F/a.tar\"}");
    log.accept("{\"level\":\"info\",\"msg\":\"Copied (new)\",\"object\":\"F/b.tar\"}");
    log.accept("2023/04/26 01:02:03 Fatal error: unknown flag");
    log.accept("{not json");
    log.accept("");
    assertEquals(
        "\nTransferred: \t5 B\n\nF/a.tar: Failed to copy: x\nFatal error: unknown flag\n{not json\n",
        forPeople.toString());
    assertEquals(
        List.of("F/a.tar: Failed to copy: x", "Fatal error: unknown flag", "{not json"),
        log.messages());
  }

  @Test
  void theFirstAndTheLastMessagesAreKept() {
    for (int i = 0; i < 1000; i++) {
      log.accept("line " + i);
    }
    assertEquals(200, log.messages().size());
    assertEquals("line 0", log.messages().get(0));
    assertEquals("line 999", log.messages().get(199));
  }

  @Test
  void statisticsThatDoNotChangeAreNoSignOfLife() {
    log.accept(stats(5, 0));
    now.set(90);
    log.accept(stats(5, 0));
    now.set(101);
    assertTrue(watch.expired(() -> 0));
    log.accept(stats(5, 1));
    assertFalse(watch.expired(() -> 0));
  }

  @Test
  void readingAFileIsASignOfLifeAndIdlingIsNot() {
    now.set(101);
    assertTrue(watch.expired(() -> 1000));
    assertFalse(watch.expired(() -> 5_000_000));
    now.set(202);
    assertTrue(watch.expired(() -> 5_001_000));
  }

  @Test
  void aWaitTheRemoteAsksForIsToldAndIsNoStall() {
    log.accept(
        "{\"level\":\"notice\",\"object\":\"too_many_requests/..\",\"msg\":\"Too many requests or"
            + " write operations. Trying again in 300 seconds.\"}");
    assertEquals(1, waits.size());
    now.set(Duration.ofMinutes(5).toNanos());
    assertFalse(watch.expired(() -> 0));
    now.set(Duration.ofSeconds(301).toNanos());
    assertTrue(watch.expired(() -> 0));
  }
}

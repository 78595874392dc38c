package org.quakecore.cssync.remote.rclone.answer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class WaitsTest {
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-04-01T03:12:05Z"));
  private final List<String> told = new ArrayList<>();
  private final List<Instant> until = new ArrayList<>();
  private final Waits waits = new Waits(told::add, until::add, now::get);

  private static String asked(int seconds) {
    return "too_many_requests/..: Too many requests or write operations. Trying again in "
        + seconds
        + " seconds.";
  }

  private void pass(int seconds) {
    now.updateAndGet(before -> before.plusSeconds(seconds));
  }

  @Test
  void theWaitIsReadFromWhatRcloneSays() {
    assertEquals(Optional.of(Duration.ofMinutes(5)), Waits.in(asked(300)));
    assertEquals(Optional.empty(), Waits.in("low level retry 1/10"));
  }

  @Test
  void whatAllCallsWaitForIsToldOnce() {
    waits.hear(asked(300));
    pass(2);
    waits.hear(asked(298));
    waits.hear(asked(300));
    assertEquals(1, told.size());
    assertTrue(told.get(0).startsWith("waiting since "), told.get(0));
    assertTrue(told.get(0).endsWith("answers nothing for 300 s"), told.get(0));
    assertEquals(1, until.size());
    assertEquals(300 - 2, Duration.between(now.get(), until.get(0)).toSeconds());
  }

  @Test
  void asLongAsItLastsItIsToldEveryMinute() {
    waits.hear(asked(150));
    pass(59);
    waits.remindNow();
    assertEquals(1, told.size());
    pass(1);
    waits.remindNow();
    assertTrue(told.get(1).endsWith("for 90 s"), told.get(1));
    pass(60);
    waits.remindNow();
    pass(60);
    waits.remindNow();
    assertEquals(3, told.size());
  }

  @Test
  void aWaitThatFollowsAnotherBeganWithTheFirst() {
    waits.hear(asked(100));
    pass(101);
    waits.hear(asked(100));
    assertEquals(2, told.size());
    String since = told.get(0).substring(0, "waiting since 03:12:05".length());
    assertTrue(told.get(1).startsWith(since + ","), told.toString());
    pass(500);
    waits.hear(asked(100));
    assertTrue(!told.get(2).startsWith(since + ","), told.toString());
  }

  @Test
  void shortWaitsNeedNoWords() {
    waits.hear(asked(1));
    assertEquals(List.of(), told);
  }
}

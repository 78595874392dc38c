package org.quakecore.cssync.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TerminalProgressTest {
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private Instant now = Instant.ofEpochSecond(1_000);
  private final TerminalProgress bar =
      new TerminalProgress(new PrintStream(shown, true, UTF_8), 60, () -> now);

  private String lastLine() {
    String all = shown.toString(UTF_8);
    return all.substring(all.lastIndexOf('K') + 1);
  }

  @Test
  void theLastStageIsToldWithRateAndTimeLeft() {
    bar.expect("pack", 4 << 20);
    bar.expect("send", 100 << 20);
    bar.advance("pack", 3 << 20);
    now = now.plusSeconds(10);
    bar.advance("send", 50 << 20);

    assertEquals("pack 75% | send 50% of 100 MiB, 5.0 MiB/s, 10s left", lastLine());
  }

  @Test
  void whatPassesTwiceNeverMakesMoreThanEverything() {
    bar.expect("send", 10);
    now = now.plusSeconds(1);
    bar.advance("send", 25);

    assertTrue(lastLine().contains("send 100% of 10 B"), lastLine());
  }

  @Test
  void aLineNeverFillsTheTerminalSoThatItCanBeWiped() {
    bar.expect("a stage with a name that is much too long for any terminal there is", 10);
    bar.advance("a stage with a name that is much too long for any terminal there is", 5);

    assertEquals(59, lastLine().length());
  }

  @Test
  void itIsDrawnAFewTimesASecondAtMost() {
    bar.expect("send", 1_000);
    for (int i = 0; i < 1_000; i++) {
      now = now.plusMillis(1);
      bar.advance("send", 1);
    }

    assertTrue(shown.toString(UTF_8).split("\r").length <= 6, shown.toString(UTF_8));
  }

  @Test
  void wipingLeavesNothingBehind() {
    bar.expect("send", 10);
    bar.advance("send", 5);
    bar.wipe();
    int length = shown.size();
    bar.wipe();

    assertTrue(shown.toString(UTF_8).endsWith("\r\033[K"));
    assertEquals(length, shown.size());
  }

  @Test
  void aTerminalThatDoesNotKnowItsWidthIsTakenForAUsualOne() {
    TerminalProgress unknown =
        new TerminalProgress(new PrintStream(shown, true, UTF_8), 0, () -> now);
    unknown.expect("a stage with a name that is much too long for any terminal there is", 10);
    unknown.advance("a stage with a name that is much too long for any terminal there is", 5);

    assertEquals(79, lastLine().length());
  }
}

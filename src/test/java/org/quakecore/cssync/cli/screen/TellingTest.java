package org.quakecore.cssync.cli.screen;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.transfer.Item;
import org.quakecore.cssync.transfer.Work;

/**
 * Of the words; a thread tells them again as time passes, for which the clock here stands still.
 */
class TellingTest {
  private static final Item BB = new Item(Work.SEND, "Hope BB", "Hope_BB.tar", 3 << 20);

  @TempDir Path folder;
  private final ByteArrayOutputStream asides = new ByteArrayOutputStream();
  private volatile Instant now = Instant.parse("2026-11-28T03:00:00Z");
  private final Telling telling =
      new Telling(new PrintStream(asides, true, UTF_8), Optional.empty(), () -> now);

  @BeforeEach
  void announce() {
    telling.expect(Work.SEND, 2, 6 << 20);
    telling.tick();
  }

  @AfterEach
  void end() {
    telling.close();
  }

  /** Without the time of day in front, which is the machine's. */
  private static List<String> lines(String all) {
    return all.lines()
        .peek(line -> assertTrue(line.matches("\\d\\d:\\d\\d:\\d\\d .*"), line))
        .map(line -> line.substring(9))
        .toList();
  }

  @Test
  void withoutATerminalThereIsALineAFinishedFileAndOneAMinute() {
    telling.begun(BB, 0);
    telling.passed(BB, 3 << 20);
    telling.done(new Item(Work.PACK, "Hope BB", "Hope_BB.tar", 3 << 20));
    telling.done(BB);
    telling.done(Item.fault("Hope"));
    now = now.plusSeconds(59);
    telling.tick();
    now = now.plusSeconds(1);
    telling.tick();
    telling.tick();

    assertEquals(
        List.of(
            "sent Hope_BB.tar (3.0 MiB)",
            "3.0 MiB of 6.0 MiB, 50%, 0 B/s, 1m elapsed, stalled for 1m, 1 of 2 files, no errors"),
        lines(asides.toString(UTF_8)));
  }

  @Test
  void whoFollowsAFileIsToldMoreOften() throws IOException {
    Path log = folder.resolve("new/progress.log");
    telling.follow(log);
    telling.tick();
    telling.begun(BB, 0);
    telling.passed(BB, 1 << 20);
    now = now.plusSeconds(10);
    telling.tick();
    telling.done(BB);

    assertEquals(
        List.of(
            "1.0 MiB of 6.0 MiB, 16%, 102 KiB/s, 10s elapsed, 50s left, 0 of 2 files, no errors",
            "sent Hope_BB.tar (3.0 MiB)"),
        lines(Files.readString(log)));
  }

  @Test
  void aFileThatCannotBeWrittenEndsNothing() {
    telling.follow(folder);
    telling.done(BB);

    assertEquals(List.of("sent Hope_BB.tar (3.0 MiB)"), lines(asides.toString(UTF_8)));
  }
}

package org.quakecore.cssync.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.quakecore.cssync.job.ByteCount;

/**
 * One line at the bottom of a terminal that tells how far each stage is. It is drawn again at most
 * four times a second, and wiped before anything else is printed.
 */
final class TerminalProgress {
  private static final Duration BETWEEN_DRAWINGS = Duration.ofMillis(250);
  private static final String WIPE = "\r\033[K";

  private static final class Stage {
    private final long start;
    private long expected;
    private long done;

    Stage(long start) {
      this.start = start;
    }
  }

  private final PrintStream terminal;
  private final int columns;
  private final InstantSource clock;
  private final Map<String, Stage> stages = new LinkedHashMap<>();
  private long lastDrawn;
  private boolean drawn;

  /**
   * @param columns the terminal's width; a longer line would wrap and could not be wiped
   */
  TerminalProgress(PrintStream terminal, int columns, InstantSource clock) {
    this.terminal = terminal;
    this.columns = columns;
    this.clock = clock;
  }

  void expect(String stage, long bytes) {
    stages.computeIfAbsent(stage, name -> new Stage(clock.millis())).expected += bytes;
  }

  void advance(String stage, long bytes) {
    stages.computeIfAbsent(stage, name -> new Stage(clock.millis())).done += bytes;
    if (clock.millis() - lastDrawn >= BETWEEN_DRAWINGS.toMillis()) {
      draw();
    }
  }

  void wipe() {
    if (drawn) {
      terminal.print(WIPE);
      terminal.flush();
      drawn = false;
    }
  }

  private void draw() {
    lastDrawn = clock.millis();
    StringBuilder line = new StringBuilder();
    stages.forEach(
        (name, stage) -> line.append(line.isEmpty() ? "" : " | ").append(tell(name, stage)));
    String shown = line.length() < columns ? line.toString() : line.substring(0, columns - 1);
    terminal.print(WIPE + shown);
    terminal.flush();
    drawn = true;
  }

  private String tell(String name, Stage stage) {
    // Retries pass the same bytes again; more than everything would only puzzle.
    long done = Math.min(stage.done, Math.max(stage.expected, 0));
    double seconds = Math.max(0.001, (clock.millis() - stage.start) / 1000.0);
    long perSecond = (long) (done / seconds);
    long percent = stage.expected == 0 ? 0 : 100 * done / stage.expected;
    String left =
        perSecond == 0 || done >= stage.expected
            ? ""
            : ", " + left((stage.expected - done) / perSecond);
    return String.format(
        Locale.ROOT,
        "%s %d%% of %s, %s/s%s",
        name,
        percent,
        ByteCount.human(stage.expected),
        ByteCount.human(perSecond),
        left);
  }

  private static String left(long seconds) {
    Duration duration = Duration.ofSeconds(seconds);
    return duration.toHours() > 0
        ? duration.toHours() + "h" + duration.toMinutesPart() + "m left"
        : duration.toMinutes() > 0
            ? duration.toMinutes() + "m" + duration.toSecondsPart() + "s left"
            : seconds + "s left";
  }
}

package org.quakecore.cssync.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.quakecore.cssync.transfer.ByteCount;

/**
 * One line at the bottom of a terminal that tells how far each stage is. It is drawn again at most
 * four times a second, and wiped before anything else is printed.
 */
final class TerminalProgress {
  private static final Duration BETWEEN_DRAWINGS = Duration.ofMillis(250);
  private static final String WIPE = "\r\033[K";

  /** What a terminal has that does not know its width: screen and script report 0. */
  private static final int USUAL_COLUMNS = 80;

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
   * @param columns the terminal's width, 0 where it is not known; a longer line would wrap and
   *     could not be wiped
   */
  TerminalProgress(PrintStream terminal, int columns, InstantSource clock) {
    this.terminal = terminal;
    this.columns = columns > 0 ? columns : USUAL_COLUMNS;
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
    Iterator<Map.Entry<String, Stage>> each = stages.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<String, Stage> stage = each.next();
      // The last stage is the one that is waited for; the others need only few of 80 columns.
      line.append(
          each.hasNext()
              ? stage.getKey() + " " + percent(stage.getValue()) + "% | "
              : tell(stage.getKey(), stage.getValue()));
    }
    String shown = line.length() < columns ? line.toString() : line.substring(0, columns - 1);
    terminal.print(WIPE + shown);
    terminal.flush();
    drawn = true;
  }

  /** Retries pass the same bytes again; more than everything would only puzzle. */
  private static long done(Stage stage) {
    return Math.min(stage.done, stage.expected);
  }

  private static long percent(Stage stage) {
    return stage.expected == 0 ? 0 : 100 * done(stage) / stage.expected;
  }

  private String tell(String name, Stage stage) {
    double seconds = Math.max(0.001, (clock.millis() - stage.start) / 1000.0);
    long perSecond = (long) (done(stage) / seconds);
    long rest = stage.expected - done(stage);
    return String.format(
        Locale.ROOT,
        "%s %d%% of %s, %s/s%s",
        name,
        percent(stage),
        ByteCount.human(stage.expected),
        ByteCount.human(perSecond),
        perSecond == 0 || rest == 0 ? "" : ", " + left(rest / perSecond));
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

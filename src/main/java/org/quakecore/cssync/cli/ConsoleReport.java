package org.quakecore.cssync.cli;

import java.io.PrintStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.quakecore.cssync.transfer.ByteCount;
import org.quakecore.cssync.transfer.Progress;

/**
 * Prints results on one stream; warnings and progress go to the other: as a live line where that is
 * a terminal, else as one line for each finished part.
 */
public final class ConsoleReport implements Progress {
  private final PrintStream results;
  private final PrintStream asides;
  private Optional<TerminalProgress> live;

  private ConsoleReport(PrintStream results, PrintStream asides, Optional<TerminalProgress> live) {
    this.results = results;
    this.asides = asides;
    this.live = live;
  }

  /** A report into files or pipes. */
  public static ConsoleReport plain(PrintStream results, PrintStream asides) {
    return new ConsoleReport(results, asides, Optional.empty());
  }

  /**
   * A report whose second stream goes to a terminal.
   *
   * @param terminal the same without a guard, for to draw takes control characters
   * @param columns the terminal's width in characters, 0 where it is not known
   */
  public static ConsoleReport live(
      PrintStream results, PrintStream asides, PrintStream terminal, int columns) {
    return new ConsoleReport(
        results,
        asides,
        Optional.of(new TerminalProgress(terminal, columns, InstantSource.system())));
  }

  @Override
  public OptionalInt columns() {
    int columns = Integer.getInteger("cssync.window", 0);
    return columns > 0 ? OptionalInt.of(columns) : OptionalInt.empty();
  }

  @Override
  public void say(String line) {
    say(List.of(line));
  }

  /**
   * Written at once: thousands of small writes to a terminal or a log take longer than the work.
   */
  @Override
  public synchronized void say(List<String> lines) {
    if (!lines.isEmpty()) {
      draw(TerminalProgress::wipe);
      results.println(lines.stream().map(ConsoleReport::oneLine).collect(Collectors.joining("\n")));
      results.flush();
    }
  }

  @Override
  public synchronized void warn(String line) {
    draw(TerminalProgress::wipe);
    asides.println(oneLine(line));
    asides.flush();
  }

  @Override
  public synchronized void expect(String stage, long bytes) {
    draw(bar -> bar.expect(stage, bytes));
  }

  @Override
  public synchronized void advance(String stage, long bytes) {
    draw(bar -> bar.advance(stage, bytes));
  }

  @Override
  public synchronized void finished(String what, long bytes) {
    if (live.isEmpty()) {
      asides.println(oneLine(what) + " (" + ByteCount.human(bytes) + ")");
      asides.flush();
    }
  }

  /** A file's name may hold a line end, and what follows it would pass for a line of ours. */
  private static String oneLine(String line) {
    return line.replace("\n", "\\n");
  }

  /** Nothing that draws may ever end the work: a line that cannot be drawn is given up. */
  private void draw(Consumer<TerminalProgress> drawing) {
    try {
      live.ifPresent(drawing);
    } catch (RuntimeException undrawable) {
      live = Optional.empty();
    }
  }
}

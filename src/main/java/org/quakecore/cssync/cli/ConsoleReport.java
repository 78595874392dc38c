package org.quakecore.cssync.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.quakecore.cssync.cli.screen.Screen;
import org.quakecore.cssync.cli.screen.Telling;
import org.quakecore.cssync.transfer.Item;
import org.quakecore.cssync.transfer.Progress;
import org.quakecore.cssync.transfer.Work;

/**
 * Prints results on one stream; warnings and progress go to the other: as a picture where that is a
 * terminal, else as one line for each finished file and one a minute.
 */
public final class ConsoleReport implements Progress, AutoCloseable {
  private final PrintStream results;
  private final PrintStream asides;
  private final Telling telling;

  private ConsoleReport(PrintStream results, PrintStream asides, Telling telling) {
    this.results = results;
    this.asides = asides;
    this.telling = telling;
  }

  /** A report into files or pipes. */
  public static ConsoleReport plain(PrintStream results, PrintStream asides) {
    return new ConsoleReport(results, asides, new Telling(asides, Optional.empty()));
  }

  /**
   * A report whose second stream goes to a terminal.
   *
   * @param screen what that stream writes to
   */
  public static ConsoleReport live(PrintStream results, PrintStream asides, Screen screen) {
    return new ConsoleReport(results, asides, new Telling(asides, Optional.of(screen)));
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
  public void say(List<String> lines) {
    if (!lines.isEmpty()) {
      String text = lines.stream().map(ConsoleReport::oneLine).collect(Collectors.joining("\n"));
      telling.aside(
          () -> {
            results.println(text);
            results.flush();
          });
    }
  }

  @Override
  public void warn(String line) {
    telling.aside(
        () -> {
          asides.println(oneLine(line));
          asides.flush();
        });
  }

  @Override
  public void expect(Work work, long count, long bytes) {
    telling.expect(work, count, bytes);
  }

  @Override
  public void begun(Item item, long offset) {
    telling.begun(item, offset);
  }

  @Override
  public void passed(Item item, long bytes) {
    telling.passed(item, bytes);
  }

  @Override
  public void done(Item item) {
    telling.done(item);
  }

  @Override
  public void failed(Item item) {
    telling.failed(item);
  }

  @Override
  public void waiting(String who, Instant until) {
    telling.waiting(who, until);
  }

  @Override
  public void follow(Path file) {
    telling.follow(file);
  }

  @Override
  public boolean shows(List<String> lines) {
    return telling.shows(lines);
  }

  /** Takes away what is drawn, and draws nothing more. */
  @Override
  public void close() {
    telling.close();
  }

  /** A file's name may hold a line end, and what follows it would pass for a line of ours. */
  private static String oneLine(String line) {
    return line.replace("\n", "\\n");
  }
}

package org.quakecore.cssync.cli;

import java.io.PrintStream;
import org.quakecore.cssync.job.Progress;

/** Prints results on one stream, and warnings and finished parts on the other. */
public final class ConsoleReport implements Progress {
  private final PrintStream results;
  private final PrintStream asides;

  public ConsoleReport(PrintStream results, PrintStream asides) {
    this.results = results;
    this.asides = asides;
  }

  @Override
  public synchronized void say(String line) {
    results.println(line);
    results.flush();
  }

  @Override
  public synchronized void warn(String line) {
    asides.println(line);
    asides.flush();
  }

  @Override
  public void expect(String stage, long bytes) {}

  @Override
  public void advance(String stage, long bytes) {}

  @Override
  public void finished(String what, long bytes) {}
}

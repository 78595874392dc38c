package org.quakecore.cssync.cli.screen;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.transfer.ByteCount;
import org.quakecore.cssync.transfer.Item;

/**
 * Tells a run in plain lines, each with the time of day, for files and terminals that only print.
 */
final class Lines {
  private final PrintStream out;
  private final Duration every;
  private final InstantSource clock;
  private Instant last = Instant.MAX;

  /**
   * @param every how often it is told how far the whole is
   */
  Lines(PrintStream out, Duration every, InstantSource clock) {
    this.out = out;
    this.every = every;
    this.clock = clock;
  }

  /** Tells of a file that has come to its end. */
  void done(Item item, Account account) {
    if (account.isToldAlone(item)) {
      print(account.time() + " " + done(item));
    }
  }

  /** Like {@code sent Hope_BB.tar (47.9 GiB)}. */
  static String done(Item item) {
    return item.work().done()
        + " "
        + Quoted.line(item.name())
        + " ("
        + ByteCount.human(item.bytes())
        + ")";
  }

  /** Some time has passed: tells how far the whole is, when that is due. */
  void tick(Account account) {
    Instant now = clock.instant();
    if (!account.isAtWork()) {
      return;
    }
    if (last.equals(Instant.MAX)) {
      last = now;
    } else if (!now.isBefore(last.plus(every))) {
      last = now;
      print(account.time() + " " + String.join(", ", account.whole()));
    }
  }

  private void print(String line) {
    out.println(line);
    out.flush();
  }
}

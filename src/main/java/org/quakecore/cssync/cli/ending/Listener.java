package org.quakecore.cssync.cli.ending;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.quakecore.cssync.transfer.Conclusion;
import org.quakecore.cssync.transfer.Item;
import org.quakecore.cssync.transfer.Progress;
import org.quakecore.cssync.transfer.Work;

/** Hands everything on, and keeps what the run came to. */
final class Listener implements Progress {
  private final Progress console;
  private final boolean aside;
  private volatile Optional<Conclusion> conclusion = Optional.empty();

  /**
   * Listens.
   *
   * @param aside whether results go where warnings do, for there is to be one JSON document alone
   */
  Listener(Progress console, boolean aside) {
    this.console = console;
    this.aside = aside;
  }

  /** Empty where the run ended before it could sum up. */
  Optional<Conclusion> conclusion() {
    return conclusion;
  }

  @Override
  public void conclude(Conclusion told) {
    conclusion = Optional.of(told);
    if (aside) {
      say(told.lines());
    } else {
      console.conclude(told);
    }
  }

  @Override
  public void say(String line) {
    if (aside) {
      console.warn(line);
    } else {
      console.say(line);
    }
  }

  @Override
  public void say(List<String> lines) {
    if (aside) {
      lines.forEach(console::warn);
    } else {
      console.say(lines);
    }
  }

  @Override
  public OptionalInt columns() {
    return console.columns();
  }

  @Override
  public void warn(String line) {
    console.warn(line);
  }

  @Override
  public void expect(Work work, long count, long bytes) {
    console.expect(work, count, bytes);
  }

  @Override
  public void begun(Item item, long offset) {
    console.begun(item, offset);
  }

  @Override
  public void passed(Item item, long bytes) {
    console.passed(item, bytes);
  }

  @Override
  public void done(Item item) {
    console.done(item);
  }

  @Override
  public void failed(Item item) {
    console.failed(item);
  }

  @Override
  public void waiting(String who, Instant until) {
    console.waiting(who, until);
  }

  @Override
  public void follow(Path file) {
    console.follow(file);
  }

  @Override
  public boolean shows(List<String> lines) {
    return console.shows(lines);
  }
}

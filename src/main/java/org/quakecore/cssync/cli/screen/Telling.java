package org.quakecore.cssync.cli.screen;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.transfer.Item;
import org.quakecore.cssync.transfer.Work;
import org.slf4j.LoggerFactory;

/**
 * Tells what goes on while it does: as a picture where there is a screen, else in plain lines; and
 * in a file, for who follows it there. A thread of its own does so as time passes.
 */
public final class Telling implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMinutes(1);
  private static final Duration EVERY_IN_FILE = Duration.ofSeconds(10);

  private static final long BETWEEN_LOOKS = 1_000;

  private final Account account;
  private final InstantSource clock;
  private final Optional<Screen> screen;
  private final PrintStream asides;
  private final List<Lines> lines = new ArrayList<>();
  private Optional<PrintStream> file = Optional.empty();
  private Optional<Snapshot> snapshot = Optional.empty();
  private Thread ticker;
  private boolean closed;

  /**
   * @param asides where plain lines go
   * @param screen the same, where it is a terminal that can be drawn on
   */
  public Telling(PrintStream asides, Optional<Screen> screen) {
    this(asides, screen, InstantSource.system());
  }

  Telling(PrintStream asides, Optional<Screen> screen, InstantSource clock) {
    this.account = new Account(clock);
    this.clock = clock;
    this.screen = screen;
    this.asides = asides;
    screen.ifPresentOrElse(
        shown -> shown.show(account), () -> lines.add(new Lines(asides, EVERY, clock)));
  }

  public synchronized void expect(Work work, long count, long bytes) {
    account.expect(work, count, bytes);
    begin();
  }

  public synchronized void begun(Item item, long offset) {
    account.begun(item, offset);
    begin();
  }

  public synchronized void passed(Item item, long bytes) {
    account.passed(item, bytes);
  }

  public synchronized void done(Item item) {
    account.done(item);
    lines.forEach(each -> each.done(item, account));
    if (screen.isPresent() && account.isToldAlone(item)) {
      asides.println(account.time() + " " + Lines.done(item));
      asides.flush();
      screen.get().drawSoon();
    }
  }

  public synchronized void failed(Item item) {
    account.failed(item);
  }

  public synchronized void waiting(String who, Instant until) {
    account.waiting(who, until);
  }

  /** Also tells it at the end of a file, and beside that what goes on now. */
  public synchronized void follow(Path path) {
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      PrintStream stream =
          new PrintStream(
              Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
              false,
              StandardCharsets.UTF_8);
      file = Optional.of(stream);
      lines.add(new Lines(stream, EVERY_IN_FILE, clock));
      snapshot = Optional.of(new Snapshot(path.toAbsolutePath().getParent(), clock));
    } catch (IOException unwritable) {
      LoggerFactory.getLogger(Telling.class)
          .warn("{}: no progress is written: {}", path, unwritable.toString());
    }
  }

  /** Shows lines of another run instead, where there is a screen. */
  public synchronized boolean shows(List<String> others) {
    screen.ifPresent(shown -> shown.show(others));
    return screen.isPresent();
  }

  /** Prints something that is no part of the picture, in front of it. */
  public synchronized void aside(Runnable print) {
    screen.ifPresent(Screen::wipe);
    print.run();
    screen.ifPresent(Screen::drawSoon);
  }

  /** Some time has passed. */
  synchronized void tick() {
    lines.forEach(each -> each.tick(account));
    snapshot.ifPresent(each -> each.tick(account));
    screen.ifPresent(Screen::draw);
  }

  /** Ends it: nothing is drawn any more, and nothing drawn is left. */
  @Override
  public synchronized void close() {
    closed = true;
    screen.ifPresent(Screen::close);
    file.ifPresent(PrintStream::close);
    snapshot.ifPresent(Snapshot::close);
    notifyAll();
  }

  private void begin() {
    if (ticker != null || closed) {
      return;
    }
    ticker = new Thread(this::goOn, "display");
    ticker.setDaemon(true);
    try {
      ticker.start();
    } catch (OutOfMemoryError noThread) {
      // Then it is drawn and told only when something is said.
      screen.ifPresent(Screen::draw);
    }
  }

  private synchronized void goOn() {
    try {
      while (!closed) {
        wait(screen.isPresent() ? Screen.BETWEEN_PICTURES : BETWEEN_LOOKS);
        tick();
      }
    } catch (InterruptedException asked) {
      // Nobody knows this thread; then nothing more is told.
      return;
    }
  }
}

package org.quakecore.cssync.remote.rclone.answer;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells people what rclone waits for when the remote has asked it to: Dropbox bans who asks too
 * much for five minutes, in which nothing else is to be heard of it. All calls of rclone wait
 * together, and are told once. Safe to use from several threads.
 */
public final class Waits {
  /** What rclone says of the header Retry-After. */
  private static final Pattern ASKED = Pattern.compile("[Tt]rying again in (\\d{1,6}) seconds");

  /** Shorter waits need no explanation. */
  private static final Duration WORTH_TELLING = Duration.ofSeconds(10);

  private static final Duration REMINDER = Duration.ofMinutes(1);
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private final Consumer<String> teller;
  private final Consumer<Instant> waits;
  private final InstantSource clock;
  private Instant since = Instant.MIN;
  private Instant until = Instant.MIN;
  private Instant told = Instant.MIN;

  /**
   * @param teller is told in words
   * @param waits is told until when
   */
  public Waits(Consumer<String> teller, Consumer<Instant> waits) {
    this(teller, waits, InstantSource.system());
  }

  public Waits(Consumer<String> teller, Consumer<Instant> waits, InstantSource clock) {
    this.teller = teller;
    this.waits = waits;
    this.clock = clock;
  }

  /** How long rclone is going to wait, where that is what it says. */
  public static Optional<Duration> in(String message) {
    Matcher asked = ASKED.matcher(message);
    return asked.find()
        ? Optional.of(Duration.ofSeconds(Long.parseLong(asked.group(1))))
        : Optional.empty();
  }

  /** Something rclone says: a wait is told, unless another that lasts as long has been. */
  public synchronized void hear(String message) {
    Duration wait = in(message).orElse(Duration.ZERO);
    Instant now = clock.instant();
    if (wait.compareTo(WORTH_TELLING) < 0 || !now.plus(wait).isAfter(until.plus(WORTH_TELLING))) {
      return;
    }
    boolean goesOn = now.isBefore(until.plus(WORTH_TELLING));
    if (!goesOn) {
      since = now;
    }
    until = now.plus(wait);
    waits.accept(until);
    tell(now);
    if (!goesOn) {
      Thread reminder = new Thread(this::remind, "reminder");
      reminder.setDaemon(true);
      reminder.start();
    }
  }

  /** Says once more that it is waited, where that has not been said for a minute. */
  public synchronized void remindNow() {
    Instant now = clock.instant();
    if (now.isBefore(until) && !now.isBefore(told.plus(REMINDER))) {
      tell(now);
    }
  }

  private void tell(Instant now) {
    told = now;
    teller.accept(
        "waiting since "
            + time(since)
            + ", until "
            + time(until)
            + ": the remote was asked too much at once (too_many_requests), and answers nothing for "
            + Duration.between(now, until).toSeconds()
            + " s");
  }

  private void remind() {
    try {
      while (isWaiting()) {
        Thread.sleep(Duration.ofSeconds(1).toMillis());
        remindNow();
      }
    } catch (InterruptedException e) {
      // Nobody knows this thread; then nothing more is told.
      return;
    }
  }

  private synchronized boolean isWaiting() {
    return clock.instant().isBefore(until.plus(WORTH_TELLING));
  }

  private static String time(Instant instant) {
    return CLOCK.format(instant.atZone(ZoneId.systemDefault()));
  }
}

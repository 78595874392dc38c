package org.quakecore.cssync.transfer;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * The patience of a run with others that hold what it needs: looks again and again, for so long.
 */
public final class Waiting {
  private static final int FIRST_SECONDS = 1;
  private static final int LONGEST_SECONDS = 15;

  private final Duration patience;
  private final Consumer<String> notice;
  private final Retry.Pause pause;
  private final Set<String> told = new HashSet<>();
  private long waited;
  private int next = FIRST_SECONDS;

  /**
   * @param notice is told once of each that is waited for
   */
  public Waiting(Times times, Consumer<String> notice, Retry.Pause pause) {
    Optional<Duration> toEnd = times.end().map(end -> Duration.between(Instant.now(), end));
    this.patience =
        toEnd.filter(left -> left.compareTo(times.patience()) < 0).orElse(times.patience());
    this.notice = notice;
    this.pause = pause;
  }

  /** Gives up at once. */
  static Waiting none(Consumer<String> notice, Retry.Pause pause) {
    return new Waiting(Times.NONE, notice, pause);
  }

  public boolean isWanted() {
    return !patience.isNegative() && !patience.isZero();
  }

  /** Tells something, unless it was told before. */
  void tell(String line) {
    if (told.add(line)) {
      notice.accept(line);
    }
  }

  /** A pause that counts. */
  void seconds(int seconds) throws InterruptedException {
    waited += seconds;
    pause.seconds(seconds);
  }

  /**
   * Waits a little.
   *
   * @param why what is waited for
   * @return false, and at once, when the patience is at its end
   */
  public boolean again(String why) throws SyncException {
    long left = patience.toSeconds() - waited;
    if (left <= 0) {
      return false;
    }
    tell("waiting, at most " + words(patience) + ": " + why);
    try {
      seconds((int) Math.min(next, left));
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      throw SyncException.interrupted(asked);
    }
    next = Math.min(2 * next, LONGEST_SECONDS);
    return true;
  }

  private static String words(Duration time) {
    String words =
        (time.toHours() > 0 ? time.toHours() + " h " : "")
            + (time.toMinutesPart() > 0 ? time.toMinutesPart() + " min " : "")
            + (time.toSecondsPart() > 0 || time.toMinutes() == 0
                ? time.toSecondsPart() + " s"
                : "");
    return words.strip();
  }
}

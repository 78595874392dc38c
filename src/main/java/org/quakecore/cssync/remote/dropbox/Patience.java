package org.quakecore.cssync.remote.dropbox;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long Dropbox is waited for. Who has told rclone so by RCLONE_TIMEOUT or
 * RCLONE_LOW_LEVEL_RETRIES, of a line that is known to be bad for example, means it here as well.
 *
 * @param stallLimit how long nothing may move before a call is given up
 * @param tries of a call that breaks, in all
 * @param firstWait before the second try; each wait is twice the one before
 */
record Patience(Duration stallLimit, int tries, Duration firstWait) {
  private static final Duration STALL_LIMIT = Duration.ofMinutes(2);
  private static final int TRIES = 8;
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

  private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h)");

  static Patience of(Map<String, String> environment) {
    String tries = environment.getOrDefault("RCLONE_LOW_LEVEL_RETRIES", "");
    return new Patience(
        duration(environment.getOrDefault("RCLONE_TIMEOUT", "")).orElse(STALL_LIMIT),
        tries.matches("[1-9]\\d{0,3}") ? Integer.parseInt(tries) : TRIES,
        FIRST_WAIT);
  }

  /** A time as Go writes it, like {@code 1m30s}; none for what is no time, or none at all. */
  private static Optional<Duration> duration(String text) {
    Matcher part = PART.matcher(text);
    double seconds = 0;
    int end = 0;
    while (part.lookingAt()) {
      double unit =
          switch (part.group(2)) {
            case "ms" -> 0.001;
            case "s" -> 1;
            case "m" -> 60;
            default -> 3600;
          };
      seconds += Double.parseDouble(part.group(1)) * unit;
      end = part.end();
      part.region(end, text.length());
    }
    return end == text.length() && seconds > 0
        ? Optional.of(Duration.ofMillis(Math.round(seconds * 1000)))
        : Optional.empty();
  }
}

package org.quakecore.cssync.cli;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.purge.Rule;
import org.quakecore.cssync.transfer.Times;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code --until} and {@code --wait}, the same for every command that moves bytes; and {@code
 * --purge_after}, for those that look at sources.
 */
final class TimeOptions {
  /** Set by Slurm from 23.02 on, and by our own job script before. */
  private static final String JOB_END = "SLURM_JOB_END_TIME";

  /** --signal=TERM@120, which Slurm may send a minute earlier. */
  private static final Duration SIGNAL = Duration.ofMinutes(3);

  private static final int LEAST_PART = 4;
  private static final Pattern SECONDS = Pattern.compile("\\d{9,11}");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(s|m|h|d)");

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description =
          "Begin nothing that cannot be finished by then, and end before it: 14:30,"
              + " 2026-11-28T14:30, or seconds since 1970. In a Slurm job the job's own end, unless"
              + " given here; none: no end.")
  private String until;

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      description =
          "Wait so long for a lock that another run holds, like 90s, 30m, 12h or 2d; end: until"
              + " the run has to end. Default: not at all")
  private String wait;

  /** {@code --purge_after}. */
  static final class PurgeAfter {
    @Option(
        names = {"--purge_after", "--purge-after"},
        paramLabel = "DAYS",
        converter = Days.class,
        description =
            "Tell what a file system that deletes files so long after they were last read, like 90d"
                + " or 13w, takes when: fault by fault, the soonest first. To look changes nothing,"
                + " but to read a file, as to send it does, counts as an access: on a disk mounted"
                + " relatime once a day at most, with noatime never, and then nobody sees what was"
                + " read when.")
    private Duration after;

    /** As of now. */
    Optional<Rule> rule() {
      return Optional.ofNullable(after).map(time -> new Rule(time, Instant.now()));
    }
  }

  /** Reads whole days and weeks. */
  static final class Days implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,3})([dw])");

    @Override
    public Duration convert(String text) {
      Matcher form = FORM.matcher(text.strip());
      if (!form.matches()) {
        throw new TypeConversionException("\"" + text + "\": give days or weeks, like 90d or 13w");
      }
      int days = form.group(2).equals("w") ? 7 : 1;
      return Duration.ofDays(Long.parseLong(form.group(1)) * days);
    }
  }

  Times times() throws SyncException {
    return times(until, wait, System.getenv(), Clock.system(ZoneId.systemDefault()));
  }

  static Times times(String until, String wait, Map<String, String> environment, Clock clock)
      throws SyncException {
    Optional<Instant> end =
        until == null ? endOfJob(environment, clock) : end(until.strip(), clock);
    if (wait == null) {
      return new Times(end, Duration.ZERO);
    }
    if (wait.strip().equals("end")) {
      if (end.isEmpty()) {
        throw usage("--wait end: this run knows no end; give --until, or say how long, like 12h");
      }
      return new Times(end, Duration.between(clock.instant(), end.get()));
    }
    return new Times(end, duration(wait.strip()));
  }

  /**
   * When the job ends, or is told to. An end that has passed is of another job: that of the
   * terminal this runs in.
   */
  private static Optional<Instant> endOfJob(Map<String, String> environment, Clock clock) {
    String text = environment.getOrDefault(JOB_END, "");
    if (!SECONDS.matcher(text).matches()) {
      return Optional.empty();
    }
    Instant end = Instant.ofEpochSecond(Long.parseLong(text));
    Duration left = Duration.between(clock.instant(), end);
    if (left.isNegative() || left.isZero()) {
      return Optional.empty();
    }
    Duration spare = left.dividedBy(LEAST_PART);
    return Optional.of(end.minus(spare.compareTo(SIGNAL) < 0 ? spare : SIGNAL));
  }

  private static Optional<Instant> end(String text, Clock clock) throws SyncException {
    if (text.equals("none")) {
      return Optional.empty();
    }
    if (SECONDS.matcher(text).matches()) {
      return Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
    }
    ZoneId zone = clock.getZone();
    try {
      if (text.matches("\\d\\d:\\d\\d(:\\d\\d)?")) {
        ZonedDateTime now = clock.instant().atZone(zone);
        ZonedDateTime today = now.toLocalDate().atTime(LocalTime.parse(text)).atZone(zone);
        return Optional.of((today.isAfter(now) ? today : today.plusDays(1)).toInstant());
      }
      if (text.matches(".*(Z|[+-]\\d\\d:?\\d\\d)")) {
        return Optional.of(ZonedDateTime.parse(text).toInstant());
      }
      return Optional.of(LocalDateTime.parse(text).atZone(zone).toInstant());
    } catch (DateTimeException noTime) {
      throw usage(
          "--until "
              + Quoted.of(text)
              + ": give a time, like 14:30, 2026-11-28T14:30, seconds since 1970, or none");
    }
  }

  private static Duration duration(String text) throws SyncException {
    Matcher form = DURATION.matcher(text);
    if (!form.matches()) {
      throw usage("--wait " + Quoted.of(text) + ": give a time, like 90s, 30m, 12h or 2d, or end");
    }
    long number = Long.parseLong(form.group(1));
    return switch (form.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  private static SyncException usage(String message) {
    return new SyncException(Kind.USAGE, message);
  }
}

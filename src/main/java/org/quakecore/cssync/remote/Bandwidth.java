package org.quakecore.cssync.remote;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.DayOfWeek;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How fast bytes may pass, all of a run together. Written as rclone's {@code --bwlimit}: {@code
 * 10M} for 10 MiB a second, {@code 10M:1M} for sending and receiving, or a timetable like {@code
 * "08:00,512k Sat-00:00,off"}. A bare number means KiB. Safe to use from several threads.
 */
public final class Bandwidth {
  /** As fast as can be. */
  public static final Bandwidth UNLIMITED = new Bandwidth(List.of(), InstantSource.system());

  private static final Pattern RATE =
      Pattern.compile("(\\d+(?:\\.\\d+)?)([BbKkMmGgTtPp]?)(?:i?[Bb]?)");
  private static final Pattern ENTRY =
      Pattern.compile("(?:(?<day>\\p{Alpha}{3,9})-)?(?<time>\\d{1,2}:\\d{2}),(?<rate>\\S+)");
  private static final String UNITS = "BKMGTP";

  /** What had not been used of the time before counts for as long, at most. */
  private static final long MOST_NANOS_SAVED = TimeUnit.MILLISECONDS.toNanos(100);

  /**
   * From a time of the day on.
   *
   * @param day of the week, where it is not of every day
   * @param up bytes a second, 0 for no limit
   * @param down likewise
   */
  private record Entry(Optional<DayOfWeek> day, LocalTime from, long up, long down) {}

  /** An entry, on a day of the week. */
  private record Turn(DayOfWeek day, Entry entry) {
    LocalTime from() {
      return entry.from();
    }
  }

  private final List<Turn> week = new ArrayList<>();
  private final InstantSource clock;
  private final long[] free = {System.nanoTime(), System.nanoTime()};

  private Bandwidth(List<Entry> entries, InstantSource clock) {
    this.clock = clock;
    for (Entry entry : entries) {
      for (DayOfWeek day : DayOfWeek.values()) {
        if (entry.day().orElse(day) == day) {
          week.add(new Turn(day, entry));
        }
      }
    }
    week.sort(Comparator.comparing(Turn::day).thenComparing(Turn::from));
  }

  /**
   * Reads a limit.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static Bandwidth of(String text) {
    return of(text, InstantSource.system());
  }

  static Bandwidth of(String text, InstantSource clock) {
    List<Entry> entries = new ArrayList<>();
    if (text.indexOf(',') < 0) {
      entries.add(entry(Optional.empty(), LocalTime.MIDNIGHT, text.strip(), text));
    } else {
      for (String each : text.strip().split("\\s+", -1)) {
        Matcher entry = ENTRY.matcher(each);
        if (!entry.matches()) {
          throw malformed(text, each);
        }
        entries.add(
            entry(
                Optional.ofNullable(entry.group("day")).map(day -> day(day, text)),
                time(entry.group("time"), text),
                entry.group("rate"),
                text));
      }
    }
    return new Bandwidth(entries, clock);
  }

  private static Entry entry(Optional<DayOfWeek> day, LocalTime from, String rates, String text) {
    String[] both = rates.split(":", -1);
    if (both.length > 2) {
      throw malformed(text, rates);
    }
    long up = rate(both[0], text);
    return new Entry(day, from, up, both.length == 2 ? rate(both[1], text) : up);
  }

  private static DayOfWeek day(String name, String text) {
    for (DayOfWeek day : DayOfWeek.values()) {
      if (day.name().startsWith(name.toUpperCase(Locale.ROOT))) {
        return day;
      }
    }
    throw malformed(text, name);
  }

  private static LocalTime time(String time, String text) {
    int colon = time.indexOf(':');
    int hour = Integer.parseInt(time.substring(0, colon));
    int minute = Integer.parseInt(time.substring(colon + 1));
    if (hour > 23 || minute > 59) {
      throw malformed(text, time);
    }
    return LocalTime.of(hour, minute);
  }

  private static long rate(String rate, String text) {
    if (rate.equalsIgnoreCase("off")) {
      return 0;
    }
    Matcher parts = RATE.matcher(rate);
    if (!parts.matches()) {
      throw malformed(text, rate);
    }
    String unit = parts.group(2).isEmpty() ? "K" : parts.group(2).toUpperCase(Locale.ROOT);
    double factor = Math.pow(1024, UNITS.indexOf(unit));
    return (long) (Double.parseDouble(parts.group(1)) * factor);
  }

  private static IllegalArgumentException malformed(String text, String part) {
    return new IllegalArgumentException(
        "\""
            + text
            + "\" is no limit of speed, because of \""
            + part
            + "\": write it as for rclone's --bwlimit, like 10M, 10M:1M, or \"08:00,512k"
            + " 19:00,off\"");
  }

  /** The bytes a second that may pass now, 0 for no limit. */
  public long rate(boolean up) {
    if (week.isEmpty()) {
      return 0;
    }
    LocalDateTime now = LocalDateTime.ofInstant(clock.instant(), ZoneId.systemDefault());
    // Before the first entry of the week the last one still holds.
    Entry holds = week.get(week.size() - 1).entry();
    for (Turn turn : week) {
      int day = turn.day().compareTo(now.getDayOfWeek());
      if (day < 0 || (day == 0 && !turn.from().isAfter(now.toLocalTime()))) {
        holds = turn.entry();
      }
    }
    return up ? holds.up() : holds.down();
  }

  /** Waits until so many bytes may pass. */
  public void pass(int bytes, boolean up) throws InterruptedIOException {
    long wait = count(bytes, up);
    try {
      TimeUnit.NANOSECONDS.sleep(wait);
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped before the end");
    }
  }

  /**
   * Counts bytes that do not wait, though others wait the longer for them: few, for which a whole
   * run would have to wait, like those of a lock.
   *
   * @return how long they would have had to wait, in nanoseconds
   */
  public long count(int bytes, boolean up) {
    long rate = rate(up);
    if (rate == 0) {
      return 0;
    }
    long now = System.nanoTime();
    synchronized (free) {
      int which = up ? 0 : 1;
      long from = Math.max(free[which], now - MOST_NANOS_SAVED);
      free[which] = from + (long) (bytes * 1e9 / rate);
      return from - now;
    }
  }

  /** The same stream, no faster than bytes may come. */
  public InputStream slowed(InputStream in) {
    return week.isEmpty()
        ? in
        : new FilterInputStream(in) {
          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, Math.min(length, 1 << 16));
            if (read > 0) {
              pass(read, false);
            }
            return read;
          }
        };
  }

  /**
   * What each of several programs may have of it, as rclone is told it; empty where there is no
   * limit.
   */
  public Optional<String> share(int programs) {
    if (week.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        week.stream()
            .map(
                turn ->
                    turn.day().name().charAt(0)
                        + turn.day().name().substring(1, 3).toLowerCase(Locale.ROOT)
                        + "-"
                        + turn.from()
                        + ","
                        + share(turn.entry().up(), programs)
                        + ":"
                        + share(turn.entry().down(), programs))
            .collect(Collectors.joining(" ")));
  }

  private static String share(long rate, int programs) {
    return rate == 0 ? "off" : Math.max(1, rate / programs) + "B";
  }
}

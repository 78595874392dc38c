package org.quakecore.cssync.cli.screen;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.quakecore.cssync.transfer.ByteCount;
import org.quakecore.cssync.transfer.Item;
import org.quakecore.cssync.transfer.Work;

/** Keeps count of what is done, and says in words how far it is. Not safe for several threads. */
final class Account {
  /** Before that, a rate is no more than chance. */
  private static final long NOTHING_PROMISED = 10_000;

  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  /** What there is of one kind of work. */
  private static final class Total {
    private long expected;
    private long expectedBytes;
    private long done;
    private long doneBytes;
  }

  /** How far an item is. */
  private static final class Position {
    private final Rate rate;
    private long position;

    Position(long now, long offset) {
      this.rate = new Rate(now);
      this.position = offset;
    }
  }

  /**
   * An item under way.
   *
   * @param bytes of it that have passed
   * @param rate in bytes a second
   */
  record UnderWay(Item item, long bytes, long rate) {}

  private final InstantSource clock;
  private final Map<Work, Total> totals = new EnumMap<>(Work.class);
  private final Map<Item, Position> underWay = new LinkedHashMap<>();
  private final Set<String> failed = new HashSet<>();
  private Rate rate;
  private long start;
  private long lastMove;
  private String waitingFor = "";
  private Instant waitingUntil = Instant.MIN;

  Account(InstantSource clock) {
    this.clock = clock;
  }

  void expect(Work work, long count, long bytes) {
    moved();
    Total total = total(work);
    total.expected += count;
    total.expectedBytes += bytes;
  }

  void begun(Item item, long offset) {
    moved();
    if (underWay.containsKey(item)) {
      underWay.get(item).position = offset;
    } else {
      underWay.put(item, new Position(clock.millis(), offset));
    }
  }

  void passed(Item item, long bytes) {
    moved();
    if (isMain(item)) {
      rate.passed(clock.millis(), bytes);
    }
    Position position = underWay.get(item);
    if (position != null) {
      position.position += bytes;
      position.rate.passed(clock.millis(), bytes);
    }
  }

  void done(Item item) {
    moved();
    Position position = underWay.remove(item);
    total(item.work()).done++;
    // How many files a listing has nobody knows before its end.
    total(item.work()).doneBytes +=
        item.work() != Work.LIST ? item.bytes() : position == null ? 0 : position.position;
  }

  void failed(Item item) {
    moved();
    underWay.remove(item);
    failed.add(item.set());
  }

  void waiting(String who, Instant until) {
    waitingFor = who;
    waitingUntil = until;
  }

  /** Whether there is anything to tell. */
  boolean isAtWork() {
    return main().isPresent();
  }

  /** Whether its end is told: of files, that of the work that takes long. */
  boolean isToldAlone(Item item) {
    return !item.work().isCounted() && isMain(item);
  }

  private boolean isMain(Item item) {
    return main().filter(item.work()::equals).isPresent();
  }

  /** In the order in which they began. */
  List<UnderWay> underWay() {
    List<UnderWay> all = new ArrayList<>();
    underWay.forEach(
        (item, position) ->
            all.add(
                new UnderWay(
                    item,
                    Math.min(position.position, item.bytes()),
                    position.rate.perSecond(clock.millis()))));
    return all;
  }

  /** How far the whole is, in pieces of a sentence; the most important first. */
  List<String> whole() {
    Work work = main().orElseThrow();
    Total total = total(work);
    List<String> pieces = new ArrayList<>();
    long now = clock.millis();
    long bytes = Math.min(bytes(work), total.expectedBytes);
    long left = total.expectedBytes - bytes;
    long perSecond = rate.perSecond(now);
    boolean counted = work.isCounted();
    if (!counted) {
      pieces.add(
          ByteCount.human(bytes)
              + " of "
              + ByteCount.human(total.expectedBytes)
              + ", "
              + percent(bytes, total.expectedBytes));
      if (left > 0) {
        pieces.add(ByteCount.human(perSecond) + "/s");
      }
    }
    pieces.add(duration((now - start) / 1_000) + " elapsed");
    Optional<String> halt = halt(now);
    if (halt.isPresent()) {
      pieces.add(halt.get());
    } else if (now - start >= NOTHING_PROMISED) {
      secondsLeft(total, left, perSecond, now)
          .ifPresent(seconds -> pieces.add(duration(seconds) + " left"));
    }
    Total faults = total(Work.FAULT);
    if (faults.expected > 0) {
      pieces.add(Math.min(faults.done, faults.expected) + " of " + count(faults.expected, "fault"));
    }
    if (work == Work.VERSION) {
      pieces.add(Math.min(total.done, total.expected) + " of " + count(total.expected, "version"));
      pieces.add(count(bytes(Work.LIST), "file") + " listed");
    }
    if (!counted && total.expected > 0) {
      pieces.add(Math.min(total.done, total.expected) + " of " + count(total.expected, "file"));
    }
    pieces.add(failed.isEmpty() ? "no errors" : count(failed.size(), "error"));
    return pieces;
  }

  /** The time of day, as it stands in front of lines. */
  String time() {
    return time(clock.instant());
  }

  private static String time(Instant instant) {
    return CLOCK.format(instant.atZone(ZoneId.systemDefault()));
  }

  /** Why nothing moves. */
  private Optional<String> halt(long now) {
    if (clock.instant().isBefore(waitingUntil)) {
      return Optional.of(waitingFor + " asks to wait until " + time(waitingUntil));
    }
    long still = now - lastMove;
    return still >= Rate.WINDOW
        ? Optional.of("stalled for " + duration(still / 1_000))
        : Optional.empty();
  }

  private Optional<Long> secondsLeft(Total total, long bytes, long perSecond, long now) {
    if (total.expectedBytes > 0) {
      return bytes == 0 || perSecond == 0 ? Optional.empty() : Optional.of(bytes / perSecond);
    }
    long count = total.expected - total.done;
    return count <= 0 || total.done == 0
        ? Optional.empty()
        : Optional.of((now - start) * count / total.done / 1_000);
  }

  /** What is done, and what has passed of what is under way. */
  private long bytes(Work work) {
    long bytes = total(work).doneBytes;
    for (Map.Entry<Item, Position> each : underWay.entrySet()) {
      if (each.getKey().work() == work) {
        bytes += Math.min(each.getValue().position, each.getKey().bytes());
      }
    }
    return bytes;
  }

  private void moved() {
    lastMove = clock.millis();
    if (rate == null) {
      start = lastMove;
      rate = new Rate(lastMove);
    }
  }

  private Total total(Work work) {
    return totals.computeIfAbsent(work, each -> new Total());
  }

  private Optional<Work> main() {
    return totals.entrySet().stream()
        .filter(each -> each.getValue().expected > 0)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  static String percent(long bytes, long of) {
    // Never all before it is.
    return (of == 0 ? 100 : 100 * bytes / of) + "%";
  }

  private static String count(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  /** With its two largest units, like {@code 2d3h}, {@code 1h41m} or {@code 40s}. */
  static String duration(long seconds) {
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3_600) {
      return seconds / 60 + "m" + (seconds < 600 && seconds % 60 > 0 ? seconds % 60 + "s" : "");
    }
    if (seconds < 86_400) {
      return seconds / 3_600 + "h" + seconds / 60 % 60 + "m";
    }
    return seconds / 86_400 + "d" + seconds / 3_600 % 24 + "h";
  }
}

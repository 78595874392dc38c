package org.quakecore.cssync.remote.rclone.answer;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.remote.rclone.process.StallWatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Understands what rclone writes to standard error: one JSON object a line with {@code
 * --use-json-log}, plain text where it fails before or after logging.
 *
 * <p>Lines come from one thread; the messages may be asked for when that thread has ended.
 */
public final class LogReader implements Consumer<String> {
  private static final Logger LOG = LoggerFactory.getLogger(LogReader.class);
  private static final Pattern TIMESTAMP =
      Pattern.compile("^\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d ");
  private static final int KEPT_FIRST = 100;
  private static final int KEPT_LAST = 100;
  private static final int MESSAGE_CHARS = 2_000;
  private static final Set<String> CHATTER = Set.of("info", "debug");
  private static final List<String> COUNTERS =
      List.of("bytes", "checks", "transfers", "deletes", "renames", "errors");

  private final Consumer<String> forPeople;
  private final LongConsumer progress;
  private final StallWatch watch;
  private final Waits waits;
  private final List<String> first = new ArrayList<>();
  private final Deque<String> last = new ArrayDeque<>();
  private List<Long> counters = List.of();
  private long bytesTold;

  /**
   * @param forPeople is given what a person following along wants to read
   * @param progress is told how many bytes have passed since it was last told
   * @param bytesTold what {@code progress} has been told in earlier attempts at the same work,
   *     which is not told again
   * @param waits is told what rclone says to people
   */
  public LogReader(
      Consumer<String> forPeople,
      LongConsumer progress,
      long bytesTold,
      StallWatch watch,
      Waits waits) {
    this.forPeople = forPeople;
    this.progress = progress;
    this.bytesTold = bytesTold;
    this.watch = watch;
    this.waits = waits;
  }

  /** Warnings, errors and plain lines, in order; the middle is dropped where there are many. */
  public synchronized List<String> messages() {
    List<String> messages = new ArrayList<>(first);
    messages.addAll(last);
    return messages;
  }

  public synchronized long bytesTold() {
    return bytesTold;
  }

  @Override
  public synchronized void accept(String line) {
    JsonObject entry = parsed(line);
    if (entry == null) {
      if (!line.isBlank()) {
        keep(TIMESTAMP.matcher(line.strip()).replaceFirst(""));
      }
    } else if (entry.get("stats") instanceof JsonObject stats) {
      forPeople.accept(text(entry, "msg"));
      count(stats);
    } else {
      String object = text(entry, "object");
      String message = text(entry, "msg").strip();
      String said = object.isEmpty() ? message : object + ": " + message;
      if (CHATTER.contains(text(entry, "level"))) {
        watch.moved();
        LOG.debug("rclone: {}", Quoted.line(Secrets.masked(said)));
      } else {
        keep(said);
      }
    }
  }

  private void keep(String message) {
    watch.moved();
    Waits.in(message).ifPresent(watch::excused);
    waits.hear(message);
    String safe = Quoted.line(Secrets.masked(capped(message)));
    LOG.debug("rclone: {}", safe);
    forPeople.accept(safe + "\n");
    if (first.size() < KEPT_FIRST) {
      first.add(safe);
    } else {
      last.add(safe);
      if (last.size() > KEPT_LAST) {
        last.remove();
      }
    }
  }

  private void count(JsonObject stats) {
    List<Long> now = COUNTERS.stream().map(name -> number(stats, name)).toList();
    if (!now.equals(counters)) {
      counters = now;
      watch.moved();
    }
    // The count falls when rclone starts a file again: only what is new is told.
    long bytes = now.get(0);
    if (bytes > bytesTold) {
      long fresh = bytes - bytesTold;
      bytesTold = bytes;
      progress.accept(fresh);
    }
  }

  private static JsonObject parsed(String line) {
    if (!line.startsWith("{")) {
      return null;
    }
    try {
      return JsonParser.parseString(line) instanceof JsonObject entry ? entry : null;
    } catch (JsonParseException | StackOverflowError e) {
      return null;
    }
  }

  private static String text(JsonObject entry, String name) {
    JsonElement value = entry.get(name);
    return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
  }

  private static long number(JsonObject stats, String name) {
    JsonElement value = stats.get(name);
    try {
      return value != null && value.isJsonPrimitive() ? value.getAsLong() : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static String capped(String message) {
    return message.length() <= MESSAGE_CHARS ? message : message.substring(0, MESSAGE_CHARS);
  }
}

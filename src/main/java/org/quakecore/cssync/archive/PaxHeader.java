package org.quakecore.cssync.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The records {@code "length key=value\n"} that POSIX pax puts before an entry whose header has no
 * room for what they say. Only the path, the size and the mtime matter here.
 */
final class PaxHeader {
  private static final Pattern SIZE = Pattern.compile("[0-9]{1,18}");
  private static final Pattern TIME = Pattern.compile("(-?[0-9]{1,15})(?:\\.([0-9]*))?");

  private final Map<String, byte[]> values = new HashMap<>();

  /**
   * Reads the data of a pax entry.
   *
   * @throws BrokenTarException when a record is malformed, or tells of a sparse file
   */
  static PaxHeader parse(byte[] data) throws BrokenTarException {
    PaxHeader header = new PaxHeader();
    int at = 0;
    while (at < data.length) {
      int space = indexOf(data, ' ', at, Math.min(data.length, at + 8));
      if (space < 0) {
        throw malformed();
      }
      int end = at + decimal(data, at, space);
      if (end <= space + 1 || end > data.length || data[end - 1] != '\n') {
        throw malformed();
      }
      int equals = indexOf(data, '=', space + 1, end);
      if (equals < 0) {
        throw malformed();
      }
      String key = new String(data, space + 1, equals - space - 1, US_ASCII);
      if (key.startsWith("GNU.sparse.")) {
        throw BrokenTarException.refused("it holds a sparse file, and only plain ones are taken");
      }
      header.values.put(key, Arrays.copyOfRange(data, equals + 1, end - 1));
      at = end;
    }
    return header;
  }

  /** Whether it says what an entry is called or how large it is. */
  boolean namesOrSizes() {
    return values.containsKey("path") || values.containsKey("size");
  }

  /** The bytes of the name, or null where the header's own name holds. */
  byte[] path() {
    byte[] path = values.get("path");
    return path == null || path.length == 0 ? null : path;
  }

  /** In bytes. */
  OptionalLong size() throws BrokenTarException {
    String text = text("size");
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!SIZE.matcher(text).matches()) {
      throw malformed();
    }
    return OptionalLong.of(Long.parseLong(text));
  }

  /** In whole seconds since 1970; fractions are rounded down, as GNU tar does without pax. */
  OptionalLong mtime() throws BrokenTarException {
    String text = text("mtime");
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      throw malformed();
    }
    long seconds = Long.parseLong(matcher.group(1));
    String fraction = matcher.group(2);
    boolean between = fraction != null && fraction.chars().anyMatch(c -> c != '0');
    return OptionalLong.of(text.startsWith("-") && between ? seconds - 1 : seconds);
  }

  private String text(String key) {
    byte[] value = values.get(key);
    return value == null ? "" : new String(value, US_ASCII);
  }

  private static int decimal(byte[] data, int from, int to) throws BrokenTarException {
    int value = 0;
    for (int i = from; i < to; i++) {
      if (data[i] < '0' || data[i] > '9') {
        throw malformed();
      }
      value = value * 10 + data[i] - '0';
    }
    return value;
  }

  private static int indexOf(byte[] data, char wanted, int from, int to) {
    for (int i = from; i < to; i++) {
      if (data[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  private static BrokenTarException malformed() {
    return BrokenTarException.broken("a pax header is malformed");
  }
}

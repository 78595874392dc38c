package org.quakecore.cssync.remote.dropbox;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * How rclone stores names that Dropbox does not take: under characters that look alike. What one
 * stores here the other finds there.
 *
 * <p>The rule is rclone's encoding of the Dropbox backend: a backslash, a DEL, a space at the end,
 * and the names {@code .} and {@code ..}; a name that has one of the replacements already gets a
 * quote before it.
 */
final class Names {
  private static final char QUOTE = '\u201b';
  private static final String BARE = "\\\u007f\u0000";
  private static final String STORED = "\uff3c\u2421\u2400";
  private static final char SLASH = '\uff0f';
  private static final char SPACE = '\u2420';
  private static final char DOT = '\uff0e';

  private Names() {}

  /** A path as Dropbox is to be told it. */
  static String stored(String path) {
    return eachName(path, Names::storedName);
  }

  /** A path as it was before it was stored. */
  static String shown(String path) {
    return eachName(path, Names::shownName);
  }

  private static String eachName(String path, UnaryOperator<String> change) {
    return Arrays.stream(path.split("/", -1)).map(change).collect(Collectors.joining("/"));
  }

  private static String storedName(String name) {
    if (name.equals(".") || name.equals("..")) {
      return name.replace('.', DOT);
    }
    if (name.equals("" + DOT) || name.equals("" + DOT + DOT)) {
      return name.replace("" + DOT, "" + QUOTE + DOT);
    }
    StringBuilder stored = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char each = name.charAt(i);
      boolean last = i == name.length() - 1;
      int bare = BARE.indexOf(each);
      if (bare >= 0) {
        stored.append(STORED.charAt(bare));
      } else if (last && each == ' ') {
        stored.append(SPACE);
      } else {
        boolean taken = STORED.indexOf(each) >= 0 || each == QUOTE || each == SLASH;
        if (taken || (last && each == SPACE)) {
          stored.append(QUOTE);
        }
        stored.append(each);
      }
    }
    return stored.toString();
  }

  private static String shownName(String name) {
    if (name.equals("" + DOT) || name.equals("" + DOT + DOT)) {
      return name.replace(DOT, '.');
    }
    if (name.equals("" + QUOTE + DOT) || name.equals("" + QUOTE + DOT + QUOTE + DOT)) {
      return name.replace("" + QUOTE, "");
    }
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char each = name.charAt(i);
      boolean last = i == name.length() - 1;
      int stored = STORED.indexOf(each);
      if (each == QUOTE && !last && isQuoted(name, i + 1)) {
        i++;
        shown.append(name.charAt(i));
      } else if (stored >= 0) {
        shown.append(BARE.charAt(stored));
      } else if (last && each == SPACE) {
        shown.append(' ');
      } else {
        shown.append(each);
      }
    }
    return shown.toString();
  }

  private static boolean isQuoted(String name, int at) {
    char each = name.charAt(at);
    return STORED.indexOf(each) >= 0
        || each == QUOTE
        || each == SLASH
        || (each == SPACE && at == name.length() - 1);
  }
}

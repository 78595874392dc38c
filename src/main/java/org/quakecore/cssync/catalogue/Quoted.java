package org.quakecore.cssync.catalogue;

import java.util.Locale;

/** Shows text from files and folders in messages, on one line whatever it holds. */
public final class Quoted {
  private static final int LONGEST = 300;

  private Quoted() {}

  /**
   * Whether a character does something to a terminal, or to the order of what it shows, instead of
   * being shown: the control characters, C1 like U+009B with them, line and paragraph separators,
   * and what turns the direction of writing.
   */
  public static boolean isUnsafe(int c) {
    return Character.isISOControl(c)
        || c == 0x2028
        || c == 0x2029
        || (c >= 0x202a && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x2069);
  }

  /** How such a character is written instead, which is also what JSON makes of it. */
  public static String escaped(int c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> String.format(Locale.ROOT, "\\u%04x", c);
    };
  }

  /** The text in double quotes. */
  public static String of(String text) {
    return '"' + bare(text) + '"';
  }

  /** The text on one line, whole: as {@link #shown}, and line ends and tabs are escapes, too. */
  public static String line(String text) {
    return shown(text).replace("\n", "\\n").replace("\t", "\\t");
  }

  /** The text with all that acts on a terminal written as escapes, but for line ends and tabs. */
  public static String shown(String text) {
    if (text.chars().noneMatch(c -> isUnsafe(c) && c != '\n' && c != '\t')) {
      return text;
    }
    StringBuilder shown = new StringBuilder();
    text.chars()
        .forEach(
            c -> {
              if (isUnsafe(c) && c != '\n' && c != '\t') {
                shown.append(escaped(c));
              } else {
                shown.append((char) c);
              }
            });
    return shown.toString();
  }

  /** The text with control characters written as escapes, cut when it is very long. */
  public static String bare(String text) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (shown.length() >= LONGEST) {
        return shown.append("...").toString();
      }
      char c = text.charAt(i);
      if (isUnsafe(c)) {
        shown.append(escaped(c));
      } else {
        shown.append(c);
      }
    }
    return shown.toString();
  }

  /** As a shell takes it for one word. */
  public static String forShell(String word) {
    return word.matches("[\\w:./@+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}

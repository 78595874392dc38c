package org.quakecore.cssync.preprocess;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.quakecore.cssync.catalogue.Realisation;

/**
 * The event that a matching file belongs to, as far as the wildcards' text tells.
 *
 * @param number of the realisation, or 0
 * @param text what the wildcard stands for, where a message can name the file by it; else empty
 */
record Event(Kind kind, int number, String text) {
  static final Event MEDIAN = new Event(Kind.MEDIAN, 0, "");

  private static final Pattern EXACT = Pattern.compile("_?REL0*([0-9]{1,9})");
  private static final Pattern ANY_NUMBER = Pattern.compile("REL[0-9]");

  enum Kind {
    /** One realisation: the text is exactly {@code _REL} and its number. */
    REALISATION,
    /** The text is the fault's name and nothing else. */
    MEDIAN,
    /** Some other text without a REL number, which stands for the median event too. */
    UNNUMBERED,
    /** A longer name than the fault's own: {@code HopeCW} for {@code Hope}. */
    OTHER_FAULT,
    /** A REL number with something around it, like {@code _REL07_old}, or two that differ. */
    UNCLEAR
  }

  /**
   * Reads the text behind the fault's name.
   *
   * @param runsOn whether the text follows the fault's name, so that a letter or digit in front
   *     makes another name of it
   */
  static Event of(String text, boolean runsOn) {
    Matcher exact = EXACT.matcher(text);
    if (exact.matches()) {
      int number = Integer.parseInt(exact.group(1));
      if (number <= Realisation.MOST) {
        return new Event(Kind.REALISATION, number, "");
      }
    }
    if (ANY_NUMBER.matcher(text).find()) {
      boolean telling = text.startsWith("_REL") || text.startsWith("REL");
      String shown = text.startsWith("_") ? text.substring(1) : text;
      return new Event(Kind.UNCLEAR, 0, telling ? shown : "");
    }
    if (text.isEmpty()) {
      return MEDIAN;
    }
    boolean longerName = runsOn && Character.isLetterOrDigit(text.codePointAt(0));
    return new Event(longerName ? Kind.OTHER_FAULT : Kind.UNNUMBERED, 0, "");
  }

  /** What two wildcards of one path tell together. */
  Event and(Event other) {
    if (kind == Kind.REALISATION && other.kind == Kind.REALISATION) {
      return number == other.number ? this : new Event(Kind.UNCLEAR, 0, "");
    }
    return weight() >= other.weight() ? this : other;
  }

  private int weight() {
    return switch (kind) {
      case MEDIAN -> 0;
      case UNNUMBERED -> 1;
      case OTHER_FAULT -> 2;
      case REALISATION -> 3;
      case UNCLEAR -> 4;
    };
  }

  /** Whether it carries a REL number, clear or not. */
  boolean isNumbered() {
    return kind == Kind.REALISATION || kind == Kind.UNCLEAR;
  }
}

package org.quakecore.cssync.preprocess;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Writes one key as PyYAML would: plain where that reads back as the same text, else in single
 * quotes, else in double quotes with everything beyond ASCII escaped. Keys that stand behind a
 * question mark are folded at 80 columns, as PyYAML folds them.
 */
final class YamlKey {
  /** PyYAML counts the five characters of the tag {@code !!str} too, although it hides the tag. */
  private static final int LONGEST_SIMPLE = 127 - "!!str".length();

  private static final int WIDTH = 80;
  private static final int STEP = 2;

  /** What a YAML 1.1 reader takes for a boolean, number, null, date or merge key when plain. */
  private static final Pattern NOT_TEXT =
      Pattern.compile(
          "yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF"
              + "|~|null|Null|NULL|<<|="
              + "|[-+]?[0-9][0-9_]*\\.[0-9_]*([eE][-+][0-9]+)?"
              + "|\\.[0-9][0-9_]*([eE][-+][0-9]+)?"
              + "|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+\\.[0-9_]*"
              + "|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)"
              + "|[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+"
              + "|[-+]?[1-9][0-9_]*(:[0-5]?[0-9])+"
              + "|[0-9]{4}-[0-9]{2}-[0-9]{2}"
              + "|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt]|[ \\t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}"
              + "(\\.[0-9]*)?([ \\t]*(Z|[-+][0-9]{1,2}(:[0-9]{2})?))?");

  private final StringBuilder out;
  private final String text;
  private final String fold;
  private final boolean folds;
  private int column;

  /**
   * @param indent the column of the mapping that the key belongs to
   * @param folds whether the key stands behind a question mark and can take several lines
   */
  YamlKey(StringBuilder out, String text, int indent, boolean folds) {
    this.out = out;
    this.text = text;
    this.fold = " ".repeat(indent + STEP);
    this.folds = folds;
    this.column = indent + STEP;
  }

  /** Whether a key fits on one line in front of its colon. */
  static boolean isSimple(String text) {
    return text.chars().noneMatch(c -> c == '\n' || c == 0x85 || c == 0x2028 || c == 0x2029)
        && text.codePointCount(0, text.length()) <= LONGEST_SIMPLE
        && !text.isEmpty();
  }

  void write() {
    if (isPath() || (isPlain() && !NOT_TEXT.matcher(text).matches())) {
      writePlain();
    } else if (isPrintable()) {
      writeSingleQuoted();
    } else {
      writeDoubleQuoted();
    }
  }

  /** Whether this is a path of harmless characters, as nearly all keys are: a short way out. */
  private boolean isPath() {
    boolean slash = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!letter && c != '_' && c != '/' && c != '.' && c != '-') {
        return false;
      }
      slash |= c == '/';
    }
    return slash && !startsLikeDocument();
  }

  private boolean startsLikeDocument() {
    return text.startsWith("---") || text.startsWith("...");
  }

  /** Whether the text, written bare, is one scalar for a YAML reader. */
  private boolean isPlain() {
    if (startsLikeDocument()
        || text.startsWith(" ")
        || text.endsWith(" ")
        || "#,[]{}&*!|>'\"%@`".indexOf(text.charAt(0)) >= 0
        || ("?-".indexOf(text.charAt(0)) >= 0 && spaceAt(1))) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' '
          || c > '~'
          || (c == ':' && spaceAt(i + 1))
          || (c == '#' && text.charAt(i - 1) == ' ')) {
        return false;
      }
    }
    return true;
  }

  private boolean spaceAt(int index) {
    return index >= text.length() || text.charAt(index) <= ' ' || text.charAt(index) == 0x85;
  }

  /** Whether single quotes can hold the text: ASCII, and no space beside a line break. */
  private boolean isPrintable() {
    return text.chars().allMatch(c -> c == '\n' || (c >= ' ' && c <= '~'))
        && !text.contains(" \n")
        && !text.contains("\n ");
  }

  private void put(CharSequence piece) {
    out.append(piece);
    column += piece.length();
  }

  private void breakLine() {
    out.append('\n').append(fold);
    column = fold.length();
  }

  private void writePlain() {
    if (!folds) {
      out.append(text);
      return;
    }
    for (int i = 0; i < text.length(); ) {
      int end = endOfRun(i);
      if (text.charAt(i) == ' ' && end == i + 1 && column > WIDTH) {
        breakLine();
      } else {
        put(text.substring(i, end));
      }
      i = end;
    }
  }

  private void writeSingleQuoted() {
    put("'");
    for (int i = 0; i < text.length(); ) {
      int end = endOfRun(i);
      char c = text.charAt(i);
      boolean inside = i > 0 && end < text.length();
      if (c == ' ' && folds && end == i + 1 && column > WIDTH && inside) {
        breakLine();
      } else if (c == '\n') {
        // One break reads as a space, so a line break takes one more than it has.
        out.append("\n".repeat(end - i));
        breakLine();
      } else {
        put(text.substring(i, end).replace("'", "''"));
      }
      i = end;
    }
    put("'");
  }

  /** The end of the run of spaces, of line breaks, or of anything else that starts here. */
  private int endOfRun(int start) {
    char kind = runKind(text.charAt(start));
    int end = start + 1;
    while (end < text.length() && runKind(text.charAt(end)) == kind) {
      end++;
    }
    return end;
  }

  private static char runKind(char c) {
    return c == ' ' || c == '\n' ? c : 'x';
  }

  private void writeDoubleQuoted() {
    put("\"");
    int[] points = text.codePoints().toArray();
    // Ordinary characters wait here until something ends their run: PyYAML measures a line only at
    // a
    // space, at an escape and right behind one.
    StringBuilder waiting = new StringBuilder();
    for (int i = 0; i < points.length; i++) {
      int c = points[i];
      boolean ordinary = c >= ' ' && c <= '~' && c != '"' && c != '\\';
      if (!ordinary) {
        put(waiting);
        waiting.setLength(0);
        put(escaped(c));
      }
      boolean inside = i > 0 && i < points.length - 1;
      boolean measured = c == ' ' || waiting.isEmpty();
      if (folds && inside && measured && column + waiting.length() - (ordinary ? 0 : 1) > WIDTH) {
        put(waiting);
        waiting.setLength(0);
        put("\\");
        breakLine();
        int next = ordinary ? c : points[i + 1];
        if (next == ' ') {
          put("\\");
        }
      }
      if (ordinary) {
        waiting.appendCodePoint(c);
      }
    }
    put(waiting);
    put("\"");
  }

  private static String escaped(int c) {
    return switch (c) {
      case 0 -> "\\0";
      case 7 -> "\\a";
      case 8 -> "\\b";
      case 9 -> "\\t";
      case 10 -> "\\n";
      case 11 -> "\\v";
      case 12 -> "\\f";
      case 13 -> "\\r";
      case 27 -> "\\e";
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case 0x85 -> "\\N";
      case 0xa0 -> "\\_";
      case 0x2028 -> "\\L";
      case 0x2029 -> "\\P";
      default ->
          c <= 0xff
              ? String.format(Locale.ROOT, "\\x%02X", c)
              : c <= 0xffff
                  ? String.format(Locale.ROOT, "\\u%04X", c)
                  : String.format(Locale.ROOT, "\\U%08X", c);
    };
  }
}

package org.quakecore.cssync.catalogue;

/** Shows text from files and folders in messages, on one line whatever it holds. */
public final class Quoted {
  private static final int LONGEST = 300;

  private Quoted() {}

  /** The text in double quotes. */
  public static String of(String text) {
    return '"' + bare(text) + '"';
  }

  /** The text with control characters written as escapes, cut when it is very long. */
  public static String bare(String text) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (shown.length() >= LONGEST) {
        return shown.append("...").toString();
      }
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> shown.append("\\n");
        case '\r' -> shown.append("\\r");
        case '\t' -> shown.append("\\t");
        default -> {
          if (Character.isISOControl(c) || c == 0x2028 || c == 0x2029) {
            shown.append(String.format("\\u%04x", (int) c));
          } else {
            shown.append(c);
          }
        }
      }
    }
    return shown.toString();
  }
}

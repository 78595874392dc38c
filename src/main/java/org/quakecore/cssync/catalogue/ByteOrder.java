package org.quakecore.cssync.catalogue;

import java.util.Comparator;

/**
 * The order of names by their UTF-8 bytes, which is the order of code points. {@link
 * String#compareTo} differs from it for characters beyond U+FFFF.
 */
public final class ByteOrder {
  public static final Comparator<String> COMPARATOR = ByteOrder::compare;

  private ByteOrder() {}

  public static int compare(String left, String right) {
    int shorter = Math.min(left.length(), right.length());
    for (int i = 0; i < shorter; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        // A surrogate stands for a code point above every other char.
        boolean surrogateA = Character.isSurrogate(a);
        boolean surrogateB = Character.isSurrogate(b);
        return surrogateA == surrogateB ? Character.compare(a, b) : surrogateA ? 1 : -1;
      }
    }
    return Integer.compare(left.length(), right.length());
  }
}

package org.quakecore.cssync.catalogue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * One realisation of a fault, by its number: {@code REL01} and {@code REL001} are the same.
 *
 * @param number counted from 1
 */
public record Realisation(int number) implements Comparable<Realisation> {
  /** The most a fault can have; enough to keep numbers far from overflow. */
  public static final int MOST = 1_000_000;

  /** Fewer consecutive realisations than this are listed one by one. */
  private static final int SHORTEST_RUN = 4;

  /** The usual spelling, like {@code REL07}. */
  public String label() {
    return String.format(Locale.ROOT, "REL%02d", number);
  }

  @Override
  public int compareTo(Realisation other) {
    return Integer.compare(number, other.number);
  }

  /** Lists realisations in words, like {@code REL02, REL07 to REL12}; bits are the numbers. */
  public static String labels(BitSet numbers) {
    List<String> words = new ArrayList<>();
    for (int start = numbers.nextSetBit(0); start >= 0; ) {
      int end = numbers.nextClearBit(start);
      if (end - start >= SHORTEST_RUN) {
        words.add(new Realisation(start).label() + " to " + new Realisation(end - 1).label());
      } else {
        for (int number = start; number < end; number++) {
          words.add(new Realisation(number).label());
        }
      }
      start = numbers.nextSetBit(end);
    }
    return String.join(", ", words);
  }
}

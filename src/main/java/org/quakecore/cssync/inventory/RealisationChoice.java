package org.quakecore.cssync.inventory;

import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.Realisation;

/**
 * Which events of a fault are wanted, as {@code --rel} names them, and which members of its sets
 * belong to them.
 *
 * <p>A member whose name holds {@code _REL<number>} behind the fault's name belongs to that
 * realisation. Of the others, those that start with the fault's name are the median event's. What
 * is left is of no event, like vm_params.yaml, and comes with any of them.
 */
public record RealisationChoice(BitSet numbers, boolean median) {
  private static final Pattern WORD =
      Pattern.compile("(?:REL)?(\\d{1,7})(?:-(?:REL)?(\\d{1,7}))?", Pattern.CASE_INSENSITIVE);
  private static final Pattern NUMBER = Pattern.compile("_REL(\\d{1,7})(?![0-9])");

  /** How a member relates to a choice. */
  public enum Belonging {
    /** It is of an event that is wanted. */
    CHOSEN,
    /** It is of no event in particular. */
    GENERAL,
    /** It is of an event that is not wanted. */
    OTHER
  }

  public RealisationChoice {
    numbers = (BitSet) numbers.clone();
  }

  /**
   * Reads what the user names.
   *
   * @param words like {@code 7}, {@code 1-5} or {@code median}
   * @throws IllegalArgumentException saying what is wrong with which word
   */
  public static RealisationChoice of(List<String> words) {
    BitSet numbers = new BitSet();
    boolean median = false;
    for (String word : words) {
      Matcher matcher = WORD.matcher(word);
      if (word.equalsIgnoreCase("median")) {
        median = true;
      } else if (matcher.matches()) {
        int first = Integer.parseInt(matcher.group(1));
        int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
        if (first < 1 || last < first || last > Realisation.MOST) {
          throw new IllegalArgumentException(
              "\"" + word + "\": realisations are counted from 1, and a range goes upwards");
        }
        numbers.set(first, last + 1);
      } else {
        throw new IllegalArgumentException(
            "\""
                + word
                + "\" names no realisation: say a number like 7, a range like 1-5, or"
                + " median");
      }
    }
    return new RealisationChoice(numbers, median);
  }

  /** Whether a member's name tells a realisation. */
  public static boolean isNumbered(String member) {
    return NUMBER.matcher(member).find();
  }

  /** How a member of a fault's set relates to this choice. */
  public Belonging belonging(Fault fault, String member) {
    boolean ofFault = isOf(fault, member);
    Matcher matcher = NUMBER.matcher(ofFault ? member.substring(fault.name().length()) : member);
    if (matcher.find()) {
      return numbers.get(Integer.parseInt(matcher.group(1))) ? Belonging.CHOSEN : Belonging.OTHER;
    }
    if (!ofFault) {
      return Belonging.GENERAL;
    }
    return median ? Belonging.CHOSEN : Belonging.OTHER;
  }

  /** A folder can be spelled in another case than the members that were packed. */
  private static boolean isOf(Fault fault, String member) {
    return member.regionMatches(true, 0, fault.name(), 0, fault.name().length());
  }

  /** What both choose. */
  public RealisationChoice and(RealisationChoice other) {
    BitSet both = (BitSet) numbers.clone();
    both.and(other.numbers);
    return new RealisationChoice(both, median && other.median);
  }

  /** What is wanted and is not among the members of a set, in words; empty when all of it is. */
  public String missing(Fault fault, Collection<String> members) {
    BitSet missing = (BitSet) numbers.clone();
    boolean medianMissing = median;
    for (String name : members) {
      boolean ofFault = isOf(fault, name);
      Matcher matcher = NUMBER.matcher(ofFault ? name.substring(fault.name().length()) : name);
      if (matcher.find()) {
        missing.clear(Integer.parseInt(matcher.group(1)));
      } else if (ofFault) {
        medianMissing = false;
      }
    }
    String labels = Realisation.labels(missing);
    String event = medianMissing ? "the median event" : "";
    return labels.isEmpty() || event.isEmpty() ? labels + event : labels + ", " + event;
  }
}

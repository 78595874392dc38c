package org.quakecore.cssync.transfer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.Quoted;

/**
 * The share of the faults that one of several runs does, like the tasks of a job array. Which
 * faults those are follows from the faults and what each weighs alone, so that all runs come to the
 * same without asking one another; every fault is in one share.
 *
 * @param index of this share, from 1
 * @param count of all shares
 * @param faults of this share; empty until it is known which there are
 */
public record Shard(int index, int count, Optional<Set<Fault>> faults) {
  /** All there is. */
  public static final Shard ALL = new Shard(1, 1, Optional.empty());

  private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,5})/([1-9]\\d{0,5})");

  private static final Pattern OWN = Pattern.compile("(.*)\\.\\d{1,6}of(\\d{1,6})(\\.[a-z]+)");

  public Shard {
    if (index < 1 || index > count) {
      throw new IllegalArgumentException("there is no share " + index + " of " + count);
    }
    faults = faults.map(Set::copyOf);
  }

  /**
   * Reads {@code 3/8}.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static Shard parse(String text) {
    Matcher form = FORM.matcher(text);
    if (form.matches()) {
      int index = Integer.parseInt(form.group(1));
      int count = Integer.parseInt(form.group(2));
      if (index <= count) {
        return new Shard(index, count, Optional.empty());
      }
    }
    throw new IllegalArgumentException(
        Quoted.of(text) + ": give which share of how many, from 1/8 to 8/8");
  }

  /** Whether nothing is left to others. */
  public boolean isAll() {
    return count == 1;
  }

  /**
   * The same, with the faults it has of these: the heaviest first, each to whoever has least.
   *
   * @param weights of all faults, mostly in bytes
   */
  public Shard of(Map<Fault, Long> weights) {
    if (isAll()) {
      return this;
    }
    Set<Fault> own = new TreeSet<>(weights.keySet());
    Map<String, Integer> division = division(weights);
    own.removeIf(fault -> division.get(fault.name()) != index);
    return with(own);
  }

  /** The same, with these faults. */
  public Shard with(Set<Fault> own) {
    return new Shard(index, count, Optional.of(own));
  }

  /** The number of the share that each fault is in, by name. */
  public SortedMap<String, Integer> division(Map<Fault, Long> weights) {
    List<Fault> order = new ArrayList<>(weights.keySet());
    order.sort(
        Comparator.comparing((Fault fault) -> weights.get(fault))
            .reversed()
            .thenComparing(Comparator.naturalOrder()));
    long[] loads = new long[count];
    int[] numbers = new int[count];
    SortedMap<String, Integer> division = new TreeMap<>();
    for (Fault fault : order) {
      int least = 0;
      for (int each = 1; each < count; each++) {
        if (loads[each] < loads[least]
            || (loads[each] == loads[least] && numbers[each] < numbers[least])) {
          least = each;
        }
      }
      loads[least] += weights.get(fault);
      numbers[least]++;
      division.put(fault.name(), least + 1);
    }
    return division;
  }

  /** Whether a fault is this run's, after {@link #of}. */
  public boolean has(Fault fault) {
    return isAll() || faults.orElseThrow().contains(fault);
  }

  /** The name of a file that each run has of its own: {@code upload.3of8.lock}. */
  public String own(String name) {
    if (isAll()) {
      return name;
    }
    int dot = name.lastIndexOf('.');
    return name.substring(0, dot) + "." + index + "of" + count + name.substring(dot);
  }

  /**
   * Whether another run with that file divides the same work in another way.
   *
   * @param name of the file of a run that does all of it
   */
  public boolean excludes(String name, String other) {
    Matcher shares = OWN.matcher(other);
    if (shares.matches()) {
      return name.equals(shares.group(1) + shares.group(3))
          && Integer.parseInt(shares.group(2)) != count;
    }
    return other.equals(name) && !isAll();
  }

  @Override
  public String toString() {
    return index + "/" + count;
  }
}

package org.quakecore.cssync.remote.rclone.answer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.quakecore.cssync.catalogue.ByteOrder;

/** What {@code rclone check --combined -} says of each file. */
public final class CheckMarks {
  private static final String KNOWN = "=-+*!";
  private static final char EQUAL = '=';
  private static final char ERROR = '!';

  private final Map<String, Character> marks = new HashMap<>();

  public CheckMarks(String output) {
    output
        .lines()
        .filter(line -> line.length() > 2 && KNOWN.indexOf(line.charAt(0)) >= 0)
        .filter(line -> line.charAt(1) == ' ')
        .forEach(line -> marks.put(line.substring(2), line.charAt(0)));
  }

  /** Whether rclone marked files equal for their sizes alone, for want of a common hash. */
  public static boolean bySizeOnly(List<String> messages) {
    return messages.stream()
        .anyMatch(
            message ->
                message.contains("could not be checked")
                    || message.contains("No common hash found"));
  }

  /** Whether each of the names was compared, whatever came of it. */
  public boolean cover(List<String> names) {
    return names.stream().allMatch(name -> marks.getOrDefault(name, ERROR) != ERROR);
  }

  public boolean isEmpty() {
    return marks.isEmpty();
  }

  /** The names not marked equal, whatever else is said of them, sorted. */
  public Set<String> unproven(List<String> names) {
    Set<String> unproven = new TreeSet<>(ByteOrder.COMPARATOR);
    for (String name : names) {
      if (marks.getOrDefault(name, ERROR) != EQUAL) {
        unproven.add(name);
      }
    }
    return unproven;
  }
}

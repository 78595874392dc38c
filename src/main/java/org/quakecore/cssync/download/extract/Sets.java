package org.quakecore.cssync.download.extract;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.quakecore.cssync.transfer.ByteCount;
import org.quakecore.cssync.transfer.Conclusion.Left;
import org.quakecore.cssync.transfer.Conclusion.SetEnd;

/** How far the sets of a download have come, by what is awaited of each. */
final class Sets {
  private enum State {
    NOT_BEGUN,
    BEGUN,
    DONE,
    FAILED
  }

  /** A file or a member of a set. */
  private static final class Item {
    private final long bytes;
    private State state = State.NOT_BEGUN;

    Item(long bytes) {
      this.bytes = bytes;
    }

    boolean isLeft() {
      return state != State.DONE;
    }

    boolean isUnfinished() {
      return state == State.NOT_BEGUN || state == State.BEGUN;
    }
  }

  private final SortedMap<String, SortedMap<String, Item>> sets = new TreeMap<>();
  private final Map<String, Item> items = new HashMap<>();
  private final SortedMap<String, Boolean> idle = new TreeMap<>();

  /** There is nothing to do for a set, because it is here, or because it is broken there. */
  void idle(String set, boolean broken) {
    idle.put(set, broken);
  }

  void await(String path, String set, long bytes) {
    Item item = items.computeIfAbsent(path, each -> new Item(bytes));
    sets.computeIfAbsent(set, each -> new TreeMap<>()).put(path, item);
  }

  void begin(String path) {
    items.get(path).state = State.BEGUN;
  }

  void settle(String path, boolean failed) {
    Item item = items.get(path);
    // A member that is in its place stays so, whatever becomes of others in the same read.
    if (item.state != State.DONE) {
      item.state = failed ? State.FAILED : State.DONE;
    }
  }

  /** What is neither here nor given up, in order. */
  List<String> unfinished() {
    return sets.values().stream()
        .flatMap(set -> set.entrySet().stream())
        .filter(each -> each.getValue().isUnfinished())
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  long done() {
    return sets.values().stream().filter(set -> end(set).equals("done")).count();
  }

  /** The sets that the same command has still to bring. */
  Left left() {
    return new Left(
        sets.values().stream().filter(set -> !end(set).equals("done")).count(),
        items.values().stream().filter(Item::isLeft).mapToLong(item -> item.bytes).sum());
  }

  /** How many sets came to which end, those that there are. */
  Map<String, Long> ends() {
    Map<String, Long> ends = new LinkedHashMap<>();
    for (String end :
        List.of("done", "here already", "broken", "failed", "interrupted", "not begun")) {
      long count = told().stream().filter(set -> set.end().equals(end)).count();
      if (count > 0) {
        ends.put(end, count);
      }
    }
    return ends;
  }

  List<SetEnd> told() {
    SortedMap<String, SetEnd> told = new TreeMap<>();
    idle.forEach(
        (set, broken) ->
            told.put(set, new SetEnd(set, broken ? "broken" : "here already", "nothing to do")));
    sets.forEach((set, parts) -> told.put(set, new SetEnd(set, end(parts), words(parts))));
    return List.copyOf(told.values());
  }

  private static String words(Map<String, Item> set) {
    long left = set.values().stream().filter(Item::isLeft).count();
    long bytes = set.values().stream().mapToLong(item -> item.bytes).sum();
    return ByteCount.human(bytes)
        + (left == 0 ? "" : ", " + left + " of " + ByteCount.files(set.size()) + " not done");
  }

  private static String end(Map<String, Item> set) {
    if (set.values().stream().anyMatch(item -> item.state == State.FAILED)) {
      return "failed";
    }
    if (set.values().stream().allMatch(item -> item.state == State.DONE)) {
      return "done";
    }
    return set.values().stream().allMatch(item -> item.state == State.NOT_BEGUN)
        ? "not begun"
        : "interrupted";
  }
}

package org.quakecore.cssync.transfer;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a run came to, also one that had to end early: as it is printed, and as values.
 *
 * @param place that was worked on, like {@code dropbox:Cybershake/v22p12}
 * @param done what this run did
 * @param ends how many sets ended in which way, in the order in which they are told
 * @param left what the same command has still to do
 * @param errors as the last line counts them
 * @param sets how each ended
 * @param lines the summary
 */
public record Conclusion(
    String place,
    Done done,
    Map<String, Long> ends,
    Left left,
    long errors,
    List<SetEnd> sets,
    List<String> lines) {

  /** What a run sent, fetched or found, and how long it took from its beginning. */
  public record Done(long sets, long files, long bytes, Duration took) {
    /** In bytes a second. */
    public long rate() {
      return took.isZero() ? 0 : Math.round(bytes / (took.toNanos() / 1e9));
    }
  }

  /**
   * What is left to do.
   *
   * @param bytes at most, for a part of a file may be there already
   */
  public record Left(long sets, long bytes) {
    public static final Left NOTHING = new Left(0, 0);

    /** Like {@code 6 sets, up to 12.3 GiB}. */
    public String words() {
      return (sets == 1 ? "1 set" : sets + " sets") + ", up to " + ByteCount.human(bytes);
    }
  }

  /**
   * How it ended for one set.
   *
   * @param name like {@code Hope BB}
   * @param end one of the keys of {@link #ends}
   */
  public record SetEnd(String name, String end, String words) {}

  public Conclusion {
    sets = List.copyOf(sets);
    lines = List.copyOf(lines);
  }
}

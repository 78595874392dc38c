package org.quakecore.cssync.transfer;

import com.google.gson.annotations.SerializedName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
 * @param purge what a purge takes next, where that was asked for
 */
public record Conclusion(
    String place,
    Done done,
    Map<String, Long> ends,
    Left left,
    long errors,
    List<SetEnd> sets,
    List<String> lines,
    Optional<Purge> purge) {

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

  /**
   * What a purge of files that were not read for long takes next. Its names are those of its JSON.
   *
   * @param until the day up to which {@link Due#soon} counts
   * @param accessTimesKept whether the disk notes when files are read
   * @param faults the soonest first
   */
  public record Purge(
      @SerializedName("after_days") long afterDays,
      String until,
      @SerializedName("access_times_kept") boolean accessTimesKept,
      List<Due> faults) {
    /**
     * What there is of a fault.
     *
     * @param first when its first file goes
     * @param soon what goes soon, what is overdue included
     * @param notArchived how many files of these the archive has not, or null where that was not
     *     looked at
     */
    public record Due(
        String fault,
        String first,
        Amount all,
        Amount soon,
        Amount overdue,
        @SerializedName("not_archived") Long notArchived) {}

    /** So many files, and the bytes in them. */
    public record Amount(long files, long size) {}
  }

  public Conclusion {
    sets = List.copyOf(sets);
    lines = List.copyOf(lines);
  }

  /** Of a run that was not asked what a purge takes. */
  public Conclusion(
      String place,
      Done done,
      Map<String, Long> ends,
      Left left,
      long errors,
      List<SetEnd> sets,
      List<String> lines) {
    this(place, done, ends, left, errors, sets, lines, Optional.empty());
  }

  /** The same, with what a purge takes. */
  public Conclusion with(Optional<Purge> told) {
    return new Conclusion(place, done, ends, left, errors, sets, lines, told);
  }
}

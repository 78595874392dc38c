package org.quakecore.cssync.purge;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.transfer.ByteCount;
import org.quakecore.cssync.transfer.Conclusion.Purge;

/**
 * Which files a purge takes next, fault by fault. It is told of them by whoever looks at them
 * anyway, before they are read: that would set their times anew. Safe to use from several threads.
 */
public final class Forecast {
  private static final int MOST_TOLD = 5;

  /** What files it is of. */
  public enum Subject {
    SOURCES(""),
    NOT_ARCHIVED(", of what is not archived"),
    /** Of which is known whether the archive has them. */
    COMPARED("");

    private final String words;

    Subject(String words) {
      this.words = words;
    }
  }

  private final Rule rule;
  private final Subject subject;
  private final Path root;
  private final Map<String, Tally> faults = new ConcurrentHashMap<>();

  /**
   * @param root the folder that they are in, by its real path
   */
  public Forecast(Rule rule, Subject subject, Path root) {
    this.rule = rule;
    this.subject = subject;
    this.root = root;
  }

  public Rule rule() {
    return rule;
  }

  /**
   * Takes in a file.
   *
   * @param read when it was read last
   */
  public void add(String fault, long size, FileTime read) {
    of(fault).add(size, read);
  }

  /**
   * Takes in some files.
   *
   * @param archived whether the archive has them as they are
   */
  public void add(String fault, Tally tally, boolean archived) {
    of(fault).add(tally, archived);
  }

  private Tally of(String fault) {
    return faults.computeIfAbsent(fault, none -> new Tally(rule));
  }

  /** What is to be known of the disk itself, before its times are trusted. */
  public Optional<String> caveat() {
    return AccessTimes.areNotKept(root)
        ? Optional.of(
            Quoted.bare(root.toString())
                + " is mounted noatime: nobody sees what was read when, and these are the times at"
                + " which files were written, or set by hand")
        : Optional.empty();
  }

  /** Whether no file was seen. */
  public boolean isEmpty() {
    return inOrder().isEmpty();
  }

  /** The whole in one line. */
  public String sum() {
    List<Map.Entry<String, Tally>> all = inOrder();
    String front = "after " + days(rule.after().toDays()) + subject.words + ": ";
    if (all.isEmpty()) {
      return front + "there is no file";
    }
    Tally soon = new Tally(rule);
    all.forEach(each -> soon.add(each.getValue(), true));
    if (soon.soon() == 0) {
      Map.Entry<String, Tally> first = all.get(0);
      return front
          + "nothing goes by "
          + rule.soon()
          + "; first "
          + Quoted.bare(first.getKey())
          + ", "
          + when(first.getValue());
    }
    long faultsSoon = soon(all).size();
    return front
        + amount(soon.soon(), soon.soonBytes())
        + ", of "
        + faults(faultsSoon)
        + " by "
        + rule.soon()
        + (soon.overdue() == 0
            ? ""
            : "; overdue already: " + amount(soon.overdue(), soon.overdueBytes()));
  }

  /** A line for each fault of which something goes soon, the soonest first. */
  public List<String> soon() {
    return soon(inOrder()).stream().map(each -> words(each.getKey(), each.getValue())).toList();
  }

  /** A few of those lines, and how many more there are. */
  public List<String> soonest() {
    List<Map.Entry<String, Tally>> soon = soon(inOrder());
    List<String> lines = new ArrayList<>(soon().subList(0, Math.min(MOST_TOLD, soon.size())));
    if (soon.size() > MOST_TOLD) {
      Tally rest = new Tally(rule);
      soon.subList(MOST_TOLD, soon.size()).forEach(each -> rest.add(each.getValue(), true));
      lines.add(
          "and "
              + (soon.size() - MOST_TOLD)
              + (soon.size() == MOST_TOLD + 1 ? " more fault: " : " more faults: ")
              + amount(rest.soon(), rest.soonBytes()));
    }
    return lines;
  }

  /** As a summary has it. */
  public List<String> lines() {
    return lines(soonest());
  }

  /** As a report has it, with every fault. */
  public List<String> allLines() {
    return lines(soon());
  }

  private List<String> lines(List<String> faultByFault) {
    List<String> lines = new ArrayList<>();
    lines.add("   Purge " + sum());
    faultByFault.forEach(line -> lines.add("     " + line));
    caveat().ifPresent(words -> lines.add("     " + words));
    return lines;
  }

  /** The same for programs, with every fault. */
  public Purge values() {
    return new Purge(
        rule.after().toDays(),
        rule.soon().toString(),
        caveat().isEmpty(),
        inOrder().stream().map(each -> due(each.getKey(), each.getValue())).toList());
  }

  private Purge.Due due(String fault, Tally tally) {
    return new Purge.Due(
        fault,
        tally.first().toString(),
        new Purge.Amount(tally.files(), tally.bytes()),
        new Purge.Amount(tally.soon(), tally.soonBytes()),
        new Purge.Amount(tally.overdue(), tally.overdueBytes()),
        subject == Subject.COMPARED ? Long.valueOf(tally.notArchived()) : null);
  }

  private static List<Map.Entry<String, Tally>> soon(List<Map.Entry<String, Tally>> all) {
    return all.stream().filter(each -> each.getValue().soon() > 0).toList();
  }

  private List<Map.Entry<String, Tally>> inOrder() {
    SortedMap<String, Tally> byName = new TreeMap<>(faults);
    return byName.entrySet().stream()
        .filter(each -> each.getValue().files() > 0)
        .sorted(Comparator.comparing(each -> each.getValue().first()))
        .toList();
  }

  /** Like {@code Hope, from 2026-12-03, in 5 days: 31 files of 93, 4.9 GiB, by 2026-12-12}. */
  private String words(String fault, Tally tally) {
    return Quoted.bare(fault)
        + ", "
        + when(tally)
        + ": "
        + (tally.overdue() == 0
            ? ""
            : amount(tally.overdue(), tally.overdueBytes()) + ", overdue; ")
        + ByteCount.files(tally.soon())
        + " of "
        + tally.files()
        + ", "
        + ByteCount.human(tally.soonBytes())
        + ", by "
        + rule.soon()
        + archived(tally);
  }

  private String archived(Tally tally) {
    if (subject != Subject.COMPARED) {
      return "";
    }
    return tally.notArchived() == 0
        ? "; all archived"
        : "; " + tally.notArchived() + " of these not known to be archived";
  }

  private String when(Tally tally) {
    String days = days(rule.days(tally.first()));
    return rule.isOverdue(tally.first())
        ? "since " + Rule.day(tally.first()) + ", " + days + " ago"
        : "from " + Rule.day(tally.first()) + ", in " + days;
  }

  private static String amount(long files, long bytes) {
    return ByteCount.files(files) + ", " + ByteCount.human(bytes);
  }

  private static String faults(long number) {
    return number + (number == 1 ? " fault" : " faults");
  }

  private static String days(long number) {
    return number + (number == 1 ? " day" : " days");
  }
}

package org.quakecore.cssync.catalogue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The faults of a run with their realisations, as list.txt has them.
 *
 * <p>A line is {@code FAULT 31r} for the realisations 1 to 31, or {@code FAULT 50 10r} where of 50
 * the first 10 are skipped, so that 11 to 50 are expected. {@code FAULT 0r} has the median event
 * alone. The {@code r} can be left out; a {@code #} starts a comment.
 *
 * @param entries in the order of the file, at least one
 */
public record FaultList(List<Entry> entries) {
  /** How it is called in an archive, whatever it was called here. */
  public static final String NAME = "list.txt";

  /** A hundred times what the largest run has, and little enough for the smallest heap. */
  public static final int MOST_FAULTS = 100_000;

  private static final Pattern LINE_END = Pattern.compile("\r\n|\n|\r");
  private static final Pattern BLANK = Pattern.compile("[ \t]+");
  private static final Pattern COMMENT = Pattern.compile("(^|[ \t])#.*$", Pattern.DOTALL);
  private static final Pattern BEGINNING = Pattern.compile("[0-9]+");
  private static final Pattern COUNT = Pattern.compile("([0-9]+)[rR]?");

  public FaultList {
    entries = List.copyOf(entries);
  }

  /**
   * One fault of the list.
   *
   * @param realisations how many are expected; 0 where the fault has the median event alone
   * @param first the number of the first one expected, at least 1
   */
  public record Entry(Fault fault, int realisations, int first) {
    public Entry {
      if (realisations < 0 || first < 1) {
        throw new IllegalArgumentException(fault + " cannot have fewer than no realisations");
      }
    }

    /** The number of the last realisation expected. */
    public int last() {
      return first + realisations - 1;
    }

    /** Whether it has all realisations of the other. */
    public boolean covers(Entry other) {
      return first <= other.first && last() >= other.last();
    }

    public boolean saysTheSame(Entry other) {
      return realisations == other.realisations && first == other.first;
    }

    public boolean expects(int number) {
      return number >= first && number <= last();
    }
  }

  /**
   * Reads list.txt.
   *
   * @throws SyncException of kind BAD_INPUT when a line is malformed, a fault is listed twice
   *     (Dropbox takes names that differ only by case for one) or no fault is listed
   */
  public static FaultList read(Path file) throws SyncException {
    return parse(InputText.read(file), file.toString());
  }

  /**
   * As {@link #read}, of a text that is read already.
   *
   * @param file its name, for messages
   */
  public static FaultList parse(String list, String file) throws SyncException {
    List<Entry> entries = new ArrayList<>();
    Map<String, Integer> lineOf = new HashMap<>();
    int line = 0;
    for (Iterator<String> each = LINE_END.splitAsStream(list).iterator(); each.hasNext(); ) {
      String raw = each.next();
      line++;
      String text = COMMENT.matcher(raw).replaceFirst("").strip();
      if (text.isEmpty()) {
        continue;
      }
      Entry entry;
      try {
        entry = parse(text);
      } catch (IllegalArgumentException e) {
        throw bad(file, line, e.getMessage());
      }
      Integer earlier = lineOf.putIfAbsent(entry.fault().folded(), line);
      if (earlier != null) {
        throw bad(
            file,
            line,
            Quoted.of(entry.fault().name())
                + ": this fault is on line "
                + earlier
                + " already (Dropbox ignores case); keep one of the two lines");
      }
      if (entries.size() == MOST_FAULTS) {
        throw bad(file, line, tooMany());
      }
      entries.add(entry);
    }
    if (entries.isEmpty()) {
      throw new SyncException(
          SyncException.Kind.BAD_INPUT,
          file + ": lists no fault; write one a line, like \"Hope 31r\"");
    }
    return new FaultList(entries);
  }

  /** The lines of a list that name a fault, as they are. */
  public static List<String> lines(String list) {
    return LINE_END
        .splitAsStream(list)
        .filter(line -> !COMMENT.matcher(line).replaceFirst("").isBlank())
        .toList();
  }

  /** Why a list with yet another fault is refused, for the end of a sentence. */
  public static String tooMany() {
    return "lists more than " + MOST_FAULTS + " faults, which no run has; give the right file";
  }

  private static Entry parse(String text) {
    String[] words = BLANK.split(text, -1);
    Fault fault = new Fault(words[0]);
    if (words.length == 3 && words[2].equalsIgnoreCase("r")) {
      throw new IllegalArgumentException(
          Quoted.of(text)
              + ": write it without the space, "
              + Quoted.of(words[0] + " " + words[1] + "r"));
    }
    if (words.length != 2 && words.length != 3) {
      throw new IllegalArgumentException(
          Quoted.of(text)
              + ": a line has a fault and its number of realisations, like \""
              + Quoted.bare(fault.name())
              + " 31r\", or \""
              + Quoted.bare(fault.name())
              + " 0r\" when it has the median event alone");
    }
    int total = number(text, fault, words[1], "the number of realisations");
    int skipped =
        words.length == 2 ? 0 : number(text, fault, words[2], "the number of realisations to skip");
    if (words.length == 3 && skipped >= total) {
      throw new IllegalArgumentException(
          Quoted.of(text)
              + ": skips "
              + skipped
              + " of "
              + total
              + " realisations, which leaves none; the second number must be the smaller one");
    }
    return new Entry(fault, total - skipped, skipped + 1);
  }

  private static int number(String text, Fault fault, String word, String what) {
    Matcher count = COUNT.matcher(word);
    if (!count.matches()) {
      throw new IllegalArgumentException(
          Quoted.of(text)
              + ": "
              + what
              + " must be a whole number, like \""
              + Quoted.bare(fault.name())
              + " "
              + (BEGINNING.matcher(word).lookingAt() ? word.replaceFirst("[^0-9].*", "") : "3")
              + "r\"");
    }
    String digits = count.group(1);
    // Nine digits always fit an int.
    if (digits.length() > 9 || Integer.parseInt(digits) > Realisation.MOST) {
      throw new IllegalArgumentException(
          Quoted.of(text) + ": " + what + " can be at most " + Realisation.MOST);
    }
    return Integer.parseInt(digits);
  }

  private static SyncException bad(String file, int line, String message) {
    return new SyncException(SyncException.Kind.BAD_INPUT, file + ":" + line + ": " + message);
  }
}

package org.quakecore.cssync.cli.screen;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.transfer.ByteCount;
import org.quakecore.cssync.transfer.Item;
import org.quakecore.cssync.transfer.Work;

/** Lays out what is shown of a run, so that no line fills its window. */
final class Picture {
  /** More would push out of sight what has been said before. */
  private static final int MOST_ITEMS = 12;

  /** Below that, a line has no room for words. */
  private static final int WIDE = 66;

  private static final String CUT = "..";

  private final int width;
  private final int rows;

  /**
   * @param columns of the window
   * @param rows of the window
   */
  Picture(int columns, int rows) {
    // What fills a line to its end is wrapped by some terminals.
    this.width = Math.max(1, columns - 1);
    this.rows = Math.max(1, rows - 1);
  }

  /** A line for each item under way, and below them how far the whole is. */
  List<String> of(Account account) {
    List<String> whole = wrapped(account.whole());
    if (whole.size() > rows) {
      return whole.subList(0, rows);
    }
    List<Account.UnderWay> items = account.underWay();
    // A window that is made half as wide must still hold all of it.
    int room = Math.max(0, Math.min(MOST_ITEMS, (rows + 1) / 2 - whole.size()));
    boolean all = items.size() <= room;
    List<String> lines = new ArrayList<>();
    if (room > 0) {
      items.stream().limit(all ? room : room - 1).forEach(each -> lines.add(line(each)));
      if (!all) {
        lines.add(fitted(" and " + (items.size() - lines.size()) + " more", width));
      }
    }
    lines.addAll(whole);
    return lines;
  }

  /** As many of these lines as there is room for, from the last one up. */
  List<String> of(List<String> lines) {
    return lines.subList(Math.max(0, lines.size() - rows), lines.size()).stream()
        .map(line -> fitted(line, width))
        .toList();
  }

  private String line(Account.UnderWay each) {
    Item item = each.item();
    if (item.work() == Work.LIST) {
      return line(
          item, String.format(Locale.ROOT, " %-10s %9d files", item.work().doing(), each.bytes()));
    }
    String percent = Account.percent(each.bytes(), item.bytes());
    String rate = ByteCount.human(each.rate()) + "/s";
    String told =
        width >= WIDE
            ? String.format(
                Locale.ROOT,
                " %-10s %8s of %8s %4s %10s",
                item.work().doing(),
                ByteCount.human(each.bytes()),
                ByteCount.human(item.bytes()),
                percent,
                rate)
            : String.format(
                Locale.ROOT, " %8s %4s %10s", ByteCount.human(each.bytes()), percent, rate);
    return line(item, told);
  }

  private String line(Item item, String told) {
    int left = width - told.length() - 1;
    return fitted(
        " " + (left > CUT.length() ? padded(Quoted.line(item.name()), left) + told : told), width);
  }

  /** As few lines as hold all pieces. */
  private List<String> wrapped(List<String> pieces) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String piece : pieces) {
      if (line.length() > 0 && line.length() + 2 + piece.length() + 1 > width) {
        lines.add(line.append(',').toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : ", ").append(piece);
    }
    lines.add(line.toString());
    return lines.stream().map(each -> fitted(each, width)).toList();
  }

  private static String padded(String name, int width) {
    String fitted = fitted(name, width);
    return fitted + " ".repeat(Math.max(0, width - width(fitted)));
  }

  /** With its middle left out where it is too long: names differ at their ends. */
  private static String fitted(String text, int width) {
    if (width(text) <= width) {
      return text;
    }
    int[] characters = text.codePoints().toArray();
    int keep = width - CUT.length();
    if (keep <= 0) {
      return CUT.substring(0, Math.max(0, width));
    }
    int front = 0;
    int used = 0;
    while (used + width(characters[front]) <= keep / 2) {
      used += width(characters[front++]);
    }
    int back = characters.length;
    while (back > front && used + width(characters[back - 1]) <= keep) {
      used += width(characters[--back]);
    }
    return new String(characters, 0, front)
        + CUT
        + new String(characters, back, characters.length - back);
  }

  /** How many columns it takes. */
  static int width(String text) {
    return text.codePoints().map(Picture::width).sum();
  }

  /** The most columns that any terminal gives it. */
  private static int width(int character) {
    return character < 0x300 ? 1 : 2;
  }
}

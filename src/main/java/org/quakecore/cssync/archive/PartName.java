package org.quakecore.cssync.archive;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;

/**
 * The name of a tar: {@code {fault}_{type}.tar} for a set in one piece, or {@code
 * {fault}_{type}_{n}.tar} with an {@code f} behind the last number, so that the last part tells how
 * many there are.
 *
 * @param index the part's number from 0, or {@link #WHOLE} for a set in one piece
 * @param last whether no part follows; true for a set in one piece
 */
public record PartName(Fault fault, DataType type, int index, boolean last)
    implements Comparable<PartName> {
  public static final int WHOLE = -1;

  /** The highest number a part can have; {@link Fault} leaves room for its four digits. */
  public static final int MOST_INDEX = 9999;

  private static final Comparator<PartName> ORDER =
      Comparator.comparing(PartName::fault)
          .thenComparing(PartName::type)
          .thenComparingInt(PartName::index)
          .thenComparing(PartName::last);

  /** No leading zeros: a number has one spelling, so a part has one name. */
  private static final Pattern NUMBER = Pattern.compile("_(0|[1-9][0-9]{0,3})(f?)");

  private static final String SUFFIX = ".tar";

  /**
   * @throws IllegalArgumentException when no tar can have that name
   */
  public PartName {
    if (!type.isTar() || !type.archivedAs().equals(type)) {
      throw new IllegalArgumentException(type + " is not kept in tars of its own");
    }
    if (index < WHOLE || index > MOST_INDEX) {
      throw new IllegalArgumentException("a part's number cannot be " + index);
    }
    if (index == WHOLE && !last) {
      throw new IllegalArgumentException("no part follows a set in one piece");
    }
  }

  /** The name of the one tar that holds the whole set. */
  public static PartName whole(Fault fault, DataType type) {
    return new PartName(fault, type, WHOLE, true);
  }

  /** The file's name, in the folder of its fault. */
  public String fileName() {
    String number = index == WHOLE ? "" : "_" + index + (last ? "f" : "");
    return type.tarStem(fault) + number + SUFFIX;
  }

  /**
   * Reads a file name in the folder of a fault; empty when it is not one of that fault's tars. The
   * fault has to be given because names of faults can hold underscores, and even end in {@code
   * _BB}.
   */
  public static Optional<PartName> parse(Fault fault, String fileName) {
    return parse(fault, fileName, false);
  }

  /**
   * As {@link #parse(Fault, String)}.
   *
   * @param anyCase whether {@code hope_bb_1F.TAR} is the same as {@code Hope_BB_1f.tar}, as it is
   *     to Dropbox
   */
  public static Optional<PartName> parse(Fault fault, String fileName, boolean anyCase) {
    String name = spelled(fileName, anyCase);
    for (DataType type : ArchiveLayout.STANDARD.choices()) {
      String start = type.isTar() ? spelled(type.tarStem(fault), anyCase) : "";
      if (type.isTar()
          && name.startsWith(start)
          && name.endsWith(SUFFIX)
          && name.length() >= start.length() + SUFFIX.length()) {
        String number = name.substring(start.length(), name.length() - SUFFIX.length());
        if (number.isEmpty()) {
          return Optional.of(whole(fault, type));
        }
        Matcher matcher = NUMBER.matcher(number);
        if (matcher.matches()) {
          int index = Integer.parseInt(matcher.group(1));
          return Optional.of(new PartName(fault, type, index, !matcher.group(2).isEmpty()));
        }
      }
    }
    return Optional.empty();
  }

  private static String spelled(String name, boolean anyCase) {
    return anyCase ? Fault.folded(name) : name;
  }

  @Override
  public int compareTo(PartName other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return fileName();
  }
}

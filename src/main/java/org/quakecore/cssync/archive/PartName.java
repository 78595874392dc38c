package org.quakecore.cssync.archive;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.quakecore.cssync.catalogue.ByteOrder;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;

/**
 * The name of a tar: {@code {fault}_{type}.tar} for a set in one piece, or {@code
 * {fault}_{type}_{n}.tar} with an {@code f} behind the last number, so that the last part tells how
 * many there are. Other layouts have other names before the number, and may have tars of their own
 * for each event, of which each is cut by itself.
 *
 * @param event whose tar it is; empty where the tars of the type hold all events
 * @param index the part's number from 0, or {@link #WHOLE} for a tar in one piece
 * @param last whether no part follows; true for a tar in one piece
 */
public record PartName(Fault fault, DataType type, String event, int index, boolean last)
    implements Comparable<PartName> {
  public static final int WHOLE = -1;

  /** The highest number a part can have; {@link Fault} leaves room for its four digits. */
  public static final int MOST_INDEX = 9999;

  private static final Comparator<PartName> ORDER =
      Comparator.comparing(PartName::fault)
          .thenComparing(PartName::type)
          .thenComparing(PartName::event, ByteOrder.COMPARATOR)
          .thenComparingInt(PartName::index)
          .thenComparing(PartName::last);

  /** No leading zeros: a number has one spelling, so a part has one name. */
  private static final Pattern NUMBER = Pattern.compile("_(0|[1-9][0-9]{0,3})(f?)");

  private static final String SUFFIX = ".tar";

  /** Behind the fault's name in that of an event; the median event has nothing there. */
  private static final Pattern REALISATION = Pattern.compile("_(?:REL|rel)[0-9]+");

  /** No name holds it. */
  private static final String EVENT = "/";

  /**
   * @throws IllegalArgumentException when no tar can have that name
   */
  public PartName {
    if (!type.isTar() || !type.archivedAs().equals(type)) {
      throw new IllegalArgumentException(type + " is not kept in tars of its own");
    }
    if (type.isByEvent() == event.isEmpty()) {
      throw new IllegalArgumentException(type + " has no tar of the event \"" + event + "\"");
    }
    if (index < WHOLE || index > MOST_INDEX) {
      throw new IllegalArgumentException("a part's number cannot be " + index);
    }
    if (index == WHOLE && !last) {
      throw new IllegalArgumentException("no part follows a set in one piece");
    }
  }

  /** A part of a type whose tars hold all events. */
  public PartName(Fault fault, DataType type, int index, boolean last) {
    this(fault, type, "", index, last);
  }

  /** The name of the one tar that holds the whole set. */
  public static PartName whole(Fault fault, DataType type) {
    return whole(fault, type, "");
  }

  /** The name of the one tar that holds all of an event. */
  static PartName whole(Fault fault, DataType type, String event) {
    return new PartName(fault, type, event, WHOLE, true);
  }

  /** The file's name, in the folder of its fault. */
  public String fileName() {
    return stem() + (index == WHOLE ? "" : "_" + index + (last ? "f" : "")) + SUFFIX;
  }

  /** The same without number and ending. */
  String stem() {
    return stem(type.file().of(fault, event, ""));
  }

  private static String stem(String file) {
    return file.substring(0, file.length() - SUFFIX.length());
  }

  /**
   * Reads a file name in the folder of a fault; empty when it is not one of that fault's tars of
   * this type. The fault has to be given because names of faults can hold underscores, and even end
   * in {@code _BB}.
   *
   * @param anyCase whether {@code hope_bb_1F.TAR} is the same as {@code Hope_BB_1f.tar}, as it is
   *     to Dropbox
   */
  public static Optional<PartName> parse(
      Fault fault, DataType type, String fileName, boolean anyCase) {
    String name = spelled(fileName, anyCase);
    if (!type.isTar() || !name.endsWith(SUFFIX)) {
      return Optional.empty();
    }
    if (type.isByEvent()) {
      return ofEvent(fault, type, name, anyCase);
    }
    String start = spelled(stem(type.file().of(fault)), anyCase);
    return name.startsWith(start) && name.length() >= start.length() + SUFFIX.length()
        ? numbered(fault, type, "", name.substring(start.length()))
        : Optional.empty();
  }

  private static Optional<PartName> ofEvent(
      Fault fault, DataType type, String name, boolean anyCase) {
    String all = spelled(type.file().of(fault, EVENT, ""), anyCase);
    String start = all.substring(0, all.indexOf(EVENT)) + spelled(fault.name(), anyCase);
    if (!name.startsWith(start)) {
      return Optional.empty();
    }
    String rest = name.substring(start.length());
    Matcher realisation = REALISATION.matcher(rest);
    String suffix = realisation.lookingAt() ? realisation.group() : "";
    String event = fault + (anyCase ? suffix.toUpperCase(Locale.ROOT) : suffix);
    String between = stem(all.substring(all.indexOf(EVENT) + EVENT.length()));
    return rest.startsWith(between, suffix.length())
        ? numbered(fault, type, event, rest.substring(suffix.length() + between.length()))
        : Optional.empty();
  }

  private static Optional<PartName> numbered(
      Fault fault, DataType type, String event, String ending) {
    String number = stem(ending);
    if (number.isEmpty()) {
      return Optional.of(whole(fault, type, event));
    }
    Matcher matcher = NUMBER.matcher(number);
    return matcher.matches()
        ? Optional.of(
            new PartName(
                fault,
                type,
                event,
                Integer.parseInt(matcher.group(1)),
                !matcher.group(2).isEmpty()))
        : Optional.empty();
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

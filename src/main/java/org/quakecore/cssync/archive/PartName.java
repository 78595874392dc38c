package org.quakecore.cssync.archive;

import java.util.Optional;
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

  public String fileName() {
    String number = index == WHOLE ? "" : "_" + index + (last ? "f" : "");
    return fault.name() + "_" + type.label() + number + ".tar";
  }

  /** Reads a file name in the folder of a fault; empty when it is not one of that fault's tars. */
  public static Optional<PartName> parse(Fault fault, String fileName) {
    return Optional.empty();
  }

  @Override
  public int compareTo(PartName other) {
    return Integer.compare(index, other.index);
  }
}

package org.quakecore.cssync.archive;

import java.util.List;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;

/** Cuts a fault's data type into parts, and knows the exact size of a tar before it is made. */
@SuppressWarnings("DoNotCallSuggester")
public final class TarSplitter {
  private TarSplitter() {}

  /**
   * Sorts the members by name and fills one part after the other, none larger than the limit. A
   * member that exceeds the limit alone becomes a part of its own.
   *
   * @throws SyncException of kind DATA when two members have one name (both sources are named),
   *     when a name cannot be kept on Dropbox, or when one file is too large for Dropbox
   */
  public static List<Part> split(Fault fault, DataType type, List<Member> members, long limitBytes)
      throws SyncException {
    throw new SyncException(SyncException.Kind.DATA, "");
  }

  /** Headers, data and padding of one member, in bytes, without the end of the archive. */
  public static long memberBytes(String name, long size) {
    return -1;
  }
}

package org.quakecore.cssync.archive;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.quakecore.cssync.catalogue.ByteOrder;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.catalogue.SyncException;

/** Cuts a fault's data type into parts, and knows the exact size of a tar before it is made. */
public final class TarSplitter {
  /** In bytes: a set of so many members that its manifest would be larger is not packed. */
  public static final long MOST_MANIFEST_BYTES = 32L << 20;

  /** The largest file Dropbox takes, in bytes: 2 TiB less one of its blocks. */
  public static final long MOST_BYTES = (1L << 41) - (1L << 22);

  /** Headers and data come in blocks of this many bytes. */
  public static final int BLOCK = 512;

  /** The end of an archive: two blocks of zeros, then zeros to a full record, as GNU tar pads. */
  public static final int END = 2 * BLOCK;

  public static final int RECORD = 10_240;

  /**
   * The first length, in UTF-8 bytes, at which a name needs a header of its own. GNU tar squeezes
   * in one byte more, as it leaves out the NUL behind a name that fills the field.
   */
  private static final int LONG_NAME = 100;

  private TarSplitter() {}

  /**
   * Sorts the members by name and fills one part after the other, none larger than the limit. A
   * member that exceeds the limit alone becomes a part of its own, so the caller can tell it by
   * {@link Part#tarBytes()}. No members make no parts.
   *
   * @throws SyncException of kind DATA when two members have one name (both sources are named),
   *     when a name cannot be that of a file, when one file is too large for Dropbox, or when there
   *     would be more parts than can be numbered
   */
  public static List<Part> split(Fault fault, DataType type, List<Member> members, long limitBytes)
      throws SyncException {
    return split(fault, type, new TreeMap<>(Map.of("", members)), limitBytes);
  }

  /**
   * The same for a type that has tars for each event, each of which is cut by itself.
   *
   * @param byEvent the members of each event, which are one set all the same
   */
  public static List<Part> split(
      Fault fault, DataType type, SortedMap<String, List<Member>> byEvent, long limitBytes)
      throws SyncException {
    List<Member> members = byEvent.values().stream().flatMap(List::stream).toList();
    for (Member member : members) {
      refuseUnfit(member);
    }
    refuseNamesakes(members);
    if (members.stream().mapToLong(TarSplitter::manifestBytes).sum() > MOST_MANIFEST_BYTES) {
      throw data(
          "%s %s: %d files are more than its manifest can list; pack some of them into one file",
          fault, type, members.size());
    }
    List<Part> parts = new ArrayList<>();
    for (Map.Entry<String, List<Member>> event : byEvent.entrySet()) {
      List<List<Member>> cut = cut(event.getValue(), Math.min(limitBytes, MOST_BYTES));
      if (cut.size() > PartName.MOST_INDEX + 1) {
        throw data(
            "%s %s: %d parts of %d bytes are more than the %d that can be numbered;"
                + " give a larger --part_size",
            fault, type, cut.size(), limitBytes, PartName.MOST_INDEX + 1);
      }
      for (int index = 0; index < cut.size(); index++) {
        boolean last = index == cut.size() - 1;
        PartName name =
            cut.size() == 1
                ? PartName.whole(fault, type, event.getKey())
                : new PartName(fault, type, event.getKey(), index, last);
        parts.add(new Part(name, cut.get(index), tarBytes(cut.get(index))));
      }
    }
    return parts;
  }

  /** Headers, data and padding of one member, in bytes, without the end of the archive. */
  public static long memberBytes(String name, long size) {
    int nameBytes = utf8Bytes(name);
    long header = nameBytes < LONG_NAME ? BLOCK : 2L * BLOCK + padded(nameBytes + 1L, BLOCK);
    return header + padded(size);
  }

  /** Data with its padding to whole blocks, in bytes. */
  public static long padded(long size) {
    return padded(size, BLOCK);
  }

  private static long tarBytes(List<Member> members) {
    return finished(members.stream().mapToLong(TarSplitter::memberBytes).sum());
  }

  private static List<List<Member>> cut(List<Member> members, long limit) {
    List<Member> sorted =
        members.stream().sorted(Comparator.comparing(Member::name, ByteOrder.COMPARATOR)).toList();
    List<List<Member>> parts = new ArrayList<>();
    List<Member> part = new ArrayList<>();
    long bytes = 0;
    for (Member member : sorted) {
      long more = memberBytes(member);
      if (!part.isEmpty() && finished(bytes + more) > limit) {
        parts.add(part);
        part = new ArrayList<>();
        bytes = 0;
      }
      part.add(member);
      bytes += more;
    }
    if (!part.isEmpty()) {
      parts.add(part);
    }
    return parts;
  }

  private static void refuseUnfit(Member member) throws SyncException {
    String name = member.name();
    Optional<String> unfit = EntryName.problem(name);
    if (unfit.isPresent()) {
      throw data(
          "%s: the name in the tar would be %s, which %s; rename it",
          Quoted.bare(member.source().toString()), Quoted.of(name), unfit.get());
    }
    if (member.size() > MOST_BYTES || finished(memberBytes(member)) > MOST_BYTES) {
      throw data(
          "%s: %d bytes are too large for Dropbox, which takes files of at most %d bytes,"
              + " the headers of the tar included",
          member.source(), member.size(), MOST_BYTES);
    }
  }

  private static void refuseNamesakes(List<Member> members) throws SyncException {
    Map<String, Member> seen = new HashMap<>();
    for (Member member : members) {
      Member earlier = seen.put(Fault.folded(member.name()), member);
      if (earlier == null) {
        continue;
      }
      if (earlier.name().equals(member.name())) {
        throw data(
            "%s and %s would both be \"%s\" in the tar",
            earlier.source(), member.source(), member.name());
      }
      throw data(
          "%s and %s would be \"%s\" and \"%s\" in the tar, which are one name where case or the"
              + " form of accents does not count",
          earlier.source(), member.source(), earlier.name(), member.name());
    }
  }

  /** No less than what a manifest takes for a member: its names may need escapes. */
  private static long manifestBytes(Member member) {
    return 600 + 2L * (utf8Bytes(member.name()) + utf8Bytes(member.source().toString()));
  }

  private static long memberBytes(Member member) {
    return memberBytes(member.name(), member.size());
  }

  private static long finished(long memberBytes) {
    return padded(memberBytes + END, RECORD);
  }

  private static long padded(long bytes, int unit) {
    return (bytes + unit - 1) / unit * unit;
  }

  private static int utf8Bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8).length;
  }

  private static SyncException data(String format, Object... arguments) {
    return new SyncException(
        SyncException.Kind.DATA, String.format(Locale.ROOT, format, arguments));
  }
}

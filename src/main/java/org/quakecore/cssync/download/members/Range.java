package org.quakecore.cssync.download.members;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.quakecore.cssync.download.plan.ArchivedSet;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.transfer.Item;
import org.quakecore.cssync.transfer.Work;

/**
 * One read of a range of a part, and the members that lie in it.
 *
 * @param members in the order of their bytes
 */
record Range(ArchivedSet set, String part, List<Manifest.MemberEntry> members) {
  /** Reading over this many bytes costs less than another call of rclone. */
  private static final long MOST_GAP = 1L << 20;

  /** More in one read would keep the other streams from helping, and cost more to read again. */
  private static final long MOST_BYTES = 64L << 20;

  Range {
    members = List.copyOf(members);
  }

  /** The fewest reads that bring these members, but for big ones, which come one by one. */
  static List<Range> of(ArchivedSet set, List<Manifest.MemberEntry> wanted) {
    List<Manifest.MemberEntry> sorted =
        wanted.stream()
            .sorted(
                Comparator.comparing(Manifest.MemberEntry::part)
                    .thenComparing(Manifest.MemberEntry::offset))
            .toList();
    List<Range> reads = new ArrayList<>();
    List<Manifest.MemberEntry> together = new ArrayList<>();
    for (Manifest.MemberEntry member : sorted) {
      if (!together.isEmpty() && !fits(together, member)) {
        reads.add(new Range(set, together.get(0).part(), together));
        together.clear();
      }
      together.add(member);
    }
    if (!together.isEmpty()) {
      reads.add(new Range(set, together.get(0).part(), together));
    }
    return reads;
  }

  private static boolean fits(List<Manifest.MemberEntry> together, Manifest.MemberEntry next) {
    Manifest.MemberEntry first = together.get(0);
    Manifest.MemberEntry last = together.get(together.size() - 1);
    return next.part().equals(first.part())
        && next.offset() - (last.offset() + last.size()) <= MOST_GAP
        && next.offset() + next.size() - first.offset() <= MOST_BYTES;
  }

  /** Where a member goes, below the download folder. */
  String path(Manifest.MemberEntry member) {
    return set.fault() + "/" + set.type() + "/" + member.name();
  }

  /** A member, as it is told while it comes. */
  Item item(Manifest.MemberEntry member) {
    return new Item(Work.FETCH, set.label(), path(member), member.size());
  }

  /** The first byte, counted from the start of the part. */
  long offset() {
    return members.get(0).offset();
  }

  /** In bytes, with what lies between the members. */
  long length() {
    Manifest.MemberEntry last = members.get(members.size() - 1);
    return last.offset() + last.size() - offset();
  }

  /** The bytes of the members alone. */
  long bytes() {
    return members.stream().mapToLong(Manifest.MemberEntry::size).sum();
  }
}

package org.quakecore.cssync.archive;

import java.util.List;

/**
 * One tar to make: the whole set of a fault's data type, or one of the pieces it was cut into.
 *
 * @param members in the order they stand in the tar
 * @param tarBytes the exact size of the finished tar in bytes
 */
public record Part(PartName name, List<Member> members, long tarBytes) {
  public Part {
    members = List.copyOf(members);
  }
}

package org.quakecore.cssync.archive;

import java.util.List;

/**
 * A tar that was written or read from end to end.
 *
 * @param bytes the size of the whole tar
 * @param contentHash the Dropbox content hash of the whole tar, in lower-case hex
 */
public record PackedPart(long bytes, String contentHash, List<PackedMember> members) {
  public PackedPart {
    members = List.copyOf(members);
  }
}

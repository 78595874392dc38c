package org.quakecore.cssync.archive;

import java.util.List;
import java.util.Optional;

/**
 * A tar that was written or read from end to end.
 *
 * @param bytes the size of the whole tar
 * @param contentHash the Dropbox content hash of the whole tar, in lower-case hex
 * @param sha256 of the whole tar, in lower-case hex, where the layout of its archive tells it
 */
public record PackedPart(
    long bytes, String contentHash, Optional<String> sha256, List<PackedMember> members) {
  /** Of a tar whose SHA-256 is not known. */
  public PackedPart(long bytes, String contentHash, List<PackedMember> members) {
    this(bytes, contentHash, Optional.empty(), members);
  }

  public PackedPart {
    members = List.copyOf(members);
  }

  /** What a reader of the tar can know of its members, too. */
  List<PackedMember> asRead() {
    return members.stream().map(PackedMember::asRead).toList();
  }

  /** Whether it is the same tar, as far as both know. */
  boolean isAlike(PackedPart other) {
    return bytes == other.bytes
        && contentHash.equals(other.contentHash)
        && asRead().equals(other.asRead());
  }
}

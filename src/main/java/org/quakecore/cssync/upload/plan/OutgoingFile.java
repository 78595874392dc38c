package org.quakecore.cssync.upload.plan;

import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.archive.Member;
import org.quakecore.cssync.archive.Part;

/**
 * One file that has to stand in a fault's folder on the remote: a tar to make, or a sample that is
 * sent as it lies.
 *
 * @param name its name on the remote
 * @param size its exact size in bytes
 * @param part the tar to make; empty for a sample
 * @param members what goes into it; for a sample, the file itself
 */
public record OutgoingFile(String name, long size, Optional<Part> part, List<Member> members) {
  public OutgoingFile {
    members = List.copyOf(members);
  }

  public static OutgoingFile tar(Part part) {
    return new OutgoingFile(
        part.name().fileName(), part.tarBytes(), Optional.of(part), part.members());
  }

  /** A file that is sent as it lies. */
  public static OutgoingFile single(Member file) {
    return new OutgoingFile(file.name(), file.size(), Optional.empty(), List.of(file));
  }

  /** The source bytes that are packed for it: none for a sample. */
  public long packingBytes() {
    return part.isEmpty() ? 0 : members.stream().mapToLong(Member::size).sum();
  }
}

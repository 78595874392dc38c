package org.quakecore.cssync.archive;

import java.util.List;
import org.quakecore.cssync.catalogue.check.Answer;

/**
 * What is known of a member once its bytes have passed by.
 *
 * @param name its name inside the tar
 * @param size in bytes
 * @param mtime in whole seconds since 1970
 * @param sha256 of its bytes, in lower-case hex
 * @param offset of its first data byte from the start of the tar, in bytes
 * @param answers to what was asked of its content
 */
public record PackedMember(
    String name, long size, long mtime, String sha256, long offset, List<Answer> answers) {
  public PackedMember {
    answers = List.copyOf(answers);
  }

  /** A member of whose content nothing was asked. */
  public PackedMember(String name, long size, long mtime, String sha256, long offset) {
    this(name, size, mtime, sha256, offset, List.of());
  }

  /** What a reader of the tar can know of it, too. */
  PackedMember asRead() {
    return new PackedMember(name, size, mtime, sha256, offset);
  }
}

package org.quakecore.cssync.archive;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What a file in an archive, and an archive itself, can be called: any one name of a file. */
public final class EntryName {
  /** What file systems take, in bytes. */
  private static final int MOST_BYTES = 255;

  private EntryName() {}

  /** Why a name is none, in words that follow on the name. */
  public static Optional<String> problem(String name) {
    if (name.isEmpty()
        || name.equals(".")
        || name.equals("..")
        || name.indexOf('/') >= 0
        || name.indexOf('\0') >= 0
        || !StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
      return Optional.of("cannot be the name of a file in a tar");
    }
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    return bytes > MOST_BYTES
        ? Optional.of("has " + bytes + " bytes; at most " + MOST_BYTES + " fit")
        : Optional.empty();
  }
}

package org.quakecore.cssync.catalogue;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/**
 * A fault, by its name as list.txt spells it. The name becomes a folder on the remote, so names
 * that could lead elsewhere, or that the archive reserves, are refused.
 */
public record Fault(String name) implements Comparable<Fault> {
  /** Leaves room for {@code _SAMPLE_BB_9999f.tar} within the 255 bytes a file name may have. */
  private static final int MOST_BYTES = 230;

  private static final int SHOWN = 100;

  /**
   * @throws IllegalArgumentException when the name cannot be a fault's; the message says why, and
   *     is fit for the end of a sentence that starts with the place it was read from
   */
  public Fault {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a fault needs a name");
    }
    if (name.startsWith("_")) {
      throw new IllegalArgumentException(
          Quoted.of(start(name))
              + ": names that start with _ are kept for what the archive ignores");
    }
    if (name.startsWith(".")) {
      throw new IllegalArgumentException(
          Quoted.of(start(name)) + ": a fault's name cannot start with a dot");
    }
    if (name.chars().anyMatch(c -> c == '/' || c == '\\' || Quoted.isUnsafe(c))) {
      throw new IllegalArgumentException(
          Quoted.of(start(name)) + ": a fault's name cannot hold slashes or control characters");
    }
    if (!name.strip().equals(name)) {
      throw new IllegalArgumentException(
          Quoted.of(start(name)) + ": a fault's name cannot start or end with a space");
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      throw new IllegalArgumentException(
          Quoted.of(start(name)) + ": a fault's name can have at most " + MOST_BYTES + " bytes");
    }
  }

  /** The fault of a name that can be one's. */
  public static Optional<Fault> of(String name) {
    try {
      return Optional.of(new Fault(name));
    } catch (IllegalArgumentException notAFault) {
      return Optional.empty();
    }
  }

  /**
   * What two names have in common when Dropbox, which ignores case and the way accents are
   * composed, would take them for one folder.
   */
  public String folded() {
    return folded(name);
  }

  /** {@link #folded()} for any file name. */
  public static String folded(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC)
        .toUpperCase(Locale.ROOT)
        .toLowerCase(Locale.ROOT);
  }

  /** Orders names as their UTF-8 bytes, which is how files_to_sync.yaml is sorted. */
  @Override
  public int compareTo(Fault other) {
    return ByteOrder.compare(name, other.name);
  }

  @Override
  public String toString() {
    return name;
  }

  /** Enough of a name to find it by; what is wrong with it comes behind. */
  private static String start(String name) {
    return name.length() <= SHOWN ? name : name.substring(0, SHOWN) + "...";
  }
}

package org.quakecore.cssync.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;

/** The paths of files on a remote: names with {@code /} between them. */
public final class PlainPath {
  private PlainPath() {}

  /**
   * Refuses what cannot be told to rclone as it is. A line break would make two names of one, and
   * the other control characters are stored by rclone under look-alikes, so that the file would not
   * be found again.
   */
  public static void require(String name) throws SyncException {
    boolean control = name.chars().anyMatch(Character::isISOControl);
    boolean lost = !UTF_8.newEncoder().canEncode(name);
    boolean astray = false;
    for (String segment : name.split("/", -1)) {
      astray |= segment.isEmpty() || segment.equals(".") || segment.equals("..");
    }
    if (control || lost || astray) {
      throw new SyncException(
          Kind.DATA,
          Quoted.of(name)
              + ": a file of this name cannot be kept on a remote ("
              + (control ? "control character" : lost ? "not Unicode" : "not a plain path")
              + "); rename it");
    }
  }

  /** The last name of a path. */
  public static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** All but the last name; empty where there is only one. */
  public static String folder(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }
}

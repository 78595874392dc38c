package org.quakecore.cssync.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  /** A path below a root, as rclone would be told it, like {@code dropbox:Cybershake/v22p12}. */
  public static String address(String root, String path) {
    if (path.isEmpty()) {
      return root;
    }
    return root.endsWith(":") || root.endsWith("/") ? root + path : root + "/" + path;
  }

  /**
   * The bytes of a file here that is to be sent.
   *
   * @throws SyncException DATA where there is no such file
   */
  public static long size(Path file) throws SyncException {
    if (!Files.isRegularFile(file)) {
      throw new SyncException(Kind.DATA, file + ": no such file");
    }
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw SyncException.of(e, file, Kind.DATA);
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

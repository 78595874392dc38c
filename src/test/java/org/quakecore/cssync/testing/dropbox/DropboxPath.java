package org.quakecore.cssync.testing.dropbox;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The form of Dropbox's paths: a slash before every name, and no text at all for the root. */
final class DropboxPath {
  private static final int LONGEST_NAME_CHARACTERS = 255;
  private static final Set<String> DISALLOWED =
      Set.of("desktop.ini", "thumbs.db", ".ds_store", "icon\r", ".dropbox", ".dropbox.attr");

  private DropboxPath() {}

  /** The names of a path, from the top. */
  static List<String> names(String path) {
    return path.isEmpty() ? List.of() : List.of(path.substring(1).split("/", -1));
  }

  static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }

  /** The path with one slash where there were several: rclone writes //v22p4 below the root. */
  static String plain(String path) {
    return path.replaceAll("//+", "/");
  }

  /** Refuses what Dropbox answers with 400: a path without its slash, or the root as a slash. */
  static String wellFormed(String path) {
    boolean id = path.startsWith("id:");
    if (!id && !path.isEmpty() && (!path.startsWith("/") || path.equals("/"))) {
      throw new BadCallException("path: '" + path + "' did not match pattern '(/(.|[\\r\\n])*)?'");
    }
    return plain(path);
  }

  /** Refuses the paths that Dropbox looks up without ever finding anything there. */
  static String lookedUp(String asked) throws Refusal {
    String path = wellFormed(asked);
    if (!path.startsWith("id:") && names(path).stream().anyMatch(DropboxPath::isMalformed)) {
      throw new Refusal("malformed_path");
    }
    return path;
  }

  /** Refuses the names that Dropbox stores nothing under. */
  static void refuseDisallowed(String path) throws Refusal {
    lookedUp(path);
    if (DISALLOWED.contains(name(path).toLowerCase(Locale.ROOT))) {
      throw new Refusal("disallowed_name");
    }
  }

  private static boolean isMalformed(String name) {
    return name.isEmpty()
        || name.codePointCount(0, name.length()) > LONGEST_NAME_CHARACTERS
        || name.equals(".")
        || name.equals("..")
        || name.endsWith(" ")
        || name.indexOf('\\') >= 0
        || name.indexOf('\0') >= 0
        || name.indexOf('\u007f') >= 0;
  }
}

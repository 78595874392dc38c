package org.quakecore.cssync.archive;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The names a tar has shown so far, so that none comes twice and none leads anywhere else. They are
 * kept in memory, and so there is an end to how many, and how long, they can be.
 */
public final class MemberNames {
  private static final int MOST_BYTES = 4096;

  /** Archives are flat; a tar made by hand may have a few folders. */
  private static final int MOST_FOLDERS = 32;

  /** What all names may take, with what is known of each: enough for 60,000 usual members. */
  private static final long MOST_MEMORY = 32L << 20;

  /** What is kept of a member or folder beside its name, in bytes. */
  private static final int BESIDE_A_NAME = 400;

  private enum Kind {
    FILE,
    FOLDER
  }

  private final Map<String, Kind> seen = new HashMap<>();
  private long memory;

  /**
   * Takes the next entry's name.
   *
   * @return its path below the target: segments with one slash between them, none of them {@code .}
   *     or {@code ..}. Empty for {@code ./}, the folder that {@code tar -C folder -c .} puts first.
   * @throws BrokenTarException when the name is empty, leads out of the target, was there before,
   *     or needs a file to be a folder
   */
  public String accept(TarEntry entry) throws BrokenTarException {
    List<String> segments = segments(entry.name());
    if (segments.isEmpty()) {
      if (entry.folder()) {
        return "";
      }
      throw refused(entry.name(), "is no name of a file");
    }
    for (int depth = 1; depth < segments.size(); depth++) {
      note(String.join("/", segments.subList(0, depth)), Kind.FOLDER);
    }
    String path = String.join("/", segments);
    note(path, entry.folder() ? Kind.FOLDER : Kind.FILE);
    return path;
  }

  private void note(String path, Kind kind) throws BrokenTarException {
    Kind earlier = seen.put(path, kind);
    if (earlier == null) {
      memory += BESIDE_A_NAME + 2L * path.length();
      if (memory > MOST_MEMORY) {
        throw BrokenTarException.refused(
            "it holds more than this program can keep in mind: after "
                + seen.size()
                + " members and folders there are still more");
      }
      return;
    }
    if (earlier == Kind.FOLDER && kind == Kind.FOLDER) {
      return;
    }
    throw refused(path, earlier == kind ? "is there twice" : "is there as a file and as a folder");
  }

  private static List<String> segments(String name) throws BrokenTarException {
    if (name.isEmpty()) {
      throw BrokenTarException.refused("a member has no name");
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      throw BrokenTarException.refused("a member's name has more than " + MOST_BYTES + " bytes");
    }
    if (name.startsWith("/")) {
      throw refused(name, "is an absolute name, which leads out of the target");
    }
    if (name.indexOf('\0') >= 0) {
      throw refused(name, "has a NUL in its name");
    }
    List<String> segments = new ArrayList<>();
    for (String segment : name.split("/", -1)) {
      if (segment.equals("..")) {
        throw refused(name, "leads out of the target");
      }
      if (!segment.isEmpty() && !segment.equals(".")) {
        segments.add(segment);
      }
    }
    if (segments.size() > MOST_FOLDERS + 1) {
      throw refused(
          name,
          "lies in "
              + (segments.size() - 1)
              + " folders, and at most "
              + MOST_FOLDERS
              + " are taken");
    }
    return segments;
  }

  private static BrokenTarException refused(String name, String reason) {
    return BrokenTarException.refused(BrokenTarException.quoted(name) + " " + reason);
  }
}

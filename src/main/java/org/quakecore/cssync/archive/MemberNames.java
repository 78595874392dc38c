package org.quakecore.cssync.archive;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The names a tar has shown so far, so that none comes twice and none leads anywhere else. */
final class MemberNames {
  private static final int MOST_BYTES = 4096;

  private enum Kind {
    FILE,
    FOLDER
  }

  private final Map<String, Kind> seen = new HashMap<>();

  /**
   * Takes the next entry's name.
   *
   * @return its path below the target: segments with one slash between them, none of them {@code .}
   *     or {@code ..}. Empty for {@code ./}, the folder that {@code tar -C folder -c .} puts first.
   * @throws BrokenTarException when the name is empty, leads out of the target, was there before,
   *     or needs a file to be a folder
   */
  String accept(TarEntry entry) throws BrokenTarException {
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
    if (earlier == null || (earlier == Kind.FOLDER && kind == Kind.FOLDER)) {
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
    return segments;
  }

  private static BrokenTarException refused(String name, String reason) {
    return BrokenTarException.refused(BrokenTarException.quoted(name) + " " + reason);
  }
}

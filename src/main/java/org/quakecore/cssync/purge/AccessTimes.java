package org.quakecore.cssync.purge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Whether a disk keeps when its files were read. */
final class AccessTimes {
  private static final Path MOUNTS = Path.of("/proc/self/mounts");

  private AccessTimes() {}

  /** Whether reading leaves no trace below a folder; not where the system does not tell. */
  static boolean areNotKept(Path folder) {
    try {
      return areNotKept(folder, Files.readAllLines(MOUNTS, StandardCharsets.ISO_8859_1));
    } catch (IOException notTold) {
      return false;
    }
  }

  /**
   * By the mount that the folder is on.
   *
   * @param folder by its real path
   * @param mounts as Linux lists them; a later one lies over an earlier
   */
  static boolean areNotKept(Path folder, List<String> mounts) {
    Path longest = Path.of("/");
    boolean none = false;
    for (String line : mounts) {
      String[] fields = line.split(" ", -1);
      if (fields.length < 4) {
        continue;
      }
      Path point;
      try {
        // Blanks in names are escaped; such a mount is passed over.
        point = Path.of(fields[1]);
      } catch (InvalidPathException odd) {
        continue;
      }
      if (folder.startsWith(point) && point.getNameCount() >= longest.getNameCount()) {
        longest = point;
        none = List.of(fields[3].split(",", -1)).contains("noatime");
      }
    }
    return none;
  }
}

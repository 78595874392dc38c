package org.quakecore.cssync.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;

/**
 * The names of files in a temporary file, one a line, as {@code --files-from-raw} reads them: any
 * number, with spaces, quotes and {@code #} meaning themselves.
 */
final class NameList implements AutoCloseable {
  private final Path file;

  NameList(List<String> names) throws SyncException {
    for (String name : names) {
      require(name);
    }
    Path created = null;
    try {
      created = Files.createTempFile("cs-dropbox-sync", ".names");
      try (BufferedWriter writer = Files.newBufferedWriter(created, UTF_8)) {
        for (String name : names) {
          writer.write(name);
          writer.write('\n');
        }
      }
    } catch (IOException e) {
      Path failed = created == null ? Path.of(System.getProperty("java.io.tmpdir")) : created;
      delete(created);
      throw SyncException.of(e, failed, Kind.DATA);
    }
    file = created;
  }

  Path file() {
    return file;
  }

  /**
   * Refuses what cannot be told to rclone as it is. A line break would make two names of one, and
   * the other control characters are stored by rclone under look-alikes, so that the file would not
   * be found again.
   */
  static void require(String name) throws SyncException {
    boolean control = name.chars().anyMatch(Character::isISOControl);
    boolean lost = !UTF_8.newEncoder().canEncode(name);
    boolean astray = false;
    for (String segment : name.split("/", -1)) {
      astray |= segment.isEmpty() || segment.equals(".") || segment.equals("..");
    }
    if (control || lost || astray) {
      throw new SyncException(
          Kind.DATA,
          "\""
              + name.replaceAll("\\p{Cntrl}", "?")
              + "\": a file of this name cannot be kept on a remote ("
              + (control ? "control character" : lost ? "not Unicode" : "not a plain path")
              + "); rename it");
    }
  }

  @Override
  public void close() {
    delete(file);
  }

  private static void delete(Path file) {
    if (file == null) {
      return;
    }
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      file.toFile().deleteOnExit();
    }
  }
}

package org.quakecore.cssync.remote.rclone;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.catalogue.TemporaryPlace;
import org.quakecore.cssync.remote.PlainPath;

/**
 * The names of files in a temporary file, one a line, for rclone to read: any number, with spaces,
 * quotes and {@code #} meaning themselves.
 */
final class NameList implements AutoCloseable {
  private final Path file;

  /** Names for {@code --files-from-raw}, by which rclone asks the remote for each file alone. */
  NameList(TemporaryPlace place, List<String> names) throws SyncException {
    for (String name : names) {
      PlainPath.require(name);
    }
    StringBuilder lines = new StringBuilder();
    for (String name : names) {
      lines.append(name).append('\n');
    }
    byte[] content = lines.toString().getBytes(UTF_8);
    file = place.path("names", content.length);
    // Not a channel, which fails on a thread that is being stopped.
    try (FileOutputStream out = new FileOutputStream(file.toFile())) {
      out.write(content);
    } catch (IOException e) {
      close();
      throw SyncException.of(e, file, Kind.BAD_INPUT);
    }
  }

  /** What tells rclone of them. */
  List<String> arguments() {
    return List.of("--files-from-raw", file.toString());
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // Its name says whose it is: the next run clears it.
      return;
    }
  }
}

package org.quakecore.cssync.testing.dropbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The folder on disk in which an account's files lie. */
final class StoredFiles {
  private StoredFiles() {}

  /** Takes what lies in a folder already into the account. */
  static void load(Path folder, Tree tree) throws IOException {
    for (Path path : below(folder)) {
      String name = "/" + folder.relativize(path);
      if (Files.isDirectory(path)) {
        tree.adoptFolder(name);
      } else {
        Instant modified = Files.getLastModifiedTime(path).toInstant();
        tree.adoptFile(
            name,
            Files.size(path),
            modified.truncatedTo(ChronoUnit.SECONDS),
            UploadSession.hashOf(path).hex());
      }
    }
  }

  /** Deletes a folder with all there is in it. */
  static void delete(Path folder) throws IOException {
    for (Path path : below(folder).stream().sorted(Comparator.reverseOrder()).toList()) {
      Files.deleteIfExists(path);
    }
    Files.deleteIfExists(folder);
  }

  private static List<Path> below(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.filter(path -> !path.equals(folder)).sorted().toList();
    }
  }
}

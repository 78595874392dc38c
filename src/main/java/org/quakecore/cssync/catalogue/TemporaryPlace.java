package org.quakecore.cssync.catalogue;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.io.FileUtils;
import org.quakecore.cssync.catalogue.SyncException.Kind;

/**
 * Where files and folders are made that are wanted for a moment. They have a {@link TemporaryName};
 * whoever makes one deletes it.
 */
public final class TemporaryPlace {
  /** Enough to see that a folder can be written, and that it is not just about full. */
  private static final int PROBE_BYTES = 1 << 16;

  private final List<Path> folders;

  /** A shared folder like /tmp can hold very many names, and is read to its end for it. */
  private final Set<Path> cleared = ConcurrentHashMap.newKeySet();

  private TemporaryPlace(List<Path> folders) {
    this.folders = folders;
  }

  /** A folder that is the run's own, and is made when it is first needed. */
  public static TemporaryPlace below(Path folder) {
    return new TemporaryPlace(List.of(folder));
  }

  /**
   * The folder that TMPDIR names, else the system's, for what has no folder of its own. Another
   * where that is full or cannot be written.
   */
  public static TemporaryPlace ofThisMachine() {
    return ofThisMachine(System.getenv());
  }

  public static TemporaryPlace ofThisMachine(Map<String, String> environment) {
    List<Path> folders = new ArrayList<>();
    String asked = environment.getOrDefault("TMPDIR", "");
    if (!asked.isBlank()) {
      folders.add(Path.of(asked));
    }
    for (String usual : List.of(System.getProperty("java.io.tmpdir"), "/var/tmp", "/dev/shm", "")) {
      folders.add(Path.of(usual));
    }
    return new TemporaryPlace(folders);
  }

  /** What is done in a folder. */
  @FunctionalInterface
  public interface Use<T> {
    T in(Path folder) throws IOException, SyncException;
  }

  /**
   * Does something in a folder that is made for it, of which nothing is left after it.
   *
   * @param name what the folder's name begins with
   * @param bytes that will be in it
   * @throws SyncException DISK_FULL where there is no room for it anywhere; BAD_INPUT for what
   *     cannot be read or written in it
   */
  public <T> T use(String name, long bytes, Use<T> use) throws SyncException {
    Path folder = path(name, bytes);
    try {
      Files.createDirectories(folder);
      return use.in(folder);
    } catch (IOException failure) {
      throw SyncException.of(failure, folder, Kind.BAD_INPUT);
    } finally {
      // What is left all the same has a name that says whose it is: the next run clears it.
      FileUtils.deleteQuietly(folder.toFile());
    }
  }

  /**
   * The path of a file or folder to be made.
   *
   * @param name what its own begins with
   * @param bytes that it will have
   * @throws SyncException DISK_FULL where there is no room for it anywhere
   */
  public Path path(String name, long bytes) throws SyncException {
    SyncException refused = null;
    for (Path folder : folders) {
      Path path = folder.toAbsolutePath().resolve(TemporaryName.of(name));
      try {
        if (folders.size() == 1) {
          makeFolder(folder);
          return path;
        }
        if (cleared.add(folder)) {
          TemporaryName.clear(folder);
        }
        probe(path);
        if (hasRoom(folder, bytes)) {
          return path;
        }
      } catch (IOException e) {
        refused = refused == null ? SyncException.of(e, folder, Kind.BAD_INPUT) : refused;
      }
    }
    if (folders.size() == 1) {
      throw refused;
    }
    throw new SyncException(
        Kind.DISK_FULL,
        "there is no room for temporary files of "
            + bytes
            + " bytes in "
            + String.join(", ", folders.stream().map(f -> f.toAbsolutePath().toString()).toList())
            + (refused == null ? "" : " (" + refused.getMessage() + ")")
            + "; set TMPDIR to a folder that has",
        refused);
  }

  private static void makeFolder(Path folder) throws IOException {
    // Not always, because Java 17 refuses a folder that is reached by a symbolic link.
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
    }
  }

  private static void probe(Path path) throws IOException {
    try (FileOutputStream out = new FileOutputStream(path.toFile())) {
      out.write(new byte[PROBE_BYTES]);
    } finally {
      Files.deleteIfExists(path);
    }
  }

  private static boolean hasRoom(Path folder, long bytes) {
    try {
      return Files.getFileStore(folder).getUsableSpace() >= bytes;
    } catch (IOException e) {
      // Then writing will tell.
      return true;
    }
  }
}

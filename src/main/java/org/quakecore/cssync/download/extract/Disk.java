package org.quakecore.cssync.download.extract;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.commons.io.file.PathUtils;
import org.quakecore.cssync.catalogue.ByteOrder;
import org.quakecore.cssync.catalogue.FolderListing;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.WholeFile;

/**
 * What a download does to files here. Logs are written with plain streams, because a channel fails
 * on an interrupted thread, and a run that is stopped still has to keep its logs.
 */
public final class Disk {
  private static final int MOST_LOG_BYTES = 16 << 20;

  private Disk() {}

  /**
   * The lines of a log; none when there is no such file. One that is larger than any we write
   * counts as none as well: what it would prove is then proven anew.
   */
  public static List<String> lines(Path file) throws SyncException {
    if (!Files.exists(file)) {
      return List.of();
    }
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      byte[] bytes = in.readNBytes(MOST_LOG_BYTES + 1);
      return bytes.length > MOST_LOG_BYTES
          ? List.of()
          : new String(bytes, StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw SyncException.of(e, file, SyncException.Kind.BAD_INPUT);
    }
  }

  /** Replaces a log at once; without lines the file goes. */
  public static void replace(Path file, List<String> lines) throws SyncException {
    if (!lines.isEmpty()) {
      WholeFile.write(file, String.join("\n", lines) + "\n");
      return;
    }
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw SyncException.of(e, file, SyncException.Kind.BAD_INPUT);
    }
  }

  /** The size of a plain file below a folder in bytes, or -1 when it is no such thing. */
  public static long size(Path folder, String name) {
    try {
      Path file = folder.resolve(name);
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return attributes.isRegularFile() ? attributes.size() : -1;
    } catch (IOException | InvalidPathException e) {
      return -1;
    }
  }

  /** Makes a folder; one that is there, even by a symbolic link the user made, will do. */
  public static void makeFolder(Path folder) throws SyncException {
    if (!Files.isDirectory(folder)) {
      try {
        Files.createDirectories(folder);
      } catch (IOException e) {
        throw SyncException.of(e, folder, SyncException.Kind.BAD_INPUT);
      }
    }
  }

  /** Moves a file, replacing what is there; to another disk, if a folder is a link to one. */
  public static void move(Path from, Path to) throws SyncException {
    if (from.equals(to)) {
      return;
    }
    try {
      try {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw SyncException.of(e, to, SyncException.Kind.DATA);
    }
  }

  /**
   * Moves a member below its target, never through a link: an earlier extraction may have left one
   * that leads elsewhere.
   */
  public static void moveMember(Path from, Path target, String name) throws SyncException {
    Path to = target.resolve(name).normalize();
    if (!to.startsWith(target) || to.equals(target)) {
      throw new SyncException(
          SyncException.Kind.DATA, "\"" + name + "\" would lie outside " + target);
    }
    Path folder = target;
    for (Path segment : target.relativize(to.getParent())) {
      if (!segment.toString().isEmpty()) {
        folder = folder.resolve(segment);
        makePlainFolder(folder);
      }
    }
    if (Files.isDirectory(to, LinkOption.NOFOLLOW_LINKS)) {
      throw new SyncException(
          SyncException.Kind.DATA, to + ": a folder stands where a file has to go; move it away");
    }
    move(from, to);
  }

  private static void makePlainFolder(Path folder) throws SyncException {
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new SyncException(
          SyncException.Kind.DATA,
          folder + ": a link or file stands where a folder has to go; move it away");
    }
    makeFolder(folder);
  }

  /** Whether a member is a plain file that is reached without any link. */
  public static boolean isBelow(Path target, String name) {
    Path file = target.resolve(name).normalize();
    if (!file.startsWith(target) || file.equals(target)) {
      return false;
    }
    for (Path folder = file.getParent(); !folder.equals(target); folder = folder.getParent()) {
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
    }
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  /** Makes sure that a file's bytes outlive a crash of the machine. */
  public static void bringToDisk(Path file) throws SyncException {
    // A plain stream: a channel would refuse on a thread that is being stopped, and leave it so.
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.getFD().sync();
    } catch (IOException e) {
      throw SyncException.of(e, file, SyncException.Kind.DATA);
    }
  }

  public static void delete(Path file) throws SyncException {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw SyncException.of(e, file, SyncException.Kind.DATA);
    }
  }

  /** Gives a file the time it has in the archive, where the file system here takes it. */
  public static void setTime(Path file, Instant time, Report report) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(time));
    } catch (IOException e) {
      report.timeRefused();
    }
  }

  /** Deletes a folder with all it holds, following no link; one that is not there is no error. */
  public static void deleteTree(Path folder) throws SyncException {
    try {
      PathUtils.delete(folder);
    } catch (IOException e) {
      throw SyncException.of(e, folder, SyncException.Kind.DATA);
    }
  }

  /** As {@link #deleteTree}, but for what is to be kept right in the folder, if any of that is. */
  public static void deleteAllBut(Path folder, Set<Path> kept) throws SyncException {
    if (kept.stream().noneMatch(path -> path.startsWith(folder))) {
      deleteTree(folder);
      return;
    }
    try {
      for (Path each : FolderListing.of(folder)) {
        if (!kept.contains(each)) {
          PathUtils.delete(each);
        }
      }
    } catch (IOException e) {
      throw SyncException.of(e, folder, SyncException.Kind.DATA);
    }
  }

  /** The plain files below a folder, by their paths in it, sorted; none when there is no folder. */
  public static List<String> files(Path folder) throws SyncException {
    List<String> names = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return names;
    }
    try {
      Path real = folder.toRealPath();
      Files.walkFileTree(
          real,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              names.add(real.relativize(file).toString());
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw SyncException.of(e, folder, SyncException.Kind.DATA);
    }
    names.sort(ByteOrder.COMPARATOR);
    return names;
  }

  /** The names of the folders in a folder, links to folders too, sorted; hidden ones are not. */
  public static List<String> folders(Path folder) throws SyncException {
    return entries(folder, path -> !isHidden(path) && Files.isDirectory(path));
  }

  /** The names of the folders right in a folder that begin with a dot, sorted. */
  public static List<String> hiddenFolders(Path folder) throws SyncException {
    return entries(
        folder, path -> isHidden(path) && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS));
  }

  private static boolean isHidden(Path path) {
    return path.getFileName().toString().startsWith(".");
  }

  /** The names of the plain files right in a folder, sorted; hidden ones are not. */
  public static List<String> plainFiles(Path folder) throws SyncException {
    return entries(
        folder, path -> !isHidden(path) && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS));
  }

  private static List<String> entries(Path folder, Predicate<Path> wanted) throws SyncException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try {
      return FolderListing.of(folder).stream()
          .filter(wanted)
          .map(path -> path.getFileName().toString())
          .toList();
    } catch (IOException e) {
      throw SyncException.of(e, folder, SyncException.Kind.BAD_INPUT);
    }
  }
}

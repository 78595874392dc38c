package org.quakecore.cssync.catalogue;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a folder of this machine holds: all of it, or a failure. {@link java.io.File#list} takes a
 * read that failed half-way for the end of the folder, and a stream of {@link Files#list} throws
 * what nobody catches.
 */
public final class FolderListing {
  private FolderListing() {}

  /**
   * The paths right in a folder, hidden ones too, sorted by their bytes.
   *
   * @throws IOException also when the folder could be read in part only
   */
  public static List<Path> of(Path folder) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      return of(entries);
    }
  }

  /**
   * A folder by its real path, without links.
   *
   * @throws SyncException BAD_INPUT when it is none
   */
  public static Path resolved(Path folder) throws SyncException {
    try {
      Path real = folder.toRealPath();
      if (!Files.isDirectory(real)) {
        throw new SyncException(SyncException.Kind.BAD_INPUT, folder + ": not a folder");
      }
      return real;
    } catch (IOException failure) {
      throw SyncException.of(failure, folder, SyncException.Kind.BAD_INPUT);
    }
  }

  public static List<Path> of(DirectoryStream<Path> entries) throws IOException {
    List<Path> found = new ArrayList<>();
    try {
      entries.forEach(found::add);
    } catch (DirectoryIteratorException halfWay) {
      throw halfWay.getCause();
    }
    found.sort(Comparator.comparing(Path::toString, ByteOrder.COMPARATOR));
    return found;
  }
}

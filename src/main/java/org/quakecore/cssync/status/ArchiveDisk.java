package org.quakecore.cssync.status;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.StoredFile;

/**
 * The disk an archive lies on, where that is one of this machine. A copy on the same file system
 * goes when that goes, and is no reason to delete anything. What cannot be told counts as the same.
 */
final class ArchiveDisk {
  private static final String DEVICE = "unix:dev";

  private final boolean elsewhere;
  private final Optional<Path> folder;
  private final String words;

  private ArchiveDisk(boolean elsewhere, Optional<Path> folder, String words) {
    this.elsewhere = elsewhere;
    this.folder = folder;
    this.words = words;
  }

  static ArchiveDisk of(Remote remote, CsVersion version) throws SyncException {
    String address = remote.address(version.name());
    boolean elsewhere = remote.traits().dropbox();
    Optional<Path> folder =
        elsewhere
            ? Optional.empty()
            : remote.folderHere().map(root -> root.resolve(version.name()));
    return new ArchiveDisk(
        elsewhere,
        folder,
        folder.isPresent()
            ? address + " is on the same file system as they are"
            : address + " may be on the same file system, for rclone does not say where it is");
  }

  /** Why something is held back because of it. */
  String words() {
    return words;
  }

  /** Tells of one set which sources are on the same file system as any of its files. */
  Sources sourcesOf(List<StoredFile> files) {
    if (elsewhere) {
      return source -> false;
    }
    Set<Object> archive = new HashSet<>();
    for (StoredFile file : files) {
      archive.addAll(folder.isEmpty() ? Set.of() : marks(existing(folder.get(), file.path())));
    }
    return source -> {
      Set<Object> marks = marks(source);
      return archive.isEmpty() || marks.isEmpty() || marks.stream().anyMatch(archive::contains);
    };
  }

  /** The file, or the folder it was in, if it went away since it was listed. */
  private static Path existing(Path folder, String file) {
    Path found = folder.resolve(file).toAbsolutePath();
    while (Files.notExists(found) && found.getParent() != null) {
      found = found.getParent();
    }
    return found;
  }

  /** Sources of a set. */
  interface Sources {
    boolean share(Path source);
  }

  /**
   * What tells the file system of a file: its device, also that of the link to it, and, for one
   * file system can have several, what is mounted there. Empty where it cannot be told.
   */
  private static Set<Object> marks(Path file) {
    Set<Object> marks = new HashSet<>();
    try {
      marks.add(Files.getAttribute(file, DEVICE));
      marks.add(Files.getAttribute(file, DEVICE, LinkOption.NOFOLLOW_LINKS));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return Set.of();
    }
    try {
      FileStore store = Files.getFileStore(file);
      if (store.name().contains("/") || store.name().contains(":")) {
        // Others, like tmpfs, are names of a kind.
        marks.add(store.name());
      }
    } catch (IOException e) {
      // The mount table cannot be read; the device has to do.
      return marks;
    }
    return marks;
  }
}

package org.quakecore.cssync.remote.dropbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.quakecore.cssync.archive.ContentHash;
import org.quakecore.cssync.catalogue.FolderListing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Small files that were fetched before, under their content hashes: manifests, which every status
 * reads and which hardly ever change. What is found here is proven before it is used. It is a
 * courtesy: without it they are fetched again.
 */
final class SmallFiles {
  /** In bytes. */
  static final int LARGEST = 4 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(SmallFiles.class);
  private static final Duration UNUSED = Duration.ofDays(60);

  private final Path folder;
  private boolean cleared;

  SmallFiles(Path folder) {
    this.folder = folder;
  }

  Optional<byte[]> find(String hash) {
    Path file = file(hash);
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
        return Optional.empty();
      }
      byte[] bytes = Files.readAllBytes(file);
      if (!ContentHash.of(bytes, 0, bytes.length).equals(hash)) {
        Files.delete(file);
        return Optional.empty();
      }
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      return Optional.of(bytes);
    } catch (IOException e) {
      LOG.info("{}: {}", file, e.toString());
      return Optional.empty();
    }
  }

  void keep(String hash, byte[] bytes) {
    Path file = file(hash);
    try {
      clearOnce();
      Files.createDirectories(file.getParent());
      Path whole = file.resolveSibling("." + UUID.randomUUID());
      try {
        Files.write(whole, bytes);
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(whole);
      }
    } catch (IOException e) {
      LOG.info("{}: {}", file, e.toString());
    }
  }

  private Path file(String hash) {
    return folder.resolve(hash.substring(0, 2)).resolve(hash);
  }

  /** What nobody has read for long goes. */
  private synchronized void clearOnce() throws IOException {
    if (cleared || !Files.isDirectory(folder)) {
      return;
    }
    cleared = true;
    FileTime oldest = FileTime.from(Instant.now().minus(UNUSED));
    for (Path below : FolderListing.of(folder)) {
      for (Path file : FolderListing.of(below)) {
        if (Files.getLastModifiedTime(file).compareTo(oldest) < 0) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}

package org.quakecore.cssync.job;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.apache.commons.io.IOUtils;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;

/** Writes small files so that whoever reads one finds the old text or the new, never half of it. */
final class WholeFile {
  private WholeFile() {}

  /**
   * Writes the text to a temporary name beside the file, syncs it to the disk, and moves it.
   *
   * @throws SyncException DISK_FULL when the disk is, else BAD_INPUT naming the path
   */
  static void write(Path file, String text) throws SyncException {
    Path unfinished = file.resolveSibling("." + file.getFileName() + ".new");
    try {
      // An interrupt here would close the channel, and lose a record that is about to be whole.
      boolean interrupted = Thread.interrupted();
      try (FileChannel channel =
          FileChannel.open(
              unfinished,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      IOUtils.closeQuietly(() -> Files.deleteIfExists(unfinished));
      throw SyncException.of(failure, file, Kind.BAD_INPUT);
    }
  }
}

package org.quakecore.cssync.catalogue;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes files so that one with its final name is whole, whenever the run is stopped. */
public final class WholeFile {
  private static final int BUFFER_BYTES = 1 << 16;

  private WholeFile() {}

  /** Puts the content of a file into a stream. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes to a temporary name in the same folder, brings the bytes to the disk, and moves the file
   * to its final name, replacing what was there. A symbolic link stays, and what it points to is
   * replaced. Only a plain file is replaced: into a device or a pipe the content is written, for to
   * root a rename would put a plain file in the place of /dev/null, for the whole machine.
   *
   * @throws SyncException of kind DISK_FULL when there is no room, else of kind BAD_INPUT
   */
  public static void write(Path file, Content content) throws SyncException {
    Path temporary = null;
    try {
      if (isThereAndNotPlain(file)) {
        try (OutputStream out =
            new BufferedOutputStream(new FileOutputStream(file.toFile()), BUFFER_BYTES)) {
          content.writeTo(out);
        }
        return;
      }
      Path target = Files.isSymbolicLink(file) ? file.toRealPath() : file.toAbsolutePath();
      temporary = target.resolveSibling(TemporaryName.of(target.getFileName().toString()));
      // Not a channel: an interrupt would close it, and lose a record that is about to be whole.
      try (FileOutputStream unfinished = new FileOutputStream(temporary.toFile())) {
        OutputStream out = new BufferedOutputStream(unfinished, BUFFER_BYTES);
        content.writeTo(out);
        out.flush();
        unfinished.getFD().sync();
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw SyncException.of(e, file, SyncException.Kind.BAD_INPUT);
    } finally {
      deleteQuietly(temporary);
    }
  }

  /** Whether there is something under this name, or where its link leads, that is no plain file. */
  public static boolean isThereAndNotPlain(Path file) {
    return Files.exists(file) && !Files.isRegularFile(file);
  }

  /**
   * Writes a text in UTF-8, as {@link #write(Path, Content)} does.
   *
   * @throws SyncException of kind DISK_FULL when there is no room, else of kind BAD_INPUT
   */
  public static void write(Path file, String text) throws SyncException {
    write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static void deleteQuietly(Path temporary) {
    try {
      if (temporary != null) {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      // It is hidden, and cleared by the next run.
      return;
    }
  }
}

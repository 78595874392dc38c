package org.quakecore.cssync.status.clean;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.status.SafeSource;

/**
 * {@code deleted.tsv} in the folder of the version's staging: a line for every file that is
 * deleted, written before it goes. Lines of earlier runs stay.
 */
final class DeletionLog implements AutoCloseable {
  private static final String HEADING = "time\tpath\tbytes\tmtime\tset\tmember\tsha256\n";

  private final Path file;
  private final FileOutputStream out;
  private final InstantSource clock;

  DeletionLog(Path folder, InstantSource clock) throws SyncException {
    this.file = file(folder);
    this.clock = clock;
    try {
      boolean fresh = Files.notExists(file);
      this.out = new FileOutputStream(file.toFile(), true);
      if (fresh) {
        write(HEADING);
      }
    } catch (IOException failure) {
      throw SyncException.of(failure, file, Kind.BAD_INPUT);
    }
  }

  static Path file(Path folder) {
    return folder.resolve("deleted.tsv");
  }

  /**
   * Notes that a source is about to go.
   *
   * @throws SyncException DISK_FULL or BAD_INPUT where it cannot be noted, and must not go
   */
  void note(SafeSource source) throws SyncException {
    try {
      write(
          String.join(
                  "\t",
                  clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(),
                  Quoted.bare(source.path().toString()),
                  String.valueOf(source.state().size()),
                  String.valueOf(source.state().mtime()),
                  source.fault() + " " + source.type(),
                  Quoted.bare(source.member().name()),
                  String.valueOf(source.member().sha256()))
              + "\n");
    } catch (IOException failure) {
      throw SyncException.of(failure, file, Kind.BAD_INPUT);
    }
  }

  private void write(String line) throws IOException {
    out.write(line.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws SyncException {
    try {
      out.getFD().sync();
      out.close();
    } catch (IOException failure) {
      throw SyncException.of(failure, file, Kind.BAD_INPUT);
    }
  }
}

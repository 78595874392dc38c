package org.quakecore.cssync.transfer;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.quakecore.cssync.catalogue.Quoted;

/**
 * What runs there were: {@code history.tsv}, a line for each. Runs of one folder may end at the
 * same time, so a line is written at once, at the end of the file, and under a lock where the file
 * system has locks.
 */
public final class History {
  public static final String NAME = "history.tsv";

  private static final String HEADER =
      "time\thost\tcommand\tversion\tsets\tbytes\tseconds\trate\terrors\texit\n";
  private static final int COLUMNS = 10;

  /** The lock is held for one line; whoever keeps it longer is not waited for. */
  private static final int MOST_TRIES = 40;

  private static final int MILLIS_BETWEEN = 50;

  private History() {}

  /**
   * One run.
   *
   * @param time when it ended
   * @param version of the archive, or nothing
   * @param sets sent, fetched, or found whole
   * @param bytes of them
   * @param seconds from its beginning
   * @param rate in bytes a second
   */
  public record Line(
      Instant time,
      String host,
      String command,
      String version,
      long sets,
      long bytes,
      long seconds,
      long rate,
      long errors,
      int exit) {

    private String text() {
      return String.join(
              "\t",
              time.toString(),
              cell(host),
              cell(command),
              cell(version),
              Long.toString(sets),
              Long.toString(bytes),
              Long.toString(seconds),
              Long.toString(rate),
              Long.toString(errors),
              Integer.toString(exit))
          + "\n";
    }

    private static String cell(String text) {
      return text.isBlank() ? "-" : Quoted.line(text);
    }
  }

  /**
   * Adds a line. The thread must not be interrupted, or nothing is written.
   *
   * @param folder that is there
   * @throws IOException where it could not be written
   */
  public static void append(Path folder, Line line) throws IOException {
    Path file = folder.resolve(NAME);
    // Even without a lock, what is appended in one piece is not mixed with what others append.
    try (FileOutputStream out = new FileOutputStream(file.toFile(), true)) {
      lock(out);
      out.write((beginning(file) + line.text()).getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String beginning(Path file) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      if (in.length() == 0) {
        return HEADER;
      }
      in.seek(in.length() - 1);
      // A full disk may have cut the last line off.
      return in.read() == '\n' ? "" : "\n";
    }
  }

  /** Until the file is closed; not where the file system has no locks, or somebody keeps it. */
  private static void lock(FileOutputStream file) throws IOException {
    for (int i = 0; i < MOST_TRIES; i++) {
      try {
        if (file.getChannel().tryLock() != null) {
          return;
        }
      } catch (OverlappingFileLockException another) {
        // Of this process.
      } catch (IOException none) {
        return;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(MILLIS_BETWEEN);
      } catch (InterruptedException asked) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", asked);
      }
    }
  }

  /**
   * Reads all lines, but for those that nobody can read: a run that was killed may have left half
   * of one.
   *
   * @return empty where there is no such file
   */
  public static Optional<List<Line>> read(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    return Optional.of(text.lines().flatMap(line -> parsed(line).stream()).toList());
  }

  private static Optional<Line> parsed(String text) {
    String[] cells = text.split("\t", -1);
    if (cells.length < COLUMNS) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Line(
              Instant.parse(cells[0]),
              cells[1],
              cells[2],
              cells[3],
              Long.parseLong(cells[4]),
              Long.parseLong(cells[5]),
              Long.parseLong(cells[6]),
              Long.parseLong(cells[7]),
              Long.parseLong(cells[8]),
              Integer.parseInt(cells[9])));
    } catch (DateTimeException | NumberFormatException unreadable) {
      // Also the header.
      return Optional.empty();
    }
  }
}

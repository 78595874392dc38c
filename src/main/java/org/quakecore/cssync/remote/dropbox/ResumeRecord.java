package org.quakecore.cssync.remote.dropbox;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Dropbox has taken of a file that is on its way: a session, and which pieces of it. A run
 * that is killed leaves it, and the next one sends only the rest.
 *
 * <p>The file has a line of JSON that says of which upload it is, and a line for each piece:
 * offset, bytes, content hash. What a kill has torn at its end is passed over. It is a courtesy:
 * where it cannot be written, the next run begins anew.
 */
final class ResumeRecord {
  private static final Logger LOG = LoggerFactory.getLogger(ResumeRecord.class);

  /** Dropbox keeps a session for seven days; the last of its pieces must still get there. */
  private static final Duration LONGEST = Duration.ofDays(6);

  /**
   * One piece.
   *
   * @param length in bytes
   * @param hash its content hash
   */
  record Piece(long length, String hash) {}

  private final Path file;
  private final String session;
  private final Map<Long, Piece> pieces = new TreeMap<>();
  private boolean broken;

  private ResumeRecord(Path file, String session) {
    this.file = file;
    this.session = session;
  }

  /**
   * What a file's record says, where it is of the same upload and young enough.
   *
   * @param path on Dropbox
   * @param bytes of the whole
   * @param pieceBytes of a piece
   */
  static Optional<ResumeRecord> read(Path file, String path, long bytes, int pieceBytes) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      List<String> lines = List.of(Files.readString(file).split("\n", -1));
      JsonObject head = JsonParser.parseString(lines.get(0)).getAsJsonObject();
      boolean same =
          head.get("path").getAsString().equals(path)
              && head.get("bytes").getAsLong() == bytes
              && head.get("piece").getAsInt() == pieceBytes;
      Instant started = Instant.parse(head.get("started").getAsString());
      if (!same || started.plus(LONGEST).isBefore(Instant.now())) {
        LOG.warn(
            "{}: begun before and not to be gone on with ({}); it begins anew",
            path,
            same ? "Dropbox keeps what has come for seven days" : "it has another size now");
        return Optional.empty();
      }
      ResumeRecord record = new ResumeRecord(file, head.get("session").getAsString());
      // Behind the last line break nothing is whole.
      lines.subList(1, lines.size() - 1).forEach(record::take);
      return Optional.of(record);
    } catch (IOException
        | JsonParseException
        | IllegalStateException
        | DateTimeException
        | NullPointerException
        | UnsupportedOperationException torn) {
      LOG.warn("{}: cannot be read, so the upload begins anew: {}", file, torn.toString());
      return Optional.empty();
    }
  }

  private void take(String line) {
    String[] fields = line.split(" ", -1);
    if (fields.length == 3 && fields[0].matches("\\d{1,15}") && fields[1].matches("\\d{1,15}")) {
      pieces.put(Long.parseLong(fields[0]), new Piece(Long.parseLong(fields[1]), fields[2]));
    }
  }

  /** Begins a new one in place of what is there. */
  static ResumeRecord begin(Path file, String session, String path, long bytes, int pieceBytes) {
    JsonObject head = new JsonObject();
    head.addProperty("session", session);
    head.addProperty("path", path);
    head.addProperty("bytes", bytes);
    head.addProperty("piece", pieceBytes);
    head.addProperty("started", Instant.now().toString());
    ResumeRecord record = new ResumeRecord(file, session);
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.deleteIfExists(file);
    } catch (IOException failure) {
      record.giveUp(failure);
    }
    record.write(head.toString());
    return record;
  }

  String session() {
    return session;
  }

  /** What Dropbox has from an offset on. */
  synchronized Optional<Piece> at(long offset) {
    return Optional.ofNullable(pieces.get(offset));
  }

  /** Dropbox has a piece. */
  synchronized void has(long offset, Piece piece) {
    pieces.put(offset, piece);
    write(offset + " " + piece.length() + " " + piece.hash());
  }

  /** Another session begins anew; what is still on its way of this one counts no more. */
  synchronized void forget() {
    broken = true;
    delete(file);
  }

  /** It is of no use any more. */
  static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException failure) {
      LOG.warn("{}: cannot be deleted: {}", file, failure.toString());
    }
  }

  private void write(String line) {
    if (broken) {
      return;
    }
    try {
      Files.writeString(
          file,
          line + "\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException failure) {
      giveUp(failure);
    }
  }

  private void giveUp(IOException failure) {
    broken = true;
    LOG.warn(
        "{}: cannot be written, so that a run that is killed begins this file anew: {}",
        file,
        failure.toString());
  }
}

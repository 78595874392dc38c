package org.quakecore.cssync.upload.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.catalogue.WholeFile;

/**
 * Remembers when a run with {@code -f} began, until it has come to its end. The same command after
 * a crash then need not replace again what it had already replaced.
 */
public final class OverwriteRun {
  /** Later than anything: nothing was replaced by an unfinished run. */
  private static final long NEVER = Long.MAX_VALUE;

  private final Path file;
  private final long since;

  private OverwriteRun(Path file, long since) {
    this.file = file;
    this.since = since;
  }

  /** Looks whether a run with {@code -f} is unfinished, and changes nothing. */
  public static OverwriteRun look(Options options) {
    Path file = options.workFolder().resolve(options.shard().own("overwrite.since"));
    try {
      return new OverwriteRun(file, Long.parseLong(Files.readString(file).strip()));
    } catch (IOException | NumberFormatException none) {
      return new OverwriteRun(file, NEVER);
    }
  }

  /** Marks the beginning of a run, unless it goes on with an unfinished one. */
  public static OverwriteRun begin(Options options, Instant now) throws SyncException {
    OverwriteRun unfinished = look(options);
    if (options.overwrite() && unfinished.since == NEVER) {
      WholeFile.write(unfinished.file, now.toEpochMilli() + "\n");
    }
    return unfinished;
  }

  /** Milliseconds since 1970: what was proven later was replaced by the unfinished run. */
  public long since() {
    return since;
  }

  public void end() throws SyncException {
    try {
      Files.deleteIfExists(file);
    } catch (IOException failure) {
      throw SyncException.of(failure, file, Kind.BAD_INPUT);
    }
  }
}

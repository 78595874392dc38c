package org.quakecore.cssync.status.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.catalogue.WholeFile;

/**
 * When sets of archives were last looked at: a file of this user's, a line a set, with its address
 * and the time. A line that cannot be read counts for nothing.
 */
public final class LastLooks {
  /** What is larger was not written by us. */
  private static final long MOST_BYTES = 64 << 20;

  private final Path file;

  /**
   * @param file made when something is noted, its folder too
   */
  public LastLooks(Path file) {
    this.file = file;
  }

  /** When a set of this address was looked at. */
  Optional<Instant> of(String address) {
    return Optional.ofNullable(all().get(Quoted.bare(address)));
  }

  /**
   * Notes it. What other runs have noted meanwhile stays.
   *
   * @throws SyncException DISK_FULL or BAD_INPUT when it cannot be kept
   */
  void looked(String address, Instant time) throws SyncException {
    Map<String, Instant> all = all();
    all.put(Quoted.bare(address), time);
    StringBuilder text = new StringBuilder();
    all.forEach((each, at) -> text.append(at).append('\t').append(each).append('\n'));
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
    } catch (IOException failure) {
      throw SyncException.of(failure, file, Kind.BAD_INPUT);
    }
    WholeFile.write(file, text.toString());
  }

  private Map<String, Instant> all() {
    Map<String, Instant> all = new TreeMap<>();
    try {
      if (Files.isRegularFile(file) && Files.size(file) <= MOST_BYTES) {
        for (String line : Files.readAllLines(file)) {
          int tab = line.indexOf('\t');
          if (tab > 0) {
            read(line.substring(0, tab)).ifPresent(at -> all.put(line.substring(tab + 1), at));
          }
        }
      }
    } catch (IOException unreadable) {
      return all;
    }
    return all;
  }

  private static Optional<Instant> read(String time) {
    try {
      return Optional.of(Instant.parse(time));
    } catch (DateTimeException malformed) {
      return Optional.empty();
    }
  }
}

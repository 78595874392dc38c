package org.quakecore.cssync.transfer;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.quakecore.cssync.catalogue.HostProcess;

/**
 * Who holds a lock, as its file says it.
 *
 * @param host the name of the machine
 * @param pid of the process on that machine
 * @param started when that process started, so that another process that was given the same number
 *     later is not taken for it
 * @param token tells two locks of one process apart
 */
public record LockHolder(String host, long pid, Instant started, String token) {
  /** This process, with a token of its own. */
  public static LockHolder self() {
    HostProcess process = HostProcess.self();
    return new LockHolder(
        process.host(), process.pid(), process.started(), UUID.randomUUID().toString());
  }

  /** Reads what {@link #content} wrote; empty when the file is torn or somebody else's. */
  public static Optional<LockHolder> parse(String content) {
    Map<String, String> values = new TreeMap<>();
    for (String line : content.split("\n", -1)) {
      int space = line.indexOf(' ');
      if (space > 0) {
        values.put(line.substring(0, space), line.substring(space + 1));
      }
    }
    if (!values.keySet().containsAll(Set.of("host", "pid", "started", "token", "beat"))) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new LockHolder(
              values.get("host"),
              Long.parseLong(values.get("pid")),
              Instant.parse(values.get("started")),
              values.get("token")));
    } catch (NumberFormatException | DateTimeException e) {
      return Optional.empty();
    }
  }

  /**
   * The lines of the lock file.
   *
   * @param beat differs each time the file is written, which is how others see that we live
   */
  public String content(long beat) {
    return "host "
        + host
        + "\npid "
        + pid
        + "\nstarted "
        + started
        + "\ntoken "
        + token
        + "\nbeat "
        + beat
        + "\n";
  }

  public boolean isOnThisHost() {
    return process().isOnThisHost();
  }

  /** Whether the process still runs. Only to be asked of a holder on this host. */
  public boolean isAlive() {
    return process().isAlive();
  }

  private HostProcess process() {
    return new HostProcess(host, pid, started);
  }

  /**
   * Whether a lock file is our own user's. Some hosts hide the processes of others, so that only
   * our own can be known to be dead.
   */
  public static boolean isOfThisUser(Path file) throws IOException {
    try {
      return HostProcess.owns(file);
    } catch (NoSuchFileException e) {
      return true;
    }
  }

  @Override
  public String toString() {
    return "process " + pid + " on " + host + ", started " + started;
  }
}

package org.quakecore.cssync.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Who holds a lock, as its file says it.
 *
 * @param host the name of the machine
 * @param pid of the process on that machine
 * @param started when that process started, so that another process that was given the same number
 *     later is not taken for it
 * @param token tells two locks of one process apart
 */
record RunLockHolder(String host, long pid, Instant started, String token) {
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  /**
   * Two processes work out the start of a third from the machine's boot time, which moves when the
   * clock is set. A number comes round again only after thousands of processes.
   */
  private static final Duration CLOCK_STEP = Duration.ofSeconds(10);

  /** This process, with a token of its own. */
  static RunLockHolder self() {
    return new RunLockHolder(
        hostName(),
        ProcessHandle.current().pid(),
        ProcessHandle.current()
            .info()
            .startInstant()
            .orElseGet(Instant::now)
            .truncatedTo(ChronoUnit.SECONDS),
        UUID.randomUUID().toString());
  }

  /** Reads what {@link #content} wrote; empty when the file is torn or somebody else's. */
  static Optional<RunLockHolder> parse(String content) {
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
          new RunLockHolder(
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
  String content(long beat) {
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

  boolean isOnThisHost() {
    return host.equals(hostName());
  }

  /** Whether the process still runs. Only to be asked of a holder on this host. */
  boolean isAlive() {
    Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    if (process.isEmpty()) {
      return false;
    }
    Optional<Instant> start = process.get().info().startInstant();
    return start.isEmpty()
        || Duration.between(started, start.get()).abs().compareTo(CLOCK_STEP) <= 0;
  }

  /**
   * Whether a lock file is our own user's. Some hosts hide the processes of others, so that only
   * our own can be known to be dead.
   */
  static boolean isOfThisUser(Path file) throws IOException {
    try {
      return Files.getOwner(file).getName().equals(System.getProperty("user.name"));
    } catch (NoSuchFileException e) {
      return true;
    }
  }

  @Override
  public String toString() {
    return "process " + pid + " on " + host + ", started " + started;
  }

  private static String hostName() {
    try {
      String name = Files.readString(HOST_NAME, StandardCharsets.UTF_8).strip();
      if (!name.isEmpty()) {
        return name;
      }
    } catch (IOException e) {
      // Not Linux: the environment has to tell.
    }
    String name = System.getenv("HOSTNAME");
    return name == null || name.isBlank() ? "unknown-host" : name.strip();
  }
}

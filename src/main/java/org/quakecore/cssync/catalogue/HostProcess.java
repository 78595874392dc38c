package org.quakecore.cssync.catalogue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A process of some machine, as it is written down to be recognised later.
 *
 * @param host the name of the machine
 * @param pid of the process on that machine
 * @param started when that process started, so that another process that was given the same number
 *     later is not taken for it
 */
public record HostProcess(String host, long pid, Instant started) {
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  /**
   * Two processes work out the start of a third from the machine's boot time, which moves when the
   * clock is set. A number comes round again only after thousands of processes.
   */
  private static final Duration CLOCK_STEP = Duration.ofSeconds(10);

  /** This process. */
  public static HostProcess self() {
    return new HostProcess(
        hostName(),
        ProcessHandle.current().pid(),
        ProcessHandle.current()
            .info()
            .startInstant()
            .orElseGet(Instant::now)
            .truncatedTo(ChronoUnit.SECONDS));
  }

  public boolean isOnThisHost() {
    return host.equals(hostName());
  }

  /** Whether the process still runs. Only to be asked of one on this host. */
  public boolean isAlive() {
    Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    if (process.isEmpty()) {
      return false;
    }
    Optional<Instant> start = process.get().info().startInstant();
    return start.isEmpty()
        || Duration.between(started, start.get()).abs().compareTo(CLOCK_STEP) <= 0;
  }

  /**
   * Whether a file is our own user's. Some hosts hide the processes of others, so that only our own
   * can be known to be dead.
   */
  public static boolean owns(Path file) throws IOException {
    return Files.getOwner(file, LinkOption.NOFOLLOW_LINKS)
        .getName()
        .equals(System.getProperty("user.name"));
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

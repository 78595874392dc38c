package org.quakecore.cssync.remote.rclone.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Notices when a program has done nothing for too long. Signs of life are told by {@link #moved()};
 * on Linux, what the program has read counts as well, for rclone says nothing while it takes the
 * checksum of a large file.
 */
public final class StallWatch {
  /** Less than this is idle chatter: keep-alives, its own clock. */
  private static final long READ_BYTES_THAT_COUNT = 1 << 20;

  private final Duration limit;
  private final LongSupplier nanoTime;
  private volatile long lastMove;
  private long readBefore;

  public StallWatch(Duration limit) {
    this(limit, System::nanoTime);
  }

  public StallWatch(Duration limit, LongSupplier nanoTime) {
    this.limit = limit;
    this.nanoTime = nanoTime;
    this.lastMove = nanoTime.getAsLong();
  }

  /** Something moved. */
  public void moved() {
    lastMove = nanoTime.getAsLong();
  }

  /** Nothing is going to move for so long, and that is as it should be. */
  public void excused(Duration time) {
    lastMove = nanoTime.getAsLong() + time.toNanos();
  }

  /** How often {@link #expired(ProcessHandle)} is to be asked. */
  public long pollMillis() {
    return Math.max(10, Math.min(1_000, limit.toMillis() / 10));
  }

  /** Whether nothing has moved for the whole limit. */
  public boolean expired(ProcessHandle process) {
    return expired(
        () ->
            bytesReadBy(process.pid())
                + process.descendants().mapToLong(each -> bytesReadBy(each.pid())).sum());
  }

  public boolean expired(LongSupplier bytesRead) {
    long read = bytesRead.getAsLong();
    if (read - readBefore >= READ_BYTES_THAT_COUNT) {
      readBefore = read;
      moved();
    }
    return nanoTime.getAsLong() - lastMove > limit.toNanos();
  }

  private static long bytesReadBy(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/io"))) {
        if (line.startsWith("rchar: ")) {
          return Long.parseLong(line.substring("rchar: ".length()).trim());
        }
      }
      return 0;
    } catch (IOException | NumberFormatException e) {
      // No /proc here, or the program has just ended: the other signs must do.
      return 0;
    }
  }
}

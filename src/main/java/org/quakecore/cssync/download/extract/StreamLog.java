package org.quakecore.cssync.download.extract;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.quakecore.cssync.transfer.ByteCount;

/**
 * The file people follow with {@code tail -f} while streams come in of which rclone, that writes it
 * otherwise, does not know how long they are. It is a courtesy: when it cannot be written, the
 * download goes on.
 */
public final class StreamLog {
  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Path file;
  private final long start = System.nanoTime();
  private long said = start;
  private long expected;
  private long came;

  public StreamLog(Path file) {
    this.file = file;
  }

  /** So many bytes are to come. */
  public synchronized void expect(long bytes) {
    expected += bytes;
  }

  /** So many bytes have come; negative for those that have to come again. */
  public synchronized void advance(long bytes) {
    came += bytes;
    long now = System.nanoTime();
    if (now - said < EVERY_NANOS && came != expected) {
      return;
    }
    said = now;
    long perSecond = (long) (came / Math.max(0.001, (now - start) / 1e9));
    String line =
        String.format(
            Locale.ROOT,
            "%s Transferred: %s / %s, %d%%, %s/s%n",
            LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS),
            ByteCount.inWords(Math.max(0, came)),
            ByteCount.inWords(expected),
            expected == 0 ? 100 : 100 * came / expected,
            ByteCount.inWords(perSecond));
    try (FileOutputStream out = new FileOutputStream(file.toFile(), true)) {
      out.write(line.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // The run says what matters itself.
      said = Long.MAX_VALUE;
    }
  }
}

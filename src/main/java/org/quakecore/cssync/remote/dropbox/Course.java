package org.quakecore.cssync.remote.dropbox;

import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.quakecore.cssync.remote.Transfer;
import org.quakecore.cssync.remote.TransferLog;

/** Tells how far a transfer is: those who asked, and the file that people follow. */
final class Course implements LongConsumer, AutoCloseable {
  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final double MIB = 1 << 20;

  private final LongConsumer progress;
  private final TransferLog log;
  private final String what;
  private final long expected;
  private final long start = System.nanoTime();
  private long said = start;
  private long before;
  private long passed;

  /**
   * @param what it is about, like a file's name
   * @param expected bytes, 0 where unknown
   */
  Course(Transfer transfer, String what, long expected) {
    this.progress = transfer.progress();
    this.log = new TransferLog(transfer.log());
    this.what = what;
    this.expected = expected;
  }

  /** So many bytes have passed. */
  @Override
  public synchronized void accept(long bytes) {
    progress.accept(bytes);
    passed += bytes;
    if (System.nanoTime() - said >= EVERY_NANOS) {
      say();
    }
  }

  /** So many bytes were there already, and need not pass. */
  synchronized void goOnAfter(long bytes) {
    before += bytes;
  }

  private void say() {
    said = System.nanoTime();
    double seconds = Math.max(0.001, (said - start) / 1e9);
    String of = expected == 0 ? "" : String.format(Locale.ROOT, " / %.1f", expected / MIB);
    String share = expected == 0 ? "" : ", " + 100 * (before + passed) / expected + "%";
    log.accept(
        String.format(
            Locale.ROOT,
            "%s Transferred: %.1f%s MiB%s, %.1f MiB/s: %s%n",
            LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS),
            (before + passed) / MIB,
            of,
            share,
            passed / MIB / seconds,
            what));
  }

  @Override
  public synchronized void close() {
    say();
    log.close();
  }
}

package org.quakecore.cssync.purge;

import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * By what a file system deletes files: so long after they were last read.
 *
 * @param after the last access
 * @param now when that is looked at
 */
public record Rule(Duration after, Instant now) {
  /** Time enough to upload a large fault. */
  private static final Duration SOON = Duration.ofDays(14);

  Instant due(FileTime read) {
    return read.toInstant().plus(after);
  }

  boolean isOverdue(Instant due) {
    return due.isBefore(now);
  }

  boolean isSoon(Instant due) {
    return due.isBefore(now.plus(SOON));
  }

  /** The day up to which something goes soon. */
  LocalDate soon() {
    return day(now.plus(SOON));
  }

  /** How many days there are between now and then, whichever is first. */
  long days(Instant due) {
    return Duration.between(now, due).abs().toDays();
  }

  static LocalDate day(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC);
  }
}

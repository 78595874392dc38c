package org.quakecore.cssync.purge;

import java.nio.file.attribute.FileTime;
import java.time.Instant;

/** What a purge takes of some files, and when. Safe to use from several threads. */
public final class Tally {
  private final Rule rule;
  private Instant first = Instant.MAX;
  private long files;
  private long bytes;
  private long soon;
  private long soonBytes;
  private long overdue;
  private long overdueBytes;
  private long notArchived;

  public Tally(Rule rule) {
    this.rule = rule;
  }

  /**
   * Takes in a file.
   *
   * @param read when it was read last
   */
  public synchronized void add(long size, FileTime read) {
    Instant due = rule.due(read);
    if (due.isBefore(first)) {
      first = due;
    }
    files++;
    bytes += size;
    if (rule.isSoon(due)) {
      soon++;
      soonBytes += size;
    }
    if (rule.isOverdue(due)) {
      overdue++;
      overdueBytes += size;
    }
  }

  /** Takes in what there is of others, which the archive has, or has not. */
  synchronized void add(Tally other, boolean archived) {
    if (other.first.isBefore(first)) {
      first = other.first;
    }
    files += other.files;
    bytes += other.bytes;
    soon += other.soon;
    soonBytes += other.soonBytes;
    overdue += other.overdue;
    overdueBytes += other.overdueBytes;
    notArchived += archived ? 0 : other.soon;
  }

  /** When the first of them goes. */
  synchronized Instant first() {
    return first;
  }

  synchronized long files() {
    return files;
  }

  synchronized long bytes() {
    return bytes;
  }

  /** How many go soon, those that are overdue included. */
  synchronized long soon() {
    return soon;
  }

  synchronized long soonBytes() {
    return soonBytes;
  }

  synchronized long overdue() {
    return overdue;
  }

  synchronized long overdueBytes() {
    return overdueBytes;
  }

  /** How many of those that go soon no archive has. */
  synchronized long notArchived() {
    return notArchived;
  }
}

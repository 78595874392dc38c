package org.quakecore.cssync.job;

/** Counts what lies staged, and makes whoever would stage more wait until there is room. */
final class StagedBytes {
  private final long limit;
  private long used;

  /**
   * @param limit in bytes; one file may exceed it when nothing else is staged
   */
  StagedBytes(long limit) {
    this.limit = limit;
  }

  synchronized boolean hasRoomFor(long bytes) {
    return used == 0 || used + bytes <= limit;
  }

  synchronized void acquire(long bytes) throws InterruptedException {
    while (!hasRoomFor(bytes)) {
      wait();
    }
    used += bytes;
  }

  synchronized void release(long bytes) {
    used -= bytes;
    notifyAll();
  }
}

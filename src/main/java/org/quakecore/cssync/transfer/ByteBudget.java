package org.quakecore.cssync.transfer;

/** Bytes that may lie in a place at once. Whoever would add more waits until there is room. */
public final class ByteBudget {
  private final long limit;
  private long used;

  /**
   * @param limit in bytes; one file may exceed it when nothing else is there
   */
  public ByteBudget(long limit) {
    this.limit = limit;
  }

  /** Takes so many bytes of it; whoever fits goes first, for the others have to wait anyway. */
  public synchronized void acquire(long bytes) throws InterruptedException {
    while (used != 0 && used + bytes > limit) {
      wait();
    }
    used += bytes;
  }

  public synchronized void release(long bytes) {
    used -= bytes;
    notifyAll();
  }
}

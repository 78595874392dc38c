package org.quakecore.cssync.job;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Threads that send files of one kind, large or small: so that those for small files never keep
 * those for large ones from their turn.
 */
final class Senders {
  private final ExecutorService threads;

  /** A few wait in line, so that no stream is idle, and not all there are. */
  private final Semaphore turns;

  /**
   * @param streams how many transfers the line carries; there are twice as many threads, for the
   *     others prove what has arrived
   */
  Senders(int streams) {
    this.threads = Executors.newFixedThreadPool(2 * streams);
    this.turns = new Semaphore(2 * streams);
  }

  ExecutorService threads() {
    return threads;
  }

  /** Waits until not too much waits in line. */
  void awaitTurn() throws InterruptedException {
    turns.acquire();
  }

  /** To be called once for each turn, when it is over. */
  void nextTurn() {
    turns.release();
  }
}

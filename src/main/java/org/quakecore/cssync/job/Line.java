package org.quakecore.cssync.job;

import java.util.concurrent.Semaphore;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * The line to the remote, which carries so many transfers at once. Only the transfers themselves
 * take a place in it: while one file is proven, the next is on its way.
 */
final class Line {
  private final Semaphore places;

  Line(int transfers) {
    this.places = new Semaphore(transfers, true);
  }

  /** Something that moves bytes. */
  interface Transferring {
    void run() throws SyncException;
  }

  /** Waits for a place, and does it. */
  void carry(Transferring transfer) throws SyncException {
    try {
      places.acquire();
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      throw SyncException.interrupted(asked);
    }
    try {
      transfer.run();
    } finally {
      places.release();
    }
  }
}

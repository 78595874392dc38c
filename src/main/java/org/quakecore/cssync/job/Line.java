package org.quakecore.cssync.job;

import java.util.ArrayList;
import java.util.List;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * The line to the remote, which carries so many transfers at once. Only the transfers themselves
 * take a place in it: while one file is proven, the next is on its way.
 *
 * <p>Small transfers also have places of their own, half as many. What they take is not the line
 * but the time to begin and to end, in which the large ones keep the line busy; left to the end
 * they would have it to themselves.
 */
final class Line {
  /** In bytes. Up to here a transfer is small. */
  static final long SMALL = 32L << 20;

  private final int places;
  private final int besides;
  private final List<Ticket> queue = new ArrayList<>();
  private int taken;
  private int takenBeside;

  Line(int transfers) {
    this.places = transfers;
    this.besides = transfers / 2;
  }

  /** Something that moves bytes. */
  interface Transferring {
    void run() throws SyncException;
  }

  private static final class Ticket {
    private final boolean small;

    Ticket(boolean small) {
      this.small = small;
    }
  }

  /** Waits for a place, and does it; who came first goes first. */
  void carry(long bytes, Transferring transfer) throws SyncException {
    boolean beside = enter(bytes <= SMALL);
    try {
      transfer.run();
    } finally {
      leave(beside);
    }
  }

  private synchronized boolean enter(boolean small) throws SyncException {
    Ticket mine = new Ticket(small);
    queue.add(mine);
    try {
      while (!isNext(mine)) {
        wait();
      }
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      throw SyncException.interrupted(asked);
    } finally {
      queue.remove(mine);
      notifyAll();
    }
    boolean beside = mayGoBeside(small);
    if (beside) {
      takenBeside++;
    } else {
      taken++;
    }
    return beside;
  }

  private boolean isNext(Ticket mine) {
    for (Ticket ticket : queue) {
      if (ticket == mine) {
        return taken < places || mayGoBeside(mine.small);
      }
      if (taken < places || mayGoBeside(ticket.small)) {
        // It has only to wake up.
        return false;
      }
    }
    return false;
  }

  private boolean mayGoBeside(boolean small) {
    return small && takenBeside < besides;
  }

  private synchronized void leave(boolean beside) {
    if (beside) {
      takenBeside--;
    } else {
      taken--;
    }
    notifyAll();
  }

  /** How many transfers wait for a place. */
  synchronized int waiting() {
    return queue.size();
  }
}

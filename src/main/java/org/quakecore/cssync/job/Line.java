package org.quakecore.cssync.job;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * The line to the remote, which carries so many transfers at once. Only the transfers themselves
 * take a place in it: while one file is proven, the next is on its way.
 *
 * <p>Small transfers travel beside the large ones, in half as many places of their own, for what
 * they take is not the line but the time to begin and to end; left to the last they would have the
 * line to themselves. They take no place that a large one will need.
 *
 * <p>The first transfers do not all begin at once: until rclone has reached the remote it keeps a
 * processor busy, and of a dozen together none would move a byte for a second.
 */
final class Line {
  /** In bytes. Up to here a transfer is small. */
  static final long SMALL = 32L << 20;

  /** What rclone takes, about, to start and to reach Dropbox. */
  private static final long BEGINNING_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private static final long LOOK_MILLIS = 20;

  private final int places;
  private final int besides;
  private final int beginners;
  private final List<Ticket> queue = new ArrayList<>();
  private final Set<Ticket> first = new HashSet<>();
  private int begun;
  private int expected;
  private int large;
  private int small;
  private int beside;

  Line(int transfers) {
    this(transfers, 2 * Runtime.getRuntime().availableProcessors());
  }

  /**
   * @param beginners how many of the first transfers may be beginning at a time
   */
  Line(int transfers, int beginners) {
    this.places = transfers;
    this.besides = besides(transfers);
    this.beginners = beginners;
  }

  /** How many small transfers travel beside so many large ones. */
  static int besides(int transfers) {
    return transfers / 2;
  }

  /** What a transfer takes. */
  private enum Place {
    LARGE,
    SMALL,
    BESIDE,
    NONE
  }

  /** Something that moves bytes. */
  interface Transferring {
    void run() throws SyncException;
  }

  private static final class Ticket {
    private final boolean small;
    private Place place = Place.NONE;
    private long since;

    Ticket(boolean small) {
      this.small = small;
    }
  }

  /** A file will come; to be followed by {@link #ended} whatever becomes of it. */
  synchronized void expect(long bytes) {
    expected += bytes > SMALL ? 1 : 0;
  }

  synchronized void ended(long bytes) {
    expected -= bytes > SMALL ? 1 : 0;
    notifyAll();
  }

  /** Waits for a place, and does it; who came first goes first. */
  void carry(long bytes, Transferring transfer) throws SyncException {
    Ticket ticket = enter(bytes <= SMALL);
    try {
      transfer.run();
    } finally {
      leave(ticket);
    }
  }

  private synchronized Ticket enter(boolean isSmall) throws SyncException {
    Ticket mine = new Ticket(isSmall);
    queue.add(mine);
    try {
      while (!isNext(mine) || tooManyBegin()) {
        wait(isNext(mine) ? LOOK_MILLIS : 0);
      }
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      throw SyncException.interrupted(asked);
    } finally {
      queue.remove(mine);
      notifyAll();
    }
    mine.place = placeFor(isSmall);
    count(mine.place, 1);
    begin(mine);
    return mine;
  }

  private void begin(Ticket ticket) {
    if (begun < places + besides) {
      begun++;
      ticket.since = System.nanoTime();
      first.add(ticket);
    }
  }

  /** Whether as many of the first transfers are only beginning as may. */
  private boolean tooManyBegin() {
    long now = System.nanoTime();
    return begun < places + besides
        && first.stream().filter(ticket -> now - ticket.since < BEGINNING_NANOS).count()
            >= beginners;
  }

  private boolean isNext(Ticket mine) {
    for (Ticket ticket : queue) {
      if (placeFor(ticket.small) != Place.NONE) {
        // Whoever comes before has only to wake up.
        return ticket == mine;
      }
    }
    return false;
  }

  private Place placeFor(boolean isSmall) {
    if (!isSmall) {
      return large + small < places ? Place.LARGE : Place.NONE;
    }
    if (beside < besides) {
      return Place.BESIDE;
    }
    boolean noLargeNeedsIt = small + Math.max(expected, large) < places;
    return large + small < places && (noLargeNeedsIt || isOnlyPlace()) ? Place.SMALL : Place.NONE;
  }

  /**
   * Where there are no places beside, small ones must not wait for large ones that are not here.
   */
  private boolean isOnlyPlace() {
    return besides == 0 && large == 0 && queue.stream().allMatch(ticket -> ticket.small);
  }

  private void count(Place place, int change) {
    switch (place) {
      case LARGE -> large += change;
      case SMALL -> small += change;
      case BESIDE -> beside += change;
      case NONE -> throw new IllegalStateException("a transfer without a place");
    }
  }

  private synchronized void leave(Ticket ticket) {
    count(ticket.place, -1);
    first.remove(ticket);
    notifyAll();
  }

  /** Whether anything is on its way. */
  synchronized boolean isBusy() {
    return large + small + beside > 0;
  }

  /** How many transfers wait for a place. */
  synchronized int waiting() {
    return queue.size();
  }
}

package org.quakecore.cssync.remote.dropbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The memory and the threads in which pieces of files pass: as many threads as there are
 * connections, and a few buffers more, of which no more are made whatever there is to move.
 */
final class Blocks {
  /** What Dropbox counts in: appends to a concurrent session are multiples of it. */
  static final int UNIT = 4 << 20;

  private static final int LARGEST = 16 << 20;

  /** In bytes, of all buffers. */
  private static final int MOST_MEMORY = 128 << 20;

  /** Filled, or emptied, while all the others are on their way. */
  private static final int SPARE = 2;

  private static final int PARTS_OF_THE_REST = 4;
  private static final int PARTS_OF_WHAT_PASSED = 8;
  private static final long MUCH = 256L << 20;

  private final int connections;
  private final int size;
  private final Semaphore free;
  private final Deque<byte[]> unused = new ArrayDeque<>();
  private final ExecutorService threads;

  /**
   * @param connections how many pieces are to be on their way at once
   */
  Blocks(int connections) {
    this.connections = connections;
    int each = MOST_MEMORY / (connections + SPARE) / UNIT * UNIT;
    this.size = Math.max(UNIT, Math.min(LARGEST, each));
    this.free = new Semaphore(connections + SPARE, true);
    AtomicInteger count = new AtomicInteger();
    ThreadFactory daemons =
        work -> {
          Thread thread = new Thread(work, "connection-" + count.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        };
    this.threads = Executors.newFixedThreadPool(connections, daemons);
  }

  int connections() {
    return connections;
  }

  ExecutorService threads() {
    return threads;
  }

  /** The most bytes of a piece. */
  int size() {
    return size;
  }

  /**
   * In which pieces a file passes: large ones, for calls are limited; towards its end smaller ones,
   * so that all connections have something to do for as long as possible; and where there is much
   * of it small ones first, so that soon something is done that need not be done again.
   *
   * @param offset where the piece begins; the same file is always cut alike
   * @param end of all that is to pass, in bytes
   * @param largest the most bytes of a piece
   * @return bytes of the piece, a multiple of {@link #UNIT}
   */
  static int nextPiece(long offset, long end, int largest) {
    long units = ((end - offset) / PARTS_OF_THE_REST + UNIT - 1) / UNIT;
    if (end > MUCH) {
      units = Math.min(units, offset / PARTS_OF_WHAT_PASSED / UNIT + 1);
    }
    return (int) Math.min(largest, Math.max(1, units) * UNIT);
  }

  /** Memory for one piece; to be closed, as often as one likes. */
  final class Block implements AutoCloseable {
    private final AtomicBoolean given = new AtomicBoolean();
    private byte[] bytes;

    private Block() {}

    /** Made when it is first asked for: who only takes turns needs none. */
    byte[] bytes() {
      synchronized (unused) {
        if (bytes == null) {
          byte[] before = unused.poll();
          bytes = before == null ? new byte[size] : before;
        }
        return bytes;
      }
    }

    @Override
    public void close() {
      if (given.compareAndSet(false, true)) {
        synchronized (unused) {
          if (bytes != null) {
            unused.push(bytes);
          }
        }
        free.release();
      }
    }
  }

  /** Waits for one. */
  Block take() throws InterruptedException {
    free.acquire();
    return new Block();
  }

  /** One, where there is one at once and nobody waits for it. */
  Optional<Block> takeSpare() {
    return !free.hasQueuedThreads() && free.tryAcquire()
        ? Optional.of(new Block())
        : Optional.empty();
  }
}

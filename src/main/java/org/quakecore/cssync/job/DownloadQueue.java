package org.quakecore.cssync.job;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * The files that have yet to come, of all faults, the biggest first: were a big one last, the other
 * streams would stand idle while it comes.
 *
 * <p>Small files are handed out several at a time, so that not each of them costs a start of
 * rclone; but never so many that one stream has much left when the others have none.
 *
 * <p>Streams may also take small files alone, beside those for the biggest: left to the last, small
 * files would have the line to themselves, and what they take is not the line but the time to
 * begin.
 */
final class DownloadQueue {
  private static final long MOST_BYTES = 64L << 20;
  private static final int MOST_FILES = 32;

  private final Deque<DownloadItem> items = new ArrayDeque<>();
  private final int streams;
  private final boolean together;
  private long left;

  /**
   * @param streams how many take from here at the same time
   * @param together whether several small files may be handed out at once
   */
  DownloadQueue(Collection<DownloadItem> items, int streams, boolean together) {
    this.streams = streams;
    this.together = together;
    items.stream()
        .sorted(
            Comparator.<DownloadItem>comparingLong(item -> -item.file().size())
                .thenComparing(item -> item.file().path()))
        .forEach(this.items::add);
    left = items.stream().mapToLong(item -> item.file().size()).sum();
  }

  /** What one stream is to bring next; nothing when all has been handed out. */
  List<DownloadItem> take() {
    return take(Long.MAX_VALUE);
  }

  /** As {@link #take()}, of the small files only. */
  List<DownloadItem> takeSmall() {
    return take(Line.SMALL);
  }

  private synchronized List<DownloadItem> take(long biggest) {
    long most = Math.min(MOST_BYTES, left / (2L * streams));
    List<DownloadItem> taken = new ArrayList<>();
    long bytes = 0;
    for (Iterator<DownloadItem> all = items.iterator(); all.hasNext(); ) {
      DownloadItem item = all.next();
      long size = item.file().size();
      if (size > biggest) {
        continue;
      }
      boolean goesAlong = together && taken.size() < MOST_FILES && bytes + size <= most;
      if (!taken.isEmpty() && !goesAlong) {
        break;
      }
      all.remove();
      taken.add(item);
      bytes += size;
    }
    left -= bytes;
    return taken;
  }
}

package org.quakecore.cssync.download;

import java.util.Optional;
import org.quakecore.cssync.download.extract.StreamLog;
import org.quakecore.cssync.transfer.Item;
import org.quakecore.cssync.transfer.Progress;

/**
 * Tells how one file comes. Bytes that lie here and need not come, or that have to come again,
 * change what is expected; what has come once is neither taken back nor counted twice. Any thread
 * may tell.
 */
final class FetchProgress {
  private final Progress progress;
  private final Optional<StreamLog> log;
  private final Item item;
  private long first;
  private long position;

  /**
   * @param item the file, all of whose bytes are expected until something else is known
   * @param log that is told as well
   */
  FetchProgress(Progress progress, Optional<StreamLog> log, Item item) {
    this.progress = progress;
    this.log = log;
    this.item = item;
    this.first = item.bytes();
  }

  /** A try begins: what comes next is the byte at this offset. */
  synchronized void beginAt(long offset) {
    first = Math.min(first, offset);
    progress.begun(item, offset);
    move(offset);
  }

  synchronized void advance(long bytes) {
    position += bytes;
    progress.passed(item, bytes);
    log.ifPresent(each -> each.advance(bytes));
  }

  /**
   * It is here.
   *
   * @return the bytes of it that had to come
   */
  synchronized long end() {
    move(item.bytes());
    progress.done(item);
    return item.bytes() - first;
  }

  private void move(long offset) {
    if (offset != position) {
      log.ifPresent(each -> each.expect(position - offset));
      position = offset;
    }
  }
}

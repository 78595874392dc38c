package org.quakecore.cssync.download;

import java.util.Optional;
import org.quakecore.cssync.download.extract.StreamLog;
import org.quakecore.cssync.transfer.Progress;

/**
 * Tells how one file comes. Bytes that lie here and need not come, or that have to come again,
 * change what is expected; what has come once is neither taken back nor counted twice. Any thread
 * may tell.
 */
final class FetchProgress {
  static final String STAGE = "fetch";

  private final Progress progress;
  private final Optional<StreamLog> log;
  private final long size;
  private long first;
  private long position;

  /**
   * @param size of the file in bytes, all of which are expected until something else is known
   * @param log that is told as well
   */
  FetchProgress(Progress progress, Optional<StreamLog> log, long size) {
    this.progress = progress;
    this.log = log;
    this.size = size;
    this.first = size;
  }

  /** A try begins: what comes next is the byte at this offset. */
  synchronized void beginAt(long offset) {
    first = Math.min(first, offset);
    move(offset);
  }

  synchronized void advance(long bytes) {
    position += bytes;
    progress.advance(STAGE, bytes);
    log.ifPresent(each -> each.advance(bytes));
  }

  /**
   * It is here.
   *
   * @return the bytes of it that had to come
   */
  synchronized long end() {
    move(size);
    return size - first;
  }

  private void move(long offset) {
    if (offset != position) {
      progress.expect(STAGE, position - offset);
      log.ifPresent(each -> each.expect(position - offset));
      position = offset;
    }
  }
}

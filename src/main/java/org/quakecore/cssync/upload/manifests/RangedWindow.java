package org.quakecore.cssync.upload.manifests;

import java.util.Arrays;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;

/** The range of a file that was read last, and the next one once that does not reach. */
public final class RangedWindow {
  private final RangedFile file;
  private final String name;
  private final long size;
  private byte[] window = {};
  private long start;

  /**
   * @param name of the file, for messages
   * @param size in bytes
   */
  public RangedWindow(RangedFile file, String name, long size) {
    this.file = file;
    this.name = name;
    this.size = size;
  }

  /**
   * Reads at a position.
   *
   * @param ahead how many bytes to fetch, where the window does not hold the one at the position
   * @return how many bytes were read, at least 1; -1 at the end of the file
   */
  public int read(long position, byte[] bytes, int offset, int length, int ahead)
      throws SyncException {
    if (position >= size) {
      return -1;
    }
    if (!holds(position)) {
      fetch(position, (int) Math.min(ahead, size - position));
    }
    int at = (int) (position - start);
    int count = Math.min(length, window.length - at);
    System.arraycopy(window, at, bytes, offset, count);
    return count;
  }

  /** Whether the range that was read last holds this byte. */
  public boolean holds(long position) {
    return position >= start && position < end();
  }

  /** Where the range that was read last ends. */
  public long end() {
    return start + window.length;
  }

  /**
   * Compares bytes with those of the file, as far as the window holds them.
   *
   * @param position where in the file the bytes should stand
   * @return the index of the first that differs, or -1
   */
  int firstDifference(long position, byte[] bytes, int offset, int length) {
    long from = Math.max(position, start);
    long to = Math.min(position + length, start + window.length);
    if (from >= to) {
      return -1;
    }
    int here = offset + (int) (from - position);
    int count = (int) (to - from);
    int there = (int) (from - start);
    int index = Arrays.mismatch(bytes, here, here + count, window, there, there + count);
    return index < 0 ? -1 : index + (int) (from - position);
  }

  private void fetch(long position, int length) throws SyncException {
    byte[] range = file.read(position, length);
    if (range.length != length) {
      throw new SyncException(
          Kind.DATA,
          name
              + ": asked for "
              + length
              + " B from byte "
              + position
              + " on, "
              + range.length
              + " B came");
    }
    window = range;
    start = position;
  }
}

package org.quakecore.cssync.upload.manifests;

import org.quakecore.cssync.catalogue.SyncException;

/** A file that lies elsewhere and is read a range at a time, each at the cost of a call. */
@FunctionalInterface
public interface RangedFile {
  /**
   * Reads exactly this range.
   *
   * @param offset of the first byte
   * @param length in bytes, at least 1; the range ends within the file
   */
  byte[] read(long offset, int length) throws SyncException;
}

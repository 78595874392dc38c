package org.quakecore.cssync.archive;

import org.quakecore.cssync.catalogue.SyncException;

/** Where the members of a tar go while it is read. */
interface MemberTarget extends AutoCloseable {
  /** A folder, by its path below the target. */
  void folder(String path) throws SyncException;

  /** Begins a file, by its path below the target; {@code size} in bytes are to come. */
  void begin(String path, long size) throws SyncException;

  /** The next bytes of the file. */
  void write(byte[] bytes, int length) throws SyncException;

  /** Ends the file; {@code mtime} in whole seconds since 1970. */
  void end(long mtime) throws SyncException;

  /** Lets go of a file that did not come to its end. */
  @Override
  void close();

  /** Takes everything and keeps nothing. */
  final class Nowhere implements MemberTarget {
    @Override
    public void folder(String path) {}

    @Override
    public void begin(String path, long size) {}

    @Override
    public void write(byte[] bytes, int length) {}

    @Override
    public void end(long mtime) {}

    @Override
    public void close() {}
  }
}

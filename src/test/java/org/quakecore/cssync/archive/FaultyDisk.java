package org.quakecore.cssync.archive;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** A file on a disk that fails in one of the ways disks do. */
public final class FaultyDisk extends FileChannel {
  private final FileChannel file;
  private final Sync sync;
  private long left;

  private FaultyDisk(Path path, long bytes, Sync sync) throws IOException {
    this.file = FileChannel.open(path, CREATE_NEW, WRITE);
    this.left = bytes;
    this.sync = sync;
  }

  @FunctionalInterface
  private interface Sync {
    void happen() throws IOException;
  }

  /**
   * A disk with room for {@code bytes}: like a real one it writes what still fits, and only the
   * next write fails.
   */
  public static PartWriter.Disk withRoomFor(long bytes) {
    return path -> new FaultyDisk(path, bytes, () -> {});
  }

  /** A disk that takes everything and finds out only when told to keep it, as over a network. */
  public static PartWriter.Disk failingToSync() {
    return path ->
        new FaultyDisk(
            path,
            Long.MAX_VALUE,
            () -> {
              throw new IOException("Disk quota exceeded");
            });
  }

  /** A disk that keeps other bytes at one offset than it was given. */
  public static PartWriter.Disk corruptingAt(long offset) {
    return path ->
        new FaultyDisk(
            path,
            Long.MAX_VALUE,
            () -> {
              try (FileChannel again = FileChannel.open(path, READ, WRITE)) {
                ByteBuffer one = ByteBuffer.allocate(1);
                again.read(one, offset);
                one.put(0, (byte) ~one.get(0)).flip();
                again.write(one, offset);
              }
            });
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    if (left == 0) {
      throw new IOException("No space left on device");
    }
    int now = (int) Math.min(left, source.remaining());
    int written = file.write(source.slice(source.position(), now));
    source.position(source.position() + written);
    left -= written;
    return written;
  }

  @Override
  public void force(boolean metaData) throws IOException {
    file.force(metaData);
    sync.happen();
  }

  @Override
  protected void implCloseChannel() throws IOException {
    file.close();
  }

  @Override
  public int read(ByteBuffer target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long position() {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel position(long newPosition) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long size() {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel truncate(long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int read(ByteBuffer target, long position) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int write(ByteBuffer source, long position) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }
}

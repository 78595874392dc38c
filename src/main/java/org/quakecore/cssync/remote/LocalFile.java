package org.quakecore.cssync.remote;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;

/**
 * A file of a remote that is a folder of this machine, read as rclone would read it, but without a
 * process that carries every byte through a pipe. The sink is told of the end only when all that
 * was asked for has come.
 */
final class LocalFile extends InputStream {
  private final InputStream in;
  private final Path file;
  private final long from;
  private final long most;
  private long came;
  private SyncException failure;

  private LocalFile(InputStream in, Path file, long offset, long length) {
    this.in = in;
    this.file = file;
    this.from = offset;
    this.most = length < 0 ? Long.MAX_VALUE : length;
  }

  /** The bytes of a file that has to be there; throws DATA where it is not. */
  static long size(Path file) throws SyncException {
    if (!Files.isRegularFile(file)) {
      throw new SyncException(Kind.DATA, file + ": no such file");
    }
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw SyncException.of(e, file, Kind.DATA);
    }
  }

  /**
   * Reads as {@link Remote#read} does.
   *
   * @param length in bytes, or -1 for all there are
   */
  static <T> T read(Path file, long offset, long length, Remote.Sink<T> sink) throws SyncException {
    try (FileInputStream bytes = new FileInputStream(file.toFile())) {
      bytes.getChannel().position(offset);
      LocalFile local = new LocalFile(bytes, file, offset, length);
      T value;
      try {
        value = sink.readFrom(local);
      } catch (IOException e) {
        throw local.failure == null ? SyncException.of(e, file, Kind.DATA) : local.failure;
      } catch (SyncException e) {
        throw local.failure == null ? e : local.failure;
      }
      if (local.failure != null) {
        throw local.failure;
      }
      if (Thread.currentThread().isInterrupted()) {
        throw SyncException.interrupted(null);
      }
      return value;
    } catch (IOException e) {
      throw SyncException.of(e, file, Kind.DATA);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (failure != null) {
      throw new IOException(failure.getMessage(), failure);
    }
    if (length == 0 || came == most) {
      return length == 0 ? 0 : -1;
    }
    if (Thread.currentThread().isInterrupted()) {
      throw broken(SyncException.interrupted(null));
    }
    int read;
    try {
      read = in.read(bytes, offset, (int) Math.min(length, most - came));
    } catch (IOException e) {
      throw broken(SyncException.of(e, file, Kind.DATA));
    }
    if (read < 0 && most < Long.MAX_VALUE) {
      String asked = file + ": asked for " + most + " B from byte " + from + " on, but ";
      throw broken(new SyncException(Kind.DATA, asked + came + " B came"));
    }
    came += Math.max(0, read);
    return read;
  }

  private IOException broken(SyncException why) {
    failure = why;
    return new IOException(why.getMessage(), why);
  }
}

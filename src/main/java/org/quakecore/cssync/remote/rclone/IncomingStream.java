package org.quakecore.cssync.remote.rclone;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.rclone.answer.Answer;

/**
 * What {@code rclone cat} prints on its way to a sink. The sink is told of the end only when all
 * that was asked for has come and rclone was content, so that it takes no half for the whole.
 */
final class IncomingStream extends InputStream {
  /** Judges the end of the output. */
  interface Judge {
    /**
     * Throws unless all is well.
     *
     * @param came the bytes that rclone printed
     */
    void judge(Answer<?> answer, long came) throws SyncException;
  }

  private final Call call;
  private final String file;
  private final long most;
  private final Judge judge;
  private long came;
  private boolean ended;
  private SyncException failure;

  private IncomingStream(Call call, String file, long length, Judge judge) {
    this.call = call;
    this.file = file;
    this.most = length < 0 ? Long.MAX_VALUE : length;
    this.judge = judge;
  }

  /**
   * Runs a call that has just begun into a sink.
   *
   * @param file what is read, for messages
   * @param length the bytes asked for, or -1 for all there are
   */
  static <T> T receive(Call call, String file, long length, Judge judge, Remote.Sink<T> sink)
      throws SyncException {
    IncomingStream in = new IncomingStream(call, file, length, judge);
    T value;
    try {
      value = sink.readFrom(in);
      if (in.came == in.most) {
        in.requireEnd();
      }
    } catch (IOException e) {
      throw in.failure == null ? SyncException.of(e, Path.of(file), Kind.DATA) : in.because(e);
    } catch (SyncException | RuntimeException e) {
      if (in.failure != null) {
        throw in.because(e);
      }
      throw e;
    }
    if (in.failure != null) {
      throw in.failure;
    }
    if (Thread.currentThread().isInterrupted()) {
      throw SyncException.interrupted(null);
    }
    return value;
  }

  private SyncException because(Exception noticed) {
    if (noticed != failure && noticed.getCause() != failure) {
      failure.addSuppressed(noticed);
    }
    return failure;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (ended) {
      return -1;
    }
    if (failure != null) {
      throw broken();
    }
    if (came == most) {
      requireEnd();
      return -1;
    }
    int read = next(bytes, offset, (int) Math.min(length, most - came));
    if (read < 0) {
      conclude();
      return -1;
    }
    came += read;
    return read;
  }

  private void requireEnd() throws IOException {
    if (ended) {
      return;
    }
    if (next(new byte[1], 0, 1) >= 0) {
      failure =
          new SyncException(Kind.DATA, file + ": more came than the " + most + " B asked for");
      throw broken();
    }
    conclude();
  }

  private int next(byte[] bytes, int offset, int length) throws IOException {
    try {
      return call.process().during(process -> process.getInputStream().read(bytes, offset, length));
    } catch (IOException e) {
      failure = call.failure(false, e);
      throw broken();
    }
  }

  private void conclude() throws IOException {
    try {
      judge.judge(call.answer(), came);
      ended = true;
    } catch (SyncException e) {
      failure = e;
      throw broken();
    }
  }

  private IOException broken() {
    return new IOException(failure.getMessage(), failure);
  }
}

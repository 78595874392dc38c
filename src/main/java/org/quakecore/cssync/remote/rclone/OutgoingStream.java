package org.quakecore.cssync.remote.rclone;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.rclone.answer.Answer;

/**
 * What a source writes on its way into {@code rclone rcat}.
 *
 * <p>rcat takes the end of its input for the end of the file, commits what it has and exits 0. It
 * therefore learns of an end only when the source has returned normally; closing the stream, as a
 * source does that fails inside try-with-resources, is nothing to it.
 */
final class OutgoingStream extends OutputStream {
  /** What a pipe holds on Linux: more at once would only be told as moved later. */
  private static final int SLICE = 1 << 16;

  private final Call call;
  private final LongConsumer progress;
  private boolean broken;
  private boolean closed;

  private OutgoingStream(Call call, LongConsumer progress) {
    this.call = call;
    this.progress = progress;
  }

  /**
   * Runs a source into a call that has just begun.
   *
   * @param to what the file is called, for messages
   * @param progress is told the bytes rclone has taken
   */
  static void send(Call call, String to, Remote.Source source, LongConsumer progress)
      throws SyncException {
    OutgoingStream out = new OutgoingStream(call, progress);
    try {
      source.writeTo(out);
    } catch (IOException e) {
      throw out.broken ? call.failure(true, e) : SyncException.of(e, Path.of(to), Kind.DATA);
    } catch (SyncException | RuntimeException e) {
      // What rclone died of is the reason, whatever the source made of it.
      if (out.broken) {
        throw call.failure(true, e);
      }
      throw e;
    }
    out.finish();
  }

  private void finish() throws SyncException {
    if (Thread.currentThread().isInterrupted()) {
      throw SyncException.interrupted(null);
    }
    boolean whole = !broken && call.process().isAlive() && call.process().endInput();
    Answer<Void> answer = call.answer();
    if (!whole || answer.exitCode() != 0 || answer.stalled()) {
      throw call.reason(answer, true);
    }
  }

  @Override
  public void write(int each) throws IOException {
    write(new byte[] {(byte) each}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (closed) {
      throw new IOException("the stream was closed before");
    }
    for (int done = 0; done < length; done += SLICE) {
      pass(bytes, offset + done, Math.min(SLICE, length - done));
    }
  }

  private void pass(byte[] bytes, int offset, int length) throws IOException {
    // Once rclone has ended, the JVM takes everything and drops it.
    if (broken || !call.process().isAlive()) {
      broken = true;
      throw new IOException("rclone has ended");
    }
    try {
      call.process()
          .during(
              process -> {
                process.getOutputStream().write(bytes, offset, length);
                return null;
              });
    } catch (IOException e) {
      broken = true;
      throw e;
    }
    progress.accept(length);
  }

  /** Ends only what the source may write. */
  @Override
  public void close() {
    closed = true;
  }
}

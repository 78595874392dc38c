package org.quakecore.cssync.testing.dropbox;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongConsumer;

/** What a call's content passes through: it counts the bytes, and stops them where it is told. */
final class Gate {
  private final CountDownLatch closing;
  private final LongConsumer counter;
  private final Runnable stopped;
  private long cutAfter = Long.MAX_VALUE;
  private long stallAfter = Long.MAX_VALUE;
  private Pace pace = new Pace();
  private long passed;

  /**
   * A gate for one call.
   *
   * @param closing reached when the stand-in closes, which frees those who wait
   * @param counter is told how many bytes have passed
   * @param stopped is told when the content is cut or stands still
   */
  Gate(List<Effect> effects, CountDownLatch closing, LongConsumer counter, Runnable stopped) {
    this.closing = closing;
    this.counter = counter;
    this.stopped = stopped;
    for (Effect effect : effects) {
      effect.as(Effect.Cut.class).ifPresent(cut -> cutAfter = cut.afterBytes());
      effect.as(Effect.Stall.class).ifPresent(stall -> stallAfter = stall.afterBytes());
      effect
          .as(Effect.Slow.class)
          .ifPresent(slow -> pace = new Pace(new Throttle(slow.bytesPerSecond())));
    }
  }

  /** How many of these bytes may pass now; breaks or waits when none may. */
  int allow(int bytes) throws IOException {
    if (passed >= cutAfter) {
      stopped.run();
      throw new CutException();
    }
    if (passed >= stallAfter) {
      stopped.run();
      stall();
    }
    return (int) Math.min(bytes, Math.min(cutAfter, stallAfter) - passed);
  }

  private void stall() throws IOException {
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new CutException();
  }

  private void passed(int bytes) throws IOException {
    passed += bytes;
    counter.accept(bytes);
    try {
      pace.pass(bytes, false);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("closing");
    }
  }

  InputStream in(InputStream body) {
    return new FilterInputStream(body) {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, allow(length));
        if (read > 0) {
          passed(read);
        }
        return read;
      }
    };
  }

  OutputStream out(OutputStream body) {
    return new FilterOutputStream(body) {
      @Override
      public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
          int now = allow(length - done);
          out.write(bytes, offset + done, now);
          out.flush();
          passed(now);
          done += now;
        }
      }
    };
  }
}

package org.quakecore.cssync.remote.rclone.process;

import java.io.File;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * One run of a program: started without a shell, with nothing on its standard input, with both of
 * its pipes drained by threads, and never left behind.
 *
 * <p>When the waiting thread is interrupted the program is told to stop, killed two seconds later,
 * and {@link SyncException.Kind#INTERRUPTED} is thrown with the thread's interrupt status set. A
 * {@link Guard} ends one that may take long where this JVM itself is killed with SIGKILL.
 */
public final class Subprocess<T> {
  private static final long KILL_AFTER_MILLIS = 2_000;

  /** What a killed process takes to be gone, at most, unless it hangs in a disk. */
  private static final long DEATH_MILLIS = 1_000;

  private static final long DRAIN_MILLIS = 30_000;
  private static final long SIGNAL_GRACE_MILLIS = 1_000;

  /** Turns standard output into a value. What it leaves unread is read and dropped. */
  public interface Output<T> {
    T read(InputStream in) throws IOException;
  }

  /**
   * How a program ended.
   *
   * @param exitCode 128 and the signal's number where a signal ended it
   * @param stalled whether it was killed because nothing moved any more
   * @param output what standard output said; empty when that could not be read to its end
   * @param unreadable why there is no output
   */
  public record Ended<T>(int exitCode, boolean stalled, Optional<T> output, String unreadable) {}

  private final Process process;
  private final boolean guarded;
  private final StallWatch watch;
  private volatile Optional<T> value = Optional.empty();
  private volatile String unreadable = "its output did not end";

  private Subprocess(Process process, boolean guarded, StallWatch watch) {
    this.process = process;
    this.guarded = guarded;
    this.watch = watch;
  }

  /**
   * Runs a program to its end.
   *
   * @param guarded whether it may take long, and must not outlive this JVM
   * @param environment changes what the program inherits from us
   * @param errorLine is given each line of standard error, from another thread
   * @throws IOException when the program cannot be started
   */
  public static <T> Ended<T> run(
      List<String> argv,
      boolean guarded,
      Consumer<Map<String, String>> environment,
      Output<T> output,
      Consumer<String> errorLine,
      StallWatch watch)
      throws IOException, SyncException {
    if (Thread.currentThread().isInterrupted()) {
      throw SyncException.interrupted(null);
    }
    ProcessBuilder builder = builder(guarded ? Guard.ofCall(argv) : argv, environment);
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    Process process = builder.start();
    return kept(
        process, () -> new Subprocess<T>(process, guarded, watch).finish(output, errorLine));
  }

  /**
   * Starts a program whose bytes pass through the calling thread.
   *
   * @param fed whether it is to be given input, its output going nowhere; else its output is to be
   *     read, and there is no input
   * @param errorLine is given each line of standard error, from another thread
   * @throws IOException when the program cannot be started
   */
  public static PipedProcess pipe(
      List<String> argv,
      Consumer<Map<String, String>> environment,
      boolean fed,
      Consumer<String> errorLine,
      StallWatch watch)
      throws IOException, SyncException {
    if (Thread.currentThread().isInterrupted()) {
      throw SyncException.interrupted(null);
    }
    ProcessBuilder builder = builder(fed ? Guard.ofStream(argv) : Guard.ofCall(argv), environment);
    if (!fed) {
      builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    }
    Process process = builder.start();
    return kept(process, () -> new PipedProcess(process, errorLine, watch));
  }

  /** Looks after a process, or, where no thread can be started to do so, ends it. */
  private interface Keeping<T, E extends Exception> {
    T keep() throws E;
  }

  private static <T, E extends Exception> T kept(Process process, Keeping<T, E> keeping) throws E {
    try {
      return keeping.keep();
    } catch (OutOfMemoryError noThread) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw noThread;
    }
  }

  private static ProcessBuilder builder(
      List<String> argv, Consumer<Map<String, String>> environment) {
    ProcessBuilder builder = new ProcessBuilder(argv);
    environment.accept(builder.environment());
    return builder;
  }

  private Ended<T> finish(Output<T> output, Consumer<String> errorLine) throws SyncException {
    // A JVM that ends for whatever reason takes the child along.
    ExitHook atExit = new ExitHook(() -> process.toHandle().destroy());
    Thread out = drain(() -> readOutput(output));
    ErrorPipe err = new ErrorPipe(process, errorLine);
    boolean stalled = false;
    try (atExit) {
      while (!process.waitFor(watch.pollMillis(), TimeUnit.MILLISECONDS)) {
        if (!stalled && watch.expired(process.toHandle())) {
          stalled = true;
          stop();
        }
      }
      out.join(DRAIN_MILLIS);
      err.join(DRAIN_MILLIS);
      if (!stalled && process.exitValue() > 128) {
        // Ctrl-C reaches the child too, and may end it before we are interrupted ourselves.
        Thread.sleep(SIGNAL_GRACE_MILLIS);
      }
    } catch (InterruptedException e) {
      throw interrupted(out, err, e);
    }
    err.requireSoundListener();
    return new Ended<>(process.exitValue(), stalled, value, unreadable);
  }

  private SyncException interrupted(Thread out, ErrorPipe err, InterruptedException cause) {
    stop();
    try {
      // The listeners are not called any more once we have returned.
      out.join(KILL_AFTER_MILLIS);
      err.join(KILL_AFTER_MILLIS);
    } catch (InterruptedException e) {
      cause.addSuppressed(e);
    }
    Thread.currentThread().interrupt();
    return SyncException.interrupted(cause);
  }

  /**
   * Asks the child to end, then kills it and what it started. Process.destroy would close our ends
   * of the pipes and lose the last words; its handle does not.
   */
  private void stop() {
    List<ProcessHandle> descendants = process.descendants().toList();
    process.toHandle().destroy();
    boolean interrupted = Thread.interrupted();
    // Asked a second time, it waits no longer.
    interrupted |= isInterruptedBefore(KILL_AFTER_MILLIS);
    if (guarded) {
      Guard.kill(process);
    } else {
      process.toHandle().destroyForcibly();
      descendants.forEach(ProcessHandle::destroyForcibly);
    }
    // Whoever tries again must not meet the one that was killed.
    interrupted |= isInterruptedBefore(DEATH_MILLIS);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isInterruptedBefore(long millis) {
    try {
      process.waitFor(millis, TimeUnit.MILLISECONDS);
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  private void readOutput(Output<T> output) {
    try (InputStream in = new Watched(process.getInputStream())) {
      try {
        value = Optional.of(output.read(in));
      } catch (IOException e) {
        unreadable = String.valueOf(e.getMessage());
      }
      // A child whose output nobody takes would wait for ever.
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      value = Optional.empty();
      unreadable = String.valueOf(e.getMessage());
    }
  }

  private Thread drain(Runnable work) {
    Thread thread = new Thread(work, "stdout-of-" + process.pid());
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Every byte the child says is a sign of life. */
  private final class Watched extends FilterInputStream {
    Watched(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      watch.moved();
      return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      watch.moved();
      return read;
    }
  }
}

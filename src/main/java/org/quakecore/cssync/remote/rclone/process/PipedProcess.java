package org.quakecore.cssync.remote.rclone.process;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * A running program whose standard input or output passes through the calling thread.
 *
 * <p>That thread may be blocked on the pipe, where an interrupt does not reach it. Another one
 * therefore looks after both: when the caller is interrupted, or nothing has moved for too long
 * while it waited for the program, the program is killed, which ends the wait.
 *
 * <p>The program is always killed with SIGKILL and its input never closed but by {@link #endInput},
 * for a program that takes the end of its input for the end of the file would keep half a file. For
 * the same reason what it has started, where it is a wrapper, is killed before the program itself:
 * the JVM closes the pipe by itself once that has ended. Where the JVM itself is killed with
 * SIGKILL, the {@link Guard} of the stream keeps the pipe open and kills the program.
 */
public final class PipedProcess implements AutoCloseable {
  private static final long LOOK_MILLIS = 200;
  private static final long DRAIN_MILLIS = 30_000;
  private static final long LAST_WORDS_MILLIS = 2_000;
  private static final long SIGNAL_GRACE_MILLIS = 1_000;

  /** Something that waits for the program. */
  public interface Wait<T> {
    T on(Process process) throws IOException;
  }

  private final Process process;
  private final StallWatch watch;
  private final ErrorPipe errors;
  private final ExitHook atExit;
  private final Thread caller = Thread.currentThread();
  private volatile boolean waiting;
  private volatile boolean stalled;
  private volatile boolean interrupted;

  /**
   * Takes over a program that has just been started.
   *
   * @param errorLine is given each line of standard error, from another thread
   */
  public PipedProcess(Process process, Consumer<String> errorLine, StallWatch watch) {
    this.process = process;
    this.watch = watch;
    this.atExit = new ExitHook(this::kill);
    this.errors = new ErrorPipe(process, errorLine);
    Thread overseer = new Thread(this::oversee, "overseer-of-" + process.pid());
    overseer.setDaemon(true);
    overseer.start();
  }

  /** Whether the program was killed because nothing moved any more. */
  public boolean stalled() {
    return stalled;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Does something for which the program, and not the caller, is to blame when it takes long. */
  public <T> T during(Wait<T> wait) throws IOException {
    watch.moved();
    waiting = true;
    try {
      return wait.on(process);
    } finally {
      waiting = false;
    }
  }

  /** Tells the program that its input is whole, and whether it had not closed it before. */
  public boolean endInput() {
    try {
      during(
          running -> {
            Guard.endInput(running);
            running.getOutputStream().close();
            return null;
          });
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Waits for the end of the program and of its last words.
   *
   * @return its exit code, 128 and the signal's number where a signal ended it
   * @throws SyncException of kind INTERRUPTED, with the thread's interrupt status set
   */
  public int awaitEnd() throws SyncException {
    watch.moved();
    waiting = true;
    try {
      process.waitFor();
      errors.join(DRAIN_MILLIS);
      if (!stalled && !interrupted && process.exitValue() > 128) {
        // Ctrl-C reaches the child too, and may end it before we are interrupted ourselves.
        Thread.sleep(SIGNAL_GRACE_MILLIS);
      }
    } catch (InterruptedException e) {
      kill();
      interrupted = true;
    } finally {
      waiting = false;
    }
    if (interrupted) {
      caller.interrupt();
      throw SyncException.interrupted(null);
    }
    errors.requireSoundListener();
    return process.exitValue();
  }

  /** Kills the program where it has not ended, and waits until it has. */
  @Override
  public void close() {
    kill();
    boolean wasInterrupted = Thread.interrupted();
    try {
      process.waitFor(DRAIN_MILLIS, TimeUnit.MILLISECONDS);
      errors.join(LAST_WORDS_MILLIS);
    } catch (InterruptedException e) {
      wasInterrupted = true;
    }
    atExit.close();
    // This closes the pipes, now that nobody takes that for an end.
    process.destroyForcibly();
    if (wasInterrupted) {
      caller.interrupt();
    }
  }

  private void kill() {
    Guard.kill(process);
  }

  private void oversee() {
    try {
      while (!process.waitFor(Math.min(LOOK_MILLIS, watch.pollMillis()), TimeUnit.MILLISECONDS)) {
        if (caller.isInterrupted()) {
          interrupted = true;
          kill();
        } else if (waiting && watch.expired(process.toHandle())) {
          stalled = true;
          kill();
        }
      }
    } catch (InterruptedException e) {
      // Nobody knows this thread; but then nobody would look after the program.
      kill();
    }
  }
}

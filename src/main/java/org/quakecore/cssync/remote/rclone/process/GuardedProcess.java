package org.quakecore.cssync.remote.rclone.process;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A program that is wanted for as long as this JVM lives, and no longer: even a JVM that is killed
 * with SIGKILL takes it along, see {@link Guard}.
 */
public final class GuardedProcess implements AutoCloseable {
  private static final long DEATH_MILLIS = 1_000;

  private final Process guard;
  private final ErrorPipe errors;

  /**
   * Takes over a guard that has just been started.
   *
   * @param errorLine is given each line of the program's standard error, from another thread
   * @param ended is run when there are no more of them
   */
  public GuardedProcess(Process guard, Consumer<String> errorLine, Runnable ended) {
    this.guard = guard;
    this.errors = new ErrorPipe(guard, errorLine, ended);
  }

  /** Kills the program, and waits a moment until it is gone. */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    try {
      guard.getOutputStream().close();
      guard.waitFor(DEATH_MILLIS, TimeUnit.MILLISECONDS);
      errors.join(DEATH_MILLIS);
    } catch (IOException | InterruptedException e) {
      interrupted |= e instanceof InterruptedException;
    }
    // Where the guard is stuck, it is not to be relied on.
    guard.descendants().forEach(ProcessHandle::destroyForcibly);
    guard.destroyForcibly();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

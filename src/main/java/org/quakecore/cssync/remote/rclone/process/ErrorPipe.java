package org.quakecore.cssync.remote.rclone.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Drains a program's standard error from a thread of its own, so that it never blocks on it. */
final class ErrorPipe {
  private final Process process;
  private final Consumer<String> listener;
  private final Runnable ended;
  private final Thread thread;
  private volatile RuntimeException bug;

  /**
   * Starts at once.
   *
   * @param listener is given each line, from the thread
   */
  ErrorPipe(Process process, Consumer<String> listener) {
    this(process, listener, () -> {});
  }

  /**
   * Starts at once.
   *
   * @param ended is run after the last line, from the thread
   */
  ErrorPipe(Process process, Consumer<String> listener, Runnable ended) {
    this.process = process;
    this.listener = listener;
    this.ended = ended;
    this.thread = new Thread(this::read, "stderr-of-" + process.pid());
    thread.setDaemon(true);
    thread.start();
  }

  /** Waits for the end of it; the listener is not called any more after that. */
  void join(long millis) throws InterruptedException {
    thread.join(millis);
  }

  /** Throws what the listener threw, if it did. */
  void requireSoundListener() {
    if (bug != null) {
      throw bug;
    }
  }

  private void read() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        tell(line);
      }
    } catch (IOException e) {
      tell("(standard error could not be read: " + e.getMessage() + ")");
    } finally {
      ended.run();
    }
  }

  /** A listener that throws must not leave the pipe full. */
  private void tell(String line) {
    try {
      listener.accept(line);
    } catch (RuntimeException e) {
      bug = e;
    }
  }
}

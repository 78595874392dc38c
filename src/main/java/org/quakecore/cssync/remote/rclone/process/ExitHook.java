package org.quakecore.cssync.remote.rclone.process;

/** Something done when the JVM ends for whatever reason but SIGKILL, unless closed before. */
final class ExitHook implements AutoCloseable {
  private final Thread thread;
  private final boolean registered;

  ExitHook(Runnable action) {
    thread = new Thread(action, "stop-child");
    registered = register(thread);
  }

  private static boolean register(Thread thread) {
    try {
      Runtime.getRuntime().addShutdownHook(thread);
      return true;
    } catch (IllegalStateException e) {
      // The JVM is ending already; whoever runs a program now waits for it.
      return false;
    }
  }

  @Override
  public void close() {
    if (!registered) {
      return;
    }
    try {
      Runtime.getRuntime().removeShutdownHook(thread);
    } catch (IllegalStateException e) {
      // The JVM is ending: the hook finds no child any more.
    }
  }
}

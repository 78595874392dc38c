package org.quakecore.cssync.remote.rclone.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Small shells that stand between this JVM and a program, so that the program does not outlive a
 * JVM that is killed with SIGKILL, be it alone or with its whole process group. Where there is
 * {@code setsid}, a shell and its program are a session of their own: what kills our group does not
 * reach them, nor do the signals of a terminal, and whatever a wrapper of rclone has started is
 * killed with it.
 *
 * <p>A shell ends as its program has ended, with its exit code.
 */
final class Guard {
  /** Runs the script that follows it, as the leader of a session where that can be. */
  private static final String SESSION =
      """
      if command -v setsid >/dev/null; then exec setsid /bin/sh -c "$0" own "$@"; fi
      exec /bin/sh -c "$0" shared "$@"
      """;

  /**
   * Looks every second whether the JVM is still there, and the shell itself; which must not end
   * without the program because it can start no more processes.
   */
  private static final String WATCH =
      """
      trap 'kill -9 $program' EXIT
      (
        exec 0<&- 1>/dev/null 2>&1 4<&- 5>&-
        while kill -0 $PPID && kill -0 $$; do sleep 1 3>&-; done
        [ $0 = own ] && kill -9 -$$
        kill -9 $program
      ) &
      watch=$!
      """;

  /**
   * A signal only interrupts the waiting. What a program that was killed had started must not meet
   * the end of an input that ends with the shell.
   */
  private static final String WAIT =
      """
      while :; do
        wait $program
        code=$?
        kill -0 $program 2>/dev/null || break
      done
      trap - EXIT
      exec 2>/dev/null
      [ $0$code = own137 ] && kill -9 -$$
      kill -9 $watch
      exit $code
      """;

  /** Asked to end, it asks the program. */
  private static final String OF_A_CALL =
      """
      trap 'asked=yes; kill -TERM $program' TERM
      trap '' INT HUP
      exec 4<&0
      "$@" <&4 4<&- &
      program=$!
      [ "$asked" ] && kill -TERM $program
      exec 0</dev/null 4<&-
      """
          + WATCH
          + WAIT;

  /**
   * A program that takes the end of its input for the end of the file must not meet it because the
   * JVM is gone. So the watch keeps the input open as well, until it is ended: by SIGTERM to the
   * process whose number the shell prints. It is not the shell that is told, for one that is told
   * while its program ends takes the signal for how that has ended.
   */
  private static final String OF_A_STREAM =
      """
      trap '' INT HUP
      exec 5>&1 1>/dev/null
      if [ -w /proc/self/fd/0 ]; then exec 3>/proc/self/fd/0; fi
      exec 4<&0
      "$@" <&4 3>&- 4<&- 5>&- &
      program=$!
      exec 0</dev/null 4<&-
      """
          + WATCH
          + """
      trap '' TERM
      echo $watch >&5
      exec 3>&- 5>&-
      """
          + WAIT;

  private static final long LOOK_MILLIS = 20;

  /** Two seconds of them. */
  private static final int MOST_LOOKS = 100;

  private Guard() {}

  /** To start in place of a program that is given nothing, and may be asked to end. */
  static List<String> ofCall(List<String> program) {
    return of(OF_A_CALL, program);
  }

  /** To start in place of a program that is fed. */
  static List<String> ofStream(List<String> program) {
    return of(OF_A_STREAM, program);
  }

  /**
   * Tells the guard of a stream that all has been written. The program still meets the end of its
   * input only where that is closed here as well.
   */
  static void endInput(Process shell) throws IOException {
    StringBuilder keeper = new StringBuilder();
    for (int each; (each = shell.getInputStream().read()) >= '0'; ) {
      keeper.append((char) each);
    }
    // Nothing, where there was no keeper to be started.
    if (!keeper.isEmpty()) {
      ProcessHandle.of(Long.parseLong(keeper.toString())).ifPresent(ProcessHandle::destroy);
    }
  }

  /**
   * Kills a program and what it has started, before its shell: that keeps the input of a stream
   * open, and leaves no zombie. It may only be about to start it, so it is looked again until the
   * shell has ended.
   */
  static void kill(Process shell) {
    boolean interrupted = false;
    boolean ended = false;
    for (int look = 0; look < MOST_LOOKS && !ended; look++) {
      List<ProcessHandle> started = new ArrayList<>(shell.descendants().toList());
      // What a wrapper has started goes before it.
      Collections.reverse(started);
      started.forEach(ProcessHandle::destroyForcibly);
      try {
        ended = shell.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    shell.toHandle().destroyForcibly();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<String> of(String script, List<String> program) {
    List<String> argv = new ArrayList<>(List.of("/bin/sh", "-c", SESSION, script));
    argv.addAll(program);
    return argv;
  }
}

package org.quakecore.cssync.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Programs that tests make up. */
public final class Script {
  private Script() {}

  /**
   * Writes a script that can be started at once. Another process writes it: tests run side by side,
   * and a child that one of them starts meanwhile holds, until it is a program of its own, all
   * files that are open here. A program that is open for writing cannot be started ("Text file
   * busy").
   */
  public static void write(Path file, String text) throws IOException {
    Process shell =
        new ProcessBuilder(List.of("sh", "-c", "cat >\"$0\" && chmod 700 \"$0\"", file.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (OutputStream in = shell.getOutputStream()) {
      in.write(text.getBytes(StandardCharsets.UTF_8));
    }
    if (shell.onExit().join().exitValue() != 0) {
      throw new IOException(file + " could not be written");
    }
  }
}

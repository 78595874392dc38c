package org.quakecore.cssync.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs the programs whose archives and hashes ours must agree with. */
public final class Tools {
  private Tools() {}

  /** What the command prints; it must succeed. */
  public static String run(Path folder, String... command)
      throws IOException, InterruptedException {
    return run(folder, List.of(command));
  }

  public static String run(Path folder, List<String> command)
      throws IOException, InterruptedException {
    Path errors = Files.createTempFile("errors", ".txt");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).directory(folder.toFile()).redirectError(errors.toFile());
      builder.environment().put("LC_ALL", "C.UTF-8");
      Process process = builder.start();
      process.getOutputStream().close();
      byte[] out = process.getInputStream().readAllBytes();
      assertEquals(0, process.waitFor(), () -> command + ": " + text(errors));
      return new String(out, StandardCharsets.UTF_8);
    } finally {
      Files.delete(errors);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}

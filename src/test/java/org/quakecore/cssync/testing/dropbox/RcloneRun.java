package org.quakecore.cssync.testing.dropbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A finished run of the real rclone.
 *
 * @param exit its exit code, or -1 where it had to be killed because it did not end
 */
record RcloneRun(int exit, String out, String errors) {
  private static final long LONGEST_SECONDS = 20;

  /** Runs rclone against a stand-in, without tries beyond the first and one low-level retry. */
  static RcloneRun of(FakeDropbox dropbox, Path scratch, String... arguments)
      throws IOException, InterruptedException {
    return of(dropbox, scratch, Map.of(), new byte[0], arguments);
  }

  static RcloneRun of(
      FakeDropbox dropbox,
      Path scratch,
      Map<String, String> more,
      byte[] input,
      String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("rclone"));
    command.addAll(List.of(arguments));
    Path in = Files.write(Files.createTempFile(scratch, "run", ".in"), input);
    Path out = Files.createTempFile(scratch, "run", ".out");
    Path errors = Files.createTempFile(scratch, "run", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(errors.toFile());
    builder.environment().putAll(dropbox.environment());
    builder.environment().put("RCLONE_RETRIES", "1");
    builder.environment().put("RCLONE_LOW_LEVEL_RETRIES", "2");
    builder.environment().put("RCLONE_DROPBOX_BATCH_MODE", "off");
    builder.environment().putAll(more);
    Process process = builder.start();
    boolean ended = process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    return new RcloneRun(
        ended ? process.exitValue() : -1, Files.readString(out), Files.readString(errors));
  }

  /** What it printed, after making sure that it succeeded. */
  String good() {
    if (exit != 0) {
      throw new AssertionError("rclone ended with " + exit + ": " + errors);
    }
    return out;
  }
}

package org.quakecore.cssync.remote.rclone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.quakecore.cssync.catalogue.TemporaryPlace;
import org.quakecore.cssync.remote.Access;
import org.quakecore.cssync.testing.Script;
import org.quakecore.cssync.testing.dropbox.FakeDropbox;

/**
 * The real rclone, wrapped by a script that leads it to a Dropbox on loopback and notes its calls.
 */
public final class DropboxWrapper {
  public static final Duration STALL_LIMIT = Duration.ofSeconds(30);

  private final Path script;
  private final Path calls;

  /**
   * @param folder for the script and what it notes
   * @param before shell commands to be run before rclone; {@code $1} is the command
   */
  public DropboxWrapper(Path folder, Map<String, String> environment, String before)
      throws IOException {
    script = folder.resolve("wrapped-rclone");
    calls = folder.resolve("calls");
    StringBuilder text = new StringBuilder("#!/bin/bash\n");
    environment.forEach(
        (name, value) -> text.append("export ").append(name).append("='").append(value + "'\n"));
    text.append("echo \"$1\" >>'" + calls + "'\n");
    text.append(before).append("\nexec rclone \"$@\"\n");
    Script.write(script, text.toString());
  }

  /** A remote by it. */
  public Rclone remote(String root) {
    return new Rclone(
        root,
        script.toString(),
        new Patience(STALL_LIMIT, Duration.ofMillis(1)),
        Access.usual(TemporaryPlace.ofThisMachine()));
  }

  public Rclone remote() {
    return remote(FakeDropbox.REMOTE + "Cybershake");
  }

  /** The commands rclone was started with so far, in order. */
  public List<String> calls() throws IOException {
    return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
  }
}

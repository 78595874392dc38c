package org.quakecore.cssync.remote;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.quakecore.cssync.catalogue.SyncException;

/** The remotes that rclone reaches: those of its configuration, and folders. */
public final class RcloneRemotes implements Remotes {
  private final String binary;

  public RcloneRemotes() {
    this(Rclone.binary());
  }

  RcloneRemotes(String binary) {
    this.binary = binary;
  }

  @Override
  public Remote at(String root) {
    return new Rclone(root);
  }

  @Override
  public Set<String> names() throws SyncException {
    RcloneProgram program =
        new RcloneProgram(
            binary,
            "REMOTE:",
            Duration.ofMinutes(1),
            Duration.ofSeconds(1),
            new Resident(RcloneServer.none()));
    return program
        .ask(Question.names(), RcloneProgram::text, code -> code == 0)
        .output()
        .orElseThrow()
        .lines()
        .map(line -> line.strip().replaceFirst(":$", ""))
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}

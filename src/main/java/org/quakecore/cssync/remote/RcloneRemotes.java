package org.quakecore.cssync.remote;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.TemporaryPlace;

/** The remotes that rclone reaches: those of its configuration, and folders. */
public final class RcloneRemotes implements Remotes {
  private final String binary;

  public RcloneRemotes() {
    this(binary());
  }

  RcloneRemotes(String binary) {
    this.binary = binary;
  }

  static String binary() {
    return Optional.ofNullable(System.getenv("CS_SYNC_RCLONE"))
        .filter(binary -> !binary.isBlank())
        .orElse("rclone");
  }

  @Override
  public Remote at(String root, TemporaryPlace place) {
    return new FairRemote(new Rclone(root, binary, place));
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
        .ask(Question.names(), Answer::text, code -> code == 0)
        .output()
        .orElseThrow()
        .lines()
        .map(line -> line.strip().replaceFirst(":$", ""))
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}

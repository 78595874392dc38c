package org.quakecore.cssync.remote.rclone;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.remote.Access;
import org.quakecore.cssync.remote.FairRemote;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.Remotes;
import org.quakecore.cssync.remote.rclone.answer.Answer;

/** The remotes that rclone reaches: those of its configuration, and folders. */
public final class ConfiguredRemotes implements Remotes {
  private final String binary;

  public ConfiguredRemotes() {
    this(binary());
  }

  public ConfiguredRemotes(String binary) {
    this.binary = binary;
  }

  public static String binary() {
    return Optional.ofNullable(System.getenv("CS_SYNC_RCLONE"))
        .filter(binary -> !binary.isBlank())
        .orElse("rclone");
  }

  @Override
  public Remote at(String root, Access access) {
    access.tell().accept(root + " is reached by rclone");
    return new FairRemote(new Rclone(root, binary, access));
  }

  @Override
  public Set<String> names() throws SyncException {
    Program program =
        new Program(binary, "REMOTE:", new Patience(Duration.ofMinutes(1), Duration.ofSeconds(1)));
    return program
        .ask(Arguments.names(), Answer::text, code -> code == 0)
        .output()
        .orElseThrow()
        .lines()
        .map(line -> line.strip().replaceFirst(":$", ""))
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}

package org.quakecore.cssync.remote.rclone;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.remote.rclone.answer.Answer;
import org.quakecore.cssync.remote.rclone.answer.Version;

/** The rclone that is installed, without regard to any remote. */
public final class Installation {
  /** What it answers from its own memory comes at once, or not at all. */
  private static final Patience PATIENCE =
      new Patience(Duration.ofSeconds(20), Duration.ofSeconds(1));

  private final String binary;
  private Program program;

  public Installation(String binary) {
    this.binary = binary;
  }

  /** The file that is started, as far as it is found where programs are searched for. */
  public String file() {
    if (binary.indexOf('/') < 0) {
      for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
        if (Files.isExecutable(Path.of(folder, binary))) {
          return Path.of(folder, binary).toString();
        }
      }
    }
    return binary;
  }

  /**
   * What is wrong with a version.
   *
   * @param words what happens
   * @param remedy what to do about it
   */
  public record Fault(String words, String remedy) {}

  /**
   * Which one it is, like {@code v1.60.1-DEV}.
   *
   * @throws SyncException RCLONE_MISSING where it does not start, or is too old
   */
  public String version() throws SyncException {
    return Version.name(said());
  }

  /** What is known to be wrong with it, as far as whoever uses it here can notice. */
  public List<Fault> faults() throws SyncException {
    return Version.isBefore(said(), 63)
        ? List.of(
            new Fault(
                "copies to Dropbox can hang for ever after a failed commit, and copies to a disk"
                    + " that are killed leave a short file under its final name. This program goes"
                    + " round both, rclone typed by hand does not",
                "use 1.63 or newer (on NeSI: module load rclone); by hand, add"
                    + " --dropbox-batch-mode off"))
        : List.of();
  }

  /**
   * The file in which it keeps its remotes, be it there or not; empty where it keeps them in memory
   * alone.
   */
  public Optional<Path> configurationFile() throws SyncException {
    String said =
        program()
            .ask(List.of("config", "file"), Answer::text, code -> code == 0)
            .output()
            .orElseThrow();
    // In two lines, of which the first says whether it is there.
    List<String> lines = said.lines().filter(line -> !line.isBlank()).toList();
    String last = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    return last.startsWith("/") ? Optional.of(Path.of(last)) : Optional.empty();
  }

  private String said() throws SyncException {
    return program()
        .ask(List.of("version"), Answer::text, code -> code == 0)
        .output()
        .orElseThrow();
  }

  /** Not before: what is logged is chosen when the command line is read. */
  private synchronized Program program() {
    if (program == null) {
      program = new Program(binary, "REMOTE:", PATIENCE);
    }
    return program;
  }
}

package org.quakecore.cssync.cli.screen;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.catalogue.FolderListing;
import org.quakecore.cssync.catalogue.HostProcess;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.transfer.LockHolder;

/**
 * A file that shows what a run does at the moment, for who looks from another terminal or another
 * host: whose it is, an empty line, and the picture. It is rewritten every few seconds, and deleted
 * when the run ends. A courtesy: where it cannot be written the work goes on.
 */
public final class Snapshot {
  private static final String START = "progress.";
  private static final String END = ".now";

  private static final Duration EVERY = Duration.ofSeconds(3);

  /** What is not rewritten for so long stands still, or is on a host that does. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  /** After that a run on another host is taken for dead, as its lock is. */
  private static final Duration LIFE = Duration.ofMinutes(15);

  private static final int MOST_BYTES = 1 << 16;
  private static final int MOST_FILES = 100;

  /** The folders of shards lie below that of their version. */
  private static final int DEPTH = 3;

  private static final int COLUMNS = 80;
  private static final int ROWS = 40;

  private final Path file;
  private final LockHolder self = LockHolder.self();
  private final InstantSource clock;
  private Instant last = Instant.MIN;
  private long beats;

  /**
   * @param folder that is there
   */
  Snapshot(Path folder, InstantSource clock) {
    HostProcess process = HostProcess.self();
    this.file = folder.resolve(START + process.host() + "-" + process.pid() + END);
    this.clock = clock;
  }

  /** Some time has passed. */
  void tick(Account account) {
    Instant now = clock.instant();
    if (!account.isAtWork() || now.isBefore(last.plus(EVERY))) {
      return;
    }
    last = now;
    String text =
        self.content(++beats)
            + "\n"
            + String.join("\n", new Picture(COLUMNS, ROWS).of(account))
            + "\n";
    try {
      Path next = file.resolveSibling(file.getFileName() + ".next");
      Files.writeString(next, text);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException unwritable) {
      return;
    }
  }

  /** The run has ended. */
  void close() {
    try {
      Files.deleteIfExists(file.resolveSibling(file.getFileName() + ".next"));
      Files.deleteIfExists(file);
    } catch (IOException left) {
      // Who looks sees that its process is gone.
      return;
    }
  }

  /**
   * What the runs that work below a folder do now, each with whose it is.
   *
   * @return empty when none does
   * @throws IOException when the folder cannot be read
   */
  public static List<String> below(Path folder, InstantSource clock) throws IOException {
    List<Path> files = new ArrayList<>();
    find(folder, DEPTH, files);
    List<String> lines = new ArrayList<>();
    for (Path file : files) {
      lines.addAll(told(file, clock));
    }
    return lines;
  }

  private static void find(Path folder, int deep, List<Path> found) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    for (Path path : FolderListing.of(folder)) {
      if (isSnapshot(path) && Files.isRegularFile(path) && found.size() < MOST_FILES) {
        found.add(path);
      } else if (deep > 1) {
        find(path, deep - 1, found);
      }
    }
  }

  private static boolean isSnapshot(Path path) {
    String name = path.getFileName().toString();
    return name.startsWith(START) && name.endsWith(END);
  }

  private static List<String> told(Path file, InstantSource clock) throws IOException {
    Optional<String> text = read(file);
    Optional<LockHolder> holder = text.flatMap(LockHolder::parse);
    if (holder.isEmpty()) {
      return List.of();
    }
    Duration silent =
        Duration.between(Files.getLastModifiedTime(file).toInstant(), clock.instant());
    boolean here = holder.get().isOnThisHost() && LockHolder.isOfThisUser(file);
    if (here ? !holder.get().isAlive() : silent.compareTo(LIFE) > 0) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    lines.add("#### " + Quoted.bare(holder.get().toString()));
    text.get()
        .lines()
        .dropWhile(line -> !line.isEmpty())
        .skip(1)
        .map(Quoted::bare)
        .forEach(lines::add);
    if (silent.compareTo(SILENCE) > 0) {
      lines.add(
          "not heard of for "
              + Account.duration(silent.toSeconds())
              + ": it, its disk or its host stands still");
    }
    return lines;
  }

  /** Its text, unless it has just been deleted, or was written by somebody else. */
  private static Optional<String> read(Path file) {
    try {
      return Files.size(file) > MOST_BYTES
          ? Optional.empty()
          : Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }
}

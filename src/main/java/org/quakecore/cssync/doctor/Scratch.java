package org.quakecore.cssync.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.FolderListing;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.transfer.ByteCount;
import org.quakecore.cssync.transfer.LockHolder;

/** The folders here in which an upload and a download work. */
final class Scratch {
  /** What two parts of the usual size take, as many as are staged. */
  private static final long ENOUGH = 200L << 30;

  /** Records and logs take little, and yet they must be written. */
  private static final long LEAST = 64L << 20;

  /** A run that lives rewrites its lock every ten seconds. */
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private final Path tmpDir;
  private final Path downloadDir;
  private final InstantSource clock;

  Scratch(Path tmpDir, Path downloadDir, InstantSource clock) {
    this.tmpDir = tmpDir.toAbsolutePath().normalize();
    this.downloadDir = downloadDir.toAbsolutePath().normalize();
    this.clock = clock;
  }

  /**
   * How much room there is.
   *
   * @param streams whether tars are not put there unless asked for
   */
  List<Finding> room(boolean streams) throws IOException {
    Path there = tmpDir;
    while (!Files.exists(there)) {
      there = there.getParent();
    }
    String shown = Quoted.bare(tmpDir.toString());
    if (!Files.isDirectory(there) || !Files.isWritable(there)) {
      return List.of(
          Finding.error(
              "scratch",
              Quoted.bare(there.toString()) + " cannot be written",
              "give another --tmp_dir, on scratch"));
    }
    return List.of(judged(Files.getFileStore(there).getUsableSpace(), shown, streams));
  }

  private static Finding judged(long free, String shown, boolean streams) {
    String words = ByteCount.human(free) + " free below " + shown;
    if (free < LEAST) {
      return Finding.error(
          "scratch",
          words + ", and records have to be written",
          "free some, or give another --tmp_dir");
    }
    if (streams) {
      return Finding.ok("scratch", words + "; to Dropbox directly, no tar is put there");
    }
    return free < ENOUGH
        ? Finding.warning(
            "scratch",
            words + ", less than two parts of 100 GiB",
            "for sets so large: upload --staging none, which needs no room, a smaller --part_size,"
                + " or another --tmp_dir")
        : Finding.ok("scratch", words);
  }

  /** Who works in these folders. */
  List<Finding> locks(Optional<CsVersion> version) throws IOException {
    List<Path> folders = new ArrayList<>(List.of(downloadDir));
    if (version.isPresent()) {
      folders.add(tmpDir.resolve(version.get().name()));
    } else if (Files.isDirectory(tmpDir)) {
      folders.addAll(FolderListing.of(tmpDir));
    }
    List<Finding> findings = new ArrayList<>();
    for (Path folder : folders) {
      if (Files.isDirectory(folder)) {
        for (Path file : FolderListing.of(folder)) {
          if (file.toString().endsWith(".lock") && Files.isRegularFile(file)) {
            findings.add(told(file));
          }
        }
      }
    }
    return findings.isEmpty()
        ? List.of(Finding.ok("locks", "no run works in --tmp_dir or --download_dir"))
        : findings;
  }

  private Finding told(Path file) throws IOException {
    Optional<LockHolder> holder = LockHolder.parse(Files.readString(file));
    Instant beat = Files.getLastModifiedTime(file).toInstant();
    String words =
        Quoted.bare(file.toString())
            + ": "
            + holder.map(LockHolder::toString).map(Quoted::bare).orElse("nobody knows whose");
    boolean known =
        holder.isPresent() && holder.get().isOnThisHost() && LockHolder.isOfThisUser(file);
    boolean dead =
        known
            ? !holder.get().isAlive()
            : Duration.between(beat, clock.instant()).compareTo(SILENCE) > 0;
    return dead
        ? Finding.ok("locks", words + "; it has died, and the same command takes over")
        : Finding.warning(
            "locks", words + "; it is at work", "wait for its end: another run here ends with 4");
  }
}

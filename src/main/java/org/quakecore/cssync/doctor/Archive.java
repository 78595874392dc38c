package org.quakecore.cssync.doctor;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.inventory.AppendFolder;
import org.quakecore.cssync.inventory.FaultLock;
import org.quakecore.cssync.inventory.RemoteSets;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.transfer.ByteCount;
import org.quakecore.cssync.transfer.LockHolder;

/** The remote: whether it is reached, what is there, how much more fits, and who works there. */
public final class Archive {
  /** The usual part. */
  private static final long PART = 100L << 30;

  private static final int MOST_BYTES_OF_A_LOCK = 1 << 16;

  /** What locks bear, and then some: hosts and servers are rarely seconds apart. */
  private static final Duration TOLERABLE = Duration.ofMinutes(5);

  /** Finds the remote that is meant. */
  @FunctionalInterface
  public interface Reach {
    /**
     * Finds it.
     *
     * @param told who speaks to it
     */
    Remote reach(Consumer<String> told) throws SyncException;
  }

  private final Reach reach;
  private final InstantSource clock;
  private volatile Remote remote;

  Archive(Reach reach, InstantSource clock) {
    this.reach = reach;
    this.clock = clock;
  }

  /** Whether a question makes sense at all. */
  boolean isReached() {
    return remote != null;
  }

  /** Whether uploads go without tars on the disk unless asked for. */
  boolean takesStreams() {
    return remote != null && remote.goesOnWithHalfAFile();
  }

  List<Finding> remote() throws SyncException {
    List<String> told = new ArrayList<>();
    Remote found = reach.reach(told::add);
    Optional<List<String>> names = found.folders("");
    String words =
        told.isEmpty() ? Quoted.bare(found.address("")) : Quoted.bare(told.get(told.size() - 1));
    if (names.isEmpty()) {
      return List.of(
          Finding.error(
              "remote",
              words + "; there is no such folder",
              "mend --remote or CS_SYNC_REMOTE; to begin a new archive there: upload"
                  + " --create_root"));
    }
    remote = found;
    List<String> versions =
        names.get().stream()
            .filter(name -> !name.startsWith("_") && !name.startsWith("."))
            .map(Quoted::bare)
            .toList();
    return List.of(
        Finding.ok(
            "remote",
            words
                + "; "
                + (versions.isEmpty()
                    ? "there is no version yet"
                    : "versions: " + String.join(", ", versions))));
  }

  List<Finding> quota() throws SyncException {
    OptionalLong free = remote.freeBytes();
    if (free.isEmpty()) {
      return List.of(Finding.ok("quota", "this remote does not tell how much more fits"));
    }
    String words = ByteCount.human(Math.max(0, free.getAsLong())) + " more fit on the remote";
    String remedy = "free some there, or have the account enlarged, before you upload";
    return List.of(
        free.getAsLong() <= 0
            ? Finding.error("quota", "nothing more fits on the remote", remedy)
            : free.getAsLong() < PART
                ? Finding.warning("quota", words + ", less than one part of a large set", remedy)
                : Finding.ok("quota", words));
  }

  List<Finding> clock() {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Optional<Duration> ahead = isReached() ? remote.clockAhead() : Optional.empty();
    if (ahead.isEmpty()) {
      return List.of(
          Finding.ok("clock", now + " here; nobody was asked who would tell another time"));
    }
    Duration apart = ahead.get().abs();
    String words =
        now
            + " here, "
            + (apart.toSeconds() < 2
                ? "as the server says"
                : apart.toMinutes()
                    + " min "
                    + apart.toSecondsPart()
                    + " s"
                    + (ahead.get().isNegative() ? " ahead of" : " behind")
                    + " the server");
    return List.of(
        apart.compareTo(TOLERABLE) <= 0
            ? Finding.ok("clock", words)
            : Finding.warning(
                "clock",
                words
                    + ": locks are judged by their age, so a run could take another's, or wait for a"
                    + " dead one",
                "have the clock of this machine set (NTP), or use another"));
  }

  /** What there is of a version besides what status tells: locks and halves of replacements. */
  List<Finding> version(CsVersion version) throws SyncException {
    Optional<List<String>> folders = remote.folders(version.name());
    if (folders.isEmpty()) {
      return List.of(
          Finding.warning(
              "version",
              Quoted.bare(remote.address(version.name())) + " is not there",
              "nothing, before its first upload; else mend the version or --remote"));
    }
    List<Finding> findings = new ArrayList<>();
    for (String aside : List.of(RemoteSets.INCOMING, RemoteSets.RETIRED)) {
      for (String set : remote.folders(version + "/" + aside).orElse(List.of())) {
        findings.add(
            Finding.warning(
                "version",
                Quoted.bare(remote.address(version + "/" + aside + "/" + set))
                    + ": a set is being replaced, or a run that did so has died",
                "unless that run still works: run the same upload -f again"));
      }
    }
    for (String set : remote.folders(version + "/" + AppendFolder.FOLDER).orElse(List.of())) {
      findings.add(
          Finding.warning(
              "version",
              Quoted.bare(remote.address(version + "/" + AppendFolder.FOLDER + "/" + set))
                  + ": a set is being appended to, or a run that did so has died",
              "unless that run still works: run upload --append again"));
    }
    findings.addAll(locks(version));
    if (findings.isEmpty()) {
      findings.add(
          Finding.ok("version", Quoted.bare(remote.address(version.name())) + ": nobody locks it"));
    }
    return findings;
  }

  /** All locks of one run say the same, so one of them is read. */
  private List<Finding> locks(CsVersion version) throws SyncException {
    String folder = version + "/" + FaultLock.FOLDER;
    Map<String, List<StoredFile>> runs = new TreeMap<>();
    for (StoredFile file : remote.list(folder, false).orElse(List.of())) {
      runs.computeIfAbsent(FaultLock.of(file).token(), token -> new ArrayList<>()).add(file);
    }
    List<Finding> findings = new ArrayList<>();
    for (List<StoredFile> run : runs.values()) {
      FaultLock lock = FaultLock.of(run.get(0));
      String faults =
          Quoted.bare(lock.fault())
              + (run.size() == 1
                  ? ""
                  : run.size() == 2
                      ? " and another fault"
                      : " and " + (run.size() - 1) + " other faults");
      findings.add(told(lock.reading(content(folder, run.get(0))), faults, folder));
    }
    return findings;
  }

  private String content(String folder, StoredFile file) throws SyncException {
    try {
      return remote.read(
          folder + "/" + file.path(),
          0,
          Math.min(file.size(), MOST_BYTES_OF_A_LOCK),
          in -> new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (SyncException failure) {
      if (failure.kind() != SyncException.Kind.DATA) {
        throw failure;
      }
      // Gone by now, or nobody's of this program.
      return "";
    }
  }

  private Finding told(FaultLock lock, String faults, String folder) {
    String words =
        faults
            + " locked by "
            + lock.holder().map(LockHolder::toString).map(Quoted::bare).orElse("nobody knows whom")
            + (lock.user().isEmpty() ? "" : " (" + Quoted.bare(lock.user()) + ")")
            + ", last heard of at "
            + lock.refreshed().truncatedTo(ChronoUnit.SECONDS);
    return lock.isDead(clock.instant())
        ? Finding.ok("locks", words + "; that run is dead, and the next upload takes over")
        : Finding.warning(
            "locks",
            words,
            "wait for that upload. If it has died: 15 minutes after that time, or once "
                + Quoted.bare(remote.address(folder + "/" + lock.name()))
                + " is deleted, another takes over");
  }
}

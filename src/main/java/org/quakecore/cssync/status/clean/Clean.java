package org.quakecore.cssync.status.clean;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.quakecore.cssync.catalogue.ByteOrder;
import org.quakecore.cssync.catalogue.FileState;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.status.Deletable;
import org.quakecore.cssync.status.SafeSource;
import org.quakecore.cssync.transfer.ByteCount;
import org.quakecore.cssync.transfer.Conclusion;
import org.quakecore.cssync.transfer.Conclusion.Done;
import org.quakecore.cssync.transfer.Conclusion.Left;
import org.quakecore.cssync.transfer.Outcome;
import org.quakecore.cssync.transfer.Progress;
import org.quakecore.cssync.transfer.Retry;
import org.quakecore.cssync.transfer.RunLock;
import org.quakecore.cssync.transfer.Shard;
import org.quakecore.cssync.transfer.Times;
import org.quakecore.cssync.transfer.Waiting;

/**
 * Deletes sources that an archive is proven to have. Those that were not read for longest go first:
 * a purge would take them next. Each is looked at again right before, and noted before it goes; the
 * first that is not what was proven stops all.
 */
public final class Clean {
  /**
   * What is asked for.
   *
   * @param csRoot the run folder, by its real path; nothing outside of it is deleted
   * @param workFolder of the version, where an upload works and where it is noted what went
   * @param delete whether anything is deleted, and not only told
   */
  public record Options(Path csRoot, Path workFolder, boolean delete) {}

  /** A source with the time it was last read. */
  private record Candidate(SafeSource source, Instant read) {}

  private final Options options;
  private final Signpost signpost;
  private final Progress progress;
  private final InstantSource clock;

  /**
   * @param signpost tells in an emptied folder where its files are
   */
  public Clean(Options options, Signpost signpost, Progress progress, InstantSource clock) {
    this.options = options;
    this.signpost = signpost;
    this.progress = progress;
    this.clock = clock;
  }

  /** How the sources of the archive are found out. */
  @FunctionalInterface
  public interface Survey {
    Deletable deletable() throws SyncException;
  }

  /**
   * Tells what could be deleted and why not the rest; deletes it where that was asked for.
   *
   * @param survey is asked while no upload of the version can begin here
   * @return complete unless something was not as it was proven
   * @throws SyncException LOCKED while an upload changes the version, here or elsewhere; BAD_INPUT
   *     where it cannot be noted what goes
   */
  public Outcome run(Survey survey) throws SyncException {
    if (!options.delete()) {
      return told(survey.deletable(), false);
    }
    try (RunLock lock =
        RunLock.take(
            options.workFolder().resolve("upload.lock"),
            Shard.ALL,
            new Waiting(Times.NONE, progress::warn, Retry.Pause.SLEEP))) {
      lock.demand();
      return told(survey.deletable(), true);
    }
  }

  private Outcome told(Deletable deletable, boolean delete) throws SyncException {
    progress.say("#### Sources of " + deletable.address() + " in " + options.csRoot());
    if (!deletable.underWay().isEmpty()) {
      String fault = deletable.underWay().firstKey();
      throw new SyncException(
          Kind.LOCKED,
          "nothing is deleted while an upload is under way: "
              + Quoted.bare(fault)
              + ": "
              + deletable.underWay().get(fault));
    }
    List<String> kept = new ArrayList<>(deletable.kept());
    List<Candidate> candidates = candidates(deletable.sources(), kept);
    Tally tally = new Tally();
    String surprise = "";
    SyncException ending = null;
    if (delete) {
      try (DeletionLog log = new DeletionLog(options.workFolder(), clock)) {
        surprise = deleteAll(candidates, log, tally);
      } catch (SyncException failure) {
        ending = failure;
      }
    } else {
      candidates.forEach(each -> tally.add(each.source()));
    }
    tally.lines(delete ? "deleted" : "delete").forEach(progress::say);
    kept.forEach(why -> progress.say(" kept     " + why));
    if (!surprise.isEmpty()) {
      progress.say("#### Error: " + surprise);
    }
    String sum = ByteCount.files(tally.files()) + ", " + ByteCount.human(tally.bytes());
    long errors = surprise.isEmpty() && ending == null ? 0 : 1;
    progress.conclude(
        new Conclusion(
            deletable.address(),
            new Done(0, tally.files(), tally.bytes(), Duration.ZERO),
            Map.of(delete ? "deleted" : "safe to delete", (long) tally.files()),
            Left.NOTHING,
            errors,
            List.of(),
            List.of(
                delete
                    ? "   Deleted: " + sum + "; noted in " + DeletionLog.file(options.workFolder())
                    : "   Safe to delete: " + sum + "; nothing was deleted: --delete does it",
                "   Errors: " + errors)));
    if (ending != null) {
      throw ending;
    }
    return new Outcome(surprise.isEmpty());
  }

  /** Those below the CS root that are files themselves, the one that was not read longest first. */
  private List<Candidate> candidates(List<SafeSource> sources, List<String> kept)
      throws SyncException {
    List<Candidate> candidates = new ArrayList<>();
    Map<String, Integer> left = new TreeMap<>();
    for (SafeSource source : sources) {
      if (!source.path().startsWith(options.csRoot())) {
        left.merge("outside of " + options.csRoot(), 1, Integer::sum);
      } else if (Files.isSymbolicLink(source.path())) {
        left.merge("a link, and to delete it would free nothing", 1, Integer::sum);
      } else {
        try {
          candidates.add(new Candidate(source, read(source.path())));
        } catch (NoSuchFileException gone) {
          left.merge("gone since it was compared", 1, Integer::sum);
        } catch (IOException failure) {
          throw SyncException.of(failure, source.path(), Kind.DATA);
        }
      }
    }
    left.forEach((why, files) -> kept.add(ByteCount.files(files) + ": " + why));
    candidates.sort(
        Comparator.comparing(Candidate::read)
            .thenComparing(each -> each.source().path().toString(), ByteOrder.COMPARATOR));
    return candidates;
  }

  private static Instant read(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).lastAccessTime().toInstant();
  }

  /** Returns what was not as it should be, or nothing. */
  private String deleteAll(List<Candidate> candidates, DeletionLog log, Tally tally)
      throws SyncException {
    for (Candidate candidate : candidates) {
      SafeSource source = candidate.source();
      if (Thread.currentThread().isInterrupted()) {
        throw SyncException.interrupted(null);
      }
      try {
        if (Files.isSymbolicLink(source.path())
            || !FileState.of(source.path()).isSameAs(source.state())) {
          return shown(source) + " has changed since it was compared; nothing more is deleted";
        }
        log.note(source);
        Files.delete(source.path());
        tally.add(source);
        signpost.deleted(source);
      } catch (IOException failure) {
        return shown(source) + ": " + SyncException.reasonOf(failure) + "; nothing more is deleted";
      }
    }
    return "";
  }

  private static String shown(SafeSource source) {
    return Quoted.bare(source.path().toString());
  }

  /** What went, set by set. */
  private static final class Tally {
    private record Sum(int files, long bytes) {}

    private final Map<String, Sum> sums = new TreeMap<>();

    void add(SafeSource source) {
      sums.merge(
          source.fault() + " " + source.type(),
          new Sum(1, source.state().size()),
          (one, other) -> new Sum(one.files() + other.files(), one.bytes() + other.bytes()));
    }

    int files() {
      return sums.values().stream().mapToInt(Sum::files).sum();
    }

    long bytes() {
      return sums.values().stream().mapToLong(Sum::bytes).sum();
    }

    List<String> lines(String verb) {
      return sums.entrySet().stream()
          .map(
              set ->
                  " "
                      + verb
                      + " ".repeat(Math.max(1, 9 - verb.length()))
                      + set.getKey()
                      + ": "
                      + ByteCount.files(set.getValue().files())
                      + ", "
                      + ByteCount.human(set.getValue().bytes()))
          .toList();
    }
  }
}

package org.quakecore.cssync.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.catalogue.patterns.SyncPatterns;
import org.quakecore.cssync.doctor.Finding.Verdict;
import org.quakecore.cssync.purge.Rule;
import org.quakecore.cssync.remote.rclone.Installation;
import org.quakecore.cssync.transfer.Conclusion;
import org.quakecore.cssync.transfer.Outcome;
import org.quakecore.cssync.transfer.Progress;

/**
 * Looks at all that a run depends on, and says of each thing how it stands and what to do. It
 * changes nothing, and goes on where something is broken: that is when it is asked.
 */
public final class Doctor {
  /** Longer than a login node under load takes, and short enough to wait for. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Hundreds of thousands of files on a shared disk. */
  private static final Duration PATIENCE_WITH_A_SCAN = Duration.ofMinutes(30);

  private static final String NETWORK =
      "try curl -I https://api.dropboxapi.com here; where a proxy leads out, export HTTPS_PROXY as"
          + " your site says";

  private static final int COLUMN_OF_WORDS = 24;
  private static final int COLUMN_OF_SUBJECTS = 9;
  private static final int NARROWEST = 40;

  private final Options options;
  private final Machine machine;
  private final Installation rclone;
  private final Archive archive;
  private final Progress progress;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * What to look at.
   *
   * @param version whose locks are of interest, and that should be there
   * @param csRoot of which is told what a purge takes next
   * @param purgeAfter how long after the last access it takes files
   * @param patterns the sync_patterns.yaml in use, where it is not the program's own
   */
  public record Options(
      Optional<CsVersion> version,
      Optional<Path> csRoot,
      Duration purgeAfter,
      Path tmpDir,
      Path downloadDir,
      Optional<Path> patterns) {}

  public Doctor(
      Options options,
      Machine machine,
      Installation rclone,
      Archive.Reach reach,
      Progress progress) {
    this.options = options;
    this.machine = machine;
    this.rclone = rclone;
    this.archive = new Archive(reach, machine.clock());
    this.progress = progress;
  }

  /**
   * Looks, and tells each thing as soon as it is seen.
   *
   * @return complete when nothing is an error
   * @throws SyncException INTERRUPTED alone
   */
  public Outcome run() throws SyncException {
    Tools tools = new Tools(rclone);
    Scratch scratch = new Scratch(options.tmpDir(), options.downloadDir(), machine.clock());
    look("Java", machine::look);
    look("rclone", tools::program);
    look("configuration", tools::configuration);
    look("remote", archive::remote);
    if (archive.isReached()) {
      look("quota", archive::quota);
      if (options.version().isPresent()) {
        look("version", () -> archive.version(options.version().get()));
      }
    }
    look("clock", archive::clock);
    look("scratch", () -> scratch.room(archive.takesStreams()));
    look("locks", () -> scratch.locks(options.version()));
    look("patterns", this::patterns);
    if (options.csRoot().isPresent()) {
      Purge purge =
          new Purge(
              options.csRoot().get(), new Rule(options.purgeAfter(), machine.clock().instant()));
      look("purge", () -> purge.look(read()), PATIENCE_WITH_A_SCAN);
    }
    return conclude();
  }

  private SyncPatterns read() throws SyncException {
    return SyncPatterns.of(options.patterns());
  }

  private List<Finding> patterns() throws SyncException {
    boolean usual = read().equals(SyncPatterns.defaults());
    return List.of(
        Finding.ok(
            "patterns",
            options
                .patterns()
                .map(
                    file ->
                        Quoted.bare(file.toAbsolutePath().normalize().toString())
                            + (usual ? ", as the program brings it" : ", edited"))
                .orElse("sync_patterns.yaml of the program itself")));
  }

  private void look(String about, Callable<List<Finding>> look) throws SyncException {
    look(about, look, PATIENCE);
  }

  private void look(String about, Callable<List<Finding>> look, Duration patience)
      throws SyncException {
    for (Finding finding : found(about, look, patience)) {
      findings.add(finding);
      progress.say(lines(finding));
    }
  }

  /** A disk or a network that hangs must not keep the rest from being looked at. */
  private static List<Finding> found(String about, Callable<List<Finding>> look, Duration patience)
      throws SyncException {
    FutureTask<List<Finding>> task = new FutureTask<>(look);
    Thread thread = new Thread(task, "look at " + about);
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(patience.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException hangs) {
      task.cancel(true);
      return List.of(
          Finding.error(
              about,
              "no answer within " + patience.toSeconds() + " s",
              about.equals("remote")
                  ? NETWORK
                  : "look at the disk that this is on, and the network"));
    } catch (InterruptedException asked) {
      task.cancel(true);
      Thread.currentThread().interrupt();
      throw SyncException.interrupted(asked);
    } catch (ExecutionException failed) {
      return List.of(failure(about, failed.getCause()));
    }
  }

  private static Finding failure(String about, Throwable cause) throws SyncException {
    if (cause instanceof SyncException known) {
      if (known.kind() == Kind.INTERRUPTED) {
        throw known;
      }
      if (known.kind() == Kind.RCLONE_MISSING && !about.equals("rclone")) {
        return Finding.error(about, "not to be seen without rclone", "mend that first");
      }
      // Mostly it says what to do in its own words.
      return Finding.error(
          about,
          known.getMessage(),
          known.getMessage().contains("cannot be reached") ? NETWORK : "");
    }
    if (cause instanceof IOException failed) {
      String reason = SyncException.reasonOf(failed);
      return Finding.error(about, failed.getMessage() + ": " + reason, "look at that file or disk");
    }
    throw new IllegalStateException(cause);
  }

  private List<String> lines(Finding finding) {
    String front =
        padded(finding.verdict().toString(), COLUMN_OF_SUBJECTS)
            + padded(finding.about(), COLUMN_OF_WORDS - COLUMN_OF_SUBJECTS);
    List<String> lines = new ArrayList<>();
    wrap(lines, front, finding.words());
    if (!finding.remedy().isEmpty()) {
      wrap(lines, " ".repeat(COLUMN_OF_WORDS - 3) + "-> ", finding.remedy());
    }
    return lines;
  }

  private static String padded(String word, int width) {
    return word + " ".repeat(Math.max(1, width - word.length()));
  }

  /** To the width of the window, where it is one; else whoever searches finds it on one line. */
  private void wrap(List<String> lines, String front, String words) {
    int columns = progress.columns().orElse(0);
    int width = columns < NARROWEST ? Integer.MAX_VALUE : columns;
    StringBuilder line = new StringBuilder(front);
    boolean begun = false;
    for (String word : Quoted.line(words).split(" ", -1)) {
      if (begun && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line = new StringBuilder(" ".repeat(COLUMN_OF_WORDS));
        begun = false;
      }
      line.append(begun ? " " : "").append(word);
      begun = true;
    }
    lines.add(line.toString());
  }

  private Outcome conclude() {
    Map<String, Long> ends = new LinkedHashMap<>();
    for (Verdict verdict : Verdict.values()) {
      ends.put(verdict.toString(), findings.stream().filter(f -> f.verdict() == verdict).count());
    }
    long errors = ends.get(Verdict.ERROR.toString());
    long warnings = ends.get(Verdict.WARNING.toString());
    progress.conclude(
        new Conclusion(
            options.version().map(CsVersion::name).orElse(""),
            new Conclusion.Done(0, 0, 0, Duration.ZERO),
            ends,
            Conclusion.Left.NOTHING,
            errors,
            findings.stream()
                .map(f -> new Conclusion.SetEnd(f.about(), f.verdict().toString(), told(f)))
                .toList(),
            List.of(
                "",
                "======== Summary",
                "   "
                    + ends.get(Verdict.OK.toString())
                    + " ok, "
                    + warnings
                    + (warnings == 1 ? " warning, " : " warnings, ")
                    + errors
                    + (errors == 1 ? " error" : " errors"),
                "   Errors: " + errors)));
    return new Outcome(errors == 0);
  }

  private static String told(Finding finding) {
    return finding.words() + (finding.remedy().isEmpty() ? "" : "; " + finding.remedy());
  }
}

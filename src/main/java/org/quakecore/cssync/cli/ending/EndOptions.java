package org.quakecore.cssync.cli.ending;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.quakecore.cssync.catalogue.HostProcess;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.transfer.Conclusion;
import org.quakecore.cssync.transfer.History;
import org.quakecore.cssync.transfer.Outcome;
import org.quakecore.cssync.transfer.Progress;
import picocli.CommandLine.Option;

/**
 * What is done when a command has ended, however it has: the JSON document, the notice, and the
 * line in the history. Nothing of it changes the exit code.
 */
public final class EndOptions {
  /** A notice must not hold up a job of a queue for long. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** After a signal this process is killed in a few seconds. */
  private static final Duration PATIENCE_WHEN_STOPPED = Duration.ofSeconds(5);

  @Option(
      names = "--json",
      description =
          "Print the summary as one JSON document on standard output, at the end; what else would"
              + " stand there goes to standard error.")
  private boolean json;

  @Option(
      names = "--notify",
      paramLabel = "PROGRAM",
      converter = Notice.Converter.class,
      description =
          "At the end, also of a run that failed, start this program with the summary on its standard"
              + " input. Arguments may follow it, separated by spaces; no shell reads them, so put"
              + " more than that into a script. It is given a minute.")
  private Notice notice;

  /** What a command does, telling it to the progress it is given. */
  @FunctionalInterface
  public interface Job {
    Outcome run(Progress progress) throws SyncException;
  }

  /**
   * A run of a command, as it is told.
   *
   * @param version of the archive; nothing where there is none
   * @param history where the run's line goes; empty for a command that changes nothing
   * @param tellsJson whether the job itself prints the JSON document
   * @param codes the exit code for each kind of failure
   */
  public record Run(
      String command,
      String version,
      Optional<Path> history,
      boolean tellsJson,
      ToIntFunction<Kind> codes) {
    /** A run that has no line in a history. */
    public Run(String command, String version, boolean tellsJson, ToIntFunction<Kind> codes) {
      this(command, version, Optional.empty(), tellsJson, codes);
    }
  }

  public boolean json() {
    return json;
  }

  /**
   * Does a job, and what is to be done at its end.
   *
   * @return the exit code
   * @throws SyncException the job's own
   */
  public int end(Run run, Progress console, Job job) throws SyncException {
    Ended ended =
        new Ended(run, System.nanoTime(), new Listener(console, json && !run.tellsJson()));
    try {
      boolean complete = job.run(ended.listener).complete();
      int code = complete ? 0 : run.codes().applyAsInt(Kind.DATA);
      tell(ended, code, Optional.empty(), console);
      return code;
    } catch (SyncException failure) {
      tell(ended, run.codes().applyAsInt(failure.kind()), Optional.of(failure), console);
      throw failure;
    }
  }

  private record Ended(Run run, long startNanos, Listener listener) {}

  private void tell(Ended ended, int code, Optional<SyncException> failure, Progress console) {
    // What writes and waits would end at once.
    boolean interrupted = Thread.interrupted();
    Instant end = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Optional<String> why = failure.map(SyncException::getMessage);
    Duration took = Duration.ofNanos(System.nanoTime() - ended.startNanos());
    Document document =
        new Document(ended.run(), end, took, code, why, ended.listener().conclusion());
    ended.run().history().ifPresent(folder -> record(folder, document, console));
    if (json && (!ended.run().tellsJson() || failure.isPresent())) {
      console.say(document.text().lines().toList());
    }
    if (notice != null) {
      notice.give(
          summary(document),
          environment(document),
          interrupted ? PATIENCE_WHEN_STOPPED : PATIENCE,
          console::warn);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Only where there is a folder: a name that was mistyped makes none. */
  private static void record(Path folder, Document document, Progress console) {
    boolean begun = document.conclusion().isPresent();
    try {
      if (!Files.isDirectory(folder) && begun && document.error().isEmpty()) {
        Files.createDirectories(folder);
      }
      if (Files.isDirectory(folder)) {
        History.append(folder, document.line());
      }
    } catch (IOException unwritable) {
      console.warn(folder.resolve(History.NAME) + " cannot be written: " + unwritable.getMessage());
    }
  }

  private static List<String> summary(Document document) {
    List<String> lines = new ArrayList<>();
    lines.add(document.headline());
    document.error().ifPresent(lines::add);
    document.conclusion().map(Conclusion::lines).ifPresent(lines::addAll);
    return lines;
  }

  private static Map<String, String> environment(Document document) {
    return Map.of(
        "CS_SYNC_COMMAND", document.run().command(),
        "CS_SYNC_VERSION", document.run().version(),
        "CS_SYNC_HOST", HostProcess.self().host(),
        "CS_SYNC_EXIT", Integer.toString(document.exit()),
        "CS_SYNC_ERRORS", Long.toString(document.errors()),
        "CS_SYNC_SUBJECT", document.headline());
  }
}

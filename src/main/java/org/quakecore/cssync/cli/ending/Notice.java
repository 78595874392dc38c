package org.quakecore.cssync.cli.ending;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.remote.rclone.process.PipedProcess;
import org.quakecore.cssync.remote.rclone.process.StallWatch;
import org.quakecore.cssync.remote.rclone.process.Subprocess;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A program that is given the summary of a run. Whatever becomes of it, the run has ended. */
final class Notice {
  /** What only a shell would understand. */
  private static final String OF_A_SHELL = "\"'`$|&;<>()*?\\";

  /** What a program that is killed has time for. */
  private static final Duration TO_DIE = Duration.ofSeconds(5);

  private final List<String> program;

  private Notice(List<String> program) {
    this.program = List.copyOf(program);
  }

  /** Refuses what could not be started, before the work begins and not hours later. */
  static final class Converter implements ITypeConverter<Notice> {
    @Override
    public Notice convert(String value) {
      List<String> program = Stream.of(value.strip().split("\\s+")).toList();
      if (value.isBlank()) {
        throw new TypeConversionException("it names no program");
      }
      if (value.chars().anyMatch(c -> OF_A_SHELL.indexOf(c) >= 0)) {
        throw new TypeConversionException(
            Quoted.of(value)
                + " is for a shell, and none reads it; put it into a script, and name that");
      }
      if (!isThere(program.get(0))) {
        throw new TypeConversionException(
            Quoted.of(program.get(0)) + " is no program that can be started");
      }
      return new Notice(program);
    }

    private static boolean isThere(String name) {
      if (name.contains("/")) {
        return isProgram(Path.of(name));
      }
      return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
          .anyMatch(folder -> isProgram(Path.of(folder, name)));
    }

    private static boolean isProgram(Path path) {
      return Files.isRegularFile(path) && Files.isExecutable(path);
    }
  }

  /**
   * Starts the program, and waits for it.
   *
   * @param environment added to ours
   * @param patience after which it is killed
   * @param warn is told what went wrong, and what the program says on its standard error
   */
  void give(
      List<String> lines,
      Map<String, String> environment,
      Duration patience,
      Consumer<String> warn) {
    String text = String.join("\n", lines) + "\n";
    Thread giver = new Thread(() -> start(text, environment, warn), "notice");
    giver.setDaemon(true);
    giver.start();
    try {
      giver.join(patience.toMillis());
      if (giver.isAlive()) {
        warn.accept(
            "--notify: " + program.get(0) + " was stopped after " + patience.toSeconds() + " s");
        giver.interrupt();
        giver.join(TO_DIE.toMillis());
      }
    } catch (InterruptedException asked) {
      giver.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  private void start(String text, Map<String, String> environment, Consumer<String> warn) {
    try (PipedProcess process =
        Subprocess.pipe(
            program,
            ours -> ours.putAll(environment),
            true,
            line -> warn.accept("--notify: " + Quoted.line(line)),
            new StallWatch(Duration.ofDays(1)))) {
      write(process, text);
      process.endInput();
      int code = process.awaitEnd();
      if (code != 0) {
        warn.accept("--notify: " + program.get(0) + " ended with exit code " + code);
      }
    } catch (IOException e) {
      warn.accept("--notify: " + program.get(0) + " cannot be started: " + e.getMessage());
    } catch (SyncException stopped) {
      // Which is told by whoever stopped it.
      Thread.currentThread().interrupt();
    }
  }

  private static void write(PipedProcess process, String text) {
    try {
      process.during(
          running -> {
            running.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            running.getOutputStream().flush();
            return true;
          });
    } catch (IOException notRead) {
      // It does not have to read it; how it ends is what counts.
      return;
    }
  }
}

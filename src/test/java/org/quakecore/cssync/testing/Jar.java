package org.quakecore.cssync.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Starts the built program as its users do: another process, real streams, real signals. */
public final class Jar {
  private static final List<String> ATTENTIVE = attentive();

  private static final long MINUTES = 3;

  private final Path folder;
  private final Map<String, String> environment = new TreeMap<>();

  /**
   * @param folder where it is started
   */
  public Jar(Path folder) {
    this.folder = folder;
    environment.put("LC_ALL", "C.UTF-8");
  }

  public Jar with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** What a finished program left. */
  public record Result(int code, String out, String err) {
    /** Everything a person would have seen, for failure messages. */
    public String all() {
      return "exit " + code + "\n" + out + "\n" + err;
    }
  }

  /** A program under way. */
  public record Running(
      Process process, CompletableFuture<String> out, CompletableFuture<String> err) {
    public Result result() {
      try {
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
          process.destroyForcibly();
          throw new AssertionError("still running after " + MINUTES + " minutes");
        }
      } catch (InterruptedException asked) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
        throw new AssertionError(asked);
      }
      return new Result(process.exitValue(), out.join(), err.join());
    }

    /** Sends a signal by its name, like TERM. */
    public void signal(String name) throws Exception {
      int code =
          new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
      if (code != 0) {
        throw new AssertionError("kill -" + name + ": " + code);
      }
    }
  }

  public Result run(String... arguments) throws IOException {
    return start(arguments).result();
  }

  public Running start(String... arguments) throws IOException {
    return start(List.of(), arguments);
  }

  /**
   * Starts it by way of other programs, like a shell that sets limits first.
   *
   * @param prefix their command line
   */
  public Running start(List<String> prefix, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(ATTENTIVE);
    command.addAll(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // As the launcher does; and these runs are over before the optimising compiler pays.
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-jar");
    command.add(System.getProperty("cssync.jar"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    return new Running(
        process, drained(process.getInputStream()), drained(process.getErrorStream()));
  }

  /**
   * Lets a program hear the signals that are ignored where the tests run under nohup or in the
   * background of a shell; nothing where {@code env} is too old for that.
   */
  private static List<String> attentive() {
    List<String> words = List.of("env", "--default-signal=HUP,INT");
    List<String> trial = new ArrayList<>(words);
    trial.add("true");
    try {
      return new ProcessBuilder(trial).start().waitFor() == 0 ? words : List.of();
    } catch (IOException e) {
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  private static CompletableFuture<String> drained(InputStream pipe) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (pipe) {
            return new String(pipe.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException failure) {
            throw new UncheckedIOException(failure);
          }
        });
  }
}

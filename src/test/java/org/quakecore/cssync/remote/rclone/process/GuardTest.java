package org.quakecore.cssync.remote.rclone.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A shell takes the place of the JVM, for it to be killed. */
class GuardTest {
  private static final String RCAT = "echo $$ >pid.new; mv pid.new pid; cat >file; echo >done";

  @TempDir Path folder;

  private Process start(List<String> argv) throws IOException {
    return new ProcessBuilder(argv).directory(folder.toFile()).start();
  }

  /** Starts a guard below a shell that passes its own input on, and then stays. */
  private Process startBelowAShell(List<String> guarded) throws IOException {
    List<String> argv = new ArrayList<>(List.of("setsid", "/bin/bash", "-c"));
    argv.add("mkfifo in; \"$@\" <in >/dev/null 2>&1 & exec cat >in");
    argv.add("jvm");
    argv.addAll(guarded);
    return start(argv);
  }

  private ProcessHandle program() throws Exception {
    while (!Files.exists(folder.resolve("pid"))) {
      Thread.sleep(5);
    }
    return ProcessHandle.of(Long.parseLong(Files.readString(folder.resolve("pid")).strip()))
        .orElseThrow();
  }

  private static void awaitEnd(ProcessHandle program) throws Exception {
    // Whoever takes over the orphan may leave it a zombie, whose name is all there is of it.
    while (program.isAlive() && program.info().command().isPresent()) {
      Thread.sleep(5);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-"})
  void aStreamIsNotCommittedWhereTheJvmIsKilledAloneOrWithItsGroup(String group) throws Exception {
    Process jvm = startBelowAShell(Guard.ofStream(List.of("/bin/bash", "-c", RCAT)));
    jvm.getOutputStream().write("half".getBytes(StandardCharsets.UTF_8));
    jvm.getOutputStream().flush();
    ProcessHandle program = program();
    new ProcessBuilder("kill", "-9", "--", group + jvm.pid()).start().waitFor();
    jvm.waitFor();
    awaitEnd(program);
    assertFalse(Files.exists(folder.resolve("done")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-"})
  void aCallDoesNotOutliveTheJvm(String group) throws Exception {
    String copy = "trap '' TERM INT HUP; echo $$ >pid.new; mv pid.new pid; sleep 600; echo >done";
    Process jvm = startBelowAShell(Guard.ofCall(List.of("/bin/bash", "-c", copy)));
    ProcessHandle program = program();
    new ProcessBuilder("kill", "-9", "--", group + jvm.pid()).start().waitFor();
    jvm.waitFor();
    awaitEnd(program);
    assertFalse(Files.exists(folder.resolve("done")));
  }

  @Test
  void aStreamEndsWhenItsInputDoes() throws Exception {
    Process guard = start(Guard.ofStream(List.of("/bin/bash", "-c", RCAT + "; exit 7")));
    try (OutputStream out = guard.getOutputStream()) {
      out.write(new byte[100_000]);
      Guard.endInput(guard);
    }
    assertEquals(7, guard.waitFor());
    assertEquals(100_000, Files.size(folder.resolve("file")));
  }

  /** Told, the guard may be on its way through its own script when the program has ended. */
  @Test
  void aStreamThatEndsAtOnceEndsAsItsProgramDid() throws Exception {
    List<Process> guards = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      guards.add(start(Guard.ofStream(List.of("/bin/cat"))));
    }
    for (Process guard : guards) {
      Guard.endInput(guard);
      guard.getOutputStream().close();
    }
    for (Process guard : guards) {
      assertEquals(0, guard.waitFor());
    }
  }

  @Test
  void theEndOfACallIsTheGuardsOwn() throws Exception {
    Process guard = start(Guard.ofCall(List.of("/bin/bash", "-c", "echo out; cat; exit 3")));
    guard.getOutputStream().close();
    try (BufferedReader said = guard.inputReader()) {
      assertEquals(List.of("out"), said.lines().toList());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    assertEquals(3, guard.waitFor());
    assertEquals(137, start(Guard.ofCall(List.of("/bin/bash", "-c", "kill -9 $$"))).waitFor());
  }

  @Test
  void aCallThatIsAskedToEndIsAskedItself() throws Exception {
    String script =
        "trap 'exit 5' TERM; echo $$ >pid.new; mv pid.new pid; while :; do sleep 0.05; done";
    Process guard = start(Guard.ofCall(List.of("/bin/bash", "-c", script)));
    program();
    guard.toHandle().destroy();
    assertEquals(5, guard.waitFor());
  }
}

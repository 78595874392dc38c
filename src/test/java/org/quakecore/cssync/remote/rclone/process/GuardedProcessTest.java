package org.quakecore.cssync.remote.rclone.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A program that lives as long as we do. */
@Timeout(60)
class GuardedProcessTest {
  private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final CountDownLatch ended = new CountDownLatch(1);

  private GuardedProcess process;

  @AfterEach
  void endIt() {
    process.close();
  }

  private void start(String... argv) throws Exception {
    process = Subprocess.guard(List.of(argv), inherited -> {}, lines::add, ended::countDown);
  }

  private void startScript(String script) throws Exception {
    start("/bin/bash", "-c", script);
  }

  private String line() throws InterruptedException {
    return lines.poll(30, TimeUnit.SECONDS);
  }

  private ProcessHandle program() throws InterruptedException {
    return ProcessHandle.of(Long.parseLong(line())).orElseThrow();
  }

  @Test
  void closingEndsAProgramThatHeedsNoSignal() throws Exception {
    startScript("trap '' TERM INT HUP; echo $$ >&2; while :; do sleep 0.1; done");
    ProcessHandle program = program();
    assertTrue(program.isAlive());
    process.close();
    assertFalse(program.isAlive());
  }

  @Test
  void whatAWrapperHasStartedEndsWithIt() throws Exception {
    startScript("sleep 100 & echo $! >&2; wait");
    ProcessHandle started = program();
    assertTrue(started.isAlive());
    process.close();
    // Whoever takes over the orphan may leave it a zombie, whose name is all there is of it.
    assertFalse(started.info().command().isPresent());
  }

  @Test
  void theGuardOutlivesTheSignalsOfATerminal() throws Exception {
    startScript("echo $$ >&2; exec sleep 100");
    ProcessHandle program = program();
    ProcessHandle guard = program.parent().orElseThrow();
    for (String signal : List.of("HUP", "INT", "TERM")) {
      new ProcessBuilder("kill", "-s", signal, String.valueOf(guard.pid())).start().waitFor();
    }
    Thread.sleep(200);
    assertTrue(guard.isAlive());
    process.close();
    assertFalse(program.isAlive());
  }

  @Test
  void aProgramThatIsNotThereIsToldByItsEnd() throws Exception {
    start("/no/such/program");
    assertTrue(ended.await(30, TimeUnit.SECONDS));
    assertTrue(line().contains("/no/such/program"));
  }

  @Test
  void allItSaysIsHeardWhileItRuns() throws Exception {
    startScript("echo begun >&2; read -r line; echo \"read $?\" >&2; exec sleep 100");
    assertEquals("begun", line());
    // There is nothing on its standard input, which is the guard's.
    assertEquals("read 1", line());
    assertEquals(1, ended.getCount());
    process.close();
    assertTrue(ended.await(30, TimeUnit.SECONDS));
  }
}

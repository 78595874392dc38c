package org.quakecore.cssync.remote.rclone.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whom to blame when nothing moves, on a clock that only the test advances. */
@Timeout(60)
class PipedProcessTest {
  private static final Duration LIMIT = Duration.ofMillis(100);

  private final AtomicLong clock = new AtomicLong();

  private PipedProcess start(String script) throws Exception {
    return Subprocess.pipe(
        List.of("bash", "-c", script),
        environment -> {},
        true,
        line -> {},
        new StallWatch(LIMIT, clock::get));
  }

  private static Void write(Process process) throws IOException {
    process.getOutputStream().write(1);
    process.getOutputStream().flush();
    return null;
  }

  @Test
  void aProgramIsNotStoppedWhileItsCallerTakesHisTime() throws Exception {
    try (PipedProcess process = start("test $(wc -c) = 2")) {
      process.during(PipedProcessTest::write);
      clock.addAndGet(Duration.ofHours(1).toNanos());
      // Long enough for the overseer to look several times.
      Thread.sleep(LIMIT.toMillis());
      process.during(PipedProcessTest::write);
      assertTrue(process.endInput());
      assertEquals(0, process.awaitEnd());
      assertFalse(process.stalled());
    }
  }

  @Test
  void aProgramThatKeepsItsCallerWaitingIsKilled() throws Exception {
    try (PipedProcess process = start("exec sleep 600")) {
      Thread time =
          new Thread(
              () -> {
                while (process.isAlive()) {
                  clock.addAndGet(Duration.ofHours(1).toNanos());
                }
              });
      time.start();
      assertEquals(128 + 9, process.awaitEnd());
      assertTrue(process.stalled());
      time.join();
    }
  }

  @Test
  void aProgramThatIsLeftIsKilledAndNotLeftBehind() throws Exception {
    PipedProcess process = start("trap '' TERM INT HUP; exec sleep 600");
    assertTrue(process.isAlive());
    process.close();
    assertFalse(process.isAlive());
    process.close();
  }
}

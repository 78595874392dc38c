package org.quakecore.cssync.remote.dropbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LimiterTest {
  private final List<String> told = new ArrayList<>();
  private final List<Instant> parked = new ArrayList<>();

  private Limiter limiter(double callsPerSecond, int most) {
    return new Limiter(callsPerSecond, most, told::add, parked::add, InstantSource.system());
  }

  @Test
  void callsComeOneAfterTheOtherAndNeverManyAtOnce() throws Exception {
    Limiter limiter = limiter(20, 100);
    Thread.sleep(1_000);
    long start = System.nanoTime();
    for (int i = 0; i < 16; i++) {
      limiter.begin();
    }
    // Six have been saved up.
    assertTrue(System.nanoTime() - start >= 449_000_000L);
  }

  @Test
  void whoeverIsAskedToWaitWaitsAndThenGoesSlowlyAtFirst() throws Exception {
    Limiter limiter = limiter(1_000, 8);
    limiter.begin();
    limiter.park(Duration.ofSeconds(1));
    // What was under way as well is refused as well.
    limiter.park(Duration.ofMillis(900));
    limiter.end();
    Instant before = Instant.now();
    limiter.begin();
    assertTrue(Duration.between(before, Instant.now()).toMillis() >= 990);
    assertEquals(4, limiter.allowed());
    for (int i = 0; i < 20; i++) {
      limiter.wentWell();
    }
    assertEquals(5, limiter.allowed());
    assertEquals(List.of(), told);
  }

  @Test
  void aWaitThatLastsIsToldOnceWithItsEnd() {
    Limiter limiter = limiter(1_000, 8);
    limiter.park(Duration.ofMinutes(5));
    limiter.park(Duration.ofSeconds(299));
    assertEquals(1, told.size());
    assertTrue(
        told.get(0).matches("Dropbox asks us to wait 300 s; going on at \\d\\d:\\d\\d:\\d\\d"),
        told.get(0));
    assertEquals(1, parked.size());
    assertTrue(parked.get(0).isAfter(Instant.now().plusSeconds(200)), parked.toString());
  }

  @Test
  void noMoreCallsAtATimeThanThereMayBe() throws Exception {
    Limiter limiter = limiter(1_000, 1);
    limiter.begin();
    Thread second =
        new Thread(
            () -> {
              try {
                limiter.begin();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    second.start();
    second.join(200);
    assertTrue(second.isAlive());
    limiter.end();
    second.join();
  }
}

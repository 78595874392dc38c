package org.quakecore.cssync.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.quakecore.cssync.catalogue.SyncException;

@Timeout(60)
class LineTest {
  private static final long LARGE = Line.SMALL + 1;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final LinkedBlockingQueue<String> begun = new LinkedBlockingQueue<>();
  private final List<Future<?>> all = new ArrayList<>();

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  /** A transfer that lasts until it is told to end. */
  private CountDownLatch transfer(Line line, String name, long bytes) {
    CountDownLatch end = new CountDownLatch(1);
    int before = line.waiting();
    Future<?> done =
        threads.submit(
            () -> {
              line.carry(
                  bytes,
                  () -> {
                    begun.add(name);
                    await(end);
                  });
              return null;
            });
    all.add(done);
    while (!begun.contains(name) && line.waiting() == before) {
      Thread.onSpinWait();
    }
    return end;
  }

  private static void await(CountDownLatch end) throws SyncException {
    try {
      end.await();
    } catch (InterruptedException e) {
      throw SyncException.interrupted(e);
    }
  }

  private void assertNextIs(String name) throws InterruptedException {
    assertEquals(name, begun.poll(30, TimeUnit.SECONDS));
  }

  /** How long it takes until so many transfers have begun, in their order. */
  private long millisToBegin(int transfers, Line line) throws InterruptedException {
    long start = System.nanoTime();
    for (int i = 1; i <= transfers; i++) {
      transfer(line, "transfer " + i, LARGE);
    }
    for (int i = 1; i <= transfers; i++) {
      assertNextIs("transfer " + i);
    }
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  @Test
  void largeTransfersHaveTheirPlacesAndGoInOrder() throws Exception {
    Line line = new Line(2);
    CountDownLatch one = transfer(line, "one", LARGE);
    CountDownLatch two = transfer(line, "two", LARGE);
    assertNextIs("one");
    assertNextIs("two");
    CountDownLatch three = transfer(line, "three", LARGE);
    CountDownLatch four = transfer(line, "four", LARGE);
    assertEquals(2, line.waiting());

    two.countDown();
    assertNextIs("three");
    one.countDown();
    assertNextIs("four");
    three.countDown();
    four.countDown();
    for (Future<?> each : all) {
      each.get();
    }
  }

  @Test
  void smallOnesPassByLargeOnesThatWait() throws Exception {
    Line line = new Line(2);
    transfer(line, "large 1", LARGE);
    transfer(line, "large 2", LARGE);
    transfer(line, "large 3", LARGE);
    assertNextIs("large 1");
    assertNextIs("large 2");

    CountDownLatch small = transfer(line, "small 1", Line.SMALL);
    assertNextIs("small 1");
    transfer(line, "small 2", 1);
    assertEquals(2, line.waiting());
    small.countDown();
    assertNextIs("small 2");
  }

  @Test
  void smallOnesTakeNoPlaceThatALargeOneWillNeed() throws Exception {
    Line line = new Line(2);
    line.expect(LARGE);
    line.expect(LARGE);
    CountDownLatch large = transfer(line, "large 1", LARGE);
    transfer(line, "small 1", 1);
    transfer(line, "small 2", 1);
    assertNextIs("large 1");
    assertNextIs("small 1");
    assertEquals(1, line.waiting());

    CountDownLatch second = transfer(line, "large 2", LARGE);
    assertNextIs("large 2");
    second.countDown();
    line.ended(LARGE);
    assertNextIs("small 2");
    large.countDown();
  }

  @Test
  void smallOnesNeedNotWaitForALargeOneThatIsNotEvenHere() throws Exception {
    Line line = new Line(1);
    line.expect(LARGE);
    CountDownLatch small = transfer(line, "small", 1);
    assertNextIs("small");
    transfer(line, "large", LARGE);
    assertEquals(1, line.waiting());
    small.countDown();
    assertNextIs("large");
  }

  @Test
  void oneAtATimeIsOneAtATime() throws Exception {
    Line line = new Line(1);
    CountDownLatch large = transfer(line, "large", LARGE);
    transfer(line, "small", 1);
    assertNextIs("large");
    assertEquals(1, line.waiting());
    large.countDown();
    assertNextIs("small");
  }

  @Test
  void aTransferThatFailsGivesItsPlaceBack() throws Exception {
    Line line = new Line(1);
    for (int i = 0; i < 3; i++) {
      try {
        line.carry(
            LARGE,
            () -> {
              throw new SyncException(SyncException.Kind.DATA, "broken");
            });
      } catch (SyncException expected) {
        assertEquals("broken", expected.getMessage());
      }
    }
    transfer(line, "next", LARGE).countDown();
    assertNextIs("next");
  }

  @Test
  void theFirstTransfersDoNotAllBeginAtOnce() throws Exception {
    long millis = millisToBegin(3, new Line(4, 1));

    assertTrue(millis >= 600, "all had begun after " + millis + " ms");
  }

  @Test
  void whatHasEndedIsNotWaitedFor() throws Exception {
    Line line = new Line(30, 1);
    long start = System.nanoTime();
    for (int i = 1; i <= 40; i++) {
      line.carry(LARGE, () -> {});
    }

    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    assertTrue(seconds < 5, "40 transfers took " + seconds + " s");
  }

  @Test
  void onceAsManyHaveBegunAsTheLineCarriesNoneIsHeldBack() throws Exception {
    Line line = new Line(8, 1);
    for (int i = 1; i <= 12; i++) {
      line.carry(LARGE, () -> {});
    }

    long millis = millisToBegin(8, line);

    assertTrue(millis < 2000, "all had begun after " + millis + " ms");
  }
}

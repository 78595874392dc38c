package org.quakecore.cssync.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;

@Timeout(60)
class CrewTest {
  private static final long LARGE = Crew.SMALL + 1;

  private final LinkedBlockingQueue<String> begun = new LinkedBlockingQueue<>();

  /** Hands in a transfer that lasts until it is told to end. */
  private CountDownLatch transfer(Crew crew, String name, long bytes) {
    CountDownLatch end = new CountDownLatch(1);
    crew.submit(
        bytes,
        () ->
            crew.carry(
                bytes,
                () -> {
                  begun.add(name);
                  end.await();
                }));
    return end;
  }

  private void assertNextIs(String name) throws InterruptedException {
    assertEquals(name, begun.poll(30, TimeUnit.SECONDS));
  }

  private void assertNothingBegins() throws InterruptedException {
    assertEquals(null, begun.poll(50, TimeUnit.MILLISECONDS));
  }

  private static SyncException failure(Kind kind) {
    return new SyncException(kind, "as the test asked");
  }

  @Test
  void largeFilesHaveTheirPlacesAndGoInOrder() throws Exception {
    Crew crew = new Crew(2);
    CountDownLatch one = transfer(crew, "one", LARGE);
    assertNextIs("one");
    CountDownLatch two = transfer(crew, "two", LARGE);
    assertNextIs("two");
    CountDownLatch three = transfer(crew, "three", LARGE);
    assertNothingBegins();
    two.countDown();
    assertNextIs("three");
    one.countDown();
    three.countDown();
    crew.finish();
  }

  @Test
  void smallFilesPassByLargeOnesThatWait() throws Exception {
    Crew crew = new Crew(2);
    CountDownLatch one = transfer(crew, "large 1", LARGE);
    assertNextIs("large 1");
    CountDownLatch two = transfer(crew, "large 2", LARGE);
    assertNextIs("large 2");
    CountDownLatch three = transfer(crew, "large 3", LARGE);
    assertNothingBegins();
    CountDownLatch small = transfer(crew, "small", Crew.SMALL);
    assertNextIs("small");
    List.of(one, two, three, small).forEach(CountDownLatch::countDown);
    crew.finish();
  }

  @Test
  void smallFilesTakeThePlacesThatNoLargeOneWaitsFor() throws Exception {
    Crew crew = new Crew(2);
    List<CountDownLatch> ends =
        List.of(transfer(crew, "1", 1), transfer(crew, "2", 1), transfer(crew, "3", 1));
    for (int i = 0; i < ends.size(); i++) {
      assertTrue(begun.poll(30, TimeUnit.SECONDS) != null);
    }
    ends.forEach(CountDownLatch::countDown);
    crew.finish();
  }

  @Test
  void whenTheTimeIsUpAllThatMovesIsStoppedAndThatIsNoFailure() throws Exception {
    Times times = new Times(Optional.of(Instant.now().plusMillis(300)), Duration.ZERO);
    Deadline deadline = new Deadline(times, Clock.systemUTC());
    deadline.begin(true);
    Crew crew = new Crew(1, deadline);
    transfer(crew, "one", LARGE);
    transfer(crew, "two", LARGE);

    crew.finish();

    assertTrue(crew.isTimeUp());
    assertFalse(crew.hasTimeFor(1));
    assertEquals("sent", crew.carried(1, () -> "sent"), "what ends the run still moves");
  }

  @Test
  void aLargeFileWhoseTurnComesTooLateIsNotBegun() throws Exception {
    Times times = new Times(Optional.of(Instant.now().minusSeconds(1)), Duration.ZERO);
    Deadline deadline = new Deadline(times, Clock.systemUTC());
    Crew crew = new Crew(1, deadline);
    deadline.begin(false);

    SyncException refused =
        assertThrows(SyncException.class, () -> crew.carried(LARGE, () -> "sent"));

    assertEquals(Kind.OUT_OF_TIME, refused.kind());
    assertFalse(refused.kind().stopsTheRun());
    assertTrue(crew.isTimeUp());
  }

  @Test
  void aSinglePlaceIsSharedByLargeAndSmall() throws Exception {
    Crew crew = new Crew(1);
    CountDownLatch large = transfer(crew, "large", LARGE);
    assertNextIs("large");
    CountDownLatch small = transfer(crew, "small", 1);
    assertNothingBegins();
    large.countDown();
    assertNextIs("small");
    small.countDown();
    crew.finish();
  }

  @Test
  void theFirstFailureEndsEverythingAndIsTold() throws Exception {
    Crew crew = new Crew(2);
    transfer(crew, "for ever", LARGE);
    assertNextIs("for ever");
    SyncException full = failure(Kind.DISK_FULL);
    crew.submit(
        1,
        () -> {
          throw full;
        });
    assertSame(full, assertThrows(SyncException.class, crew::finish));
    crew.submit(1, () -> begun.add("too late"));
    assertNothingBegins();
  }

  @Test
  void whatHasComeDownIsFinishedThoughTheRemoteIsGone() throws Exception {
    Crew crew = new Crew(2);
    CountDownLatch go = new CountDownLatch(1);
    AtomicBoolean unpacked = new AtomicBoolean();
    crew.submit(
        1,
        () ->
            crew.unpack(
                () -> {
                  begun.add("unpacking");
                  go.await();
                  unpacked.set(true);
                }));
    assertNextIs("unpacking");
    transfer(crew, "for ever", LARGE);
    assertNextIs("for ever");
    crew.fail(failure(Kind.REMOTE));
    go.countDown();
    assertEquals(Kind.REMOTE, assertThrows(SyncException.class, crew::finish).kind());
    assertTrue(unpacked.get());
  }

  @Test
  void aFullDiskEndsAlsoWhatWasFinishedAfterTheRemotesFailure() throws Exception {
    Crew crew = new Crew(2);
    crew.submit(
        1,
        () ->
            crew.unpack(
                () -> {
                  begun.add("unpacking");
                  new CountDownLatch(1).await();
                }));
    assertNextIs("unpacking");
    crew.fail(failure(Kind.REMOTE));
    crew.fail(failure(Kind.DISK_FULL));
    assertEquals(Kind.REMOTE, assertThrows(SyncException.class, crew::finish).kind());
  }

  @Test
  void anUnforeseenFailureIsNeverTakenForSuccess() {
    Crew crew = new Crew(1);
    crew.submit(
        1,
        () -> {
          throw new IllegalStateException("a bug");
        });
    SyncException told = assertThrows(SyncException.class, crew::finish);
    assertTrue(told.getMessage().contains("please report it"), told.getMessage());
  }

  @Test
  void anInterruptedRunStopsWhatMoves() throws Exception {
    ExecutorService user = Executors.newSingleThreadExecutor();
    Crew crew = new Crew(1);
    transfer(crew, "for ever", LARGE);
    assertNextIs("for ever");
    Future<Kind> ended =
        user.submit(
            () -> {
              SyncException told = assertThrows(SyncException.class, crew::finish);
              assertTrue(Thread.interrupted());
              return told.kind();
            });
    user.shutdownNow();
    assertEquals(Kind.INTERRUPTED, ended.get());
  }

  @Test
  void whoHandsInWorkWaitsWhileMuchIsOpen() throws Exception {
    ExecutorService user = Executors.newSingleThreadExecutor();
    Crew crew = new Crew(1);
    CountDownLatch one = transfer(crew, "one", LARGE);
    assertNextIs("one");
    CountDownLatch two = transfer(crew, "two", LARGE);
    CountDownLatch three = transfer(crew, "three", LARGE);
    Future<Boolean> turn =
        user.submit(
            () -> {
              crew.awaitTurn();
              return begun.add("turn");
            });
    assertNothingBegins();
    assertFalse(turn.isDone());
    one.countDown();
    assertTrue(turn.get());
    two.countDown();
    three.countDown();
    crew.finish();
    user.shutdown();
  }
}

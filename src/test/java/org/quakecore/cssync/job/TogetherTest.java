package org.quakecore.cssync.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;

@Timeout(60)
class TogetherTest {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<List<Integer>> served = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch firstIsServed = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final Together<Integer, String> together = new Together<>(this::answer, 0, () -> true);
  private int comingWhileTheFirstIsServed;

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  private List<String> answer(List<Integer> questions) throws SyncException {
    served.add(questions);
    if (questions.contains(0)) {
      firstIsServed.countDown();
      await(goOn);
    }
    for (int question : questions) {
      if (question < 0) {
        throw new SyncException(question == -1 ? Kind.DATA : Kind.TOKEN, "failed " + question);
      }
      if (question == 99) {
        throw new IllegalStateException("bug");
      }
    }
    return questions.stream().map(question -> "answer " + question).toList();
  }

  private static void await(CountDownLatch event) throws SyncException {
    try {
      event.await();
    } catch (InterruptedException e) {
      throw SyncException.interrupted(e);
    }
  }

  /** Asks 0, and these while it is served. */
  private List<Future<String>> ask(int... questions) throws Exception {
    comingWhileTheFirstIsServed = questions.length;
    List<Future<String>> answers = new ArrayList<>();
    answers.add(threads.submit(() -> together.ask(0)));
    firstIsServed.await();
    for (int question : questions) {
      answers.add(threads.submit(() -> together.ask(question)));
    }
    while (together.waiting() < comingWhileTheFirstIsServed) {
      Thread.onSpinWait();
    }
    goOn.countDown();
    return answers;
  }

  @Test
  void whoComesMeanwhileIsServedTogether() throws Exception {
    List<Future<String>> answers = ask(1, 2, 3);

    for (int i = 0; i <= 3; i++) {
      assertEquals("answer " + i, answers.get(i).get());
    }
    assertEquals(2, served.size());
    assertEquals(List.of(1, 2, 3), served.get(1).stream().sorted().toList());
  }

  @Test
  void aFailureOfOneIsNotThatOfTheOthers() throws Exception {
    List<Future<String>> answers = ask(1, -1, 3);

    assertEquals("answer 1", answers.get(1).get());
    assertEquals("answer 3", answers.get(3).get());
    assertEquals(Kind.DATA, kindOf(answers.get(2)));
  }

  @Test
  void aFailureOfEverythingIsToldToAllAndNotTriedAgain() throws Exception {
    List<Future<String>> answers = ask(1, -2);

    assertEquals(Kind.TOKEN, kindOf(answers.get(1)));
    assertEquals(Kind.TOKEN, kindOf(answers.get(2)));
    assertEquals(2, served.size());
  }

  @Test
  void aBugIsNobodysAnswer() throws Exception {
    List<Future<String>> answers = ask(1, 99);

    int told = 0;
    for (Future<String> answer : answers.subList(1, 3)) {
      ExecutionException failure = assertThrows(ExecutionException.class, answer::get);
      told += failure.getCause() instanceof IllegalStateException ? 1 : 0;
    }
    assertEquals(1, told);
  }

  @Test
  void whoIsInterruptedWaitsNoLonger() throws Exception {
    List<Future<String>> answers = new ArrayList<>();
    answers.add(threads.submit(() -> together.ask(0)));
    firstIsServed.await();
    CountDownLatch interrupted = new CountDownLatch(1);
    Thread second =
        new Thread(
            () -> {
              SyncException failure = assertThrows(SyncException.class, () -> together.ask(1));
              if (failure.kind() == Kind.INTERRUPTED && Thread.currentThread().isInterrupted()) {
                interrupted.countDown();
              }
            });
    second.start();
    while (together.waiting() < 1) {
      Thread.onSpinWait();
    }
    second.interrupt();
    interrupted.await();
    goOn.countDown();

    assertEquals("answer 0", answers.get(0).get());
    assertEquals(List.of(List.of(0)), served);
  }

  @Test
  void whenNobodyElseIsExpectedASecondCallBeginsBesideTheFirst() throws Exception {
    CountDownLatch oneIsAnswering = new CountDownLatch(1);
    CountDownLatch both = new CountDownLatch(2);
    Together<Integer, String> alone =
        new Together<>(
            questions -> {
              oneIsAnswering.countDown();
              both.countDown();
              await(both);
              return answer(questions);
            },
            30_000,
            () -> false);
    Future<String> first = threads.submit(() -> alone.ask(1));
    oneIsAnswering.await();
    Future<String> second = threads.submit(() -> alone.ask(2));

    assertEquals("answer 1", first.get());
    assertEquals("answer 2", second.get());
  }

  @Test
  void aCallWaitsForOthersThatAreOnTheirWay() throws Exception {
    AtomicBoolean coming = new AtomicBoolean(true);
    Together<Integer, String> patient = new Together<>(this::answer, 30_000, coming::get);
    List<Future<String>> answers = new ArrayList<>();
    for (int question : List.of(1, 2, 3)) {
      answers.add(threads.submit(() -> patient.ask(question)));
    }
    while (patient.waiting() < 3) {
      Thread.onSpinWait();
    }
    coming.set(false);

    for (int i = 0; i < 3; i++) {
      assertEquals("answer " + (i + 1), answers.get(i).get());
    }
    assertEquals(1, served.size());
  }

  private static Kind kindOf(Future<String> answer) {
    ExecutionException failure = assertThrows(ExecutionException.class, answer::get);
    return ((SyncException) failure.getCause()).kind();
  }
}

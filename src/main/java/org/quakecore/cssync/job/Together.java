package org.quakecore.cssync.job;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * Serves several threads at once, where that costs hardly more than serving one: a call of rclone
 * takes its time to reach the remote, however little it has to do there. While one call is under
 * way, whoever comes waits; the next call is for all of those. Only when nobody else is expected a
 * second call begins beside the first.
 */
final class Together<Q, A> {
  /** Enough for a thread that is about to ask. */
  private static final long LOOK_MILLIS = 20;

  private static final int MOST_CALLS = 2;

  private final Way<Q, A> way;
  private final long lingerMillis;
  private final BooleanSupplier othersMayCome;
  private final List<Request> waiting = new ArrayList<>();
  private int calls;
  private boolean lingering;

  /**
   * @param lingerMillis how long to wait for others before a call begins, at most
   * @param othersMayCome whether it is worth while to wait for them
   */
  Together(Way<Q, A> way, long lingerMillis, BooleanSupplier othersMayCome) {
    this.way = way;
    this.lingerMillis = lingerMillis;
    this.othersMayCome = othersMayCome;
  }

  /** Answers questions, in their order; called by two threads at a time, at most. */
  interface Way<Q, A> {
    List<A> answer(List<Q> questions) throws SyncException;
  }

  /** One thread's question, and what became of it. */
  private final class Request {
    private final Q question;
    private boolean done;
    private A answer;
    private SyncException failure;

    Request(Q question) {
      this.question = question;
    }

    A result() throws SyncException {
      if (failure != null) {
        throw failure;
      }
      return answer;
    }
  }

  /**
   * Has a question answered, with those of others.
   *
   * @throws SyncException what answering failed with; of a failure that concerns one question only,
   *     the others learn nothing
   */
  A ask(Q question) throws SyncException {
    Request mine = new Request(question);
    List<Request> all = turn(mine);
    if (!all.isEmpty()) {
      try {
        serve(all);
      } catch (RuntimeException | Error bug) {
        // It ends the run; the others must not take what they were not told for an answer.
        SyncException told = SyncException.exhausted(bug).orElse(SyncException.interrupted(bug));
        all.forEach(request -> request.failure = told);
        throw bug;
      } finally {
        end(all);
      }
    }
    return mine.result();
  }

  /** Waits until a question is answered, or this thread is to answer all that wait. */
  private synchronized List<Request> turn(Request mine) throws SyncException {
    waiting.add(mine);
    try {
      while (!mine.done && (!waiting.contains(mine) || mustWait())) {
        wait(LOOK_MILLIS);
      }
      if (mine.done) {
        return List.of();
      }
      calls++;
      linger();
    } catch (InterruptedException asked) {
      waiting.remove(mine);
      Thread.currentThread().interrupt();
      throw SyncException.interrupted(asked);
    }
    List<Request> all = List.copyOf(waiting);
    waiting.clear();
    return all;
  }

  /** When nobody else will come, there is nobody to wait for a call with. */
  private boolean mustWait() {
    return lingering || calls >= MOST_CALLS || (calls > 0 && othersMayCome.getAsBoolean());
  }

  private void linger() throws InterruptedException {
    lingering = true;
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(lingerMillis);
    try {
      boolean worthWhile = true;
      for (long left = lingerMillis; left > 0 && worthWhile; ) {
        // Whoever is not expected any more may be about to ask: so once more after that.
        worthWhile = othersMayCome.getAsBoolean();
        wait(Math.min(left, LOOK_MILLIS));
        left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      }
    } catch (InterruptedException asked) {
      calls--;
      notifyAll();
      throw asked;
    } finally {
      lingering = false;
    }
  }

  private void serve(List<Request> requests) {
    try {
      List<A> answers = way.answer(requests.stream().map(request -> request.question).toList());
      for (int i = 0; i < answers.size(); i++) {
        requests.get(i).answer = answers.get(i);
      }
    } catch (SyncException failure) {
      if (requests.size() == 1 || failure.kind().stopsTheRun()) {
        requests.forEach(request -> request.failure = failure);
        return;
      }
      for (Request request : requests) {
        serve(List.of(request));
      }
    }
  }

  private synchronized void end(List<Request> requests) {
    requests.forEach(request -> request.done = true);
    calls--;
    notifyAll();
  }

  /** How many wait for the next call. */
  synchronized int waiting() {
    return waiting.size();
  }
}

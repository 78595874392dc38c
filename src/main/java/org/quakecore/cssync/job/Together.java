package org.quakecore.cssync.job;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * Serves several threads at once, where that costs hardly more than serving one: a call of rclone
 * takes its time to reach the remote, however little it has to do there. While one call is under
 * way, whoever comes waits; the next call is for all of those.
 */
final class Together<Q, A> {
  private final Way<Q, A> way;
  private final long lingerMillis;
  private final List<Request> waiting = new ArrayList<>();
  private boolean busy;

  Together(Way<Q, A> way) {
    this(way, 0);
  }

  /**
   * @param lingerMillis how long to wait for others before a call begins
   */
  Together(Way<Q, A> way, long lingerMillis) {
    this.way = way;
    this.lingerMillis = lingerMillis;
  }

  /** Answers questions, in their order; called by one thread at a time. */
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
        all.forEach(request -> request.failure = SyncException.interrupted(bug));
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
      while (busy && !mine.done) {
        wait();
      }
      if (mine.done) {
        return List.of();
      }
      busy = true;
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

  private void linger() throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(lingerMillis);
    try {
      for (long left = lingerMillis; left > 0; ) {
        wait(left);
        left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      }
    } catch (InterruptedException asked) {
      busy = false;
      notifyAll();
      throw asked;
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
    busy = false;
    notifyAll();
  }

  /** How many wait for the next call. */
  synchronized int waiting() {
    return waiting.size();
  }
}

package org.quakecore.cssync.testing.dropbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.quakecore.cssync.testing.dropbox.Effect.Answer;

/** Refuses callers that ask too much, as the real Dropbox does. */
final class Watchman {
  private static final Duration WINDOW = Duration.ofSeconds(3);
  private static final Set<Endpoint> CHANGES =
      EnumSet.of(
          Endpoint.CREATE_FOLDER,
          Endpoint.DELETE,
          Endpoint.DELETE_BATCH,
          Endpoint.PERMANENTLY_DELETE,
          Endpoint.MOVE,
          Endpoint.MOVE_BATCH,
          Endpoint.COPY,
          Endpoint.UPLOAD,
          Endpoint.SESSION_FINISH,
          Endpoint.SESSION_FINISH_BATCH,
          Endpoint.SESSION_FINISH_BATCH_V2);

  /** A change takes so long, that others may overlap with it. */
  private static final long CHANGE_MILLIS = 30;

  private final Strictness strictness;
  private final Counters counters;
  private final Deque<Instant> calls = new ArrayDeque<>();
  private final Semaphore changing = new Semaphore(1);
  private Instant banned = Instant.EPOCH;

  Watchman(Strictness strictness, Counters counters) {
    this.strictness = strictness;
    this.counters = counters;
  }

  /** What a call is answered that comes too soon after others. */
  synchronized Optional<Answer> banned() {
    if (strictness.callsPerSecond() == 0) {
      return Optional.empty();
    }
    Instant now = Instant.now();
    if (now.isAfter(banned)) {
      calls.add(now);
      while (calls.peek().isBefore(now.minus(WINDOW))) {
        calls.remove();
      }
      if (calls.size() <= strictness.callsPerSecond() * WINDOW.toSeconds()) {
        return Optional.empty();
      }
      banned = now.plus(strictness.ban());
      calls.clear();
      counters.banned();
    }
    int seconds = (int) Duration.between(now, banned).toSeconds() + 1;
    return Optional.of(Answer.tagged(429, OptionalInt.of(seconds), "too_many_requests"));
  }

  /** Something that may be a change. */
  interface Serving {
    void serve() throws java.io.IOException;
  }

  /** Serves a call, unless it is a change and another is under way. */
  Optional<Answer> serve(Endpoint endpoint, Serving serving) throws java.io.IOException {
    if (!strictness.oneChangeAtATime() || !CHANGES.contains(endpoint)) {
      serving.serve();
      return Optional.empty();
    }
    if (!changing.tryAcquire()) {
      counters.overlapped();
      return Optional.of(Answer.tagged(429, OptionalInt.of(1), "too_many_write_operations"));
    }
    try {
      Thread.sleep(CHANGE_MILLIS);
      serving.serve();
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new java.io.InterruptedIOException("closing");
    } finally {
      changing.release();
    }
  }
}

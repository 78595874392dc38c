package org.quakecore.cssync.testing.dropbox;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One thing that goes wrong: first when ({@link #nth}, {@link #from}, {@link #times}, {@link
 * #path}), then what, which also sets it going. Without a when it goes wrong every time.
 *
 * <p>Only calls that fit the endpoints and the path are counted, from 1.
 */
public final class Trouble {
  private final Set<Endpoint> endpoints;
  private final boolean onCommit;
  private final Consumer<Trouble> start;
  private PathMatcher path = any -> true;
  private long fromBytes;
  private int first = 1;
  private int every = 1;
  private int times = Integer.MAX_VALUE;
  private int seen;
  private boolean come;
  private Effect effect;

  public Trouble(Set<Endpoint> endpoints, boolean onCommit, Consumer<Trouble> start) {
    this.endpoints = Set.copyOf(endpoints);
    this.onCommit = onCommit;
    this.start = start;
  }

  /** Only the nth time, counted from 1. */
  public Trouble nth(int call) {
    return from(call).times(1);
  }

  /** From the nth time on, counted from 1. */
  public Trouble from(int call) {
    first = call;
    return this;
  }

  /** Only so many times. */
  public Trouble times(int count) {
    times = count;
    return this;
  }

  /**
   * Only where the path (a move's source) fits, like {@code **}{@code /OhariuC_BB*.tar}. Appends to
   * an upload session know no path; case counts.
   */
  public Trouble path(String glob) {
    path = FileSystems.getDefault().getPathMatcher("glob:" + glob);
    return this;
  }

  /** Only every so manieth time. */
  public Trouble every(int calls) {
    every = calls;
    return this;
  }

  /** Only calls that bring at least so many bytes. */
  public Trouble bringing(long atLeast) {
    fromBytes = atLeast;
    return this;
  }

  /** 429 too_many_requests, to be tried again after so many seconds. */
  public void tooManyRequests(int retryAfterSeconds) {
    answer(Effect.Answer.tagged(429, OptionalInt.of(retryAfterSeconds), "too_many_requests"));
  }

  /** 429 too_many_write_operations, to be tried again after so many seconds. */
  public void tooManyWriteOperations(int retryAfterSeconds) {
    answer(
        Effect.Answer.tagged(429, OptionalInt.of(retryAfterSeconds), "too_many_write_operations"));
  }

  /** 401 expired_access_token. */
  public void expiredToken() {
    answer(Effect.Answer.tagged(401, OptionalInt.empty(), "expired_access_token"));
  }

  /** 500 with an empty body, 503, or any other status with a plain text. */
  public void status(int status) {
    answer(Effect.Answer.of(status, status == 500 ? "" : "status " + status));
  }

  /** 409 with an error of the endpoint's own, like {@code reset} of a continued listing. */
  public void refuse(String tag) {
    begin(new Effect.Refuse(tag));
  }

  /** The bytes of another range come, and the header says so or not. */
  public void wrongRange(boolean told) {
    begin(new Effect.WrongRange(told));
  }

  /** The connection breaks when so many bytes of content (or of the answer) have passed. */
  public void cut(long afterBytes) {
    begin(new Effect.Cut(afterBytes));
  }

  /** Nothing moves any more when so many bytes of content (or of the answer) have passed. */
  public void stall(long afterBytes) {
    begin(new Effect.Stall(afterBytes));
  }

  /** The content of this call moves at so many bytes a second. */
  public void slow(long bytesPerSecond) {
    begin(new Effect.Slow(bytesPerSecond));
  }

  /** The call takes so much longer. */
  public void delay(Duration time) {
    begin(new Effect.Delay(time));
  }

  /** What was asked is done, and then the connection breaks before the answer. */
  public void loseReply() {
    begin(new Effect.LoseReply());
  }

  /** The commit answers that the file is there; it is not. */
  public void loseCommit() {
    begin(new Effect.LoseCommit());
  }

  /** One byte is stored changed, and the content hash is that of what was stored. */
  public void corrupt() {
    begin(new Effect.Corrupt(true));
  }

  /** One byte is stored changed, and the content hash is that of what had come. */
  public void corruptUnderTheRightHash() {
    begin(new Effect.Corrupt(false));
  }

  /** The commit is refused with a write error, like {@code insufficient_space}. */
  public void refuseCommit(String writeError) {
    begin(new Effect.RefuseCommit(writeError));
  }

  private void answer(Effect.Answer answer) {
    begin(answer);
  }

  public void begin(Effect what) {
    if (onCommit != what instanceof Effect.OnCommit) {
      throw new IllegalArgumentException(
          what + (onCommit ? " is for calls, not for commits" : " is for commits, not for calls"));
    }
    effect = what;
    start.accept(this);
  }

  public boolean isOnCommit() {
    return onCommit;
  }

  /** Counts a call or a commit, and says whether this is one that goes wrong. */
  public synchronized boolean comesTo(Endpoint endpoint, String pathOrNothing, long bytes) {
    if (!endpoints.contains(endpoint)
        || bytes < fromBytes
        || !path.matches(Path.of(pathOrNothing))) {
      return false;
    }
    seen++;
    boolean now =
        seen >= first && (long) seen < (long) first + times && (seen - first + 1) % every == 0;
    come |= now;
    return now;
  }

  public synchronized boolean hasCome() {
    return come;
  }

  @Override
  public String toString() {
    return effect + " from call " + first + " on of " + endpoints;
  }

  public Effect effect() {
    return effect;
  }
}

package org.quakecore.cssync.testing.dropbox;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** What goes wrong. */
sealed interface Effect {
  /** Concerns a call as a whole. */
  sealed interface OnCall extends Effect {}

  /** Concerns a file at the moment it is committed, whichever call does that. */
  sealed interface OnCommit extends Effect {}

  /** Another answer than the call would have had; nothing is done. */
  record Answer(int status, OptionalInt retryAfter, String contentType, String body)
      implements OnCall {
    static Answer of(int status, String text) {
      return new Answer(status, OptionalInt.empty(), "text/plain; charset=utf-8", text);
    }

    /** An error with a tag, as 401 and 429 give it. */
    static Answer tagged(int status, OptionalInt retryAfter, String tag) {
      JsonObject error = new JsonObject();
      JsonObject reason = new JsonObject();
      reason.addProperty(".tag", tag);
      if (retryAfter.isPresent()) {
        error.add("reason", reason);
        error.addProperty("retry_after", retryAfter.getAsInt());
      } else {
        error = reason;
      }
      JsonObject body = new JsonObject();
      body.addProperty("error_summary", tag + "/..");
      body.add("error", error);
      return new Answer(status, retryAfter, "application/json", body.toString());
    }
  }

  /** Other bytes of a file come than were asked for; told or not. */
  record WrongRange(boolean told) implements OnCall {}

  /** The call ends with an error of its endpoint's own, status 409. */
  record Refuse(String tag) implements OnCall {}

  /** The connection breaks when so many bytes of content (or of the answer) have passed. */
  record Cut(long afterBytes) implements OnCall {}

  /** Nothing moves any more when so many bytes of content (or of the answer) have passed. */
  record Stall(long afterBytes) implements OnCall {}

  /** The content of this call moves at so many bytes a second. */
  record Slow(long bytesPerSecond) implements OnCall {}

  /** The call takes so much longer. */
  record Delay(Duration time) implements OnCall {}

  /** All is done, and then the connection breaks before the answer. */
  record LoseReply() implements OnCall {}

  /** The answer says the file is there; it is not. */
  record LoseCommit() implements OnCommit {}

  /**
   * One byte of the file is stored changed; the hash is that of what was stored, or of what came.
   */
  record Corrupt(boolean hashOfStored) implements OnCommit {}

  /** The commit is refused with a write error. */
  record RefuseCommit(String tag) implements OnCommit {}

  /** This effect, if it is of the kind. */
  default <T> Optional<T> as(Class<T> kind) {
    return kind.isInstance(this) ? Optional.of(kind.cast(this)) : Optional.empty();
  }
}

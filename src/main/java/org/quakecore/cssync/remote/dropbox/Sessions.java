package org.quakecore.cssync.remote.dropbox;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;

/**
 * Upload sessions that have been begun: several by one call, and kept until a file needs them. One
 * that is never used is forgotten by Dropbox.
 */
final class Sessions {
  private static final int AT_ONCE = 8;

  /** Dropbox keeps them for seven days, and most of those are the file's. */
  private static final Duration FRESH = Duration.ofHours(1);

  private final Api api;
  private final Supply concurrent = new Supply("concurrent");
  private final Supply sequential = new Supply("sequential");

  Sessions(Api api) {
    this.api = api;
  }

  /** One whose pieces may come in any order. */
  String next() throws SyncException {
    return concurrent.take(1).get(0);
  }

  /** So many whose bytes come from the first to the last. */
  List<String> sequential(int count) throws SyncException {
    return sequential.take(count);
  }

  /** Those of one type that wait for their files. */
  private final class Supply {
    private final String type;
    private final Deque<String> ready = new ArrayDeque<>();
    private Instant begun = Instant.EPOCH;

    Supply(String type) {
      this.type = type;
    }

    synchronized List<String> take(int count) throws SyncException {
      if (begun.plus(FRESH).isBefore(Instant.now())) {
        ready.clear();
      }
      if (ready.size() < count) {
        begun = ready.isEmpty() ? Instant.now() : begun;
        ready.addAll(begin(Math.max(AT_ONCE, count), type));
      }
      List<String> taken = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        taken.add(ready.remove());
      }
      return taken;
    }
  }

  private List<String> begin(int count, String type) throws SyncException {
    JsonObject arguments = new JsonObject();
    arguments.addProperty("num_sessions", count);
    arguments.addProperty("session_type", type);
    try {
      JsonArray ids =
          api.ask("files/upload_session/start_batch", arguments).getAsJsonArray("session_ids");
      List<String> sessions = new ArrayList<>();
      for (JsonElement id : ids) {
        sessions.add(id.getAsString());
      }
      return sessions;
    } catch (Refused refused) {
      throw new SyncException(
          Kind.REMOTE, "Dropbox begins no upload: " + refused.getMessage(), refused);
    }
  }
}

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
  private final Deque<String> ready = new ArrayDeque<>();
  private Instant begun = Instant.EPOCH;

  Sessions(Api api) {
    this.api = api;
  }

  /** One whose pieces may come in any order. */
  synchronized String next() throws SyncException {
    if (ready.isEmpty() || begun.plus(FRESH).isBefore(Instant.now())) {
      ready.clear();
      ready.addAll(begin(AT_ONCE, "concurrent"));
      begun = Instant.now();
    }
    return ready.remove();
  }

  /** So many whose bytes come from the first to the last. */
  List<String> sequential(int count) throws SyncException {
    return begin(count, "sequential");
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

package org.quakecore.cssync.testing.dropbox;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.quakecore.cssync.archive.ContentHash;

/** The calls that bring file content. */
final class UploadCalls {
  private static final int MOST_TOGETHER = 20;

  private final Path staging;
  private final Commits commits;
  private final Map<String, UploadSession> sessions = new ConcurrentHashMap<>();
  private final Map<String, JsonObject> batches = new ConcurrentHashMap<>();
  private final AtomicLong counter = new AtomicLong();

  /** Uploads that are not finished lie in a folder of their own. */
  UploadCalls(Path staging, Commits commits) {
    this.staging = staging;
    this.commits = commits;
  }

  JsonElement serve(Call call) throws Refusal, IOException {
    return switch (call.endpoint()) {
      case UPLOAD -> upload(call);
      case SESSION_START -> start(call);
      case SESSION_APPEND -> append(call);
      case SESSION_START_BATCH -> startAll(call);
      case SESSION_APPEND_BATCH -> appendAll(call);
      case SESSION_FINISH -> finish(call);
      case SESSION_FINISH_BATCH -> finishBatch(call);
      case SESSION_FINISH_BATCH_V2 -> finishAll(call);
      case SESSION_FINISH_BATCH_CHECK -> batch(call);
      default -> throw new IllegalStateException("no upload: " + call.endpoint());
    };
  }

  private JsonObject upload(Call call) throws Refusal, IOException {
    UploadSession session = newSession();
    try {
      session.append(0, call.body(), true, hash(call));
      return commits.commit(call.endpoint(), call.arguments(), session);
    } catch (Refusal refusal) {
      throw refusal.below("path", "reason");
    } finally {
      Files.deleteIfExists(session.file);
    }
  }

  private JsonObject start(Call call) throws Refusal, IOException {
    UploadSession session = newSession();
    if (call.tag("session_type").equals("concurrent")) {
      session.takePiecesInAnyOrder(call.body());
    } else {
      session.append(0, call.body(), call.flag("close"), hash(call));
    }
    String id = "pid_upload_session:" + counter.incrementAndGet();
    sessions.put(id, session);
    JsonObject json = new JsonObject();
    json.addProperty("session_id", id);
    return json;
  }

  private JsonObject startAll(Call call) throws Refusal, IOException {
    JsonArray ids = new JsonArray();
    for (int i = 0; i < Integer.parseInt(call.text("num_sessions")); i++) {
      UploadSession session = newSession();
      if (call.tag("session_type").equals("concurrent")) {
        session.takePiecesInAnyOrder(InputStream.nullInputStream());
      }
      String id = "pid_upload_session:" + counter.incrementAndGet();
      sessions.put(id, session);
      ids.add(id);
    }
    JsonObject json = new JsonObject();
    json.add("session_ids", ids);
    return json;
  }

  /** The bytes of several sessions, one after the other. */
  private JsonObject appendAll(Call call) throws Refusal, IOException {
    JsonArray entries = call.arguments().getAsJsonArray("entries");
    if (entries.size() > MOST_TOGETHER) {
      throw new BadCallException("entries: list must have at most " + MOST_TOGETHER + " items");
    }
    byte[] body = call.body().readAllBytes();
    ContentHash came = new ContentHash();
    came.update(body, 0, body.length);
    if (!hash(call).orElse("").equals(came.hex())) {
      throw new Refusal("content_hash_mismatch");
    }
    JsonArray results = new JsonArray();
    int from = 0;
    for (JsonElement each : entries) {
      JsonObject entry = each.getAsJsonObject();
      int length = entry.get("length").getAsInt();
      JsonObject result = new JsonObject();
      try {
        JsonObject cursor = entry.getAsJsonObject("cursor");
        session(cursor)
            .append(
                offset(cursor),
                new ByteArrayInputStream(body, from, length),
                entry.get("close").getAsBoolean(),
                Optional.empty());
        result.addProperty(".tag", "success");
      } catch (Refusal refusal) {
        result = refusal.below("failure").error();
      }
      results.add(result);
      from += length;
    }
    JsonObject json = new JsonObject();
    json.add("entries", results);
    return json;
  }

  private JsonElement append(Call call) throws Refusal, IOException {
    JsonObject cursor = call.object("cursor");
    session(cursor).append(offset(cursor), call.body(), call.flag("close"), hash(call));
    return JsonNull.INSTANCE;
  }

  private JsonObject finish(Call call) throws Refusal, IOException {
    JsonObject cursor = call.object("cursor");
    UploadSession session;
    try {
      session = session(cursor);
      session.takeLast(offset(cursor), call.body());
    } catch (Refusal refusal) {
      throw refusal.below("lookup_failed");
    }
    return commit(call.endpoint(), call.object("commit"), cursor, session);
  }

  private JsonObject finish(Endpoint by, JsonObject entry) throws Refusal, IOException {
    JsonObject cursor = entry.getAsJsonObject("cursor");
    UploadSession session;
    try {
      session = session(cursor);
      session.checkEnded(offset(cursor));
    } catch (Refusal refusal) {
      throw refusal.below("lookup_failed");
    }
    return commit(by, entry.getAsJsonObject("commit"), cursor, session);
  }

  private JsonObject commit(
      Endpoint by, JsonObject commit, JsonObject cursor, UploadSession session)
      throws Refusal, IOException {
    try {
      JsonObject file = commits.commit(by, commit, session);
      sessions.remove(cursor.get("session_id").getAsString());
      return file;
    } catch (Refusal refusal) {
      boolean ofTheCall = refusal.getMessage().equals("too_many_write_operations");
      throw ofTheCall ? refusal : refusal.below("path");
    }
  }

  private JsonObject finishAll(Call call) throws IOException {
    JsonArray results = new JsonArray();
    for (JsonElement each : call.arguments().getAsJsonArray("entries")) {
      JsonObject entry = each.getAsJsonObject();
      JsonObject result;
      try {
        result = finish(call.endpoint(), entry);
        result.addProperty(".tag", "success");
      } catch (Refusal refusal) {
        result = refusal.below("failure").error();
      }
      results.add(result);
    }
    JsonObject json = new JsonObject();
    json.add("entries", results);
    return json;
  }

  /** The older form: a job that is asked after until it is complete. */
  private JsonObject finishBatch(Call call) throws IOException {
    JsonObject complete = finishAll(call);
    complete.addProperty(".tag", "complete");
    String id = "dbjid:" + counter.incrementAndGet();
    batches.put(id, complete);
    JsonObject json = new JsonObject();
    json.addProperty(".tag", "async_job_id");
    json.addProperty("async_job_id", id);
    return json;
  }

  private JsonObject batch(Call call) throws Refusal {
    JsonObject complete = batches.get(call.text("async_job_id"));
    if (complete == null) {
      throw new Refusal("invalid_async_job_id");
    }
    return complete;
  }

  private static Optional<String> hash(Call call) {
    return call.has("content_hash") ? Optional.of(call.text("content_hash")) : Optional.empty();
  }

  private UploadSession newSession() throws IOException {
    return new UploadSession(staging.resolve("upload-" + counter.incrementAndGet()));
  }

  private UploadSession session(JsonObject cursor) throws Refusal {
    UploadSession session = sessions.get(cursor.get("session_id").getAsString());
    if (session == null) {
      throw new Refusal("not_found");
    }
    return session;
  }

  private static long offset(JsonObject cursor) {
    return cursor.get("offset").getAsLong();
  }
}

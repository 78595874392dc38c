package org.quakecore.cssync.testing.dropbox;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The calls that look at files and folders and move them about. */
final class FileCalls {
  private static final String ACCOUNT =
      """
      {"account_id": "dbid:fake", "name": {"given_name": "Test", "surname": "Person",
       "familiar_name": "Test", "display_name": "Test Person", "abbreviated_name": "TP"},
       "email": "test@example.org", "email_verified": true, "disabled": false, "locale": "en",
       "referral_link": "https://example.org", "is_paired": false,
       "account_type": {".tag": "basic"},
       "root_info": {".tag": "user", "root_namespace_id": "1", "home_namespace_id": "1"}}
      """;

  private final Tree tree;
  private final Troubles troubles;
  private final int pageSize;
  private final String account;
  private final Map<String, List<JsonObject>> unread = new ConcurrentHashMap<>();
  private final Map<String, JsonObject> jobs = new ConcurrentHashMap<>();
  private final Map<String, Integer> limits = new ConcurrentHashMap<>();
  private final AtomicLong counter = new AtomicLong();

  /**
   * Listings come in pages of at most so many entries.
   *
   * @param team whether the account is of a team
   */
  FileCalls(Tree tree, Troubles troubles, int pageSize, boolean team) {
    this.tree = tree;
    this.troubles = troubles;
    this.pageSize = pageSize;
    this.account =
        team
            ? ACCOUNT
                .replace(
                    "{\".tag\": \"user\",",
                    "{\".tag\": \"team\", \"home_path\": \"" + Team.HOME + "\",")
                .replace("\"root_namespace_id\": \"1\"", "\"root_namespace_id\": \"2\"")
            : ACCOUNT;
  }

  JsonElement serve(Call call) throws Refusal, IOException {
    return switch (call.endpoint()) {
      case GET_CURRENT_ACCOUNT -> JsonParser.parseString(account);
      case GET_SPACE_USAGE -> spaceUsage();
      case GET_METADATA -> metadata(call);
      case LIST_FOLDER -> list(call);
      case LIST_FOLDER_CONTINUE -> next(call.text("cursor"));
      case CREATE_FOLDER -> createFolder(call);
      case DELETE -> within(delete(call));
      case DELETE_BATCH -> deleteAll(call);
      case MOVE_BATCH -> moveAll(call);
      case DELETE_BATCH_CHECK, MOVE_BATCH_CHECK -> job(call);
      case PERMANENTLY_DELETE -> {
        delete(call);
        yield JsonNull.INSTANCE;
      }
      case MOVE -> within(tree.move(from(call), DropboxPath.wellFormed(call.text("to_path"))));
      case COPY -> within(tree.copy(from(call), DropboxPath.wellFormed(call.text("to_path"))));
      default -> throw new IllegalStateException("not about files: " + call.endpoint());
    };
  }

  private JsonObject spaceUsage() {
    JsonObject allocation = new JsonObject();
    boolean team = !account.equals(ACCOUNT);
    allocation.addProperty(".tag", team ? "team" : "individual");
    allocation.addProperty("allocated", tree.quota());
    if (team) {
      allocation.addProperty("used", tree.used());
      allocation.addProperty("user_within_team_space_allocated", 0);
      allocation.addProperty("user_within_team_space_used_cached", 0);
    }
    JsonObject json = new JsonObject();
    json.addProperty("used", tree.used());
    json.add("allocation", allocation);
    return json;
  }

  private JsonObject metadata(Call call) throws Refusal {
    String path = DropboxPath.wellFormed(call.text("path"));
    if (path.isEmpty()) {
      throw new BadCallException("path: The root folder is unsupported.");
    }
    try {
      return tree.metadata(DropboxPath.lookedUp(path));
    } catch (Refusal refusal) {
      throw refusal.below("path");
    }
  }

  private JsonObject list(Call call) throws Refusal {
    try {
      String path = DropboxPath.lookedUp(call.text("path"));
      int limit =
          call.has("limit") ? Math.min(pageSize, Integer.parseInt(call.text("limit"))) : pageSize;
      return page(tree.list(path, call.flag("recursive")), limit);
    } catch (Refusal refusal) {
      throw refusal.below("path");
    }
  }

  private List<JsonObject> entriesBehind(String cursor) throws Refusal {
    List<JsonObject> entries = unread.get(cursor);
    if (entries == null) {
      throw new Refusal("reset");
    }
    return entries;
  }

  private JsonObject next(String cursor) throws Refusal {
    return page(entriesBehind(cursor), limits.get(cursor));
  }

  private JsonObject page(List<JsonObject> entries, int limit) {
    int end = Math.min(limit, entries.size());
    // A cursor stays good: a caller whose answer was lost asks with it again.
    String cursor = "cursor" + counter.incrementAndGet();
    unread.put(cursor, entries.subList(end, entries.size()));
    limits.put(cursor, limit);
    JsonArray page = new JsonArray();
    entries.subList(0, end).forEach(page::add);
    JsonObject json = new JsonObject();
    json.add("entries", page);
    json.addProperty("cursor", cursor);
    json.addProperty("has_more", end < entries.size());
    return json;
  }

  private JsonObject createFolder(Call call) throws Refusal, IOException {
    try {
      return within(tree.createFolder(DropboxPath.wellFormed(call.text("path"))));
    } catch (Refusal refusal) {
      throw refusal.below("path");
    }
  }

  private JsonObject delete(Call call) throws Refusal, IOException {
    try {
      return tree.delete(DropboxPath.lookedUp(call.text("path")));
    } catch (Refusal refusal) {
      throw refusal.below("path_lookup");
    }
  }

  private JsonObject deleteAll(Call call) throws IOException {
    JsonArray results = new JsonArray();
    for (JsonElement each : call.arguments().getAsJsonArray("entries")) {
      JsonObject result;
      try {
        String path = DropboxPath.lookedUp(each.getAsJsonObject().get("path").getAsString());
        result = within(tree.delete(path));
        result.addProperty(".tag", "success");
      } catch (Refusal refusal) {
        result = refusal.below("path_lookup").below("failure").error();
      }
      results.add(result);
    }
    return begun(results);
  }

  private JsonObject moveAll(Call call) throws Refusal, IOException {
    JsonArray entries = call.arguments().getAsJsonArray("entries");
    Set<String> paths = new HashSet<>();
    for (JsonElement each : entries) {
      for (String field : List.of("from_path", "to_path")) {
        if (!paths.add(Node.key(each.getAsJsonObject().get(field).getAsString()))) {
          throw new Refusal("duplicated_or_nested_paths");
        }
      }
    }
    JsonArray results = new JsonArray();
    for (JsonElement each : entries) {
      results.add(moved(each.getAsJsonObject()));
    }
    return begun(results);
  }

  private JsonObject moved(JsonObject entry) throws IOException {
    String from = entry.get("from_path").getAsString();
    for (Effect effect : troubles.ofCommit(Endpoint.MOVE_BATCH, from)) {
      if (effect instanceof Effect.RefuseCommit refuse) {
        return new Refusal(refuse.tag()).below("failure").error();
      }
    }
    try {
      String to = DropboxPath.wellFormed(entry.get("to_path").getAsString());
      JsonObject result = new JsonObject();
      result.addProperty(".tag", "success");
      result.add("success", tree.move(lookedUp(from), to));
      return result;
    } catch (Refusal refusal) {
      return refusal.below("relocation_error").below("failure").error();
    }
  }

  /** A job that is asked after until it is complete. */
  private JsonObject begun(JsonArray results) {
    JsonObject complete = new JsonObject();
    complete.addProperty(".tag", "complete");
    complete.add("entries", results);
    String id = "dbjid:" + counter.incrementAndGet();
    jobs.put(id, complete);
    JsonObject json = new JsonObject();
    json.addProperty(".tag", "async_job_id");
    json.addProperty("async_job_id", id);
    return json;
  }

  private JsonObject job(Call call) throws Refusal {
    JsonObject complete = jobs.get(call.text("async_job_id"));
    if (complete == null) {
      throw new Refusal("invalid_async_job_id");
    }
    return complete;
  }

  private static String from(Call call) throws Refusal {
    return lookedUp(call.text("from_path"));
  }

  private static String lookedUp(String from) throws Refusal {
    try {
      return DropboxPath.lookedUp(from);
    } catch (Refusal refusal) {
      throw refusal.below("from_lookup");
    }
  }

  private static JsonObject within(JsonObject metadata) {
    JsonObject json = new JsonObject();
    json.add("metadata", metadata);
    return json;
  }
}

package org.quakecore.cssync.remote.dropbox;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.text.Normalizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.quakecore.cssync.catalogue.ByteOrder;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.remote.PlainPath;
import org.quakecore.cssync.remote.StoredFile;

/**
 * Files and folders as Dropbox tells them, and what was last seen of each: that is what a commit
 * may replace. Safe to use from several threads.
 */
final class Tree {
  /** Dropbox gives no more in one answer. */
  private static final int PAGE = 2_000;

  private static final int TRIES = 3;

  private final Api api;
  private final String base;
  private final Map<String, Entry> seen = new ConcurrentHashMap<>();

  /** What was known of paths when a commit was refused, for another had been quicker. */
  private final Map<String, Optional<Entry>> contested = new ConcurrentHashMap<>();

  /**
   * @param base without slashes at its ends; empty for the account's root
   */
  Tree(Api api, String base) {
    this.api = api;
    this.base = base;
  }

  /**
   * A file.
   *
   * @param size in bytes
   * @param hash its content hash
   */
  record Entry(String revision, long size, Instant modified, String hash) {
    StoredFile as(String path) {
      return new StoredFile(path, size, modified, Optional.of(hash));
    }
  }

  /** What a folder holds: paths below it, sorted. */
  record Listed(List<StoredFile> files, List<String> folders) {}

  /** What Dropbox tells names by. */
  static String key(String path) {
    return Normalizer.normalize(path, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
  }

  /** A path below the root as Dropbox is to be told it. */
  String path(String below) {
    String stored =
        Names.stored(below.isEmpty() ? base : base.isEmpty() ? below : base + "/" + below);
    return stored.isEmpty() ? "" : "/" + stored;
  }

  Optional<Entry> known(String path) {
    return Optional.ofNullable(seen.get(key(path)));
  }

  /** How much a folder holds, as far as it was seen. */
  record Weight(int files, long bytes) {}

  Weight weight(String folder) {
    String below = key(folder) + "/";
    int files = 0;
    long bytes = 0;
    for (Map.Entry<String, Entry> each : seen.entrySet()) {
      if (each.getKey().startsWith(below)) {
        files++;
        bytes += each.getValue().size();
      }
    }
    return new Weight(files, bytes);
  }

  void forget(String path) {
    String key = key(path);
    seen.keySet().removeIf(each -> each.equals(key) || each.startsWith(key + "/"));
    contested.keySet().removeIf(each -> each.equals(key) || each.startsWith(key + "/"));
  }

  /** Remembers a file that Dropbox has just told of. */
  Entry saw(String path, JsonObject file) {
    Entry entry = entry(file);
    seen.put(key(path), entry);
    return entry;
  }

  private static Entry entry(JsonObject file) {
    return new Entry(
        file.get("rev").getAsString(),
        file.get("size").getAsLong(),
        Instant.parse(file.get("client_modified").getAsString()),
        file.has("content_hash") ? file.get("content_hash").getAsString() : "");
  }

  /** How a commit is to be made of a path: on nothing, or on the revision that was seen. */
  JsonElement mode(String path) {
    Optional<Entry> known = contested.getOrDefault(key(path), known(path));
    if (known.isEmpty()) {
      return new JsonPrimitive("add");
    }
    JsonObject update = new JsonObject();
    update.addProperty(".tag", "update");
    update.addProperty("update", known.get().revision());
    return update;
  }

  /**
   * Notes that a commit was refused, for there is another file than was known. Who looks now why it
   * failed has not decided to replace that: only a new listing lets it be replaced.
   */
  void contest(String path) {
    contested.putIfAbsent(key(path), known(path));
  }

  /** All below a folder may be replaced as it was just listed. */
  void settle(String folder) {
    String below = folder.isEmpty() ? "" : key(folder) + "/";
    contested.keySet().removeIf(each -> each.startsWith(below));
  }

  /** One file; empty where there is none, or a folder. */
  Optional<Entry> find(String path) throws SyncException, Refused {
    JsonObject arguments = new JsonObject();
    arguments.addProperty("path", path(path));
    try {
      JsonObject found = api.ask("files/get_metadata", arguments);
      if (found.get(".tag").getAsString().equals("file")) {
        return Optional.of(saw(path, found));
      }
    } catch (Refused refused) {
      if (!isAbsent(refused)) {
        throw refused;
      }
    }
    forget(path);
    return Optional.empty();
  }

  private static boolean isAbsent(Refused refused) {
    return refused.says("not_found")
        || refused.says("not_folder")
        || refused.says("not_file")
        || refused.says("malformed_path");
  }

  /** What there is below a folder; empty where there is no such folder. */
  Optional<Listed> list(String folder, boolean recursive) throws SyncException, Refused {
    JsonObject arguments = new JsonObject();
    arguments.addProperty("path", path(folder));
    arguments.addProperty("recursive", recursive);
    arguments.addProperty("limit", PAGE);
    for (int tried = 1; ; tried++) {
      List<JsonObject> entries = new ArrayList<>();
      try {
        JsonObject page = api.ask("files/list_folder", arguments);
        take(page, entries);
        while (page.get("has_more").getAsBoolean()) {
          JsonObject next = new JsonObject();
          next.add("cursor", page.get("cursor"));
          page = api.ask("files/list_folder/continue", next);
          take(page, entries);
        }
        return Optional.of(listed(folder, entries, recursive));
      } catch (Refused refused) {
        if (isAbsent(refused)) {
          return Optional.empty();
        }
        // What was listed so far is of no use any more.
        if (!refused.says("reset") || tried == TRIES) {
          throw refused;
        }
      }
    }
  }

  private static void take(JsonObject page, List<JsonObject> entries) {
    page.getAsJsonArray("entries").forEach(each -> entries.add(each.getAsJsonObject()));
  }

  private Listed listed(String folder, List<JsonObject> entries, boolean recursive) {
    // Of a path only the last name is told as it was given, so each folder says its own.
    String top = key(path(folder));
    Map<String, String> names = new HashMap<>();
    for (JsonObject entry : entries) {
      names.put(lowerPath(entry), entry.get("name").getAsString());
    }
    Map<String, Entry> now = new HashMap<>();
    List<StoredFile> files = new ArrayList<>();
    List<String> folders = new ArrayList<>();
    for (JsonObject entry : entries) {
      String lower = lowerPath(entry);
      if (lower.length() <= top.length()) {
        continue;
      }
      String path = Names.shown(shownPath(lower, top, names));
      switch (entry.get(".tag").getAsString()) {
        case "file" -> {
          Entry file = entry(entry);
          now.put(key(folder.isEmpty() ? path : folder + "/" + path), file);
          files.add(file.as(path));
        }
        case "folder" -> folders.add(path);
        default -> {
          // Something deleted is of no interest.
        }
      }
    }
    replace(folder, now, recursive);
    files.sort((a, b) -> ByteOrder.COMPARATOR.compare(a.path(), b.path()));
    folders.sort(ByteOrder.COMPARATOR);
    return new Listed(files, folders);
  }

  /** What was listed is all there is of it now; of deeper folders a flat listing says nothing. */
  private void replace(String folder, Map<String, Entry> now, boolean recursive) {
    String below = folder.isEmpty() ? "" : key(folder) + "/";
    seen.keySet()
        .removeIf(
            each ->
                each.startsWith(below)
                    && (recursive || each.indexOf('/', below.length()) < 0)
                    && !now.containsKey(each));
    seen.putAll(now);
  }

  private static String lowerPath(JsonObject entry) {
    return entry.get("path_lower").getAsString();
  }

  private static String shownPath(String lower, String top, Map<String, String> names) {
    StringBuilder shown = new StringBuilder();
    int slash = top.length();
    while (slash >= 0) {
      int next = lower.indexOf('/', slash + 1);
      String upTo = next < 0 ? lower : lower.substring(0, next);
      shown
          .append(shown.isEmpty() ? "" : "/")
          .append(names.getOrDefault(upTo, PlainPath.name(upTo)));
      slash = next;
    }
    return shown.toString();
  }
}

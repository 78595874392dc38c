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
import java.util.function.LongConsumer;
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

  /**
   * What a page of a listing says of a file or folder. The answer itself takes several times the
   * memory, and a folder can hold hundreds of thousands.
   *
   * @param lower its path as Dropbox tells paths apart
   * @param name as it was given
   * @param file what is known of it; null of a folder
   */
  private record Found(String lower, String name, Entry file) {}

  /**
   * What there is below a folder; empty where there is no such folder.
   *
   * @param told how many more files were listed
   */
  Optional<Listed> list(String folder, boolean recursive, LongConsumer told)
      throws SyncException, Refused {
    JsonObject arguments = new JsonObject();
    arguments.addProperty("path", path(folder));
    arguments.addProperty("recursive", recursive);
    arguments.addProperty("limit", PAGE);
    for (int tried = 1; ; tried++) {
      List<Found> found = new ArrayList<>();
      try {
        JsonObject page = api.ask("files/list_folder", arguments);
        told.accept(take(page, found));
        while (page.get("has_more").getAsBoolean()) {
          JsonObject next = new JsonObject();
          next.add("cursor", page.get("cursor"));
          page = api.ask("files/list_folder/continue", next);
          told.accept(take(page, found));
        }
        return Optional.of(listed(folder, found, recursive));
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

  /** Gives back how many of them are files; what was deleted is of no interest. */
  private static long take(JsonObject page, List<Found> found) {
    long files = 0;
    for (JsonElement each : page.getAsJsonArray("entries")) {
      JsonObject entry = each.getAsJsonObject();
      String tag = entry.get(".tag").getAsString();
      if (tag.equals("file") || tag.equals("folder")) {
        Entry file = tag.equals("file") ? entry(entry) : null;
        files += file == null ? 0 : 1;
        found.add(
            new Found(
                entry.get("path_lower").getAsString(), entry.get("name").getAsString(), file));
      }
    }
    return files;
  }

  private Listed listed(String folder, List<Found> found, boolean recursive) {
    // Of a path only the last name is told as it was given, so each folder says its own.
    String top = key(path(folder));
    Map<String, String> names = new HashMap<>();
    for (Found each : found) {
      if (each.file() == null) {
        names.put(each.lower(), each.name());
      }
    }
    Map<String, Entry> now = new HashMap<>();
    List<StoredFile> files = new ArrayList<>();
    List<String> folders = new ArrayList<>();
    for (Found each : found) {
      if (each.lower().length() <= top.length()) {
        continue;
      }
      String path = Names.shown(shownPath(each, top, names));
      if (each.file() == null) {
        folders.add(path);
      } else {
        now.put(key(folder.isEmpty() ? path : folder + "/" + path), each.file());
        files.add(each.file().as(path));
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

  private static String shownPath(Found each, String top, Map<String, String> names) {
    String lower = each.lower();
    StringBuilder shown = new StringBuilder();
    int slash = lower.indexOf('/', top.length() + 1);
    while (slash >= 0) {
      String upTo = lower.substring(0, slash);
      shown.append(names.getOrDefault(upTo, PlainPath.name(upTo))).append('/');
      slash = lower.indexOf('/', slash + 1);
    }
    return shown.append(each.name()).toString();
  }
}

package org.quakecore.cssync.testing.dropbox;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** A file or a folder of the account. Guarded by its tree's lock. */
final class Node {
  /** What a file holds. */
  record Content(
      long size, String contentHash, Instant clientModified, Instant serverModified, String rev) {}

  private static final int LONGEST_LOCAL_NAME_BYTES = 255;

  final String id;
  final boolean isFile;
  final SortedMap<String, Node> children = new TreeMap<>();
  String name;
  Node parent;
  Content content;

  private Node(String id, String name, Node parent, Content content) {
    this.id = id;
    this.name = name;
    this.parent = parent;
    this.content = content;
    this.isFile = content != null;
  }

  static Node folder(String id, String name, Node parent) {
    return new Node(id, name, parent, null);
  }

  static Node file(String id, String name, Node parent, Content content) {
    return new Node(id, name, parent, content);
  }

  /** What Dropbox compares names by. */
  static String key(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
  }

  /** The path with the names as they were given; the account's own folder is the empty text. */
  String display() {
    return parent == null ? "" : parent.display() + "/" + name;
  }

  /** The file or folder on disk below the tree's own. */
  Path local(Path root) {
    return parent == null ? root : parent.local(root).resolve(localName());
  }

  /** Dropbox counts characters where the disk counts bytes: a longer name is kept by its id. */
  private String localName() {
    boolean fits = name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_LOCAL_NAME_BYTES;
    return fits ? name : id.replace("id:", "long-name-");
  }

  boolean isWithin(Node folder) {
    for (Node above = this; above != null; above = above.parent) {
      if (above == folder) {
        return true;
      }
    }
    return false;
  }

  long bytes() {
    return isFile ? content.size() : children.values().stream().mapToLong(Node::bytes).sum();
  }

  /** Deletes what lies on disk, without touching the account. */
  void deleteLocal(Path root) throws IOException {
    for (Node child : children.values()) {
      child.deleteLocal(root);
    }
    Files.deleteIfExists(local(root));
  }

  void describeChildren(boolean recursive, List<JsonObject> entries) {
    for (Node child : children.values()) {
      entries.add(child.json());
      if (recursive) {
        child.describeChildren(true, entries);
      }
    }
  }

  JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty(".tag", isFile ? "file" : "folder");
    json.addProperty("name", name);
    json.addProperty("path_lower", key(display()));
    json.addProperty("path_display", display());
    json.addProperty("id", id);
    if (isFile) {
      json.addProperty("client_modified", seconds(content.clientModified()));
      json.addProperty("server_modified", seconds(content.serverModified()));
      json.addProperty("rev", content.rev());
      json.addProperty("size", content.size());
      json.addProperty("is_downloadable", true);
      json.addProperty("content_hash", content.contentHash());
    }
    return json;
  }

  private static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}

package org.quakecore.cssync.testing.dropbox;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** What a commit does when its name is taken: Dropbox's add, overwrite, or update of a revision. */
record WriteMode(Kind kind, String rev) {
  enum Kind {
    ADD,
    OVERWRITE,
    UPDATE
  }

  static WriteMode overwrite() {
    return new WriteMode(Kind.OVERWRITE, "");
  }

  static WriteMode add() {
    return new WriteMode(Kind.ADD, "");
  }

  static WriteMode update(String rev) {
    return new WriteMode(Kind.UPDATE, rev);
  }

  /** Reads the mode of a commit; without one it is add. */
  static WriteMode of(JsonObject commit) {
    JsonElement mode = commit.get("mode");
    if (mode == null) {
      return add();
    }
    boolean plain = mode.isJsonPrimitive();
    String tag = plain ? mode.getAsString() : mode.getAsJsonObject().get(".tag").getAsString();
    return switch (tag) {
      case "add" -> add();
      case "overwrite" -> overwrite();
      case "update" -> update(mode.getAsJsonObject().get("update").getAsString());
      default -> throw new BadCallException("mode: unknown tag '" + tag + "'");
    };
  }

  /** Whether a file of this content may be put where another one is. */
  boolean replaces(Node.Content there, String contentHash) {
    return switch (kind) {
      case ADD -> there.contentHash().equals(contentHash);
      case OVERWRITE -> true;
      case UPDATE -> there.rev().equals(rev) || there.contentHash().equals(contentHash);
    };
  }
}

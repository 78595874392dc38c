package org.quakecore.cssync.remote.dropbox;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;

/**
 * What Dropbox answers to a call that it understood and will not do: status 409, with tags within
 * tags, like {@code path/conflict/file}. Its {@code error_summary} is for people; only the tags are
 * the contract.
 */
final class Refused extends Exception {
  private static final long serialVersionUID = 1;
  private static final int DEEPEST = 6;

  private final String tags;

  Refused(JsonElement error) {
    this(tagsOf(error));
  }

  private Refused(String tags) {
    super(tags);
    this.tags = tags;
  }

  private static String tagsOf(JsonElement error) {
    StringBuilder tags = new StringBuilder();
    JsonElement level = error;
    for (int depth = 0; depth < DEEPEST && level != null && level.isJsonObject(); depth++) {
      JsonObject union = level.getAsJsonObject();
      if (!union.has(".tag")) {
        // The error of an upload names its reason in a field of its own.
        level = union.get("reason");
        continue;
      }
      String tag = union.get(".tag").getAsString();
      tags.append(tags.isEmpty() ? "" : "/").append(tag);
      level = union.has(tag) ? union.get(tag) : union.get("reason");
    }
    return tags.toString();
  }

  /** Whether one of the tags is this one. */
  boolean says(String tag) {
    return ("/" + tags + "/").contains("/" + tag + "/");
  }

  /**
   * What to say of it where nothing else can be done.
   *
   * @param address what the call was about, as rclone would be told it
   */
  SyncException about(String address) {
    if (says("insufficient_space") || says("insufficient_quota")) {
      return new SyncException(
          Kind.QUOTA_FULL,
          address + ": Dropbox has no room left (" + tags + "); free some, or ask for more",
          this);
    }
    if (says("reset")) {
      return new SyncException(
          Kind.REMOTE, address + ": changes all the time while it is listed", this);
    }
    return new SyncException(Kind.DATA, address + ": refused by Dropbox: " + reason(), this);
  }

  private String reason() {
    if (says("not_found")) {
      return "there is no such file (" + tags + ")";
    }
    if (says("conflict")) {
      return "there is something of that name that was not there, or was another, when it was"
          + " looked at ("
          + tags
          + "); run the same command again";
    }
    return tags.isEmpty() ? "no reason is given" : tags;
  }
}

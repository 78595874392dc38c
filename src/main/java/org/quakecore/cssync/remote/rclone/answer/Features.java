package org.quakecore.cssync.remote.rclone.answer;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.quakecore.cssync.remote.Traits;

/** Reads what rclone says of a remote as a whole. */
public final class Features {
  private Features() {}

  /** The answer to {@code rclone backend features}, which for a wrapper tells of the wrapped. */
  public static Traits traits(InputStream in) throws IOException {
    JsonObject said = object(in);
    if (!(said.get("Features") instanceof JsonObject features)) {
      throw new IOException("no \"Features\" in it");
    }
    List<String> hashes = new ArrayList<>();
    JsonElement listed = said.get("Hashes");
    if (listed != null && listed.isJsonArray()) {
      listed
          .getAsJsonArray()
          .forEach(hash -> hashes.add(hash.isJsonPrimitive() ? hash.getAsString() : ""));
    }
    boolean dropboxHash = hashes.stream().anyMatch(Listing::isDropbox);
    JsonElement description = said.get("String");
    // The name is whatever the user called it; only the description tells the backend.
    boolean dropbox =
        description != null
            && description.isJsonPrimitive()
            && description.getAsString().startsWith("Dropbox root ");
    return new Traits(
        dropboxHash,
        dropboxHash && !flag(features, "SlowHash"),
        hashes.stream().anyMatch(hash -> !hash.isEmpty() && !hash.equals("none")),
        flag(features, "CaseInsensitive"),
        dropbox,
        flag(features, "IsLocal"));
  }

  /** Where the files of a remote are, as its backend calls the place. */
  public static String root(InputStream in) throws IOException {
    JsonElement root = object(in).get("Root");
    if (root == null || !root.isJsonPrimitive()) {
      throw new IOException("no \"Root\" in it");
    }
    return root.getAsString();
  }

  /** The answer to {@code rclone about --json}, in bytes, where there is one. */
  public static OptionalLong freeBytes(InputStream in) throws IOException {
    JsonObject about = object(in);
    try {
      if (about.has("free")) {
        return OptionalLong.of(Math.max(0, about.get("free").getAsLong()));
      }
      if (about.has("total") && about.has("used")) {
        return OptionalLong.of(
            Math.max(0, about.get("total").getAsLong() - about.get("used").getAsLong()));
      }
    } catch (NumberFormatException | UnsupportedOperationException | IllegalStateException e) {
      throw new IOException("not a number of bytes in it", e);
    }
    return OptionalLong.empty();
  }

  private static boolean flag(JsonObject features, String name) {
    JsonElement value = features.get(name);
    return value != null && value.isJsonPrimitive() && value.getAsBoolean();
  }

  private static JsonObject object(InputStream in) throws IOException {
    String text = Answer.text(in);
    try {
      if (JsonParser.parseString(text) instanceof JsonObject object) {
        return object;
      }
    } catch (JsonParseException | StackOverflowError e) {
      throw new IOException("not JSON: " + e.getMessage(), e);
    }
    throw new IOException("not a JSON object");
  }
}

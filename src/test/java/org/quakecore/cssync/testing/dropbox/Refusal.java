package org.quakecore.cssync.testing.dropbox;

import com.google.gson.JsonObject;

/** A call that Dropbox refuses with an error of its own: tags within tags, like path/not_found. */
final class Refusal extends Exception {
  private final transient JsonObject error;

  Refusal(String tag) {
    this(tag, tagged(tag));
  }

  private Refusal(String summary, JsonObject error) {
    super(summary);
    this.error = error;
  }

  /** A name is taken by what stands there already. */
  static Refusal conflict(Node there) {
    return new Refusal(there.isFile ? "file" : "folder").below("conflict");
  }

  static Refusal incorrectOffset(long correct) {
    JsonObject error = tagged("incorrect_offset");
    error.addProperty("correct_offset", correct);
    return new Refusal("incorrect_offset", error);
  }

  /** The same error one level down, as each call gives the errors it shares with others. */
  Refusal below(String tag) {
    return below(tag, tag);
  }

  /** The same error one level down, in a field that is not named as the tag is. */
  Refusal below(String tag, String field) {
    JsonObject outer = tagged(tag);
    outer.add(field, error.deepCopy());
    return new Refusal(tag + "/" + getMessage(), outer);
  }

  /** The error as Dropbox writes a union within a union. */
  JsonObject error() {
    return error.deepCopy();
  }

  private static JsonObject tagged(String tag) {
    JsonObject json = new JsonObject();
    json.addProperty(".tag", tag);
    return json;
  }
}

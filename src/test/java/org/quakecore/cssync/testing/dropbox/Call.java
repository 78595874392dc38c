package org.quakecore.cssync.testing.dropbox;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** One call of the API: its endpoint, its arguments, and the bytes it brings. */
record Call(Endpoint endpoint, JsonObject arguments, InputStream body, Exchange exchange) {

  /** Reads the arguments from where the endpoint has them. */
  static Call read(Endpoint endpoint, Exchange exchange) throws IOException {
    if (endpoint.style == Endpoint.Style.RPC) {
      String text = new String(exchange.body().readAllBytes(), StandardCharsets.UTF_8);
      JsonObject arguments = text.isEmpty() ? new JsonObject() : parse(text);
      return new Call(endpoint, arguments, InputStream.nullInputStream(), exchange);
    }
    String text = exchange.header("Dropbox-API-Arg");
    if (text == null) {
      throw new BadCallException("Missing HTTP header \"Dropbox-API-Arg\"");
    }
    return new Call(endpoint, parse(text), exchange.body(), exchange);
  }

  private static JsonObject parse(String text) {
    try {
      JsonElement json = JsonParser.parseString(text);
      // Calls without arguments may say so.
      return json.isJsonNull() ? new JsonObject() : json.getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      throw new BadCallException("request body: could not decode input as JSON: " + text);
    }
  }

  /** The same in the user's own folder of a team. */
  Call below() {
    return new Call(endpoint, Team.below(arguments), body, exchange);
  }

  Call withBody(InputStream other) {
    return new Call(endpoint, arguments, other, exchange);
  }

  String text(String name) {
    JsonElement value = arguments.get(name);
    if (value == null || !value.isJsonPrimitive()) {
      throw new BadCallException("request body: " + name + ": missing required field");
    }
    return value.getAsString();
  }

  boolean has(String name) {
    return arguments.has(name);
  }

  /** The tag of a union, written as a text or as an object. */
  String tag(String name) {
    JsonElement value = arguments.get(name);
    return value == null || value.isJsonNull()
        ? ""
        : value.isJsonObject()
            ? value.getAsJsonObject().get(".tag").getAsString()
            : value.getAsString();
  }

  boolean flag(String name) {
    JsonElement value = arguments.get(name);
    return value != null && value.getAsBoolean();
  }

  JsonObject object(String name) {
    JsonElement value = arguments.get(name);
    if (value == null || !value.isJsonObject()) {
      throw new BadCallException("request body: " + name + ": missing required field");
    }
    return value.getAsJsonObject();
  }

  /** The path the call is about, or nothing where it names none. */
  String path() {
    for (String name : new String[] {"path", "from_path"}) {
      if (arguments.has(name)) {
        return DropboxPath.plain(arguments.get(name).getAsString());
      }
    }
    return arguments.has("commit")
        ? DropboxPath.plain(object("commit").get("path").getAsString())
        : "";
  }
}

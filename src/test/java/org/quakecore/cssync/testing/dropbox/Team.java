package org.quakecore.cssync.testing.dropbox;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A team's namespace: paths begin in the user's own folder, unless a call says by a header that
 * they begin at the team's root.
 */
final class Team {
  static final String HEADER = "Dropbox-API-Path-Root";
  static final String HOME = "/Test Person";
  private static final Set<String> PATHS = Set.of("path", "from_path", "to_path");
  private static final Set<String> TOLD = Set.of("path_display", "path_lower");

  private Team() {}

  static boolean beginsAtHome(Exchange exchange) {
    String root = exchange.header(HEADER);
    return root == null || !root.contains("\"2\"");
  }

  /** The same arguments, with the user's folder in front of every path. */
  static JsonObject below(JsonObject arguments) {
    return changed(arguments, PATHS, path -> path.startsWith("id:") ? path : HOME + path)
        .getAsJsonObject();
  }

  /** The same answer as it is seen from the user's folder. */
  static JsonElement seen(JsonElement answer) {
    return changed(
        answer,
        TOLD,
        path ->
            path.toLowerCase(Locale.ROOT).startsWith(HOME.toLowerCase(Locale.ROOT))
                ? path.substring(HOME.length())
                : path);
  }

  private static JsonElement changed(
      JsonElement json, Set<String> names, java.util.function.UnaryOperator<String> change) {
    if (json.isJsonArray()) {
      JsonArray all = new JsonArray();
      json.getAsJsonArray().forEach(each -> all.add(changed(each, names, change)));
      return all;
    }
    if (!json.isJsonObject()) {
      return json;
    }
    JsonObject all = new JsonObject();
    for (Map.Entry<String, JsonElement> each : json.getAsJsonObject().entrySet()) {
      JsonElement value = each.getValue();
      boolean path = names.contains(each.getKey()) && value.isJsonPrimitive();
      all.add(
          each.getKey(),
          path
              ? new JsonPrimitive(change.apply(value.getAsString()))
              : changed(value, names, change));
    }
    return all;
  }
}

package org.quakecore.cssync.remote.rclone;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Something that is asked of rclone and changes nothing, in the two ways it can be asked.
 *
 * @param arguments of the command line
 * @param command of the remote control that answers with the same JSON
 * @param parameters of that command
 */
record Question(List<String> arguments, String command, JsonObject parameters) {
  Question {
    arguments = List.copyOf(arguments);
  }

  /** Which remotes are configured, in the file or by variables of the environment. */
  static Question names() {
    return new Question(List.of("listremotes"), "config/listremotes", new JsonObject());
  }

  /** What a remote can do. */
  static Question features(String whole) {
    return new Question(
        List.of("backend", "features", "--use-json-log", "--", whole),
        "operations/fsinfo",
        on(whole));
  }

  /** How much still fits. */
  static Question about(String root) {
    return new Question(
        List.of("about", "--json", "--use-json-log", "--", root), "operations/about", on(root));
  }

  /** The folders right below one. */
  static Question folders(String address) {
    return new Question(
        List.of("lsjson", "--dirs-only", "--copy-links", "--use-json-log", "--", address),
        "operations/list",
        listing(address, options("dirsOnly")));
  }

  /**
   * All files below a folder, however deep.
   *
   * @param names of those that are asked for; else all
   */
  static Question files(String address, boolean withHash, Optional<NameList> names) {
    List<String> arguments = new ArrayList<>(Arguments.listing(withHash));
    names.ifPresent(list -> arguments.addAll(list.arguments()));
    arguments.addAll(List.of("--", address));
    JsonObject options = options("recurse", "filesOnly");
    if (withHash) {
      options.addProperty("showHash", true);
      JsonArray types = new JsonArray();
      types.add("dropbox");
      options.add("hashTypes", types);
    }
    JsonObject parameters = listing(address, options);
    names.ifPresent(list -> parameters.add("_filter", list.filter()));
    return new Question(arguments, "operations/list", parameters);
  }

  private static JsonObject options(String... flags) {
    JsonObject options = new JsonObject();
    options.addProperty("noMimeType", true);
    for (String flag : flags) {
      options.addProperty(flag, true);
    }
    return options;
  }

  private static JsonObject listing(String address, JsonObject options) {
    JsonObject parameters = on(address);
    parameters.addProperty("remote", "");
    parameters.add("opt", options);
    return parameters;
  }

  private static JsonObject on(String address) {
    JsonObject parameters = new JsonObject();
    parameters.addProperty("fs", address);
    return parameters;
  }
}

package org.quakecore.cssync.remote.rclone;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.remote.rclone.answer.Answer;

/**
 * What rclone knows of its remotes: its configuration file, however it is encrypted and wherever it
 * lies, and variables like RCLONE_CONFIG_DROPBOX_TYPE, which go before it.
 */
public final class Configuration {
  private static final int OK = 0;

  private final String binary;
  private final Map<String, String> environment;
  private Program program;

  /**
   * @param environment that rclone will have, too
   */
  public Configuration(String binary, Map<String, String> environment) {
    this.binary = binary;
    this.environment = Map.copyOf(environment);
  }

  /**
   * The options of a remote, by name; empty where there is no such remote.
   *
   * @param name without a colon
   */
  public Optional<Map<String, String>> of(String name) throws SyncException {
    JsonObject all =
        program(name)
            .askFor(
                List.of("config", "dump", "--use-json-log"),
                in -> {
                  try {
                    return JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                        .getAsJsonObject();
                  } catch (JsonParseException | IllegalStateException e) {
                    // What it says may be a secret.
                    throw new IOException("the configuration is no JSON");
                  }
                },
                answer -> answer.exitCode() == OK)
            .output()
            .orElseThrow();
    Map<String, String> options = new TreeMap<>();
    if (all.has(name)) {
      for (Map.Entry<String, JsonElement> option : all.getAsJsonObject(name).entrySet()) {
        options.put(option.getKey(), text(option.getValue()));
      }
    }
    String prefix = variable(name) + "_";
    environment.forEach(
        (variable, value) -> {
          if (variable.startsWith(prefix)) {
            options.put(variable.substring(prefix.length()).toLowerCase(Locale.ROOT), value);
          }
        });
    return options.isEmpty() ? Optional.empty() : Optional.of(options);
  }

  private static String text(JsonElement value) {
    return value.isJsonPrimitive() ? value.getAsString() : value.toString();
  }

  private static String variable(String name) {
    return "RCLONE_CONFIG_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /**
   * Has rclone ask the remote for something small, for which it renews its token and saves it where
   * that has ended.
   *
   * @param name without a colon
   */
  public void renew(String name) throws SyncException {
    program(name)
        .askFor(Arguments.about(name + ":"), Answer::text, answer -> answer.exitCode() == OK);
  }

  /** The same throughout, for its version need be asked only once. */
  private synchronized Program program(String name) {
    if (program == null) {
      program = new Program(binary, name + ":", Patience.USUAL);
    }
    return program;
  }
}

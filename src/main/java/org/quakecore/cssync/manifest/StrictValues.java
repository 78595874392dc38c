package org.quakecore.cssync.manifest;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.quakecore.cssync.archive.EntryName;
import org.quakecore.cssync.catalogue.Quoted;

/**
 * The values of one object of a manifest, by their keys: each of its type, and in its range when it
 * is asked for.
 */
final class StrictValues {
  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?(0|[1-9][0-9]{0,18})");
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  private final String what;
  private final Set<String> keys = new HashSet<>();
  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, Long> numbers = new HashMap<>();

  StrictValues(String what) {
    this.what = what;
  }

  private StrictReader.Unfit unfit(String problem) {
    return new StrictReader.Unfit("is wrong in " + what + ": " + problem);
  }

  String key(JsonReader in) throws IOException {
    String key = in.nextName();
    if (!keys.add(key)) {
      throw unfit("it says " + Quoted.of(key) + " twice");
    }
    return key;
  }

  void text(String key, JsonReader in) throws IOException {
    if (in.peek() != JsonToken.STRING) {
      throw unfit("its " + key + " is no text");
    }
    texts.put(key, in.nextString());
  }

  void number(String key, JsonReader in) throws IOException {
    String text = in.peek() == JsonToken.NUMBER ? in.nextString() : "";
    try {
      if (WHOLE_NUMBER.matcher(text).matches()) {
        numbers.put(key, Long.valueOf(text));
        return;
      }
    } catch (NumberFormatException tooLarge) {
      throw unfit("its " + key + " is out of range");
    }
    throw unfit("its " + key + " is no whole number");
  }

  Optional<String> optionalText(String key) {
    return Optional.ofNullable(texts.get(key));
  }

  Optional<Long> optionalNumber(String key) {
    return Optional.ofNullable(numbers.get(key));
  }

  String text(String key) throws StrictReader.Unfit {
    String text = texts.get(key);
    if (text == null || text.isEmpty() || text.indexOf('\0') >= 0) {
      throw unfit("there is no " + key);
    }
    return text;
  }

  String name() throws StrictReader.Unfit {
    String name = text("name");
    Optional<String> problem = EntryName.problem(name);
    if (problem.isPresent()) {
      throw unfit("the name " + Quoted.of(name) + " " + problem.get());
    }
    return name;
  }

  /** A name, or several with slashes between: a tar made by hand can have folders. */
  String path() throws StrictReader.Unfit {
    String path = text("name");
    for (String segment : path.split("/", -1)) {
      Optional<String> problem = EntryName.problem(segment);
      if (problem.isPresent()) {
        throw unfit("the name " + Quoted.of(path) + " " + problem.get());
      }
    }
    return path;
  }

  String hash(String key) throws StrictReader.Unfit {
    String hash = text(key);
    if (!HEX.matcher(hash).matches()) {
      throw unfit("its " + key + " is no hash: " + Quoted.of(hash));
    }
    return hash;
  }

  long number(String key, long least, long most) throws StrictReader.Unfit {
    Long number = numbers.get(key);
    if (number == null) {
      throw unfit("there is no " + key);
    }
    if (number < least || number > most) {
      throw unfit("its " + key + " is out of range: " + number);
    }
    return number;
  }
}

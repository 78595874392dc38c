package org.quakecore.cssync.catalogue;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a file, with placeholders for what differs: {@code {fault}}, {@code {event}} (the
 * fault's name, with its realisation where there is one) and {@code {file}} (what the source is
 * called). What it names apart is kept apart.
 *
 * @param text like {@code {fault}/{fault}_BB.tar} or {@code {event}_{file}}
 */
public record NameTemplate(String text) {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(?:fault|event|file)\\}");

  /** Behind the fault's name stands nothing for the median event. */
  private static final String REALISATION = "(?:_(?:REL|rel)\\d+)?";

  /**
   * @throws IllegalArgumentException when a placeholder is not known
   */
  public NameTemplate {
    if (PLACEHOLDER.matcher(text).replaceAll("").matches(".*[{}].*")) {
      throw new IllegalArgumentException(
          "\"" + text + "\": the placeholders are {fault}, {event} and {file}");
    }
  }

  public boolean hasEvent() {
    return text.contains("{event}");
  }

  /** The name for a fault, where it says nothing else. */
  public String of(Fault fault) {
    return text.replace("{fault}", fault.name());
  }

  /** The name for an event's file. */
  public String of(Fault fault, String event, String file) {
    return of(fault).replace("{event}", event).replace("{file}", file);
  }

  /** The part before the last {@code /}: a folder; empty where there is none. */
  public NameTemplate folder() {
    return new NameTemplate(text.substring(0, Math.max(0, text.lastIndexOf('/'))));
  }

  /** The part behind the last {@code /}: a name in a folder. */
  public NameTemplate inFolder() {
    return new NameTemplate(text.substring(text.lastIndexOf('/') + 1));
  }

  /**
   * Whether a file is called so, for any event of a fault.
   *
   * @param anyCase whether case does not count, as it does not on Dropbox
   */
  public boolean names(Fault fault, String file, boolean anyCase) {
    String ending = text.substring(text.lastIndexOf('}') + 1);
    if (!spelled(file, anyCase).endsWith(spelled(ending, anyCase))) {
      // Of most names in a listing that tells it, and a pattern takes long to make.
      return false;
    }
    String name = Pattern.quote(spelled(fault.name(), anyCase));
    StringBuilder regex = new StringBuilder();
    Matcher placeholder = PLACEHOLDER.matcher(text);
    int end = 0;
    while (placeholder.find()) {
      regex.append(Pattern.quote(spelled(text.substring(end, placeholder.start()), anyCase)));
      regex.append(
          switch (placeholder.group()) {
            case "{fault}" -> name;
            case "{event}" -> name + REALISATION;
            default -> "[^/]+";
          });
      end = placeholder.end();
    }
    regex.append(Pattern.quote(spelled(text.substring(end), anyCase)));
    return spelled(file, anyCase).matches(regex.toString());
  }

  /**
   * What paths of this template look like, of any fault, which is the group {@code fault}.
   *
   * @param numbered whether a number may stand before the ending, as parts of a set have it
   * @param anyCase whether case does not count
   */
  Pattern anyFault(boolean numbered, boolean anyCase) {
    int ending = numbered ? text.lastIndexOf('.') : text.length();
    StringBuilder regex = new StringBuilder();
    Matcher placeholder = PLACEHOLDER.matcher(text);
    int end = 0;
    boolean known = false;
    while (placeholder.find()) {
      regex.append(Pattern.quote(text.substring(end, placeholder.start())));
      if (placeholder.group().equals("{file}")) {
        regex.append("[^/]+");
      } else {
        regex.append(known ? "\\k<fault>" : "(?<fault>[^/]+?)");
        regex.append(placeholder.group().equals("{event}") ? REALISATION : "");
        known = true;
      }
      end = placeholder.end();
    }
    regex.append(Pattern.quote(text.substring(end, ending)));
    regex.append(numbered ? "(?:_[0-9]+f?)?" : "").append(Pattern.quote(text.substring(ending)));
    int flags = anyCase ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0;
    return Pattern.compile(regex.toString(), flags);
  }

  private static String spelled(String name, boolean anyCase) {
    return anyCase ? Fault.folded(name) : name;
  }

  @Override
  public String toString() {
    return text;
  }
}

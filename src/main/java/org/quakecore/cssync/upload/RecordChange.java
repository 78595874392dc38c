package org.quakecore.cssync.upload;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of one file of the version's folder itself.
 *
 * @param content what it is to be, where it is sent
 * @param words why, for people
 * @param refused what of it cannot be done, a line each
 */
record RecordChange(String name, Optional<byte[]> content, String words, List<String> refused) {
  RecordChange {
    refused = List.copyOf(refused);
  }

  static RecordChange keep(String name, String words) {
    return new RecordChange(name, Optional.empty(), words, List.of());
  }

  static RecordChange send(String name, byte[] content, String words) {
    return new RecordChange(name, Optional.of(content), words, List.of());
  }

  static RecordChange refuse(String name, String why) {
    return new RecordChange(name, Optional.empty(), "", List.of(why));
  }

  /** Lines as {@code --dry_run} prints them. */
  List<String> planned() {
    List<String> lines = new ArrayList<>();
    if (!words.isEmpty()) {
      lines.add(line(content.isPresent() ? "send" : "skip", 9, words));
    }
    refused.forEach(why -> lines.add(line("refuse", 9, why)));
    return lines;
  }

  /** Lines as the summary prints them. */
  List<String> ended(Optional<String> failure) {
    List<String> lines = new ArrayList<>();
    if (failure.isPresent()) {
      lines.add(line("failed", 8, failure.get()));
    } else if (!words.isEmpty()) {
      lines.add(line(content.isPresent() ? "sent" : "skipped", 8, words));
    }
    refused.forEach(why -> lines.add(line("refused", 8, why)));
    return lines;
  }

  private String line(String what, int width, String why) {
    return " " + what + " ".repeat(width - what.length()) + " " + name + ": " + why;
  }

  /** The same, and what of it cannot be done. */
  RecordChange refusing(List<String> what) {
    return new RecordChange(name, content, words, what);
  }
}

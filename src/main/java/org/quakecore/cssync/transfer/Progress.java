package org.quakecore.cssync.transfer;

import java.util.List;
import java.util.OptionalInt;

/**
 * Where a job tells what it does. A job never prints: it says result lines, warns, and counts
 * bytes, and whoever started it decides where that goes. Methods may be called from any thread.
 */
public interface Progress {
  /** One line of the result, in the wording of the specification. */
  void say(String line);

  /** Several lines that belong together. */
  default void say(List<String> lines) {
    lines.forEach(this::say);
  }

  /** How many characters wide the window is that results are shown in; empty where it is none. */
  default OptionalInt columns() {
    return OptionalInt.empty();
  }

  /** Sums up, once, at the end of a run or where it had to end. */
  default void conclude(Conclusion conclusion) {
    say(conclusion.lines());
  }

  /** Something the user should know at once, beside the result. */
  void warn(String line);

  /**
   * Announces work of a stage, like "pack" or "send", before it is done. The bytes of one stage add
   * up over several calls.
   */
  void expect(String stage, long bytes);

  /** Bytes of a stage that were dealt with since the last call. */
  void advance(String stage, long bytes);

  /** Names what has just been finished, like one part, with its size in bytes. */
  void finished(String what, long bytes);
}

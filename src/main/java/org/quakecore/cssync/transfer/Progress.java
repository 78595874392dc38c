package org.quakecore.cssync.transfer;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;

/**
 * Where a job tells what it does. A job never prints: it says result lines, warns, and tells which
 * items it works on, and whoever started it decides where that goes. Methods may be called from any
 * thread.
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

  /** Announces work before any of it is done. What is announced of one kind adds up. */
  void expect(Work work, long count, long bytes);

  /**
   * An item is worked on, or tried again.
   *
   * @param offset in bytes: what is before it need not pass
   */
  void begun(Item item, long offset);

  /** So many bytes of an item have passed. */
  void passed(Item item, long bytes);

  /** An item has come to its end. */
  void done(Item item);

  /** Nothing will come of an item. */
  void failed(Item item);

  /**
   * The remote has asked to wait, and nothing moves before that time.
   *
   * @param who has asked, like {@code Dropbox}
   */
  void waiting(String who, Instant until);

  /**
   * From now on what goes on is also written to the end of a file, for who follows it there. That
   * is a courtesy: where it cannot be written, the work goes on.
   */
  default void follow(Path file) {}

  /**
   * Shows lines in the place of those shown before, where there is a screen for that.
   *
   * @return whether there is
   */
  default boolean shows(List<String> lines) {
    return false;
  }
}

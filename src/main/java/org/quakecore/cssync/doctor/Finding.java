package org.quakecore.cssync.doctor;

/**
 * What was seen of one thing.
 *
 * @param about what it is of, like {@code rclone}
 * @param words what was seen
 * @param remedy what to do, or empty
 */
record Finding(String about, Verdict verdict, String words, String remedy) {
  /** How it stands. */
  enum Verdict {
    OK("ok"),
    WARNING("warning"),
    ERROR("error");

    private final String word;

    Verdict(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  static Finding ok(String about, String words) {
    return new Finding(about, Verdict.OK, words, "");
  }

  static Finding warning(String about, String words, String remedy) {
    return new Finding(about, Verdict.WARNING, words, remedy);
  }

  static Finding error(String about, String words, String remedy) {
    return new Finding(about, Verdict.ERROR, words, remedy);
  }
}

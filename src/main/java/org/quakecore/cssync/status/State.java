package org.quakecore.cssync.status;

/** What a set on the remote turned out to be. */
public enum State {
  COMPLETE("COMPLETE", "COMPLETE", "ok"),
  /** Made by older tools, and judged by names and sizes alone. */
  COMPLETE_NO_MANIFEST("complete, no manifest", "complete*", "ok*"),
  INCOMPLETE("INCOMPLETE", "INCOMPLETE", "PART"),
  /** Complete, but the sources are no longer what was archived. */
  CHANGED("CHANGED", "CHANGED", "DIFF"),
  /** A size or a hash is not what the manifest says, or the manifest cannot be used. */
  DAMAGED("DAMAGED", "DAMAGED", "BAD"),
  ABSENT("absent", "absent", "-");

  private final String words;
  private final String cell;
  private final String mark;

  State(String words, String cell, String mark) {
    this.words = words;
    this.cell = cell;
    this.mark = mark;
  }

  public String words() {
    return words;
  }

  /** One word for a column of a table. */
  String cell() {
    return cell;
  }

  /** The same where a window has no room for a word. */
  String mark() {
    return mark;
  }
}

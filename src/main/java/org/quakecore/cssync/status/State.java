package org.quakecore.cssync.status;

/** What a set on the remote turned out to be. */
enum State {
  COMPLETE("COMPLETE", "COMPLETE"),
  /** Made by older tools, and judged by names and sizes alone. */
  COMPLETE_NO_MANIFEST("complete, no manifest", "complete*"),
  INCOMPLETE("INCOMPLETE", "INCOMPLETE"),
  /** Complete, but the sources are no longer what was archived. */
  CHANGED("CHANGED", "CHANGED"),
  /** A size or a hash is not what the manifest says, or the manifest cannot be used. */
  DAMAGED("DAMAGED", "DAMAGED"),
  ABSENT("absent", "absent");

  private final String words;
  private final String cell;

  State(String words, String cell) {
    this.words = words;
    this.cell = cell;
  }

  String words() {
    return words;
  }

  /** One word for a column of a table. */
  String cell() {
    return cell;
  }
}

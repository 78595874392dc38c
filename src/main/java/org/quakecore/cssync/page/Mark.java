package org.quakecore.cssync.page;

/** What a cell of the table means, whatever its words are. */
public enum Mark {
  GOOD("good", "✓"),
  /** Good, but there is something to know about it. */
  NOTED("noted", "✓*"),
  WRONG("wrong", "✗"),
  /** Not there, and not missed. */
  NONE("none", "–");

  private final String style;
  private final String sign;

  Mark(String style, String sign) {
    this.style = style;
    this.sign = sign;
  }

  /** How the page's style calls it. */
  public String style() {
    return style;
  }

  /** What tells it without a colour. */
  public String sign() {
    return sign;
  }
}

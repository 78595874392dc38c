package org.quakecore.cssync.transfer;

/**
 * The kinds of work that are told while they go on. Of those a run has announced, the first is the
 * one that takes long, by which it is told how far the whole is.
 */
public enum Work {
  SEND("sending", "sent"),
  FETCH("fetching", "fetched"),
  READ("reading", "read"),
  EXTRACT("extracting", "extracted"),
  PACK("packing", "packed"),
  /** Whole faults, which are counted and have no bytes of their own. */
  FAULT("working on", "done with"),
  /** Manifests, list.txt and the like, which nobody waits for. */
  RECORD("sending", "sent"),
  /** Whole versions, which are counted, too. */
  VERSION("looking at", "looked at"),
  /** Listings, whose files pass, not their bytes. */
  LIST("listing", "listed"),
  /** The manifests of a version. */
  MANIFEST("fetching", "fetched");

  private final String doing;
  private final String done;

  Work(String doing, String done) {
    this.doing = doing;
    this.done = done;
  }

  /** Like {@code sending}. */
  public String doing() {
    return doing;
  }

  /** Whether it is counted alone, for its items have no bytes of their own. */
  public boolean isCounted() {
    return this == FAULT || this == VERSION;
  }

  /** Like {@code sent}. */
  public String done() {
    return done;
  }
}

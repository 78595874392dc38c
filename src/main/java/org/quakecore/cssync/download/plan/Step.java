package org.quakecore.cssync.download.plan;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What is to be done with one file.
 *
 * @param source where its bytes lie here, once they do
 */
public record Step(ArchivedFile file, Action action, Optional<Path> source) {
  /** What a plan can decide for a file. */
  public enum Action {
    /** Its contents are here and proven. */
    KEEP("here already"),
    /** It is here; reading it will show whether it is whole. */
    EXTRACT("extract, the tar is here"),
    /** It has to come from the remote. */
    FETCH("fetch and extract"),
    /** The remote's copy itself is known to be broken. */
    BROKEN("broken on the remote");

    private final String words;

    Action(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }
}

package org.quakecore.cssync.catalogue.check;

import java.util.Optional;

/**
 * A check that is asked for of all files of a pattern.
 *
 * @param pattern as sync_patterns.yaml spells it
 */
public record Demand(String pattern, ContentCheck check) {
  /** What came of it for one file. */
  public Answer answer(Optional<String> problem) {
    return new Answer(pattern, check.text(), problem.orElse(null));
  }
}

package org.quakecore.cssync.catalogue.check;

/**
 * What a check said of one file.
 *
 * @param pattern whose files it is asked of
 * @param check as sync_patterns.yaml spells it
 * @param problem in words; null where it passed
 */
public record Answer(String pattern, String check, String problem) {
  public boolean passed() {
    return problem == null;
  }

  /** Whether this is an answer to what is asked. */
  public boolean answers(Demand demand) {
    return demand.pattern().equals(pattern) && demand.check().text().equals(check);
  }
}

package org.quakecore.cssync.page;

import java.util.List;
import org.quakecore.cssync.catalogue.Quoted;

/**
 * One data type of a fault.
 *
 * @param state in a word or two
 * @param bytes of the files that are there
 * @param problems what is wrong or missing, each a sentence
 */
public record Cell(
    String type, Mark mark, String state, long files, long bytes, List<String> problems) {
  public Cell {
    type = Quoted.line(type);
    state = Quoted.line(state);
    problems = problems.stream().map(Quoted::line).toList();
  }

  /** Whether it stands in the list of what is wrong. */
  public boolean isWrong() {
    return mark == Mark.WRONG;
  }
}

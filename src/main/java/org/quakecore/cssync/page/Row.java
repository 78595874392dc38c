package org.quakecore.cssync.page;

import java.util.List;
import org.quakecore.cssync.catalogue.Quoted;

/**
 * One fault.
 *
 * @param cells one for each type of the page, in that order
 * @param bytes of all its files, each counted once
 */
public record Row(String fault, List<Cell> cells, long bytes) {
  public Row {
    fault = Quoted.line(fault);
    cells = List.copyOf(cells);
  }

  boolean isWrong() {
    return cells.stream().anyMatch(Cell::isWrong);
  }
}

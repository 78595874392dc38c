package org.quakecore.cssync.page;

import java.util.List;
import org.quakecore.cssync.catalogue.Quoted;

/** Something else to know, which is no fault of any set. */
public record Note(String heading, List<String> lines) {
  public Note {
    heading = Quoted.line(heading);
    lines = lines.stream().map(Quoted::line).toList();
  }
}

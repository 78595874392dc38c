package org.quakecore.cssync.page;

import org.quakecore.cssync.catalogue.Quoted;

/** Sums of one data type, or of all: each file counted once. */
public record Total(String type, long files, long bytes) {
  public Total {
    type = Quoted.line(type);
  }
}

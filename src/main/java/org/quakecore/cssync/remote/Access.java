package org.quakecore.cssync.remote;

import java.util.function.Consumer;
import org.quakecore.cssync.catalogue.TemporaryPlace;

/**
 * How a remote is spoken to.
 *
 * @param place for what is there for a moment
 * @param limits of the whole run
 * @param tell is told who speaks to the remote
 */
public record Access(TemporaryPlace place, Limits limits, Consumer<String> tell) {
  /** With the usual limits, and without a word. */
  public static Access usual(TemporaryPlace place) {
    return new Access(place, Limits.STANDARD, line -> {});
  }

  /** The same, without a word. */
  public Access silent() {
    return new Access(place, limits, line -> {});
  }
}

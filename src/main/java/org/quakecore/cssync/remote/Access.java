package org.quakecore.cssync.remote;

import java.time.Instant;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.quakecore.cssync.catalogue.TemporaryPlace;

/**
 * How a remote is spoken to.
 *
 * @param place for what is there for a moment
 * @param limits of the whole run
 * @param tell is told who speaks to the remote
 * @param waits is told who has asked to wait, and until when
 */
public record Access(
    TemporaryPlace place, Limits limits, Consumer<String> tell, BiConsumer<String, Instant> waits) {
  /** With the usual limits, and without a word. */
  public static Access usual(TemporaryPlace place) {
    return new Access(place, Limits.STANDARD, line -> {}, (who, until) -> {});
  }

  /** The same, without a word. */
  public Access silent() {
    return new Access(place, limits, line -> {}, waits);
  }
}

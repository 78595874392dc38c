package org.quakecore.cssync.transfer;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a run knows of time before it begins.
 *
 * @param end by when it has to be over, where there is such a time
 * @param patience how long it waits for a lock; zero where it gives up at once
 */
public record Times(Optional<Instant> end, Duration patience) {
  /** No end, and no waiting. */
  public static final Times NONE = new Times(Optional.empty(), Duration.ZERO);
}

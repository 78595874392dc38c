package org.quakecore.cssync.remote.rclone;

import java.time.Duration;

/**
 * How long rclone is waited for.
 *
 * @param stallLimit how long nothing may move before a call is stopped
 * @param backOff the wait before the second try of a question; the third waits four times as long
 */
record Patience(Duration stallLimit, Duration backOff) {
  static final Patience USUAL = new Patience(Duration.ofMinutes(10), Duration.ofSeconds(1));
}

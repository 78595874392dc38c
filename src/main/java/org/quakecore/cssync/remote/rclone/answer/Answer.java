package org.quakecore.cssync.remote.rclone.answer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What one call of rclone came to.
 *
 * @param argv the whole command
 * @param exitCode to be looked at before the output is
 * @param stalled whether it was stopped because nothing moved
 * @param messages warnings, errors and plain lines of standard error
 * @param output what it printed; empty where that was not understood
 * @param unreadable why it was not understood
 */
public record Answer<T>(
    List<String> argv,
    int exitCode,
    boolean stalled,
    List<String> messages,
    Optional<T> output,
    String unreadable) {
  /** All of what it printed, as text. */
  public static String text(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }
}

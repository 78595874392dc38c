package org.quakecore.cssync.remote;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * How files are to be sent or fetched.
 *
 * @param arguments the user's own, handed to rclone as they are
 * @param provenByCaller whether the caller compares content hashes afterwards, so that rclone need
 *     not take checksums of its own
 * @param log where rclone's progress is appended in words for people, where wanted
 * @param progress is told how many bytes have passed since it was last told, from another thread
 * @param bytes of a stream, 0 where unknown. Only how it is sent depends on them.
 */
public record Transfer(
    List<String> arguments,
    boolean provenByCaller,
    Optional<Path> log,
    LongConsumer progress,
    long bytes) {
  public Transfer {
    arguments = List.copyOf(arguments);
  }

  public Transfer(
      List<String> arguments, boolean provenByCaller, Optional<Path> log, LongConsumer progress) {
    this(arguments, provenByCaller, log, progress, 0);
  }
}

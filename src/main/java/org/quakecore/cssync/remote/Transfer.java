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
 * @param bytes of what is streamed or fetched, 0 where unknown. Only how that is done depends on
 *     them.
 * @param resume where a remote that can go on with half a file notes what it has of it
 */
public record Transfer(
    List<String> arguments,
    boolean provenByCaller,
    Optional<Path> log,
    LongConsumer progress,
    long bytes,
    Optional<Path> resume) {
  public Transfer {
    arguments = List.copyOf(arguments);
  }

  public Transfer(
      List<String> arguments, boolean provenByCaller, Optional<Path> log, LongConsumer progress) {
    this(arguments, provenByCaller, log, progress, 0, Optional.empty());
  }

  public Transfer(
      List<String> arguments,
      boolean provenByCaller,
      Optional<Path> log,
      LongConsumer progress,
      long bytes) {
    this(arguments, provenByCaller, log, progress, bytes, Optional.empty());
  }

  /** The same, of so many bytes. */
  public Transfer of(long bytes) {
    return new Transfer(arguments, provenByCaller, log, progress, bytes, resume);
  }

  /** The same, to be gone on with where it is interrupted. */
  public Transfer resumable(Path record) {
    return new Transfer(arguments, provenByCaller, log, progress, bytes, Optional.of(record));
  }
}

package org.quakecore.cssync.catalogue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.SyncFailedException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The one checked exception of the program. Its message says what failed, on which value, and what
 * to do about it; its kind decides the exit code and whether the run goes on.
 */
public final class SyncException extends Exception {
  private static final long serialVersionUID = 1;

  /** What went wrong, as far as the caller has to act differently. */
  public enum Kind {
    /** The command line does not make sense. */
    USAGE,
    /** An input file is malformed, stale, or contradicts another. */
    BAD_INPUT,
    /** One fault, data type, part or file failed; the others can go on. */
    DATA,
    /** rclone is not installed, too old, or does not see the files here. */
    RCLONE_MISSING,
    /**
     * The remote cannot be reached or does not exist, or rclone failed in a way that concerns it.
     */
    REMOTE,
    /** The remote refused our credentials. */
    TOKEN,
    /** The remote has no room left. */
    QUOTA_FULL,
    /** A disk here has no room left. */
    DISK_FULL,
    /** Java has no memory left. */
    MEMORY,
    /** No more processes or threads can be started. */
    PROCESSES,
    /** Another run holds the lock. */
    LOCKED,
    /** There was no time left for a file; a later run goes on. */
    OUT_OF_TIME,
    /** The run was asked to stop by a signal. */
    INTERRUPTED;

    /** Whether nothing else can succeed after this, so that the whole run must end. */
    public boolean stopsTheRun() {
      return this != DATA && this != OUT_OF_TIME;
    }
  }

  /** What to do where no process or thread can be started. */
  public static final String LIMIT_ADVICE =
      "end other programs of yours, raise the limits of processes and of memory (ulimit -u, ulimit"
          + " -v, those of the job), or have less go on at once (--uploads, --downloads), then run"
          + " the same command";

  /** As Java says it, of a thread and of a process. */
  private static final Pattern NO_PROCESS =
      Pattern.compile("unable to create native thread|error=11\\b");

  private final Kind kind;

  public SyncException(Kind kind, String message) {
    this(kind, message, null);
  }

  public SyncException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /**
   * Translates an input or output failure on a path. A full disk or an exceeded quota becomes
   * {@link Kind#DISK_FULL}, an interrupt {@link Kind#INTERRUPTED}, anything else the given kind.
   */
  public static SyncException of(IOException failure, Path path, Kind otherwise) {
    Optional<SyncException> exhausted = exhausted(failure);
    if (exhausted.isPresent()) {
      return exhausted.get();
    }
    if (failure instanceof ClosedByInterruptException
        || failure instanceof InterruptedIOException) {
      return interrupted(failure);
    }
    if (failure instanceof SyncFailedException) {
      // Java drops the reason, and the system tells it once only.
      return new SyncException(
          Kind.DISK_FULL,
          path
              + ": what was written did not get to the disk ("
              + failure.getMessage()
              + "): the disk or your quota is full, or the disk fails; free some space, then run the"
              + " same command",
          failure);
    }
    String reason = reasonOf(failure);
    String lower = reason.toLowerCase(Locale.ROOT);
    if (lower.contains("no space left") || lower.contains("quota exceeded")) {
      return new SyncException(
          Kind.DISK_FULL,
          path
              + (lower.contains("quota") ? ": your disk quota is full (" : ": the disk is full (")
              + reason
              + "); free some space, then run the same command",
          failure);
    }
    return new SyncException(otherwise, path + ": " + reason, failure);
  }

  /**
   * What a failure comes to where its cause, however deep, is that Java has no memory left, or that
   * no thread or process can be started.
   */
  public static Optional<SyncException> exhausted(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String reason = String.valueOf(cause.getMessage());
      if (cause instanceof SyncException known && known.kind() == Kind.PROCESSES) {
        return Optional.of(known);
      }
      if (NO_PROCESS.matcher(reason).find()) {
        return Optional.of(
            new SyncException(
                Kind.PROCESSES,
                "no more processes or threads can be started (" + reason + "); " + LIMIT_ADVICE,
                failure));
      }
      if (cause instanceof OutOfMemoryError) {
        return Optional.of(
            new SyncException(
                Kind.MEMORY,
                "out of memory ("
                    + reason
                    + "): Java may use "
                    + (Runtime.getRuntime().maxMemory() >> 20)
                    + " MiB; let it have more, like CS_SYNC_JAVA_OPTS=-Xmx2g, then run the same"
                    + " command",
                failure));
      }
    }
    return Optional.empty();
  }

  public static SyncException interrupted(Throwable cause) {
    return new SyncException(Kind.INTERRUPTED, "stopped before the end", cause);
  }

  /** Why it failed, without the path. */
  public static String reasonOf(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof FileSystemException system && system.getReason() != null) {
      return system.getReason();
    }
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}

package org.quakecore.cssync.cli;

import org.quakecore.cssync.catalogue.SyncException;

/** The exit codes, which docs/reference.md and every command's help list in the same words. */
public enum ExitCode {
  DONE(0, "all done and verified"),
  INCOMPLETE(1, "finished, but something is incomplete or failed; the summary names each"),
  USAGE(2, "wrong usage, or a bad input file"),
  ENVIRONMENT(
      3,
      "rclone missing, remote unreachable, token expired; disk, quota, memory or processes exhausted;"
          + " results that could not be written"),
  LOCKED(4, "another run holds the lock"),
  INTERRUPTED(130, "stopped by a signal: 129 SIGHUP, 130 SIGINT, 143 SIGTERM");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  public int code() {
    return code;
  }

  public String meaning() {
    return meaning;
  }

  public static ExitCode of(SyncException.Kind kind) {
    return switch (kind) {
      case USAGE, BAD_INPUT -> USAGE;
      case DATA, OUT_OF_TIME -> INCOMPLETE;
      case RCLONE_MISSING, REMOTE, TOKEN, QUOTA_FULL, DISK_FULL, MEMORY, PROCESSES -> ENVIRONMENT;
      case LOCKED -> LOCKED;
      case INTERRUPTED -> INTERRUPTED;
    };
  }
}

package org.quakecore.cssync.remote.rclone;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.quakecore.cssync.remote.Transfer;

/** The arguments of rclone's commands, up to the {@code --} before the names. */
final class Arguments {
  private Arguments() {}

  /** Asks which remotes are configured, in the file or by variables of the environment. */
  static List<String> names() {
    return List.of("listremotes");
  }

  /** Asks what a remote can do. */
  static List<String> features(String whole) {
    return List.of("backend", "features", "--use-json-log", "--", whole);
  }

  /** Asks how much still fits. */
  static List<String> about(String root) {
    return List.of("about", "--json", "--use-json-log", "--", root);
  }

  /** Asks for the folders right below one. */
  static List<String> folders(String address) {
    return List.of("lsjson", "--dirs-only", "--copy-links", "--use-json-log", "--", address);
  }

  /** Lists files, and follows symbolic links where the remote is a local folder. */
  static List<String> listing(boolean withHash) {
    List<String> arguments = new ArrayList<>(List.of("lsjson", "-R", "--files-only"));
    arguments.addAll(List.of("--no-mimetype", "--copy-links", "--use-json-log"));
    if (withHash) {
      arguments.addAll(List.of("--hash", "--hash-type", "dropbox"));
    }
    return arguments;
  }

  /** Copies, with the user's own arguments last, so that they win. */
  static List<String> transfer(String command, Transfer transfer) {
    List<String> arguments = new ArrayList<>(List.of(command, "--no-traverse", "--copy-links"));
    // A file of equal size and time would be passed over although its content differs.
    arguments.add("--ignore-times");
    logged(arguments, transfer);
    return arguments;
  }

  private static void logged(List<String> arguments, Transfer transfer) {
    arguments.addAll(List.of("--use-json-log", "--stats", "1s", "--stats-log-level", "NOTICE"));
    if (transfer.provenByCaller()) {
      arguments.add("--ignore-checksum");
    }
    arguments.addAll(withoutLimit(transfer.arguments()));
  }

  /** The same but for a limit of speed, of which each rclone is told its share. */
  static List<String> withoutLimit(List<String> own) {
    List<String> rest = new ArrayList<>();
    for (int i = 0; i < own.size(); i++) {
      if (own.get(i).equals("--bwlimit")) {
        i++;
      } else if (!own.get(i).startsWith("--bwlimit=")) {
        rest.add(own.get(i));
      }
    }
    return rest;
  }

  /** Sends standard input; never told a size, which would make rclone trust it and skip checks. */
  static List<String> stream(Transfer transfer) {
    List<String> arguments = new ArrayList<>(List.of("rcat"));
    logged(arguments, transfer);
    return arguments;
  }

  /**
   * Writes a range of the files of a list to standard output. The list, because of a folder's name
   * all files in it would be written, one after the other. The range comes last, so that it is not
   * the user's own arguments that decide it.
   *
   * @param length in bytes, or -1 for all there are
   */
  static List<String> read(long offset, long length, List<String> own) {
    List<String> arguments = new ArrayList<>(List.of("cat", "--copy-links", "--use-json-log"));
    arguments.addAll(own);
    arguments.addAll(List.of("--offset", Long.toString(offset)));
    arguments.addAll(List.of("--count", Long.toString(length)));
    return arguments;
  }

  /** Compares by hash, or by reading everything back. */
  static List<String> check(boolean download) {
    List<String> arguments = new ArrayList<>(List.of("check", "--one-way", "--combined", "-"));
    arguments.addAll(List.of("--copy-links", "--use-json-log"));
    if (download) {
      arguments.add("--download");
    }
    return arguments;
  }

  /**
   * Environment variables that suit few and large files, for where the user has not set them. The
   * environment, for an unknown flag would be fatal to an older rclone.
   */
  static Map<String, String> tuning(boolean dropbox) {
    Map<String, String> tuning = new HashMap<>();
    tuning.put("RCLONE_TRANSFERS", "4");
    // The biggest first, or the last one leaves the line idle.
    tuning.put("RCLONE_ORDER_BY", "size,desc");
    if (dropbox) {
      tuning.put("RCLONE_TRANSFERS", "8");
      // Batches save calls on many small files; to 1.62 a failed one hangs for ever.
      tuning.put("RCLONE_DROPBOX_BATCH_MODE", "off");
      // Over HTTP/2 all transfers share one connection, which Dropbox throttles.
      tuning.put("RCLONE_DISABLE_HTTP2", "true");
    }
    return tuning;
  }

  /** As {@link #tuning(boolean)}, for fetching to a disk here, which may take no times. */
  static Map<String, String> tuningOfFetching(boolean dropbox) {
    Map<String, String> tuning = tuning(dropbox);
    tuning.put("RCLONE_LOCAL_NO_SET_MODTIME", "true");
    return tuning;
  }
}

package org.quakecore.cssync.remote.rclone.answer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;

/**
 * What a failed call of rclone means. The exit code says little: 1 stands for a bad token, an
 * unknown remote, wrong usage and a difference found alike, so the texts decide.
 *
 * @param kind what the caller has to act on
 * @param retryable whether the same call may well succeed in a moment
 * @param advice what to do, or empty
 */
public record Diagnosis(Kind kind, boolean retryable, String advice) {
  private static final int TAIL_MESSAGES = 5;
  private static final int TAIL_CHARS = 1_500;
  private static final int COMMAND_CHARS = 1_000;

  /** rclone's own exit code for an error that another try may not meet again. */
  private static final int EXIT_RETRY = 5;

  private static final int EXIT_FILE_NOT_FOUND = 4;

  /** As the JVM and shells tell the end of a program by a signal, with its number added. */
  private static final int EXIT_SIGNAL = 128;

  private static final int SIGKILL = 9;

  private static final Pattern REMOTE_NAME = Pattern.compile("^[\\w.+@ -]+:");

  /**
   * That a token that was refreshed could not be saved, as where the home is full, says nothing of
   * what failed: it is still good for this call.
   */
  private static final Pattern OF_THE_CONFIGURATION =
      anyOf("failed to save (new )?(config|token)", "couldn't save (config|token)");

  /** As Go's runtime says it, and a shell that stands before rclone. */
  private static final Pattern NO_PROCESS =
      anyOf(
          "newosproc",
          "failed to create new os thread",
          "pthread_create failed",
          "fork/exec .*resource temporarily unavailable",
          "\\bfork: ",
          "cannot fork");

  private static final Pattern TOKEN =
      anyOf(
          "expired_access_token",
          "invalid_access_token",
          "missing_scope",
          "invalid_grant",
          "token expired",
          "token has expired",
          "couldn't fetch token",
          "empty token found",
          "no refresh token",
          "\\b401 unauthori[sz]ed",
          "(error|status|code)[^\\n0-9]{0,12}\\b401\\b");
  private static final Pattern UNKNOWN_REMOTE =
      anyOf("didn't find section in config file", "didn't find backend called");

  /** We have just written that list of names. */
  private static final Pattern ELSEWHERE = anyOf("failed to load filters: open");

  private static final Pattern WRONG_USAGE =
      anyOf("unknown (shorthand )?flag", "unknown command", "invalid argument \"");
  private static final Pattern DISK =
      anyOf(
          "no space left on device",
          "disk quota exceeded",
          "file too big for remaining disk space");
  private static final Pattern QUOTA =
      anyOf(
          "insufficient_space",
          "insufficient_quota",
          "insufficient.?storage",
          "storage.?quota.?exceeded",
          "quota.?exceeded",
          "over.?quota");
  private static final Pattern NETWORK =
      anyOf(
          "dial tcp",
          "connection refused",
          "connection reset",
          "connection timed out",
          "no such host",
          "i/o timeout",
          "tls handshake",
          "network is unreachable",
          "no route to host",
          "unexpected eof",
          "broken pipe",
          "deadline exceeded",
          "client\\.timeout",
          "server misbehaving",
          "temporarily unavailable",
          "internal server error",
          "bad gateway",
          "service unavailable",
          "gateway time-?out",
          "too_many_(requests|write_operations)",
          "too many requests");
  private static final Pattern ONE_FILE =
      anyOf(
          "restricted_content",
          "(path|to)/conflict",
          "malformed_path",
          "disallowed_name",
          "source file is being updated",
          "corrupted on transfer",
          "lookup_failed",
          "failed to open source object",
          "file ?name too long",
          "object not found",
          "is a directory or doesn't exist");

  /**
   * Reads the signs of a failed call.
   *
   * @param sending whether a full disk would be the remote's, not the one here
   * @param name the remote's name with its colon, for advice
   */
  public static Diagnosis of(Answer<?> answer, boolean sending, String name) {
    String text =
        answer.messages().stream()
            .filter(message -> !OF_THE_CONFIGURATION.matcher(message).find())
            .collect(Collectors.joining("\n"));
    if (answer.stalled()) {
      return new Diagnosis(Kind.REMOTE, true, "check the network, then run the same command");
    }
    if (isKilled(answer)) {
      return new Diagnosis(
          Kind.REMOTE,
          true,
          "signal 9 is mostly the system's answer to want of memory: give the job more memory, or"
              + " have less go on at once (--uploads, --downloads)");
    }
    if (NO_PROCESS.matcher(text).find()) {
      return new Diagnosis(
          Kind.PROCESSES,
          false,
          "no more processes or threads can be started here: " + SyncException.LIMIT_ADVICE);
    }
    if (TOKEN.matcher(text).find()) {
      return new Diagnosis(
          Kind.TOKEN, false, "run: rclone config reconnect " + name + "  then the same command");
    }
    if (UNKNOWN_REMOTE.matcher(text).find()) {
      return new Diagnosis(
          Kind.REMOTE,
          false,
          "rclone does not know this remote: \"rclone listremotes\" names those it knows,"
              + " \"rclone config\" makes one");
    }
    if (ELSEWHERE.matcher(text).find()) {
      return new Diagnosis(
          Kind.RCLONE_MISSING,
          false,
          "this rclone does not see the folder that list of names is in, as one in a container with a"
              + " /tmp of its own: set TMPDIR to a folder that both see");
    }
    if (WRONG_USAGE.matcher(text).find()) {
      return new Diagnosis(
          Kind.USAGE,
          false,
          "this rclone does not know an argument given to it after --; a download with --rel or"
              + " --staging none runs rclone cat, which takes its global flags, but no flag of copy"
              + " alone");
    }
    if (DISK.matcher(text).find()) {
      return full(sending ? Kind.QUOTA_FULL : Kind.DISK_FULL);
    }
    if (QUOTA.matcher(text).find()) {
      return full(Kind.QUOTA_FULL);
    }
    return lesser(answer.exitCode(), text);
  }

  private static Diagnosis lesser(int exitCode, String text) {
    if (NETWORK.matcher(text).find() || exitCode == EXIT_RETRY) {
      return new Diagnosis(
          Kind.REMOTE, true, "check the network and the remote, then run the same command");
    }
    if (ONE_FILE.matcher(text).find() || exitCode == EXIT_FILE_NOT_FOUND) {
      return new Diagnosis(Kind.DATA, false, "");
    }
    return new Diagnosis(Kind.REMOTE, false, "");
  }

  private static Diagnosis full(Kind kind) {
    return new Diagnosis(kind, false, "free some space, then run the same command");
  }

  /** Whether it did not come to an end of its own, and was not stopped by us. */
  public static boolean isKilled(Answer<?> answer) {
    return !answer.stalled() && answer.exitCode() == EXIT_SIGNAL + SIGKILL;
  }

  /**
   * Whether a question is worth asking again: also where nobody knows what was meant, for a server
   * in trouble may say anything, like the body of a 503, which rclone itself does not try again.
   */
  public boolean mayPass() {
    return retryable || (kind == Kind.REMOTE && advice.isEmpty());
  }

  /** Whether it concerns the remote as a whole, and not what was asked of it. */
  public boolean isGrave() {
    return retryable || kind == Kind.TOKEN;
  }

  /** The failure in words: the command, its exit code, what rclone said last, and what to do. */
  public SyncException exception(Answer<?> answer) {
    StringBuilder message = new StringBuilder();
    message.append(capped(Secrets.masked(String.join(" ", answer.argv())), COMMAND_CHARS));
    message.append(
        answer.stalled()
            ? ": stopped, for nothing moved any more"
            : answer.exitCode() > EXIT_SIGNAL
                ? ": was killed by signal " + (answer.exitCode() - EXIT_SIGNAL)
                : ": failed with exit code " + answer.exitCode());
    String tail = tail(answer.messages());
    if (!tail.isEmpty()) {
      message.append(": ").append(tail);
    }
    if (!advice.isEmpty()) {
      message.append("; ").append(advice);
    }
    return new SyncException(kind, message.toString());
  }

  /** The last few different messages, without the notes on tries that say the same again. */
  private static String tail(List<String> messages) {
    List<String> different = new ArrayList<>(new LinkedHashSet<>(messages));
    different.removeIf(
        message ->
            message.startsWith("Attempt ")
                || message.startsWith("Config file ")
                || message.contains(" NOTICE: Config file "));
    List<String> last =
        different.subList(Math.max(0, different.size() - TAIL_MESSAGES), different.size());
    String joined = Secrets.masked(String.join(" | ", last));
    int start = Math.max(0, joined.length() - TAIL_CHARS);
    return start == 0 ? joined : "..." + joined.substring(start);
  }

  private static String capped(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length) + "...";
  }

  private static Pattern anyOf(String... texts) {
    return Pattern.compile(String.join("|", texts), Pattern.CASE_INSENSITIVE);
  }

  /** The remote's name with its colon, like {@code dropbox:}, or what to write in its place. */
  public static String nameOf(String root) {
    Matcher name = REMOTE_NAME.matcher(root);
    return name.find() ? name.group() : "REMOTE:";
  }

  /** Whether a root begins with the name of a remote, as no plain folder does. */
  public static boolean isNamed(String root) {
    return REMOTE_NAME.matcher(root).find();
  }

  /**
   * The whole of a remote, which is opened without asking its server whether there is such a path;
   * where the name is not a plain one, the path as it is.
   */
  public static String wholeOf(String root) {
    Matcher name = REMOTE_NAME.matcher(root);
    return name.find() ? name.group() : root;
  }
}

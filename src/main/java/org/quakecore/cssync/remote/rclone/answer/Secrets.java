package org.quakecore.cssync.remote.rclone.answer;

import java.util.regex.Pattern;

/**
 * Keeps passwords and tokens, which a remote given as a connection string may hold, to ourselves.
 */
public final class Secrets {
  // Nothing here may backtrack over a long line: every line rclone writes passes through.
  private static final String WORD = "(?:pass|token|secret|key|auth|bearer)[\\w-]{0,40}";

  /** {@code pass=x} in a connection string, {@code "access_token":"x"}, {@code --webdav-pass x}. */
  private static final Pattern PARAMETER =
      Pattern.compile(
          "(?i)("
              + WORD
              + "=|"
              + WORD
              + "\"{1,2}\\s{0,4}:\\s{0,4}|--[\\w-]{0,40}"
              + WORD
              + "\\s{1,4})"
              + "(\"(?:[^\"\\\\]|\\\\.|\"\")*+\"|'(?:[^']|'')*+'|\\{[^}]*+}|[^,:;\\s\"']++)");

  private static final Pattern AUTHORIZATION =
      Pattern.compile("(?i)\\b(bearer|basic)\\s+[A-Za-z0-9._~+/=-]{8,}+");
  private static final Pattern USER_INFO = Pattern.compile("(://[^/\\s:@]++:)[^/\\s@]++@");

  private Secrets() {}

  /** The text with every value that looks like a secret replaced by {@code ***}. */
  public static String masked(String text) {
    String masked = PARAMETER.matcher(text).replaceAll("$1***");
    masked = AUTHORIZATION.matcher(masked).replaceAll("$1 ***");
    return USER_INFO.matcher(masked).replaceAll("$1***@");
  }
}

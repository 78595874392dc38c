package org.quakecore.cssync.remote.rclone.answer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which versions of rclone will do. */
public final class Version {
  /** The first that names Dropbox's hash as all later ones do. */
  public static final String OLDEST = "v1.56";

  private static final Pattern VERSION =
      Pattern.compile("(?m)^(?:rclone )?(?<name>v(\\d+)\\.(\\d+)\\S*)");
  private static final int OLDEST_MINOR = 56;

  private Version() {}

  /** Whether that is said of itself by an rclone that is new enough, whatever else it says. */
  public static boolean isFine(String said) {
    return VERSION.matcher(said).find() && !isBefore(said, OLDEST_MINOR);
  }

  /** Whether it is older than 1.MINOR; not so where it does not say what it is. */
  public static boolean isBefore(String said, int minor) {
    Matcher version = VERSION.matcher(said);
    if (!version.find()) {
      return false;
    }
    int major = number(version.group(2));
    return major < 1 || (major == 1 && number(version.group(3)) < minor);
  }

  /** What it calls itself, like {@code v1.60.1-DEV}; empty where it does not say. */
  public static String name(String said) {
    Matcher version = VERSION.matcher(said);
    return version.find() ? version.group("name") : "";
  }

  private static int number(String digits) {
    return digits.length() > 6 ? Integer.MAX_VALUE : Integer.parseInt(digits);
  }
}

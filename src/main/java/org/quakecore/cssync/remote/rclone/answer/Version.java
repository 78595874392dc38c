package org.quakecore.cssync.remote.rclone.answer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which versions of rclone will do. */
public final class Version {
  /** The first that names Dropbox's hash as all later ones do. */
  public static final String OLDEST = "v1.56";

  private static final Pattern VERSION = Pattern.compile("(?m)^(?:rclone )?v(\\d+)\\.(\\d+)");
  private static final int OLDEST_MINOR = 56;

  private Version() {}

  /** Whether that is said of itself by an rclone that is new enough, whatever else it says. */
  public static boolean isFine(String said) {
    Matcher version = VERSION.matcher(said);
    if (!version.find()) {
      return false;
    }
    int major = number(version.group(1));
    return major > 1 || (major == 1 && number(version.group(2)) >= OLDEST_MINOR);
  }

  private static int number(String digits) {
    return digits.length() > 6 ? Integer.MAX_VALUE : Integer.parseInt(digits);
  }
}

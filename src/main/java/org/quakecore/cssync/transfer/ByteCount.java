package org.quakecore.cssync.transfer;

import java.util.Locale;

/** Sizes as people read them, in the binary units rclone prints. */
public final class ByteCount {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

  private ByteCount() {}

  /** Writes a number of bytes with three or four digits, like {@code 47.9 GiB}. */
  public static String human(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1000 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0
        ? bytes + " B"
        : String.format(Locale.ROOT, value >= 100 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
  }

  /** As {@link #human}, with one decimal place always, and bytes by their whole name. */
  public static String inWords(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0 ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }

  /** Like {@code 1 file} or {@code 2 files}. */
  public static String files(long count) {
    return count + (count == 1 ? " file" : " files");
  }
}

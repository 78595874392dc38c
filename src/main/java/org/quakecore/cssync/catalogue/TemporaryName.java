package org.quakecore.cssync.catalogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.io.file.PathUtils;

/**
 * Names for what is there for a moment, like {@code .list.txt.wlg01-4711-1795339239-1f0c9b2e}. They
 * say whose it is, so that what a killed process has left is known from what a living one uses, and
 * is cleared by whoever works in that folder next.
 */
public final class TemporaryName {
  private static final Pattern FORM = Pattern.compile("\\..+\\.(\\w+)-(\\d+)-(\\d+)-[0-9a-f]{8}");

  /** With what follows, a name may have 255 bytes. */
  private static final int MOST_CHARACTERS = 60;

  /** Nothing temporary is in use for longer without being written. */
  private static final Duration LONGEST_ELSEWHERE = Duration.ofDays(1);

  private TemporaryName() {}

  /** A hidden name that nobody else has, which begins as the given one does. */
  public static String of(String name) {
    HostProcess self = HostProcess.self();
    return "."
        + name.substring(0, Math.min(name.length(), MOST_CHARACTERS))
        + "."
        + plain(self.host())
        + "-"
        + self.pid()
        + "-"
        + self.started().getEpochSecond()
        + "-"
        + UUID.randomUUID().toString().substring(0, 8);
  }

  /**
   * Removes from a folder what this user's processes have left that live no more: those of this
   * host are looked for, and those of others passed for dead after a day. What cannot be removed
   * stays, in nobody's way.
   */
  public static void clear(Path folder) {
    try {
      for (Path path : FolderListing.of(folder)) {
        if (isLeft(path)) {
          remove(path);
        }
      }
    } catch (IOException e) {
      // There is no such folder, or it cannot be read: then this run will say so where it matters.
      return;
    }
  }

  private static boolean isLeft(Path path) throws IOException {
    Matcher form = FORM.matcher(path.getFileName().toString());
    if (!form.matches()
        || !Files.exists(path, LinkOption.NOFOLLOW_LINKS)
        || !HostProcess.owns(path)) {
      return false;
    }
    HostProcess self = HostProcess.self();
    if (!form.group(1).equals(plain(self.host()))) {
      Instant touched = Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant();
      return touched.isBefore(Instant.now().minus(LONGEST_ELSEWHERE));
    }
    try {
      long pid = Long.parseLong(form.group(2));
      Instant started = Instant.ofEpochSecond(Long.parseLong(form.group(3)));
      return !new HostProcess(self.host(), pid, started).isAlive();
    } catch (NumberFormatException | DateTimeException e) {
      // No process ever had such a number.
      return false;
    }
  }

  private static String plain(String host) {
    return host.replaceAll("\\W", "_");
  }

  private static void remove(Path path) {
    try {
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        PathUtils.deleteDirectory(path);
      } else {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // Of another user, say. It is hidden, and the next run tries again.
      return;
    }
  }
}

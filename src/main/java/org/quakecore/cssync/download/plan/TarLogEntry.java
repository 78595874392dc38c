package org.quakecore.cssync.download.plan;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.quakecore.cssync.catalogue.Quoted;

/**
 * What a log knows of one tar, on one line: {@code name size hash}, then the time the remote gave
 * where it gives no hash for free, then {@code # } and a reason where the tar is broken. Earlier
 * scripts wrote the name alone, which proves nothing.
 *
 * @param name of the tar, without its folder
 * @param size in bytes
 * @param hash the Dropbox content hash of the bytes that were read here
 * @param modified of the remote's copy
 * @param reason why it is broken
 */
public record TarLogEntry(
    String name,
    OptionalLong size,
    Optional<String> hash,
    Optional<Instant> modified,
    Optional<String> reason) {
  /** Names may hold spaces and #, but all of them end in one of two ways. */
  private static final Pattern LINE =
      Pattern.compile(
          "(?<name>.+?\\.(?:tar|bin))"
              + "(?: (?<size>\\d{1,18}) (?<hash>[0-9a-f]{64}|-)(?: (?<modified>\\d{4}-\\S+Z))?)?"
              + "(?: # (?<reason>.*))?");

  public static TarLogEntry parse(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      return nameOnly(line);
    }
    String size = matcher.group("size");
    try {
      return new TarLogEntry(
          matcher.group("name"),
          size == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(size)),
          Optional.ofNullable(matcher.group("hash")).filter(hash -> !hash.equals("-")),
          Optional.ofNullable(matcher.group("modified")).map(Instant::parse),
          Optional.ofNullable(matcher.group("reason")));
    } catch (DateTimeException e) {
      return nameOnly(line);
    }
  }

  /** The line of the log, without its end. */
  public String line() {
    StringBuilder line = new StringBuilder(name);
    if (size.isPresent()) {
      line.append(' ').append(size.getAsLong()).append(' ').append(hash.orElse("-"));
      modified.ifPresent(time -> line.append(' ').append(time));
    }
    reason.ifPresent(words -> line.append(" # ").append(Quoted.line(words)));
    return line.toString();
  }

  /**
   * Whether the tar of the log is the one the remote has now: by size and hash, or, where the
   * remote gives no hash, by size and time.
   */
  public boolean isOf(ArchivedFile file) {
    if (size.isEmpty() || size.getAsLong() != file.size()) {
      return false;
    }
    if (file.hash().isPresent()) {
      return hash.equals(file.hash());
    }
    return modified.isPresent() && modified.equals(file.modified());
  }

  private static TarLogEntry nameOnly(String line) {
    return new TarLogEntry(
        line, OptionalLong.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }
}

package org.quakecore.cssync.testing.dropbox;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The bytes of a file that a Range header asks for. */
record ByteRange(long start, long length) {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d*)");

  /** What a header like {@code bytes=0-99}, {@code bytes=100-} or {@code bytes=-100} asks for. */
  static Optional<ByteRange> of(String header, long size) {
    Matcher range = RANGE.matcher(header);
    if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
      return Optional.empty();
    }
    long start;
    long end = size - 1;
    if (range.group(1).isEmpty()) {
      start = Math.max(0, size - Long.parseLong(range.group(2)));
    } else {
      start = Long.parseLong(range.group(1));
      end = range.group(2).isEmpty() ? end : Math.min(end, Long.parseLong(range.group(2)));
    }
    return start > end ? Optional.empty() : Optional.of(new ByteRange(start, end - start + 1));
  }
}

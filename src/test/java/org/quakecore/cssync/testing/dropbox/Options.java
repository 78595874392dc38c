package org.quakecore.cssync.testing.dropbox;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a stand-in for Dropbox is set up.
 *
 * @param folder where files are kept, or nothing for a folder that is deleted at the end
 * @param http2 whether HTTP/2 is offered, as Dropbox does
 * @param pageSize the most entries of a page of a listing
 * @param quota the bytes that all files together may have
 * @param line how fast the way here is
 * @param strictness what it demands of its callers
 */
public record Options(
    Optional<Path> folder,
    boolean http2,
    int pageSize,
    long quota,
    Line line,
    Strictness strictness) {
  private static final int PAGE = 2_000;
  private static final long QUOTA = 2L << 40;

  /** HTTP/2, pages of 2,000 entries, a quota of 2 TiB, no limit of speed. */
  public static Options standard() {
    return new Options(Optional.empty(), true, PAGE, QUOTA, Line.unlimited(), Strictness.NONE);
  }

  public Options folder(Path kept) {
    return new Options(Optional.of(kept), http2, pageSize, quota, line, strictness);
  }

  /** With HTTP/1.1 only. */
  public Options http1() {
    return new Options(folder, false, pageSize, quota, line, strictness);
  }

  public Options pageSize(int entries) {
    return new Options(folder, http2, entries, quota, line, strictness);
  }

  public Options quota(long bytes) {
    return new Options(folder, http2, pageSize, bytes, line, strictness);
  }

  public Options line(Line other) {
    return new Options(folder, http2, pageSize, quota, other, strictness);
  }

  /** As strict as this. */
  public Options strictness(Strictness other) {
    return new Options(folder, http2, pageSize, quota, line, other);
  }
}

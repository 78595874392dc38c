package org.quakecore.cssync.preprocess;

import java.util.List;
import org.quakecore.cssync.catalogue.SyncFile;

/** So many files, and the bytes in them. */
record Amount(long files, long bytes) {
  static final Amount NONE = new Amount(0, 0);

  static Amount of(List<SyncFile> files) {
    return new Amount(files.size(), files.stream().mapToLong(SyncFile::size).sum());
  }

  Amount plus(Amount other) {
    return new Amount(files + other.files, bytes + other.bytes);
  }
}

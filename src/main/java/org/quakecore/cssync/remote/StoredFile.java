package org.quakecore.cssync.remote;

import java.time.Instant;
import java.util.Optional;

/**
 * A file on the remote.
 *
 * @param path below the folder that was listed, segments separated by {@code /}
 * @param size in bytes
 * @param modified when its content was last changed, as far as the remote keeps it
 * @param contentHash its Dropbox content hash in lower-case hex, where it was asked for and given
 */
public record StoredFile(String path, long size, Instant modified, Optional<String> contentHash) {
  /** The last segment of the path. */
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The same file under another path. */
  public StoredFile as(String path) {
    return new StoredFile(path, size, modified, contentHash);
  }

  /** The same file as it is found from the folder above the one it was listed from. */
  public StoredFile below(String folder) {
    return as(folder + "/" + path);
  }
}

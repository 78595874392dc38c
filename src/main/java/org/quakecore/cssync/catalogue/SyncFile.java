package org.quakecore.cssync.catalogue;

/**
 * One line of files_to_sync.yaml.
 *
 * @param path relative to the CS root where the file is under it, else absolute; segments are
 *     separated by {@code /}
 * @param size in bytes, when the stocktake was made
 */
public record SyncFile(String path, long size) {
  public SyncFile {
    if (path.isEmpty()) {
      throw new IllegalArgumentException("a file needs a path");
    }
    if (size < 0) {
      throw new IllegalArgumentException("\"" + path + "\": a size cannot be negative");
    }
  }
}

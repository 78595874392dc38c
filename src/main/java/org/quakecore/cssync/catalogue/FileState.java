package org.quakecore.cssync.catalogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What one look at a source tells. Links are followed, as paths on scratch are links.
 *
 * <p>The time of the last change of the file's inode, its ctime, is what gives a file away that was
 * rewritten in place and had its modification time put back: no program can put that one back.
 *
 * @param isFile whether it is a plain file
 * @param size in bytes
 * @param modified the modification time
 * @param key what the file system knows the file by, or null
 * @param read the access time, as it was before this look; a disk may keep none worth the name
 * @param changed the ctime; empty where the file system has none worth the name
 */
public record FileState(
    boolean isFile,
    long size,
    FileTime modified,
    FileTime read,
    Object key,
    Optional<FileTime> changed) {
  private static final String ATTRIBUTES =
      "unix:isRegularFile,size,lastModifiedTime,lastAccessTime,fileKey,ctime";

  /** Looks at a file, with one call to the system. */
  public static FileState of(Path file) throws IOException {
    Map<String, Object> found;
    try {
      found = Files.readAttributes(file, ATTRIBUTES);
    } catch (UnsupportedOperationException | IllegalArgumentException notUnix) {
      BasicFileAttributes basic = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileState(
          basic.isRegularFile(),
          basic.size(),
          basic.lastModifiedTime(),
          basic.lastAccessTime(),
          basic.fileKey(),
          Optional.empty());
    }
    return new FileState(
        (Boolean) found.get("isRegularFile"),
        (Long) found.get("size"),
        (FileTime) found.get("lastModifiedTime"),
        (FileTime) found.get("lastAccessTime"),
        found.get("fileKey"),
        Optional.of((FileTime) found.get("ctime")).filter(time -> time.toMillis() > 0));
  }

  /** The modification time in whole seconds since 1970, rounded down as GNU tar does. */
  public long mtime() {
    return modified.toInstant().getEpochSecond();
  }

  /**
   * The ctime in microseconds since 1970, which every reader of JSON can hold exactly; null where
   * there is none.
   */
  public Long ctime() {
    return changed.map(time -> time.to(TimeUnit.MICROSECONDS)).orElse(null);
  }

  /**
   * Whether nothing was done to the file between two looks, but that it was read. A change of its
   * permissions counts as well: it cannot be told from one of its content.
   */
  public boolean isSameAs(FileState other) {
    return size == other.size
        && modified.equals(other.modified)
        && Objects.equals(key, other.key)
        && changed.equals(other.changed);
  }
}

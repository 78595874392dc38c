package org.quakecore.cssync.archive;

import java.nio.file.Path;
import java.util.List;
import org.quakecore.cssync.catalogue.check.Demand;

/**
 * A file that goes into an archive.
 *
 * @param name its name inside the tar, with no folder
 * @param source where it lies, absolute
 * @param size in bytes, as files_to_sync.yaml has it
 * @param demands what its content has to be like, which is looked at while it is read
 */
public record Member(String name, Path source, long size, List<Demand> demands) {
  public Member {
    demands = List.copyOf(demands);
  }

  /** A file whose content can be anything. */
  public Member(String name, Path source, long size) {
    this(name, source, size, List.of());
  }
}

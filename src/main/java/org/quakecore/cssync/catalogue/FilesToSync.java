package org.quakecore.cssync.catalogue;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;

/**
 * The files of a run that go into the archive, by fault and data type, as files_to_sync.yaml has
 * them. {@link FilesToSyncWriter} writes the file.
 *
 * @param rootFiles the files of the {@code .} section, usually list.txt and stocktake.csv; sorted
 * @param faults the faults in name order, and for each the data types found in the file, VM and
 *     SAMPLE_BB included; a type can have no file at all. Files are sorted by path
 */
public record FilesToSync(
    List<SyncFile> rootFiles, SortedMap<Fault, SortedMap<DataType, List<SyncFile>>> faults) {
  /** The key of the section for files of the CS root itself. */
  static final String ROOT_SECTION = ".";

  /**
   * Reads a file in any YAML style and order. A million files need about 150 MB of memory.
   *
   * @throws SyncException of kind BAD_INPUT when it is not such a file: no YAML, a key twice, an
   *     unknown data type, a size that is no whole number, a path that leads out of the CS root.
   *     The message names file, line and remedy
   */
  public static FilesToSync read(Path file) throws SyncException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      return new FilesToSyncParser(YamlEvents.of(file.toString(), in)).parse();
    } catch (IOException e) {
      throw SyncException.of(e, file, SyncException.Kind.BAD_INPUT);
    }
  }
}

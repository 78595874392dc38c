package org.quakecore.cssync.catalogue;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import org.apache.commons.io.input.BoundedInputStream;

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
  public static final String ROOT_SECTION = ".";

  private static final int MEMORY_FOR_EACH_BYTE = 10;
  private static final int MEMORY_FOR_EACH_FILE = 600;

  /**
   * Reads a file in any YAML style and order. With all that an upload keeps of them, 400,000 files
   * (25 MB) fit into a heap of 256 MiB; more, or a file of more than a tenth of the heap, is
   * refused.
   *
   * @param layout whose data types it has
   * @throws SyncException of kind BAD_INPUT when it is not such a file: no YAML, a key twice, an
   *     unknown data type, a size that is no whole number, a path that leads out of the CS root.
   *     The message names file, line and remedy
   */
  public static FilesToSync read(Path file, ArchiveLayout layout) throws SyncException {
    long memory = Runtime.getRuntime().maxMemory();
    try (InputStream in =
        BoundedInputStream.builder()
            .setInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))
            .setMaxCount(memory / MEMORY_FOR_EACH_BYTE)
            .setOnMaxCount(
                (limit, count) -> {
                  throw new IOException(tooLarge("is larger than " + (limit >> 20) + " MiB"));
                })
            .get()) {
      return new FilesToSyncParser(
              YamlEvents.of(file.toString(), in), layout, memory / MEMORY_FOR_EACH_FILE)
          .parse();
    } catch (IOException e) {
      throw SyncException.of(e, file, SyncException.Kind.BAD_INPUT);
    }
  }

  public static String tooLarge(String how) {
    return how
        + ", and needs more memory than the program has; set CS_SYNC_JAVA_OPTS=-Xmx1g, or run"
        + " preprocess with fewer faults at a time";
  }
}

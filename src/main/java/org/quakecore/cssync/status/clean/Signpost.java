package org.quakecore.cssync.status.clean;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.quakecore.cssync.catalogue.FolderListing;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.WholeFile;
import org.quakecore.cssync.status.SafeSource;
import org.quakecore.cssync.transfer.ByteCount;

/**
 * Leaves {@code WHERE_THE_FILES_ARE.txt} in a folder whose last file was deleted: where its files
 * are archived, and the command that brings them back.
 */
public final class Signpost {
  static final String NAME = "WHERE_THE_FILES_ARE.txt";

  private final String address;
  private final String download;

  /** What went from each folder, as long as something is left there. */
  private final Map<Path, SortedMap<String, SafeSource>> gone = new HashMap<>();

  /**
   * @param address of the archive
   * @param download the command that brings files of it back, without types and faults
   */
  public Signpost(String address, String download) {
    this.address = address;
    this.download = download;
  }

  /** Takes note of a deleted source, and leaves the text when it was the last of its folder. */
  void deleted(SafeSource source) throws IOException, SyncException {
    Path folder = source.path().getParent();
    gone.computeIfAbsent(folder, each -> new TreeMap<>())
        .put(source.path().getFileName().toString(), source);
    List<Path> left = FolderListing.of(folder);
    Path file = folder.resolve(NAME);
    if (left.isEmpty() || left.equals(List.of(file))) {
      String before = Files.exists(file) ? Files.readString(file) + "\n" : "";
      WholeFile.write(file, before + text(gone.remove(folder)));
    }
  }

  private String text(SortedMap<String, SafeSource> files) {
    StringBuilder text =
        new StringBuilder("The files of this folder are archived, and were deleted here:\n\n");
    files.forEach(
        (name, source) ->
            text.append("  ")
                .append(Quoted.bare(name))
                .append(", ")
                .append(ByteCount.inWords(source.state().size()))
                .append(", is ")
                .append(Quoted.bare(source.member().name()))
                .append(" of ")
                .append(source.fault())
                .append(' ')
                .append(source.type())
                .append('\n'));
    String types = distinct(files, source -> source.type().label());
    String faults = distinct(files, source -> source.fault().name());
    return text.append("\nThey are in ")
        .append(address)
        .append(". This brings them back:\n\n  ")
        .append(download)
        .append(" -t ")
        .append(types)
        .append(" --inc_fault ")
        .append(faults)
        .append('\n')
        .toString();
  }

  private interface Naming {
    String name(SafeSource source);
  }

  private static String distinct(SortedMap<String, SafeSource> files, Naming naming) {
    return files.values().stream()
        .map(naming::name)
        .distinct()
        .sorted()
        .collect(Collectors.joining(","));
  }
}

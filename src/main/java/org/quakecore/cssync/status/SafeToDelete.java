package org.quakecore.cssync.status;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.quakecore.cssync.catalogue.ByteOrder;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.TemporaryName;
import org.quakecore.cssync.catalogue.WholeFile;

/**
 * The sources that could be deleted from scratch, because the archive is proven to have them. A
 * source that a set still needs, to be sent again, is never among them.
 */
final class SafeToDelete {
  private final SortedMap<String, SafeSource> sources = new TreeMap<>(ByteOrder.COMPARATOR);
  private final Set<String> needed = new HashSet<>();
  private final Set<String> beside = new HashSet<>();
  private final String whyBeside;
  private int unlisted;

  /**
   * @param whyBeside why a source is held back that shares a file system with the archive
   */
  SafeToDelete(String whyBeside) {
    this.whyBeside = whyBeside;
  }

  /**
   * The set that holds this source is complete, proven, and has it unchanged.
   *
   * @param set that holds it
   * @param besideTheArchive whether it shares a file system with the archive, so that both go at
   *     once
   */
  void add(JudgedSet set, SourceCheck.Source source, boolean besideTheArchive) {
    sources.put(
        source.path().toString(),
        new SafeSource(source.path(), source.state(), set.fault(), set.type(), source.member()));
    if (besideTheArchive) {
      beside.add(source.path().toString());
    }
  }

  /** A set that is not complete and proven was made from this source. */
  void need(Path source) {
    needed.add(source.toString());
  }

  /** To be called when all is known. A path with a line break cannot stand in a list of lines. */
  void settle() {
    sources.keySet().removeAll(needed);
    beside.retainAll(sources.keySet());
    sources.keySet().removeAll(beside);
    int all = sources.size();
    sources.keySet().removeIf(path -> path.indexOf('\n') >= 0 || path.indexOf('\r') >= 0);
    unlisted = all - sources.size();
  }

  /** All of them, by path. */
  List<SafeSource> sources() {
    return List.copyOf(sources.values());
  }

  int files() {
    return sources.size();
  }

  long bytes() {
    return sources.values().stream().mapToLong(source -> source.state().size()).sum();
  }

  /** How many are left out because they share a file system with the archive. */
  int besideTheArchive() {
    return beside.size();
  }

  String whyBesideTheArchive() {
    return whyBeside;
  }

  /** How many are left out because their path holds a line break. */
  int unlisted() {
    return unlisted;
  }

  /** Writes the paths, one a line, sorted. */
  void write(Path file) throws SyncException {
    TemporaryName.clear(file.toAbsolutePath().getParent());
    WholeFile.write(
        file,
        out -> {
          for (String path : sources.keySet()) {
            out.write(path.getBytes(StandardCharsets.UTF_8));
            out.write('\n');
          }
        });
  }
}

package org.quakecore.cssync.preprocess;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.quakecore.cssync.catalogue.ByteOrder;
import org.quakecore.cssync.catalogue.FolderListing;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * Reads folders, each once, and remembers the names. Folders that belong to one fault are
 * remembered as long as the fault is scanned; those that all faults look into, for the whole run.
 */
final class Folders {
  /** What Java shows for bytes that are no UTF-8. */
  private static final char REPLACEMENT = '\uFFFD';

  private final Map<String, Names> seen;
  private final Folders shared;

  /** For the folders that all faults look into; several threads can use it. */
  Folders() {
    this.seen = new ConcurrentHashMap<>();
    this.shared = this;
  }

  private Folders(Folders shared) {
    this.seen = new HashMap<>();
    this.shared = shared;
  }

  /** For the folders of one fault, in one thread. */
  Folders forFault() {
    return new Folders(this);
  }

  Folders shared() {
    return shared;
  }

  /**
   * What a folder holds.
   *
   * @param sorted by their bytes
   * @param undecodable the real paths of names that are no UTF-8, by what Java shows for them
   * @param exists whether there is such a folder
   * @param trouble why it could not be read, or null
   */
  record Names(List<String> sorted, Map<String, Path> undecodable, boolean exists, String trouble) {
    private static final Names ABSENT = new Names(List.of(), Map.of(), false, null);

    /** The names that start with the given text. */
    List<String> startingWith(String prefix) {
      if (prefix.isEmpty()) {
        return sorted;
      }
      int from = Collections.binarySearch(sorted, prefix, ByteOrder.COMPARATOR);
      from = from < 0 ? -from - 1 : from;
      int to = from;
      while (to < sorted.size() && sorted.get(to).startsWith(prefix)) {
        to++;
      }
      return sorted.subList(from, to);
    }
  }

  /**
   * The names in a folder; a folder that is not there has none.
   *
   * @param key the folder's path below the CS root
   * @throws SyncException of kind INTERRUPTED only; other trouble is in the result
   */
  Names list(String key, Path folder) throws SyncException {
    if (Thread.currentThread().isInterrupted()) {
      throw SyncException.interrupted(null);
    }
    return seen.computeIfAbsent(key, absent -> read(folder));
  }

  private static Names read(Path folder) {
    List<Path> children;
    try {
      children = FolderListing.of(folder);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return Names.ABSENT;
    } catch (IOException e) {
      return unreadable(e, folder);
    }
    List<String> names = new ArrayList<>(children.size());
    Map<String, Path> undecodable = new HashMap<>();
    for (Path child : children) {
      String name = child.getFileName().toString();
      if (name.indexOf(REPLACEMENT) >= 0 && !folder.resolve(name).equals(child)) {
        undecodable.put(name, child);
      }
      names.add(name);
    }
    return new Names(names, undecodable, true, null);
  }

  private static Names unreadable(IOException e, Path folder) {
    return new Names(List.of(), Map.of(), true, Trouble.reason(e, folder));
  }
}

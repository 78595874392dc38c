package org.quakecore.cssync.download.extract;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.quakecore.cssync.catalogue.ByteOrder;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * {@code {fault}/members.log}: which files were extracted from which tar of a fault, so that a
 * later run sees when one is missing or short, and knows which ones a changed set no longer has.
 *
 * <p>A line {@code # BB Hope_BB_0.tar} starts a tar; below it, each member's size in bytes and
 * name. {@code # BB} alone starts what an earlier set of that type had and is yet to be removed.
 * Any thread may ask and tell.
 */
public final class MemberLog {
  private static final String NO_TAR = "";

  private final Path file;

  /** By the name of their type. */
  private final SortedMap<String, SortedMap<String, SortedMap<String, Long>>> types =
      new TreeMap<>();

  private MemberLog(Path file) {
    this.file = file;
  }

  public static MemberLog read(Path file) throws SyncException {
    MemberLog members = new MemberLog(file);
    SortedMap<String, Long> group = new TreeMap<>();
    for (String line : Disk.lines(file)) {
      String[] words = line.split(" ", 3);
      if (line.startsWith("# ")) {
        group = new TreeMap<>(ByteOrder.COMPARATOR);
        members.tars(words[1]).put(words.length == 3 ? unescape(words[2]) : NO_TAR, group);
      } else if (line.matches("\\d{1,18} .+")) {
        int space = line.indexOf(' ');
        group.put(unescape(line.substring(space + 1)), Long.valueOf(line.substring(0, space)));
      }
    }
    return members;
  }

  /** The members that came out of a tar, with their sizes; empty when none is known. */
  public synchronized SortedMap<String, Long> of(DataType type, String tar) {
    return tars(type).getOrDefault(tar, new TreeMap<>());
  }

  /** Whether a tar was extracted, and each of its members is there in full. */
  public synchronized boolean areIntact(DataType type, String tar, Path folder) {
    SortedMap<String, Long> members = of(type, tar);
    return !members.isEmpty()
        && members.entrySet().stream()
            .allMatch(member -> Disk.size(folder, member.getKey()) == member.getValue());
  }

  /** Takes what has come out of a tar; what it held before and no longer does becomes stale. */
  public synchronized void put(DataType type, String tar, SortedMap<String, Long> members)
      throws SyncException {
    SortedMap<String, Long> before = tars(type).put(tar, members);
    if (before != null) {
      before.forEach(
          (name, size) -> {
            if (!members.containsKey(name)) {
              toRemove(type).put(name, size);
            }
          });
    }
    save();
  }

  /**
   * The members of earlier sets that the present one does not have, sorted.
   *
   * @param tars the names of the present set's tars
   */
  public synchronized List<String> stale(DataType type, Set<String> tars) {
    Set<String> stale = new TreeSet<>(ByteOrder.COMPARATOR);
    tars(type)
        .forEach(
            (tar, members) -> {
              if (!tars.contains(tar)) {
                stale.addAll(members.keySet());
              }
            });
    tars.forEach(tar -> stale.removeAll(of(type, tar).keySet()));
    return List.copyOf(stale);
  }

  /** Forgets all tars of a type but those of the present set. */
  public synchronized void forgetOthers(DataType type, Set<String> tars) throws SyncException {
    if (tars(type).keySet().removeIf(tar -> !tars.contains(tar))) {
      save();
    }
  }

  /** Whether a file was extracted from any tar of the type. */
  public synchronized boolean knows(DataType type, String member) {
    return tars(type).values().stream().anyMatch(members -> members.containsKey(member));
  }

  private SortedMap<String, SortedMap<String, Long>> tars(DataType type) {
    return tars(type.label());
  }

  private SortedMap<String, SortedMap<String, Long>> tars(String type) {
    return types.computeIfAbsent(type, key -> new TreeMap<>(ByteOrder.COMPARATOR));
  }

  private SortedMap<String, Long> toRemove(DataType type) {
    return tars(type).computeIfAbsent(NO_TAR, key -> new TreeMap<>(ByteOrder.COMPARATOR));
  }

  private void save() throws SyncException {
    List<String> lines = new ArrayList<>();
    types.forEach(
        (type, tars) ->
            tars.forEach(
                (tar, members) -> {
                  lines.add("# " + type + (tar.isEmpty() ? "" : " " + escape(tar)));
                  members.forEach((name, size) -> lines.add(size + " " + escape(name)));
                }));
    Disk.replace(file, lines);
  }

  private static String escape(String name) {
    return name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
  }

  private static String unescape(String text) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        char code = text.charAt(++i);
        name.append(code == 'n' ? '\n' : code == 'r' ? '\r' : code);
      } else {
        name.append(c);
      }
    }
    return name.toString();
  }
}

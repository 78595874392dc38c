package org.quakecore.cssync.status;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.quakecore.cssync.inventory.RemoteSets;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.manifest.Manifest.PartEntry;
import org.quakecore.cssync.remote.StoredFile;

/**
 * Where the bytes of parts are that a set misses: files of the same content under other names, as
 * somebody leaves them who renames a folder or a tar.
 */
final class Elsewhere {
  /** More than that are no help. */
  private static final int MOST = 3;

  private final String version;
  private final RemoteSets there;
  private final Set<String> inSets = new HashSet<>();
  private final Map<Long, List<StoredFile>> bySize = new HashMap<>();

  /**
   * @param there the files of the version
   * @param sets of it
   * @param files that are looked at, by their paths below the remote's folder
   */
  Elsewhere(String version, RemoteSets there, List<JudgedSet> sets, List<StoredFile> files) {
    this.version = version;
    this.there = there;
    for (JudgedSet set : sets) {
      set.files().forEach(file -> inSets.add(version + "/" + file.path()));
    }
    files.forEach(file -> bySize.computeIfAbsent(file.size(), size -> new ArrayList<>()).add(file));
  }

  /** The same set, and where what it misses is now. */
  JudgedSet told(JudgedSet set) {
    if (set.manifest().isEmpty() || !set.isError()) {
      return set;
    }
    Manifest manifest = set.manifest().get();
    List<PartEntry> missing =
        manifest.parts().stream().filter(part -> part.size() > 0 && isMissing(set, part)).toList();
    Optional<String> folder = folder(missing);
    List<String> words = new ArrayList<>();
    if (missing.size() > 1 && folder.isPresent()) {
      words.add("the bytes of these " + missing.size() + " parts are in " + folder.get() + "/");
    } else {
      for (PartEntry part : missing) {
        String whose = manifest.parts().size() == 1 ? "its" : part.name() + ": its";
        words(set, part).ifPresent(where -> words.add(whose + where));
      }
    }
    return words.isEmpty() ? set : set.turned(set.state(), words);
  }

  private boolean isMissing(JudgedSet set, PartEntry part) {
    return set.files().stream()
        .filter(file -> there.same(file.name(), part.name()))
        .allMatch(part::isOtherThan);
  }

  /** The one folder in which all of them are under their own names. */
  private Optional<String> folder(List<PartEntry> parts) {
    Map<String, Integer> folders = new HashMap<>();
    for (PartEntry part : parts) {
      proven(part).stream()
          .filter(file -> there.same(file.name(), part.name()))
          .map(file -> file.path().substring(0, file.path().lastIndexOf('/')))
          .distinct()
          .forEach(folder -> folders.merge(folder, 1, Integer::sum));
    }
    return folders.entrySet().stream()
        .filter(each -> each.getValue() == parts.size())
        .map(Map.Entry::getKey)
        .sorted()
        .findFirst();
  }

  private List<StoredFile> proven(PartEntry part) {
    return bySize.getOrDefault(part.size(), List.of()).stream().filter(part::isProvenBy).toList();
  }

  private Optional<String> words(JudgedSet set, PartEntry part) {
    List<StoredFile> proven = proven(part);
    if (!proven.isEmpty()) {
      return Optional.of(" bytes are at " + paths(proven));
    }
    List<StoredFile> alike =
        bySize.getOrDefault(part.size(), List.of()).stream()
            .filter(file -> !part.isOtherThan(file) && mayBe(set, part, file))
            .toList();
    return alike.isEmpty() || alike.size() > MOST
        ? Optional.empty()
        : Optional.of(
            " bytes may be at " + paths(alike) + ", of the same size; its content is not known");
  }

  /** Many small tars have one size. One that was moved has kept its name, or its folder. */
  private boolean mayBe(JudgedSet set, PartEntry part, StoredFile file) {
    return !inSets.contains(file.path())
        && (there.same(file.name(), part.name())
            || file.path().startsWith(version + "/" + set.type().folder(set.fault()) + "/"));
  }

  private static String paths(List<StoredFile> files) {
    return files.stream().limit(MOST).map(StoredFile::path).collect(Collectors.joining(", "))
        + (files.size() > MOST ? " and " + (files.size() - MOST) + " more" : "");
  }
}

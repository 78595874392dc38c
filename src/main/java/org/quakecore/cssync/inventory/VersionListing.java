package org.quakecore.cssync.inventory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.remote.StoredFile;

/** What the recursive listing of a version's folder shows: faults, manifests, and what is odd. */
public final class VersionListing {
  private static final String JSON = ".json";

  private final List<StoredFile> files;
  private final RemoteSets sets;

  /** By what their spellings have in common, where the remote takes several for one. */
  private final SortedMap<String, Fault> faults = new TreeMap<>();

  /** By what the spellings of their names have in common. */
  private final Map<String, StoredFile> manifests = new HashMap<>();

  public VersionListing(List<StoredFile> files, ArchiveLayout layout, boolean caseInsensitive) {
    this.files = List.copyOf(files);
    this.sets = new RemoteSets(files, layout, caseInsensitive);
    for (StoredFile file : sets.in(Manifest.FOLDER)) {
      manifests.put(sets.key(file.name()), file);
    }
    for (StoredFile file : files) {
      sets.faultOf(file.path())
          .ifPresent(fault -> faults.putIfAbsent(sets.key(fault.name()), fault));
    }
    for (String name : setNames()) {
      of(name).ifPresent(set -> faults.putIfAbsent(sets.key(set.fault().name()), set.fault()));
    }
  }

  /** Of nothing. */
  public static VersionListing none() {
    return new VersionListing(List.of(), ArchiveLayout.STANDARD, false);
  }

  public RemoteSets sets() {
    return sets;
  }

  /** The faults that have a folder, a manifest, or something left over, sorted. */
  public List<Fault> faults() {
    return faults.values().stream().sorted().toList();
  }

  /** The fault as the remote spells it, where it is there. */
  public Optional<Fault> find(Fault fault) {
    return Optional.ofNullable(faults.get(sets.key(fault.name())));
  }

  /** The manifests of these sets, as far as there are any; no other need be fetched. */
  public List<StoredFile> manifests(Collection<Fault> ofFaults, Collection<DataType> types) {
    Set<String> names = new HashSet<>();
    for (Fault fault : ofFaults) {
      for (DataType type : types) {
        names.add(Manifest.fileName(fault, type));
      }
    }
    return manifests(names);
  }

  /** The manifests with these file names, as far as they are there. */
  public List<StoredFile> manifests(Collection<String> names) {
    return names.stream()
        .map(name -> manifests.get(sets.key(name)))
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }

  /** What interrupted replacements of these sets have left, by folder. */
  public SortedMap<String, List<StoredFile>> leftovers(
      Collection<Fault> ofFaults, Collection<DataType> types) {
    SortedMap<String, List<StoredFile>> leftovers = new TreeMap<>();
    for (Fault fault : ofFaults) {
      for (DataType type : types) {
        List<StoredFile> incoming = sets.incoming(fault, type);
        if (!incoming.isEmpty()) {
          leftovers.put(RemoteSets.incomingFolder(fault, type), incoming);
        }
        List<StoredFile> retired = sets.retired(fault, type);
        if (!retired.isEmpty()) {
          leftovers.put(RemoteSets.retiredFolder(fault, type), retired);
        }
        List<StoredFile> appended = AppendFolder.left(sets, fault, type);
        if (!appended.isEmpty()) {
          leftovers.put(AppendFolder.of(fault, type), appended);
        }
      }
    }
    return leftovers;
  }

  /** Paths in the folders of these faults that belong to no set. */
  public List<String> ignored(Collection<Fault> ofFaults) {
    Set<String> counted = new HashSet<>();
    Set<String> folders = new HashSet<>();
    for (Fault fault : ofFaults) {
      sets.folders(fault).forEach(folder -> folders.add(sets.key(folder)));
      for (DataType type : sets.layout().choices()) {
        sets.of(fault, type).forEach(file -> counted.add(file.path()));
      }
    }
    return files.stream()
        .filter(file -> !RemoteSets.isBeside(file))
        .map(StoredFile::path)
        .filter(path -> path.indexOf('/') > 0 && !path.contains("/_"))
        .filter(path -> isBelow(folders, sets.key(path)))
        .filter(path -> !counted.contains(path))
        .toList();
  }

  private static boolean isBelow(Set<String> folders, String path) {
    for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
      if (folders.contains(path.substring(0, slash))) {
        return true;
      }
    }
    return false;
  }

  private record Named(Fault fault, DataType type) {}

  /** The sets that folders besides the faults' speak of, like {@code OhariuC_BB}. */
  private Set<String> setNames() {
    Set<String> names = new TreeSet<>();
    for (StoredFile file : files) {
      String[] segments = file.path().split("/", -1);
      boolean manifest = segments.length == 2 && sets.same(segments[0], Manifest.FOLDER);
      if (manifest && endsWith(segments[1], JSON)) {
        names.add(segments[1].substring(0, segments[1].length() - JSON.length()));
      } else if (segments.length == 3
          && (sets.same(segments[0], RemoteSets.INCOMING)
              || sets.same(segments[0], RemoteSets.RETIRED))) {
        names.add(segments[1]);
      }
    }
    return names;
  }

  /**
   * The set of this name. {@code A_SAMPLE_BB} could be BB of a fault named {@code A_SAMPLE}: a
   * fault that has a folder goes first, then the longer type.
   */
  private Optional<Named> of(String name) {
    List<Named> candidates = new ArrayList<>();
    for (DataType type : sets.layout().choices()) {
      String end = "_" + type;
      if (endsWith(name, end)) {
        Fault.of(name.substring(0, name.length() - end.length()))
            .ifPresent(fault -> candidates.add(new Named(fault, type)));
      }
    }
    return candidates.stream()
        .min(
            Comparator.comparing((Named set) -> !faults.containsKey(sets.key(set.fault().name())))
                .thenComparing(set -> -set.type().label().length()));
  }

  private boolean endsWith(String name, String end) {
    return sets.key(name).endsWith(sets.key(end));
  }
}

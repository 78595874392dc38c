package org.quakecore.cssync.inventory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.quakecore.cssync.archive.PartName;
import org.quakecore.cssync.archive.PartSet;
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.remote.StoredFile;

/**
 * What a version's folder on the remote holds, by fault and data type. Only names right in a
 * fault's folder that parse count; folders that start with {@code _} never do, but for the two in
 * which this program replaces sets.
 */
public final class RemoteSets {
  public static final String INCOMING = "_incoming";
  public static final String RETIRED = "_retired";

  private final boolean caseInsensitive;
  private final List<StoredFile> all;

  /** Files by the folder they are in, as deep as it is. */
  private final Map<String, List<StoredFile>> byFolder = new HashMap<>();

  public RemoteSets(List<StoredFile> files, boolean caseInsensitive) {
    this.caseInsensitive = caseInsensitive;
    this.all = List.copyOf(files);
    for (StoredFile file : files) {
      int slash = file.path().lastIndexOf('/');
      String folder = slash < 0 ? "" : file.path().substring(0, slash);
      byFolder.computeIfAbsent(key(folder), k -> new ArrayList<>()).add(file);
    }
  }

  /** The files of this set that stand in the fault's folder, whole or not, sorted by path. */
  public List<StoredFile> of(Fault fault, DataType type) {
    return inFolder(fault.name(), fault, type);
  }

  /** New files of this set that an earlier replacement left in {@code _incoming}. */
  public List<StoredFile> incoming(Fault fault, DataType type) {
    return inFolder(incomingFolder(fault, type), fault, type);
  }

  /** Old files of this set that an earlier replacement left in {@code _retired}. */
  public List<StoredFile> retired(Fault fault, DataType type) {
    return inFolder(retiredFolder(fault, type), fault, type);
  }

  public static String incomingFolder(Fault fault, DataType type) {
    return INCOMING + "/" + fault + "_" + type;
  }

  public static String retiredFolder(Fault fault, DataType type) {
    return RETIRED + "/" + fault + "_" + type;
  }

  /** Whether two names are one on this remote. */
  public boolean same(String left, String right) {
    return key(left).equals(key(right));
  }

  /** The tars of a set as parts; names of samples are left out. */
  public PartSet parts(Fault fault, DataType type, List<StoredFile> files) {
    return PartSet.of(
        fault,
        type,
        files.stream()
            .map(file -> partName(fault, file.name()))
            .flatMap(Optional::stream)
            .toList());
  }

  /** The names right in the version's folder. */
  public List<String> rootNames() {
    return in("").stream().map(StoredFile::name).toList();
  }

  /** A file right in the version's folder. */
  public Optional<StoredFile> inRoot(String name) {
    return in("").stream().filter(file -> same(file.name(), name)).findFirst();
  }

  /** The files right in a folder below the version's. */
  public List<StoredFile> in(String folder) {
    return byFolder.getOrDefault(key(folder), List.of());
  }

  /** The names of all files right in a fault's folder. */
  public List<String> namesOf(Fault fault) {
    return in(fault.name()).stream().map(StoredFile::name).toList();
  }

  /** How much there is of faults, of these types. */
  public Map<Fault, Long> bytes(Collection<Fault> faults, Collection<DataType> types) {
    Map<Fault, Long> bytes = new HashMap<>();
    for (Fault fault : faults) {
      bytes.put(
          fault,
          types.stream()
              .flatMap(type -> of(fault, type).stream())
              .mapToLong(StoredFile::size)
              .sum());
    }
    return bytes;
  }

  /** The names of all files in folders, but those whose name starts with {@code _}. */
  public List<String> namesInFolders() {
    return all.stream()
        .filter(file -> file.path().contains("/") && !file.path().startsWith("_"))
        .map(StoredFile::name)
        .toList();
  }

  /** For each fault's folder the types of which a complete set stands there, by label. */
  public SortedMap<String, List<String>> complete() {
    SortedMap<String, List<String>> complete = new TreeMap<>();
    for (StoredFile file : all) {
      int slash = file.path().indexOf('/');
      if (slash > 0 && slash == file.path().lastIndexOf('/') && !file.path().startsWith("_")) {
        complete.computeIfAbsent(file.path().substring(0, slash), name -> completeOf(name));
      }
    }
    complete.values().removeIf(List::isEmpty);
    return complete;
  }

  private List<String> completeOf(String folder) {
    Fault fault;
    try {
      fault = new Fault(folder);
    } catch (IllegalArgumentException notAFault) {
      return List.of();
    }
    return ArchiveLayout.STANDARD.choices().stream()
        .filter(type -> isComplete(fault, type))
        .map(DataType::label)
        .sorted()
        .toList();
  }

  /** Whether a whole set stands in the fault's folder, and nothing that contradicts it. */
  public boolean isComplete(Fault fault, DataType type) {
    List<StoredFile> files = of(fault, type);
    return type.isTar() ? parts(fault, type, files).isComplete() : files.size() == 1;
  }

  private List<StoredFile> inFolder(String folder, Fault fault, DataType type) {
    return in(folder).stream()
        .filter(file -> typeOf(fault, file.name()).filter(type::equals).isPresent())
        .toList();
  }

  /** Which set of a fault a file in its folder belongs to, by its name; empty when to none. */
  public Optional<DataType> typeOf(Fault fault, String name) {
    return ArchiveLayout.STANDARD.choices().stream()
        .filter(type -> type.isFile(fault, name, caseInsensitive))
        .findFirst()
        .or(() -> partName(fault, name).map(PartName::type));
  }

  /** A tar's name as a part, in whatever case the remote lets it be written. */
  public Optional<PartName> partName(Fault fault, String name) {
    return PartName.parse(fault, name, caseInsensitive);
  }

  /** What all spellings of a path that are one on this remote have in common. */
  public String key(String path) {
    return caseInsensitive ? Fault.folded(path) : path;
  }
}

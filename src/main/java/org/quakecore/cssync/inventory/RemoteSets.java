package org.quakecore.cssync.inventory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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

  /** What stands beside archives for whoever looks at them without this program. */
  public static final String TABLE = "MANIFEST.tsv";

  public static final String PAGE = "README.md";

  private final ArchiveLayout layout;
  private final boolean caseInsensitive;
  private final List<StoredFile> all;

  /** Whether the first level below the version's folder are the faults. */
  private final boolean faultsHaveFolders;

  /** What the paths of archives look like. */
  private final List<Pattern> archives;

  /** Files by the folder they are in, as deep as it is. */
  private final Map<String, List<StoredFile>> byFolder = new HashMap<>();

  public RemoteSets(List<StoredFile> files, ArchiveLayout layout, boolean caseInsensitive) {
    this.layout = layout;
    this.caseInsensitive = caseInsensitive;
    this.all = List.copyOf(files);
    this.faultsHaveFolders = layout.choices().stream().allMatch(DataType::isBelowTheFault);
    this.archives = layout.choices().stream().map(type -> type.paths(caseInsensitive)).toList();
    for (StoredFile file : files) {
      int slash = file.path().lastIndexOf('/');
      String folder = slash < 0 ? "" : file.path().substring(0, slash);
      byFolder.computeIfAbsent(key(folder), k -> new ArrayList<>()).add(file);
    }
  }

  /** How the version is laid out. */
  public ArchiveLayout layout() {
    return layout;
  }

  /** The same files with others, of which more may be known. */
  public RemoteSets with(List<StoredFile> others) {
    return new RemoteSets(others, layout, caseInsensitive);
  }

  /** The files of this set that stand in the fault's folder, whole or not, sorted by path. */
  public List<StoredFile> of(Fault fault, DataType type) {
    return inFolder(type.folder(fault), fault, type);
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
            .map(file -> PartName.parse(fault, type, file.name(), caseInsensitive))
            .flatMap(Optional::stream)
            .toList());
  }

  /**
   * The files of a set as its parts follow one another; what is no part is left out.
   *
   * @param files of the set
   */
  public List<StoredFile> inOrder(Fault fault, DataType type, List<StoredFile> files) {
    if (!type.isTar()) {
      return files;
    }
    return parts(fault, type, files).parts().stream()
        .flatMap(part -> files.stream().filter(file -> same(file.name(), part.fileName())))
        .toList();
  }

  /** The names right in the version's folder. */
  public List<String> rootNames() {
    return in("").stream().map(StoredFile::name).toList();
  }

  /** A file right in the version's folder. */
  public Optional<StoredFile> inRoot(String name) {
    return in("").stream().filter(file -> same(file.name(), name)).findFirst();
  }

  /** Whether a file only says something of archives that lie beside it. */
  public static boolean isBeside(StoredFile file) {
    return file.name().equals(TABLE) || file.name().equals(PAGE);
  }

  /** The files right in a folder below the version's. */
  public List<StoredFile> in(String folder) {
    return byFolder.getOrDefault(key(folder), List.of());
  }

  /** The names of all files right in the folders of a fault's archives. */
  public List<String> namesOf(Fault fault) {
    return folders(fault).stream()
        .flatMap(folder -> in(folder).stream())
        .map(StoredFile::name)
        .toList();
  }

  /** The folders of a fault's archives. */
  public SortedSet<String> folders(Fault fault) {
    return layout.choices().stream()
        .map(type -> type.folder(fault))
        .collect(Collectors.toCollection(TreeSet::new));
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

  /** For each fault that has archives the types of which a complete set is there, by label. */
  public SortedMap<String, List<String>> complete() {
    SortedMap<String, List<String>> complete = new TreeMap<>();
    for (StoredFile file : all) {
      faultOf(file.path())
          .ifPresent(fault -> complete.computeIfAbsent(fault.name(), name -> completeOf(fault)));
    }
    complete.values().removeIf(List::isEmpty);
    return complete;
  }

  private List<String> completeOf(Fault fault) {
    return layout.choices().stream()
        .filter(type -> isComplete(fault, type))
        .map(DataType::label)
        .sorted()
        .toList();
  }

  /**
   * The fault that a path below the version's folder belongs to: by its folder where a fault has
   * one of its own there, else by the archive's name.
   */
  public Optional<Fault> faultOf(String path) {
    int slash = path.indexOf('/');
    if (slash < 0 || path.startsWith("_")) {
      return Optional.empty();
    }
    if (faultsHaveFolders) {
      return Fault.of(path.substring(0, slash));
    }
    for (Pattern archive : archives) {
      Matcher matcher = archive.matcher(path);
      if (matcher.matches()) {
        return Fault.of(matcher.group("fault"));
      }
    }
    return Optional.empty();
  }

  /** Whether a whole set stands in the fault's folder, and nothing that contradicts it. */
  public boolean isComplete(Fault fault, DataType type) {
    List<StoredFile> files = of(fault, type);
    return type.isTar() ? parts(fault, type, files).isComplete() : files.size() == 1;
  }

  private List<StoredFile> inFolder(String folder, Fault fault, DataType type) {
    return in(folder).stream().filter(file -> isOf(fault, type, file.name())).toList();
  }

  /** Which set of a fault a file belongs to, by its path; empty when to none. */
  public Optional<DataType> typeAt(Fault fault, String path) {
    int slash = path.lastIndexOf('/');
    return layout.choices().stream()
        .filter(type -> same(type.folder(fault), path.substring(0, Math.max(0, slash))))
        .filter(type -> isOf(fault, type, path.substring(slash + 1)))
        .findFirst();
  }

  private boolean isOf(Fault fault, DataType type, String name) {
    return type.isFile(fault, name, caseInsensitive) || partName(fault, type, name).isPresent();
  }

  /** A tar's name as a part, in whatever case the remote lets it be written. */
  public Optional<PartName> partName(Fault fault, DataType type, String name) {
    return PartName.parse(fault, type, name, caseInsensitive);
  }

  /** What all spellings of a path that are one on this remote have in common. */
  public String key(String path) {
    return caseInsensitive ? Fault.folded(path) : path;
  }
}

package org.quakecore.cssync.download.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.quakecore.cssync.archive.PartName;
import org.quakecore.cssync.archive.PartSet;
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.inventory.RemoteSets;
import org.quakecore.cssync.remote.StoredFile;

/**
 * The sets that a list of files holds. Only files where the layout has them count, and only names
 * this program gives; whatever lies below a folder that starts with {@code _} is left aside unsaid.
 *
 * @param layout what the names mean
 * @param sets of each fault that has any, by type
 * @param ignored paths that do not count, each with the reason
 */
public record SetListing(
    ArchiveLayout layout, SortedMap<Fault, Map<DataType, ArchivedSet>> sets, List<String> ignored) {

  /**
   * The sets among the tars of a folder of this machine, where all of a fault lie together.
   *
   * @param files in the folders of faults
   */
  public static SetListing of(ArchiveLayout layout, List<StoredFile> files) {
    List<StoredFile> placed = files.stream().map(file -> placed(layout, file)).toList();
    return of(new RemoteSets(placed, layout, false), placed);
  }

  /**
   * The sets of a version.
   *
   * @param there knows which spellings are one on the remote
   */
  public static SetListing of(RemoteSets there, List<StoredFile> files) {
    List<String> ignored = new ArrayList<>();
    SortedMap<Fault, Map<DataType, List<ArchivedFile>>> found = new TreeMap<>();
    for (StoredFile file : files) {
      String[] segments = file.path().split("/", -1);
      if (segments.length == 1 || isKeptAside(segments) || RemoteSets.isBeside(file)) {
        continue;
      }
      Optional<ArchivedFile> download = read(there, file, ignored);
      download.ifPresent(
          one ->
              found
                  .computeIfAbsent(one.fault(), fault -> new TreeMap<>())
                  .computeIfAbsent(one.type(), type -> new ArrayList<>())
                  .add(one));
    }
    SortedMap<Fault, Map<DataType, ArchivedSet>> sets = new TreeMap<>();
    found.forEach(
        (fault, types) -> {
          Map<DataType, ArchivedSet> judged = new TreeMap<>();
          types.forEach((type, list) -> judged.put(type, judge(there, fault, type, list)));
          sets.put(fault, judged);
        });
    return new SetListing(there.layout(), sets, List.copyOf(ignored));
  }

  /** As the layout has it on a remote. */
  private static StoredFile placed(ArchiveLayout layout, StoredFile file) {
    Optional<Fault> fault = Fault.of(file.path().substring(0, file.path().indexOf('/')));
    return fault
        .flatMap(
            one ->
                layout.choices().stream()
                    .filter(type -> PartName.parse(one, type, file.name(), false).isPresent())
                    .findFirst()
                    .map(
                        type ->
                            new StoredFile(
                                type.folder(one) + "/" + file.name(),
                                file.size(),
                                file.modified(),
                                file.contentHash())))
        .orElse(file);
  }

  public Optional<ArchivedSet> find(Fault fault, DataType type) {
    return Optional.ofNullable(sets.getOrDefault(fault, Map.of()).get(type));
  }

  /** The same, with each set replaced by what the function makes of it. */
  public SetListing map(UnaryOperator<ArchivedSet> change) {
    SortedMap<Fault, Map<DataType, ArchivedSet>> changed = new TreeMap<>();
    sets.forEach(
        (fault, types) -> {
          Map<DataType, ArchivedSet> each = new TreeMap<>();
          types.forEach((type, set) -> each.put(type, change.apply(set)));
          changed.put(fault, each);
        });
    return new SetListing(layout, changed, ignored);
  }

  /** The same, with the hashes that are known meanwhile, by path. */
  public SetListing withHashes(Map<String, String> hashes) {
    return map(
        set ->
            set.withFiles(
                set.files().stream()
                    .map(
                        file ->
                            file.withHash(
                                Optional.ofNullable(hashes.get(file.path())).or(file::hash)))
                    .toList()));
  }

  private static boolean isKeptAside(String[] segments) {
    for (int i = 0; i < segments.length - 1; i++) {
      if (segments[i].startsWith("_")) {
        return true;
      }
    }
    return false;
  }

  private static Optional<ArchivedFile> read(
      RemoteSets there, StoredFile file, List<String> ignored) {
    Optional<Fault> fault = there.faultOf(file.path());
    Optional<DataType> type = fault.flatMap(one -> there.typeAt(one, file.path()));
    if (type.isEmpty()) {
      ignored.add(Quoted.bare(file.path()) + ": not a tar or sample of a fault");
      return Optional.empty();
    }
    return Optional.of(
        new ArchivedFile(
            fault.get(),
            type.get(),
            file.name(),
            file.size(),
            file.contentHash(),
            Optional.of(file.modified())));
  }

  private static ArchivedSet judge(
      RemoteSets there, Fault fault, DataType type, List<ArchivedFile> files) {
    Set<String> names = new HashSet<>();
    for (ArchivedFile file : files) {
      if (!names.add(file.name())) {
        return new ArchivedSet(
            fault, type, files, Optional.of("there are two files named " + file.name()));
      }
    }
    if (!type.isTar()) {
      return new ArchivedSet(fault, type, files, Optional.empty());
    }
    List<ArchivedFile> sorted =
        files.stream().sorted(Comparator.comparing(file -> partName(there, file))).toList();
    PartSet parts =
        PartSet.of(fault, type, sorted.stream().map(file -> partName(there, file)).toList());
    Optional<String> problem =
        parts
            .contradiction()
            .map(
                reason ->
                    reason
                        + "; nobody can tell which of them count: move those that do not into a"
                        + " folder that starts with _")
            .or(
                () ->
                    parts.missing().isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                            "incomplete, missing "
                                + String.join(", ", parts.missing())
                                + "; none of it is extracted; have it uploaded again"));
    return new ArchivedSet(fault, type, sorted, problem);
  }

  private static PartName partName(RemoteSets there, ArchivedFile file) {
    return there.partName(file.fault(), file.type(), file.name()).orElseThrow();
  }
}

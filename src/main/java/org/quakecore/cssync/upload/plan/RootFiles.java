package org.quakecore.cssync.upload.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.FaultList;
import org.quakecore.cssync.catalogue.FilesToSync;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.catalogue.SyncFile;
import org.quakecore.cssync.inventory.ArchiveRecords;
import org.quakecore.cssync.inventory.StocktakeReader;

/** What the {@code .} section of files_to_sync.yaml lists: list.txt, and the stocktake. */
public final class RootFiles {
  /** By the name they have on the remote. */
  private final Map<String, Path> files;

  private final Optional<Path> list;
  private final Stocktake stocktake;

  private RootFiles(Map<String, Path> files, Optional<Path> list, Stocktake stocktake) {
    this.files = files;
    this.list = list;
    this.stocktake = stocktake;
  }

  /** Says what the stocktake found wrong with a set. */
  public interface Stocktake {
    List<String> problems(Fault fault, DataType type);
  }

  /**
   * Looks at the files and reads the stocktake.
   *
   * @throws SyncException BAD_INPUT when one is missing or has not the size recorded: it is then
   *     not the stocktake of this list
   */
  public static RootFiles of(FilesToSync list, Options options) throws SyncException {
    Map<String, Path> files = new TreeMap<>();
    for (SyncFile file : list.rootFiles()) {
      Path path = options.csRoot().resolve(file.path());
      String name = path.getFileName().toString();
      requireFresh(path, file.size(), options.filesToSync());
      if (files.put(name, path) != null) {
        throw new SyncException(
            Kind.BAD_INPUT,
            options.filesToSync()
                + ": two files in \".\" are called "
                + name
                + "; run preprocess again");
      }
    }
    return new RootFiles(files, list(files), stocktake(files, options));
  }

  private static void requireFresh(Path path, long recorded, Path list) throws SyncException {
    try {
      long found = Files.size(path);
      if (found != recorded) {
        throw new SyncException(
            Kind.BAD_INPUT,
            path
                + " has "
                + found
                + " bytes, "
                + list
                + " recorded "
                + recorded
                + ": it was written by another run; run preprocess again");
      }
    } catch (IOException failure) {
      throw SyncException.of(failure, path, Kind.BAD_INPUT);
    }
  }

  private static Stocktake stocktake(Map<String, Path> files, Options options)
      throws SyncException {
    Optional<Path> found = stocktake(files);
    if (found.isEmpty()) {
      return (fault, type) -> List.of("there is no stocktake in \".\" of " + options.filesToSync());
    }
    var verdicts = StocktakeReader.read(found.get(), options.layout());
    return (fault, type) ->
        verdicts.knows(fault)
            ? verdicts.failures(fault, type)
            : List.of(found.get().getFileName() + " does not list " + fault);
  }

  /**
   * The run's list of faults: what is called list.txt, or else the only file that is no stocktake.
   */
  public Optional<Path> list() {
    return list;
  }

  private static Optional<Path> list(Map<String, Path> files) throws SyncException {
    Path usual = files.get(ArchiveRecords.LIST);
    if (usual != null) {
      FaultList.read(usual);
      return Optional.of(usual);
    }
    Optional<Path> stocktake = stocktake(files);
    List<Path> others =
        files.values().stream().filter(path -> !Optional.of(path).equals(stocktake)).toList();
    return others.size() == 1 && isList(others.get(0))
        ? Optional.of(others.get(0))
        : Optional.empty();
  }

  private static boolean isList(Path file) {
    try {
      return !FaultList.read(file).entries().isEmpty();
    } catch (SyncException another) {
      return false;
    }
  }

  /** The run's stocktake. */
  public Optional<Path> stocktakeFile() {
    return stocktake(files);
  }

  /** What is neither, by the name it has on the remote. */
  public SortedMap<String, Path> others() {
    SortedMap<String, Path> others = new TreeMap<>(files);
    list().ifPresent(others.values()::remove);
    stocktakeFile().ifPresent(others.values()::remove);
    return others;
  }

  private static Optional<Path> stocktake(Map<String, Path> files) {
    return Optional.ofNullable(files.get(ArchiveRecords.STOCKTAKE))
        .or(
            () ->
                files.values().stream()
                    .filter(path -> path.toString().endsWith(".csv"))
                    .findFirst());
  }

  public Stocktake stocktake() {
    return stocktake;
  }

  /** The names they have on the remote. */
  public List<String> names() {
    SortedSet<String> names = new TreeSet<>(others().keySet());
    list().ifPresent(path -> names.add(ArchiveRecords.LIST));
    stocktakeFile().ifPresent(path -> names.add(ArchiveRecords.STOCKTAKE));
    return List.copyOf(names);
  }
}

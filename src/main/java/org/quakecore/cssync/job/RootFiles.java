package org.quakecore.cssync.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.quakecore.cssync.archive.ContentHash;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.FilesToSync;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.catalogue.SyncFile;
import org.quakecore.cssync.remote.RemoteFile;
import org.quakecore.cssync.stocktake.StocktakeReader;

/** What the {@code .} section of files_to_sync.yaml lists: list.txt, and the stocktake. */
final class RootFiles {
  private static final String USUAL_STOCKTAKE = "stocktake.csv";

  /** No fault's folder can start with an underscore. */
  private static final String FOLDER = "_root";

  /** By the name they have on the remote. */
  private final Map<String, Path> files;

  private final Stocktake stocktake;

  private RootFiles(Map<String, Path> files, Stocktake stocktake) {
    this.files = files;
    this.stocktake = stocktake;
  }

  /** Says what the stocktake found wrong with a set. */
  interface Stocktake {
    List<String> problems(Fault fault, DataType type);
  }

  /**
   * Looks at the files and reads the stocktake.
   *
   * @throws SyncException BAD_INPUT when one is missing or has not the size recorded: it is then
   *     not the stocktake of this list
   */
  static RootFiles of(FilesToSync list, UploadOptions options) throws SyncException {
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
    return new RootFiles(files, stocktake(files, options));
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

  private static Stocktake stocktake(Map<String, Path> files, UploadOptions options)
      throws SyncException {
    Optional<Path> found =
        Optional.ofNullable(files.get(USUAL_STOCKTAKE))
            .or(
                () ->
                    files.values().stream()
                        .filter(path -> path.toString().endsWith(".csv"))
                        .findFirst());
    if (found.isEmpty()) {
      return (fault, type) -> List.of("there is no stocktake in \".\" of " + options.filesToSync());
    }
    var verdicts = StocktakeReader.read(found.get());
    return (fault, type) ->
        verdicts.knows(fault)
            ? verdicts.failures(fault, type)
            : List.of(found.get().getFileName() + " does not list " + fault);
  }

  Stocktake stocktake() {
    return stocktake;
  }

  List<String> names() {
    return List.copyOf(files.keySet());
  }

  /**
   * Sends the files, and proves them; those that are there already are left.
   *
   * @param listing of the version's folder
   */
  void send(UploadParts parts, List<RemoteFile> listing) throws SyncException {
    if (files.isEmpty()) {
      return;
    }
    Path folder = parts.options().toUpload().resolve(FOLDER);
    String version = parts.options().version().name();
    List<Proof.Expected> wanted = new ArrayList<>();
    try {
      Files.createDirectories(folder);
      for (Map.Entry<String, Path> file : files.entrySet()) {
        Path link = folder.resolve(file.getKey());
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, file.getValue().toAbsolutePath());
        wanted.add(
            new Proof.Expected(
                file.getKey(),
                Files.size(file.getValue()),
                ContentHash.of(file.getValue(), bytes -> {})));
      }
      List<Proof.Expected> left = notThere(parts, folder, wanted, listing);
      if (!left.isEmpty()) {
        Path log = parts.options().toUpload().resolve("root_progress.log");
        parts.delivery().deliver(folder, version, left, Optional.of(log));
      }
      for (String name : files.keySet()) {
        Files.deleteIfExists(folder.resolve(name));
      }
      Files.deleteIfExists(folder);
    } catch (IOException failure) {
      throw SyncException.of(failure, folder, Kind.BAD_INPUT);
    }
  }

  /** What the listing does not show to be there is looked at once more only where it may be. */
  private static List<Proof.Expected> notThere(
      UploadParts parts, Path folder, List<Proof.Expected> wanted, List<RemoteFile> listing)
      throws SyncException {
    Map<String, RemoteFile> there = new TreeMap<>();
    listing.forEach(file -> there.put(file.path(), file));
    List<Proof.Expected> left = new ArrayList<>();
    List<Proof.Expected> unsure = new ArrayList<>();
    for (Proof.Expected file : wanted) {
      RemoteFile found = there.get(file.name());
      if (found == null || found.size() != file.size()) {
        left.add(file);
      } else if (found.contentHash().isEmpty()) {
        unsure.add(file);
      } else if (!found.contentHash().get().equals(file.contentHash())) {
        left.add(file);
      }
    }
    if (!unsure.isEmpty()) {
      String version = parts.options().version().name();
      Map<String, String> different =
          parts.fullProof().problems(version, Optional.of(folder), unsure);
      unsure.stream().filter(file -> different.containsKey(file.name())).forEach(left::add);
    }
    return left;
  }
}

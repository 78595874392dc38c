package org.quakecore.cssync.inventory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.FaultList;
import org.quakecore.cssync.catalogue.InputText;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.TemporaryPlace;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.remote.Transfer;

/**
 * What a version on the remote says of itself: its list.txt, which names the faults, and its
 * stocktake.csv, which tells what was there when they were packed.
 *
 * @param listText the text of list.txt, empty where there is none
 * @param list what it says; empty where there is none or it cannot be read
 * @param stocktakeText the text of stocktake.csv, empty where there is none
 * @param stocktake what it says; empty where there is none or it cannot be read
 * @param problems why either is there and cannot be read
 */
public record ArchiveRecords(
    Optional<String> listText,
    Optional<FaultList> list,
    Optional<String> stocktakeText,
    Optional<Verdicts> stocktake,
    List<String> problems) {
  public static final String LIST = FaultList.NAME;
  public static final String STOCKTAKE = "stocktake.csv";

  /** Nothing known, nothing wrong. */
  public static ArchiveRecords none() {
    return nothing(List.of());
  }

  private static ArchiveRecords nothing(List<String> problems) {
    return new ArchiveRecords(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), problems);
  }

  /**
   * Fetches both in one transfer and reads them. One that is malformed, or larger than any such
   * file is, is a problem to tell, and never ends a run. Nothing is left of them in the place.
   *
   * @param sets the listing of the version's folder
   * @param place for them, while they are read
   * @throws SyncException of a kind that stops the run
   */
  public static ArchiveRecords fetch(
      Remote remote, CsVersion version, RemoteSets sets, TemporaryPlace place)
      throws SyncException {
    List<String> problems = new ArrayList<>();
    List<String> names = new ArrayList<>();
    long bytes = 0;
    for (String name : List.of(LIST, STOCKTAKE)) {
      Optional<StoredFile> file = sets.inRoot(name);
      if (file.isPresent() && file.get().size() > InputText.MOST_BYTES) {
        problems.add(
            name
                + ": is larger than "
                + (InputText.MOST_BYTES >> 20)
                + " MiB, which no such file is");
      } else if (file.isPresent()) {
        names.add(file.get().name());
        bytes += file.get().size();
      }
    }
    if (names.isEmpty()) {
      return nothing(problems);
    }
    Transfer transfer = new Transfer(List.of(), false, Optional.empty(), told -> {}, bytes);
    String folder = remote.address(version.name()) + "/";
    try {
      return place.use(
          "records",
          bytes,
          scratch -> {
            remote.fetch(version.name(), scratch, names, transfer);
            Optional<String> list = text(scratch, LIST, sets, problems);
            Optional<String> stocktake = text(scratch, STOCKTAKE, sets, problems);
            return new ArchiveRecords(
                list,
                read(list, text -> FaultList.parse(text, folder + LIST), problems),
                stocktake,
                read(
                    stocktake,
                    text -> StocktakeReader.parse(text, folder + STOCKTAKE, sets.layout()),
                    problems),
                List.copyOf(problems));
          });
    } catch (SyncException failure) {
      if (failure.kind().stopsTheRun()) {
        throw failure;
      }
      problems.add(failure.getMessage());
      return nothing(problems);
    }
  }

  private static Optional<String> text(
      Path folder, String name, RemoteSets sets, List<String> problems) {
    Optional<Path> file =
        sets.inRoot(name).map(found -> folder.resolve(found.name())).filter(Files::exists);
    return file.isEmpty() ? Optional.empty() : read(file, InputText::read, problems);
  }

  private interface Reader<F, T> {
    T read(F from) throws SyncException;
  }

  private static <F, T> Optional<T> read(
      Optional<F> from, Reader<F, T> reader, List<String> problems) {
    try {
      return from.isEmpty() ? Optional.empty() : Optional.of(reader.read(from.get()));
    } catch (SyncException malformed) {
      problems.add(malformed.getMessage());
      return Optional.empty();
    }
  }
}

package org.quakecore.cssync.job;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.RemoteFile;
import org.quakecore.cssync.remote.Transfer;

/** Brings files down, of whatever faults, and learns what they have to be. */
final class DownloadFetch {
  private final Remote remote;
  private final DownloadOptions options;
  private final DownloadFolder folder;
  private final Progress progress;
  private final DownloadReport report;
  private final DownloadLedger ledger;
  private final DownloadRetry retry;
  private final int transfers;

  /**
   * @param transfers how many files are to come at once in one call
   */
  DownloadFetch(
      Remote remote,
      DownloadOptions options,
      DownloadFolder folder,
      Progress progress,
      DownloadReport report,
      DownloadLedger ledger,
      DownloadRetry retry,
      int transfers) {
    this.remote = remote;
    this.options = options;
    this.folder = folder;
    this.progress = progress;
    this.report = report;
    this.ledger = ledger;
    this.retry = retry;
    this.transfers = transfers;
  }

  /**
   * Fetches files.
   *
   * @return those whose bytes are here; one that failed is left out, and reported
   * @throws SyncException of a kind that stops the run
   */
  List<DownloadItem> fetch(List<DownloadItem> items) throws SyncException {
    report.fetching(items.stream().map(DownloadItem::file).toList());
    List<DownloadItem> arrived = new ArrayList<>();
    for (DownloadItem item : transfer(items)) {
      DownloadFile file = item.file();
      long size = DownloadDisk.size(folder.fetching(file.fault()), file.name());
      if (size == file.size()) {
        report.fetched(file);
        arrived.add(
            item.with(item.step().from(file, folder.fetching(file.fault()).resolve(file.name()))));
      } else {
        ledger.failed(
            item,
            file.path()
                + ": should have "
                + file.size()
                + " bytes, but "
                + (size < 0 ? "nothing was fetched" : size + " were fetched")
                + "; run the same command again");
      }
    }
    return arrived;
  }

  /** All at once; where that fails for a reason of one file, each alone, and more than once. */
  private List<DownloadItem> transfer(List<DownloadItem> items) throws SyncException {
    if (items.size() > 1) {
      try {
        run(items.stream().map(DownloadItem::file).toList());
        return items;
      } catch (SyncException e) {
        if (e.kind().stopsTheRun()) {
          throw e;
        }
        progress.warn(
            items.size() + " files: each is fetched alone, because of this: " + e.getMessage());
      }
    }
    List<DownloadItem> fetched = new ArrayList<>();
    for (DownloadItem item : items) {
      Optional<String> failure =
          retry.run(
              item.file().path() + ": could not be fetched",
              () -> {
                run(List.of(item.file()));
                return Optional.empty();
              });
      if (failure.isPresent()) {
        ledger.failed(item, failure.get());
      } else {
        fetched.add(item);
      }
    }
    return fetched;
  }

  private void run(List<DownloadFile> files) throws SyncException {
    for (DownloadFile file : files) {
      DownloadDisk.makeFolder(folder.fetching(file.fault()));
      // rclone skips a file of equal size and time, whatever is in it.
      DownloadDisk.delete(folder.fetching(file.fault()).resolve(file.name()));
    }
    List<String> arguments = new ArrayList<>(List.of("--transfers", String.valueOf(transfers)));
    arguments.addAll(options.rcloneArguments());
    remote.fetch(
        options.version().name(),
        folder.fetching(),
        files.stream().map(DownloadFile::path).toList(),
        new Transfer(
            arguments,
            remote.traits().dropboxHash() || files.stream().allMatch(f -> f.hash().isPresent()),
            Optional.of(folder.progressLog(options.version())),
            bytes -> progress.advance("fetch", bytes)));
    for (DownloadFile file : files) {
      Path arrived = folder.fetching(file.fault()).resolve(file.name());
      file.modified().ifPresent(time -> DownloadDisk.setTime(arrived, time, report));
    }
  }

  /**
   * What files have to be, where neither a listing nor a manifest has said so: they are looked at
   * once more, now that they were read.
   *
   * @return each by its path; one that has changed is missing
   */
  Map<String, DownloadFile> lookedUp(List<DownloadFile> files) throws SyncException {
    Map<String, DownloadFile> same = new TreeMap<>();
    List<DownloadFile> unknown = new ArrayList<>();
    for (DownloadFile file : files) {
      if (file.hash().isPresent()) {
        same.put(file.path(), file);
      } else {
        unknown.add(file);
      }
    }
    if (unknown.isEmpty()) {
      return same;
    }
    Map<String, RemoteFile> now = new TreeMap<>();
    List<String> paths = unknown.stream().map(DownloadFile::path).toList();
    for (RemoteFile file :
        remote.look(options.version().name(), paths, remote.traits().dropboxHash())) {
      now.put(file.path(), file);
    }
    for (DownloadFile file : unknown) {
      RemoteFile there = now.get(file.path());
      if (there != null
          && there.size() == file.size()
          && Optional.of(there.modified()).equals(file.modified())) {
        same.put(file.path(), file.withHash(there.contentHash()));
      }
    }
    return same;
  }
}

package org.quakecore.cssync.job;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.RemoteFile;
import org.quakecore.cssync.remote.RemoteTraits;
import org.quakecore.cssync.remote.Transfer;

/** Brings the files of one fault down, and learns what they have to be. */
final class DownloadFetch {
  private final Remote remote;
  private final DownloadOptions options;
  private final DownloadFolder folder;
  private final Progress progress;
  private final DownloadReport report;

  DownloadFetch(
      Remote remote,
      DownloadOptions options,
      DownloadFolder folder,
      Progress progress,
      DownloadReport report) {
    this.remote = remote;
    this.options = options;
    this.folder = folder;
    this.progress = progress;
    this.report = report;
  }

  /**
   * Fetches what has to be fetched of one fault.
   *
   * @return the tasks with the steps whose bytes are here; a step that failed is left out, and
   *     reported
   * @throws SyncException of a kind that stops the run
   */
  List<DownloadTask> fetch(Fault fault, List<DownloadTask> tasks) throws SyncException {
    List<DownloadFile> files =
        tasks.stream()
            .flatMap(task -> task.steps().stream())
            .filter(step -> step.action() == DownloadStep.Action.FETCH)
            .map(DownloadStep::file)
            .toList();
    Map<String, DownloadFile> fetched = new TreeMap<>();
    if (!files.isEmpty()) {
      progress.say(
          "#### Fetching "
              + files.size()
              + " files of "
              + fault
              + ", "
              + DownloadReport.size(files.stream().mapToLong(DownloadFile::size).sum()));
      for (DownloadFile file : agreed(fault, transfer(fault, files))) {
        fetched.put(file.name(), file);
        report.fetched(file);
      }
    }
    return tasks.stream().map(task -> arrived(task, fetched)).toList();
  }

  private DownloadTask arrived(DownloadTask task, Map<String, DownloadFile> fetched) {
    List<DownloadStep> steps = new ArrayList<>();
    for (DownloadStep step : task.steps()) {
      DownloadFile file = fetched.get(step.file().name());
      if (step.action() != DownloadStep.Action.FETCH) {
        steps.add(step);
      } else if (file != null) {
        steps.add(step.from(file, folder.fetching(file.fault()).resolve(file.name())));
      }
    }
    return new DownloadTask(task.set(), steps);
  }

  /** All at once; where that fails for a reason of one file, each alone. */
  private List<DownloadFile> transfer(Fault fault, List<DownloadFile> files) throws SyncException {
    try {
      run(fault, files);
      return files;
    } catch (SyncException e) {
      if (e.kind().stopsTheRun()) {
        throw e;
      }
      if (files.size() == 1) {
        fail(files.get(0), "could not be fetched: " + e.getMessage());
        return List.of();
      }
    }
    List<DownloadFile> fetched = new ArrayList<>();
    for (DownloadFile file : files) {
      fetched.addAll(transfer(fault, List.of(file)));
    }
    return fetched;
  }

  private void run(Fault fault, List<DownloadFile> files) throws SyncException {
    Path into = folder.fetching(fault);
    DownloadDisk.makeFolder(into);
    for (DownloadFile file : files) {
      // rclone skips a file of equal size and time, whatever is in it.
      DownloadDisk.delete(into.resolve(file.name()));
    }
    remote.fetch(
        options.version() + "/" + fault,
        into,
        files.stream().map(DownloadFile::name).toList(),
        new Transfer(
            options.rcloneArguments(),
            remote.traits().dropboxHash(),
            Optional.of(folder.progressLog(options.version())),
            bytes -> progress.advance("fetch", bytes)));
  }

  /** Leaves out the files whose size is wrong here, or that have changed on the remote. */
  private List<DownloadFile> agreed(Fault fault, List<DownloadFile> files) throws SyncException {
    List<DownloadFile> whole = new ArrayList<>();
    for (DownloadFile file : files) {
      long size = DownloadDisk.size(folder.fetching(fault), file.name());
      if (size == file.size()) {
        whole.add(file);
      } else {
        fail(
            file,
            "should have "
                + file.size()
                + " bytes, but "
                + (size < 0 ? "nothing was fetched" : size + " were fetched")
                + "; run the same command again");
      }
    }
    RemoteTraits traits = remote.traits();
    return whole.isEmpty() || (traits.dropboxHash() && traits.dropboxHashIsFree())
        ? whole
        : lookedUp(whole, traits);
  }

  /** Where a listing gives no hash, the file is looked at once more, now that it was read. */
  private List<DownloadFile> lookedUp(List<DownloadFile> files, RemoteTraits traits)
      throws SyncException {
    Map<String, RemoteFile> now = new TreeMap<>();
    for (RemoteFile file :
        remote.look(
            options.version().name(),
            files.stream().map(DownloadFile::path).toList(),
            traits.dropboxHash())) {
      now.put(file.path(), file);
    }
    List<DownloadFile> same = new ArrayList<>();
    for (DownloadFile file : files) {
      RemoteFile there = now.get(file.path());
      if (there == null
          || there.size() != file.size()
          || !Optional.of(there.modified()).equals(file.modified())) {
        fail(file, "changed on the remote while it was fetched; run the same command again");
      } else {
        same.add(file.withHash(there.contentHash().or(file::hash)));
      }
    }
    return same;
  }

  private void fail(DownloadFile file, String reason) {
    report.settled(file);
    report.fail(file.path() + ": " + reason);
  }
}

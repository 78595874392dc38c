package org.quakecore.cssync.download;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.download.extract.Disk;
import org.quakecore.cssync.download.extract.Folder;
import org.quakecore.cssync.download.extract.Session;
import org.quakecore.cssync.download.plan.ArchivedFile;
import org.quakecore.cssync.download.plan.Options;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.remote.Transfer;
import org.quakecore.cssync.transfer.Crew;
import org.quakecore.cssync.transfer.Retry;
import org.quakecore.cssync.transfer.Work;

/** Brings files down, and learns what they have to be. */
final class Fetch {
  private final Session session;
  private final Folder folder;
  private final Remote remote;
  private final Crew crew;
  private final Retry retry;

  Fetch(Session session, Remote remote, Crew crew, Retry retry) {
    this.session = session;
    this.folder = session.folder();
    this.remote = remote;
    this.crew = crew;
    this.retry = retry;
  }

  Crew crew() {
    return crew;
  }

  Retry retry() {
    return retry;
  }

  /**
   * Fetches a file.
   *
   * @return where it lies, with as many bytes as it has to have
   * @throws SyncException DATA when it does not come
   */
  Path fetch(ArchivedFile file) throws SyncException {
    session.report().fetching(file);
    FetchProgress told =
        new FetchProgress(session.progress(), Optional.empty(), file.item(Work.FETCH));
    retry.run(
        file.path() + ": could not be fetched",
        () -> {
          crew.carry(
              file.size(),
              () -> {
                told.beginAt(here(file));
                fetchOnce(file, told);
              });
          return true;
        });
    Path arrived = arrived(file);
    Disk.delete(folder.resumeRecord(file));
    long size = Disk.size(arrived.getParent(), file.name());
    if (size != file.size()) {
      throw new SyncException(
          SyncException.Kind.DATA,
          file.path()
              + ": should have "
              + file.size()
              + " bytes, but "
              + (size < 0 ? "nothing was fetched" : size + " were fetched")
              + "; run the same command again");
    }
    session.report().fetched(told.end());
    return arrived;
  }

  /** The bytes that an earlier try, or run, has brought and that need not come. */
  private long here(ArchivedFile file) {
    return remote.goesOnWithHalfAFile()
        ? folder.half(file).stream()
            .mapToLong(half -> Disk.size(half.getParent(), file.name()))
            .filter(bytes -> bytes > 0 && bytes <= file.size())
            .findFirst()
            .orElse(0)
        : 0;
  }

  private void fetchOnce(ArchivedFile file, FetchProgress told) throws SyncException {
    Options options = session.options();
    Disk.makeFolder(folder.fetching(file.fault()));
    if (!remote.goesOnWithHalfAFile()) {
      // rclone skips a file of equal size and time, whatever is in it.
      Disk.delete(arrived(file));
    }
    remote.fetch(
        options.version() + "/" + file.type().folder(file.fault()),
        folder.fetching(file.fault()),
        List.of(file.name()),
        new Transfer(
            options.rcloneArguments(),
            remote.traits().dropboxHash() || file.hash().isPresent(),
            Optional.of(folder.progressLog(options.version())),
            told::advance,
            file.size(),
            Optional.of(folder.resumeRecord(file))));
    file.modified().ifPresent(time -> Disk.setTime(arrived(file), time, session.report()));
  }

  private Path arrived(ArchivedFile file) {
    return folder.fetching(file.fault()).resolve(file.name());
  }

  /**
   * What a file has to be, where neither a listing nor a manifest has said so: it is looked at once
   * more, now that it was read.
   *
   * @throws SyncException DATA when it has changed
   */
  ArchivedFile confirmed(ArchivedFile file) throws SyncException {
    if (file.hash().isPresent()) {
      return file;
    }
    List<StoredFile> now =
        remote.look(
            session.options().version().name(),
            List.of(file.path()),
            remote.traits().dropboxHash());
    return now.stream()
        .filter(there -> there.size() == file.size())
        .filter(there -> Optional.of(there.modified()).equals(file.modified()))
        .findFirst()
        .map(there -> file.withHash(there.contentHash()))
        .orElseThrow(
            () ->
                new SyncException(
                    SyncException.Kind.DATA,
                    file.path()
                        + ": changed on the remote while it was fetched; run the same command again"));
  }
}

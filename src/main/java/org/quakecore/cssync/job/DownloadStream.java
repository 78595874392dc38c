package org.quakecore.cssync.job;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.quakecore.cssync.archive.PackedPart;
import org.quakecore.cssync.archive.PartReader;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.remote.Remote;

/**
 * Brings files without a tar on the disk: the bytes go straight from the remote into the
 * extraction. What they make lies aside until size and hash of all that came are proven.
 */
final class DownloadStream {
  private final Remote remote;
  private final DownloadOptions options;
  private final DownloadFolder folder;
  private final DownloadReport report;
  private final DownloadLedger ledger;
  private final DownloadPlacement placement;
  private final DownloadFetch fetch;
  private final DownloadRejection rejection;
  private final DownloadRetry retry;
  private final LongConsumer arriving;

  /**
   * @param fetch for what files have to be
   * @param arriving is told how many bytes have come, and with a negative number how many of them
   *     have to come again
   */
  DownloadStream(
      Remote remote,
      DownloadOptions options,
      DownloadFolder folder,
      DownloadReport report,
      DownloadLedger ledger,
      DownloadPlacement placement,
      DownloadFetch fetch,
      DownloadRetry retry,
      LongConsumer arriving) {
    this.remote = remote;
    this.options = options;
    this.folder = folder;
    this.report = report;
    this.ledger = ledger;
    this.placement = placement;
    this.fetch = fetch;
    this.rejection = new DownloadRejection(folder, false);
    this.retry = retry;
    this.arriving = arriving;
  }

  /**
   * Brings one file and puts what is in it in its place.
   *
   * @throws SyncException of a kind that stops the run
   */
  void bring(DownloadItem item) throws SyncException {
    DownloadFile file = item.file();
    report.fetching(List.of(file));
    Path aside = folder.extracting(file);
    try {
      Optional<String> failure = retry.run(file.path(), () -> attempt(item, aside));
      if (failure.isPresent()) {
        ledger.failed(item, failure.get());
      } else {
        ledger.done(item);
      }
    } finally {
      DownloadDisk.deleteTree(aside);
    }
  }

  private Optional<String> attempt(DownloadItem item, Path aside) throws SyncException {
    DownloadDisk.deleteTree(aside);
    DownloadDisk.makeFolder(aside);
    AtomicLong came = new AtomicLong();
    boolean proven = false;
    try {
      Optional<String> failure = attempt(item, aside, came);
      proven = failure.isEmpty();
      return failure;
    } finally {
      if (!proven) {
        arriving.accept(-came.get());
      }
    }
  }

  private Optional<String> attempt(DownloadItem item, Path aside, AtomicLong came)
      throws SyncException {
    DownloadFile file = item.file();
    LongConsumer count =
        bytes -> {
          came.addAndGet(bytes);
          arriving.accept(bytes);
        };
    DownloadTee[] tee = new DownloadTee[1];
    PackedPart packed;
    try {
      packed =
          remote.read(
              remotePath(file),
              0,
              -1,
              options.rcloneArguments(),
              in -> {
                tee[0] = new DownloadTee(in, !file.type().isTar());
                return file.type().isTar()
                    ? PartReader.extract(tee[0], file.path(), aside, count)
                    : copied(tee[0], aside.resolve(file.name()), count);
              });
    } catch (SyncException e) {
      if (e.kind().stopsTheRun() || tee[0] == null || tee[0].hasFailed()) {
        throw e;
      }
      return judged(file, e);
    }
    return settled(item, aside, packed);
  }

  private Optional<String> settled(DownloadItem item, Path aside, PackedPart packed)
      throws SyncException {
    DownloadFile file = fetch.lookedUp(List.of(item.file())).get(item.file().path());
    if (file == null) {
      return Optional.of(
          item.file().path()
              + ": changed on the remote while it was fetched; run the same command again");
    }
    if (packed.bytes() != file.size()) {
      throw new SyncException(
          SyncException.Kind.DATA,
          file.path() + ": should have " + file.size() + " bytes, but " + packed.bytes() + " came");
    }
    if (file.hash().filter(hash -> !hash.equals(packed.contentHash())).isPresent()) {
      throw new SyncException(
          SyncException.Kind.DATA,
          file.path()
              + ": what came is not "
              + DownloadRejection.EXPECTED
              + ". "
              + DownloadRejection.IF_NOT_HELPING);
    }
    report.fetched(file);
    if (!file.type().isTar()) {
      place(file, aside, packed);
      return Optional.empty();
    }
    Optional<String> fault = placement.fault(item.set(), file, packed);
    if (fault.isPresent()) {
      rejection.remember(file, packed.bytes(), packed.contentHash(), fault.get());
      return fault;
    }
    synchronized (item.work()) {
      placement.place(item.set(), file, packed, aside);
      placement.record(file, packed);
    }
    if (options.cleanup()) {
      DownloadDisk.delete(folder.tar(file));
    }
    return Optional.empty();
  }

  private void place(DownloadFile file, Path aside, PackedPart packed) throws SyncException {
    Path source = aside.resolve(file.name());
    DownloadDisk.bringToDisk(source);
    DownloadDisk.setTime(source, file.modified().orElseThrow(), report);
    Path target = folder.target(file.fault(), file.type());
    DownloadDisk.makeFolder(target);
    DownloadDisk.moveMember(source, target, file.name());
    placement.record(file, packed.contentHash(), new TreeMap<>(Map.of(file.name(), file.size())));
    DownloadDisk.delete(folder.tar(file));
  }

  /**
   * Finds out why extracting failed although the bytes came: reads them once more without writing,
   * and takes their hash. Where it is the remote's own tar that is broken, no other try helps.
   */
  private Optional<String> judged(DownloadFile file, SyncException failure) throws SyncException {
    if (failure.getCause() instanceof FileSystemException) {
      // Whatever failed, it was not the stream: the folder may not be writable, for example.
      return Optional.of(failure.getMessage());
    }
    DownloadTee[] tee = new DownloadTee[1];
    Optional<SyncException> broken =
        remote.read(
            remotePath(file),
            0,
            -1,
            options.rcloneArguments(),
            in -> {
              tee[0] = new DownloadTee(in, true);
              return file.type().isTar() ? broken(tee[0], file.path()) : Optional.empty();
            });
    String hash = tee[0].hash();
    if (broken.isEmpty()
        || tee[0].bytes() != file.size()
        || file.hash().filter(wanted -> !wanted.equals(hash)).isPresent()) {
      throw failure;
    }
    rejection.remember(file, tee[0].bytes(), hash, broken.get().getMessage());
    return Optional.of(broken.get().getMessage());
  }

  private static Optional<SyncException> broken(DownloadTee tee, String name)
      throws IOException, SyncException {
    Optional<SyncException> broken = Optional.empty();
    try {
      PartReader.read(tee, name, bytes -> {});
    } catch (SyncException e) {
      if (e.kind().stopsTheRun() || tee.hasFailed()) {
        throw e;
      }
      broken = Optional.of(e);
    }
    tee.transferTo(OutputStream.nullOutputStream());
    return broken;
  }

  private static PackedPart copied(DownloadTee in, Path to, LongConsumer count) throws IOException {
    byte[] buffer = new byte[128 << 10];
    try (OutputStream out = new FileOutputStream(to.toFile())) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
        count.accept(read);
      }
    }
    return new PackedPart(in.bytes(), in.hash(), List.of());
  }

  private String remotePath(DownloadFile file) {
    return options.version() + "/" + file.path();
  }
}

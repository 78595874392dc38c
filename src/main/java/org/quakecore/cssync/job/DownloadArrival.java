package org.quakecore.cssync.job;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.quakecore.cssync.archive.DirectWriter;
import org.quakecore.cssync.archive.PackedPart;
import org.quakecore.cssync.archive.PartReader;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.remote.Remote;

/**
 * Extracts large tars while they come, and keeps them, where the remote is a folder of this
 * machine: to write a tar first and read it back then would take longer than all the rest.
 *
 * <p>Over a network rclone's copy is the better way, for it goes on where a connection broke. It is
 * also the way to take here after any failure: what is left undone then is as if never begun.
 */
final class DownloadArrival {
  /** From a folder of this machine, a start of rclone takes as long as this many bytes. */
  static final long WORTH_A_CALL = 64L << 20;

  /** Smaller files come several in one call of rclone, in bytes. */
  private static final long LARGE = 8L << 20;

  private final Remote remote;
  private final DownloadOptions options;
  private final DownloadFolder folder;
  private final Progress progress;
  private final DownloadReport report;
  private final DownloadLedger ledger;
  private final DownloadPlacement placement;
  private final LongConsumer arriving;

  /**
   * @param arriving is told how many bytes have come and were read, and with a negative number how
   *     many of them have to come again
   */
  DownloadArrival(
      Remote remote,
      DownloadOptions options,
      DownloadFolder folder,
      Progress progress,
      DownloadReport report,
      DownloadLedger ledger,
      DownloadPlacement placement,
      LongConsumer arriving) {
    this.remote = remote;
    this.options = options;
    this.folder = folder;
    this.progress = progress;
    this.report = report;
    this.ledger = ledger;
    this.placement = placement;
    this.arriving = arriving;
  }

  /** Whether these can be brought: one large tar of which it is known what it has to be. */
  static boolean suits(List<DownloadItem> items) {
    DownloadFile first = items.get(0).file();
    return items.size() == 1
        && first.type().isTar()
        && first.hash().isPresent()
        && first.size() >= LARGE;
  }

  /**
   * Brings a tar and puts what is in it in its place.
   *
   * @return whether that is done; if not, it has to be fetched
   * @throws SyncException of a kind that stops the run
   */
  boolean bring(DownloadItem item) throws SyncException {
    report.fetching(List.of(item.file()));
    Path aside = folder.extracting(item.file());
    AtomicLong came = new AtomicLong();
    try {
      DownloadDisk.deleteTree(aside);
      DownloadDisk.makeFolder(aside);
      place(item, extracted(item.file(), aside, came), aside);
    } catch (SyncException e) {
      arriving.accept(-came.get());
      if (e.kind() != SyncException.Kind.DATA && e.kind() != SyncException.Kind.REMOTE) {
        throw e;
      }
      progress.warn(
          item.file().path() + ": is fetched once more, because of this: " + e.getMessage());
      return false;
    } finally {
      DownloadDisk.deleteTree(aside);
    }
    ledger.done(item);
    return true;
  }

  private PackedPart extracted(DownloadFile file, Path aside, AtomicLong came)
      throws SyncException {
    LongConsumer count =
        bytes -> {
          came.addAndGet(bytes);
          arriving.accept(bytes);
        };
    Remote.Sink<PackedPart> sink =
        options.cleanup()
            ? in -> PartReader.extract(in, file.path(), aside, count)
            : in -> keptAndExtracted(in, file, aside, count);
    return remote.read(options.version() + "/" + file.path(), 0, -1, sink);
  }

  private PackedPart keptAndExtracted(
      InputStream in, DownloadFile file, Path aside, LongConsumer count)
      throws IOException, SyncException {
    Path tar = arrived(file);
    DownloadDisk.makeFolder(tar.getParent());
    DownloadDisk.delete(tar);
    try (DirectWriter copy = new DirectWriter(tar.getParent())) {
      copy.begin(tar);
      PackedPart packed = PartReader.extract(new Copying(in, copy), file.path(), aside, count);
      copy.end();
      return packed;
    }
  }

  private void place(DownloadItem item, PackedPart packed, Path aside) throws SyncException {
    DownloadFile file = item.file();
    if (packed.bytes() != file.size() || !packed.contentHash().equals(file.hash().orElseThrow())) {
      throw new SyncException(
          SyncException.Kind.DATA, file.path() + ": what came is not what the remote has");
    }
    Optional<String> fault = placement.fault(item.set(), file, packed);
    if (fault.isPresent()) {
      throw new SyncException(SyncException.Kind.DATA, fault.get());
    }
    report.fetched(file);
    synchronized (item.work()) {
      placement.place(item.set(), file, packed, aside);
      if (!options.cleanup()) {
        keep(file);
      }
      placement.record(file, packed);
    }
    if (options.cleanup()) {
      DownloadDisk.delete(folder.tar(file));
    }
  }

  private void keep(DownloadFile file) throws SyncException {
    Path tar = arrived(file);
    DownloadDisk.setTime(tar, file.modified().orElseThrow(), report);
    DownloadDisk.move(tar, folder.tar(file));
  }

  private Path arrived(DownloadFile file) {
    return folder.fetching(file.fault()).resolve(file.name());
  }

  /** Writes down what is read. */
  private static final class Copying extends DownloadTap {
    private final DirectWriter copy;

    Copying(InputStream in, DirectWriter copy) {
      super(in);
      this.copy = copy;
    }

    @Override
    void passed(byte[] read, int offset, int length) throws IOException {
      copy.write(read, offset, length);
    }
  }
}

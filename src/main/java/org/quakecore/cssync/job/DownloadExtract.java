package org.quakecore.cssync.job;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.quakecore.cssync.archive.ContentHash;
import org.quakecore.cssync.archive.PackedPart;
import org.quakecore.cssync.archive.PartReader;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * Unpacks what has come down, proves it, and puts it in its place. A tar is read once: its members
 * go to a folder aside while its hash is taken, and to their place when all of it is proven.
 */
final class DownloadExtract {
  private final DownloadOptions options;
  private final DownloadFolder folder;
  private final Progress progress;
  private final DownloadLedger ledger;
  private final DownloadPlacement placement;
  private final DownloadRejection rejection;

  DownloadExtract(
      DownloadOptions options,
      DownloadFolder folder,
      Progress progress,
      DownloadLedger ledger,
      DownloadPlacement placement) {
    this.options = options;
    this.folder = folder;
    this.progress = progress;
    this.ledger = ledger;
    this.placement = placement;
    this.rejection = new DownloadRejection(folder, options.noDownload());
  }

  /** Learns what a file has to be, which may take as long as reading it on the remote. */
  interface Confirmation {
    /**
     * The file with all that is known of it.
     *
     * @throws SyncException of kind DATA when the file has changed on the remote
     */
    DownloadFile confirmed() throws SyncException;
  }

  /**
   * Extracts one file that lies here.
   *
   * @param mayFetchAgain whether a file that is not what the remote has is to be fetched once more
   * @throws SyncException of a kind that stops the run
   */
  void extract(DownloadItem item, Confirmation confirmation, boolean mayFetchAgain)
      throws SyncException {
    Path aside = folder.extracting(item.file());
    try {
      Path source = item.step().source().orElseThrow();
      if (item.file().type().isTar()) {
        untar(item, source, aside, confirmation);
      } else {
        place(source, confirmation);
      }
      ledger.done(item);
    } catch (SyncException e) {
      if (e.kind().stopsTheRun()) {
        throw e;
      }
      if (mayFetchAgain && e.getCause() instanceof DownloadRejection.NotTheSame) {
        ledger.again(item);
      } else {
        ledger.failed(item, e.getMessage());
      }
    } finally {
      DownloadDisk.deleteTree(aside);
    }
  }

  private void untar(DownloadItem item, Path source, Path aside, Confirmation confirmation)
      throws SyncException {
    DownloadDisk.deleteTree(aside);
    DownloadDisk.makeFolder(aside);
    PackedPart packed;
    try (InputStream in = Files.newInputStream(source)) {
      packed =
          PartReader.extract(in, item.file().path(), aside, n -> progress.advance("extract", n));
    } catch (IOException e) {
      throw SyncException.of(e, source, SyncException.Kind.DATA);
    } catch (SyncException e) {
      throw e.kind().stopsTheRun() ? e : rejection.unreadable(confirmation.confirmed(), source, e);
    }
    DownloadFile file = confirmation.confirmed();
    rejection.demandTheSame(file, source, packed.contentHash());
    Optional<String> fault = placement.fault(item.set(), file, packed);
    if (fault.isPresent()) {
      throw rejection.broken(file, source, packed.contentHash(), fault.get(), null);
    }
    synchronized (item.work()) {
      placement.place(item.set(), file, packed, aside);
      if (!options.cleanup()) {
        DownloadDisk.move(source, folder.tar(file));
      }
      placement.record(file, packed);
    }
    if (options.cleanup()) {
      DownloadDisk.delete(source);
      DownloadDisk.delete(folder.tar(file));
    }
  }

  private void place(Path source, Confirmation confirmation) throws SyncException {
    String hash = ContentHash.of(source, n -> progress.advance("extract", n));
    DownloadFile file = confirmation.confirmed();
    rejection.demandTheSame(file, source, hash);
    Path target = folder.target(file.fault(), file.type());
    DownloadDisk.makeFolder(target);
    DownloadDisk.moveMember(source, target, file.name());
    placement.record(file, hash, new TreeMap<>(Map.of(file.name(), file.size())));
    DownloadDisk.delete(folder.tar(file));
  }
}

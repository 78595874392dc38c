package org.quakecore.cssync.download.extract;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.quakecore.cssync.archive.ContentHash;
import org.quakecore.cssync.archive.PackedPart;
import org.quakecore.cssync.archive.PartReader;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.download.plan.ArchivedFile;
import org.quakecore.cssync.download.plan.ArchivedSet;
import org.quakecore.cssync.transfer.Item;
import org.quakecore.cssync.transfer.Progress;
import org.quakecore.cssync.transfer.Work;

/**
 * Unpacks what has come down, proves it, and puts it in its place. A tar is read once: its members
 * go to a folder aside while its hash is taken, and to their place when all of it is proven.
 */
public final class Extract {
  private final Folder folder;
  private final Progress progress;
  private final Report report;
  private final Placement placement;
  private final ArrivalProof proof;

  public Extract(Session session, Placement placement) {
    this.folder = session.folder();
    this.progress = session.progress();
    this.report = session.report();
    this.placement = placement;
    this.proof = new ArrivalProof(folder, session.options().noDownload());
  }

  /**
   * Extracts one file that lies here.
   *
   * @param file with all that is known of it
   * @param source where its bytes lie
   * @throws SyncException DATA where it is not what it has to be, with {@link
   *     ArrivalProof.NotTheSame} as its cause where fetching it once more may help
   */
  public void extract(ArchivedSet set, ArchivedFile file, Path source) throws SyncException {
    Item item = file.item(Work.EXTRACT);
    progress.begun(item, 0);
    if (!file.type().isTar()) {
      String hash = ContentHash.of(source, n -> progress.passed(item, n));
      proof.demandTheSame(file, source, hash);
      placement.placeSample(file, hash, source);
      return;
    }
    report.extracting(file);
    Path aside = folder.extracting(file);
    try {
      Disk.deleteTree(aside);
      Disk.makeFolder(aside);
      PackedPart packed = untarred(file, source, aside);
      proof.demandTheSame(file, source, packed.contentHash());
      Optional<String> fault = placement.fault(set, file, packed);
      if (fault.isPresent()) {
        throw proof.broken(file, source, packed.contentHash(), fault.get(), null);
      }
      placement.place(set, file, packed, aside, Optional.of(source));
    } finally {
      Disk.deleteTree(aside);
    }
  }

  private PackedPart untarred(ArchivedFile file, Path source, Path aside) throws SyncException {
    try (InputStream in = Files.newInputStream(source)) {
      return PartReader.extract(
          in, file.path(), aside, n -> progress.passed(file.item(Work.EXTRACT), n));
    } catch (IOException e) {
      throw SyncException.of(e, source, SyncException.Kind.DATA);
    } catch (SyncException e) {
      throw e.kind().stopsTheRun() ? e : proof.unreadable(file, source, e);
    }
  }
}

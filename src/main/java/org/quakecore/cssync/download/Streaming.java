package org.quakecore.cssync.download;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.quakecore.cssync.archive.PackedPart;
import org.quakecore.cssync.archive.PartReader;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.download.extract.ArrivalProof;
import org.quakecore.cssync.download.extract.Disk;
import org.quakecore.cssync.download.extract.Folder;
import org.quakecore.cssync.download.extract.Placement;
import org.quakecore.cssync.download.extract.Session;
import org.quakecore.cssync.download.extract.StreamLog;
import org.quakecore.cssync.download.plan.ArchivedFile;
import org.quakecore.cssync.download.plan.ArchivedSet;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.transfer.Crew;
import org.quakecore.cssync.transfer.Retry;

/**
 * Brings files without a tar on the disk: the bytes go straight from the remote into the
 * extraction. What they make lies aside until size and hash of all that came are proven.
 */
final class Streaming {
  private final Session session;
  private final Folder folder;
  private final Remote remote;
  private final Fetch fetch;
  private final Placement placement;
  private final ArrivalProof proof;
  private final StreamLog log;
  private final Crew crew;
  private final Retry retry;

  /**
   * @param fetch for what files have to be
   */
  Streaming(Session session, Remote remote, Fetch fetch, Placement placement, StreamLog log) {
    this.session = session;
    this.folder = session.folder();
    this.remote = remote;
    this.fetch = fetch;
    this.placement = placement;
    this.proof = new ArrivalProof(folder, false);
    this.log = log;
    this.crew = fetch.crew();
    this.retry = fetch.retry();
  }

  /**
   * Brings one file and puts what is in it in its place.
   *
   * @throws SyncException DATA when it does not come, or is not what it has to be
   */
  void bring(ArchivedSet set, ArchivedFile file) throws SyncException {
    session.report().fetching(file);
    Path aside = folder.extracting(file);
    try {
      retry.run(
          file.path(),
          () -> {
            attempt(set, file, aside);
            return true;
          });
    } finally {
      Disk.deleteTree(aside);
    }
  }

  private void attempt(ArchivedSet set, ArchivedFile file, Path aside)
      throws SyncException, Retry.Hopeless {
    Disk.deleteTree(aside);
    Disk.makeFolder(aside);
    AtomicLong came = new AtomicLong();
    boolean proven = false;
    try {
      settle(set, file, aside, extracted(file, aside, came));
      proven = true;
    } finally {
      if (!proven) {
        // So many bytes have to come again.
        session.progress().expect("fetch", came.get());
        log.advance(-came.get());
      }
    }
  }

  private PackedPart extracted(ArchivedFile file, Path aside, AtomicLong came)
      throws SyncException, Retry.Hopeless {
    LongConsumer count =
        bytes -> {
          came.addAndGet(bytes);
          session.progress().advance("fetch", bytes);
          log.advance(bytes);
        };
    Tee[] tee = new Tee[1];
    try {
      return read(
          file,
          in -> {
            tee[0] = new Tee(in, !file.type().isTar());
            return file.type().isTar()
                ? PartReader.extract(tee[0], file.path(), aside, count)
                : copied(tee[0], aside.resolve(file.name()), count);
          });
    } catch (SyncException e) {
      if (e.kind().stopsTheRun() || tee[0] == null || tee[0].hasFailed()) {
        throw e;
      }
      throw judged(file, e);
    }
  }

  private <T> T read(ArchivedFile file, Remote.Sink<T> sink) throws SyncException {
    String path = session.options().version() + "/" + file.path();
    List<String> arguments = session.options().rcloneArguments();
    return crew.carried(file.size(), () -> remote.read(path, 0, -1, arguments, sink));
  }

  private void settle(ArchivedSet set, ArchivedFile asked, Path aside, PackedPart packed)
      throws SyncException, Retry.Hopeless {
    ArchivedFile file;
    try {
      file = fetch.confirmed(asked);
    } catch (SyncException changed) {
      if (changed.kind().stopsTheRun()) {
        throw changed;
      }
      throw new Retry.Hopeless(changed);
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
              + ArrivalProof.EXPECTED
              + ". "
              + ArrivalProof.IF_NOT_HELPING);
    }
    session.report().fetched(file);
    if (file.type().isTar()) {
      Optional<String> fault = placement.fault(set, file, packed);
      if (fault.isPresent()) {
        throw broken(file, packed.bytes(), packed.contentHash(), fault.get());
      }
      placement.place(set, file, packed, aside, Optional.empty());
    } else {
      Path source = aside.resolve(file.name());
      Disk.bringToDisk(source);
      Disk.setTime(source, file.modified().orElseThrow(), session.report());
      placement.placeSample(file, packed.contentHash(), source);
    }
  }

  private Retry.Hopeless broken(ArchivedFile file, long bytes, String hash, String reason)
      throws SyncException {
    proof.remember(file, bytes, hash, reason);
    return new Retry.Hopeless(new SyncException(SyncException.Kind.DATA, reason));
  }

  /**
   * Finds out why extracting failed although the bytes came: reads them once more without writing,
   * and takes their hash. Where it is the remote's own tar that is broken, no other try helps.
   */
  private Retry.Hopeless judged(ArchivedFile file, SyncException failure) throws SyncException {
    if (failure.getCause() instanceof FileSystemException) {
      // Whatever failed, it was not the stream: the folder may not be writable, for example.
      return new Retry.Hopeless(failure);
    }
    Tee[] tee = new Tee[1];
    Optional<SyncException> broken =
        read(
            file,
            in -> {
              tee[0] = new Tee(in, true);
              return file.type().isTar() ? broken(tee[0], file.path()) : Optional.empty();
            });
    String hash = tee[0].hash();
    if (broken.isEmpty()
        || tee[0].bytes() != file.size()
        || file.hash().filter(wanted -> !wanted.equals(hash)).isPresent()) {
      throw failure;
    }
    return broken(file, tee[0].bytes(), hash, broken.get().getMessage());
  }

  private static Optional<SyncException> broken(Tee tee, String name)
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

  private static PackedPart copied(Tee in, Path to, LongConsumer count) throws IOException {
    byte[] buffer = new byte[128 << 10];
    try (OutputStream out = new FileOutputStream(to.toFile())) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
        count.accept(read);
      }
    }
    return new PackedPart(in.bytes(), in.hash(), List.of());
  }
}

package org.quakecore.cssync.download;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.quakecore.cssync.archive.PackedMember;
import org.quakecore.cssync.archive.PackedPart;
import org.quakecore.cssync.archive.PartReader;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.download.extract.ArrivalProof;
import org.quakecore.cssync.download.extract.Disk;
import org.quakecore.cssync.download.extract.HalfPart;
import org.quakecore.cssync.download.extract.Placement;
import org.quakecore.cssync.download.extract.Session;
import org.quakecore.cssync.download.extract.StreamLog;
import org.quakecore.cssync.download.plan.ArchivedFile;
import org.quakecore.cssync.download.plan.ArchivedSet;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.transfer.Crew;
import org.quakecore.cssync.transfer.Retry;
import org.quakecore.cssync.transfer.Work;

/**
 * Brings files without a tar on the disk: the bytes go straight from the remote into the
 * extraction. What they make lies aside until size and hash of all that came are proven; what of it
 * the set's manifest proves need not come again when the rest did not.
 */
final class Streaming {
  private final Session session;
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
    this.remote = remote;
    this.fetch = fetch;
    this.placement = placement;
    this.proof = new ArrivalProof(session.folder(), false);
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
    session.report().extracting(file);
    Coming coming = new Coming(set, file);
    boolean kept = false;
    try {
      retry.run(
          file.path(),
          () -> {
            coming.attempt();
            return true;
          });
    } catch (SyncException failure) {
      kept = HalfPart.canBeKept(set, file);
      throw failure;
    } finally {
      if (!kept) {
        coming.half.delete();
      }
    }
  }

  private <T> T read(ArchivedFile file, long from, Remote.Sink<T> sink) throws SyncException {
    String path = session.options().version() + "/" + file.path();
    List<String> arguments = session.options().rcloneArguments();
    return crew.carried(file.size(), () -> remote.read(path, from, -1, arguments, sink));
  }

  /** A file that comes, in as many tries as it takes. */
  private final class Coming {
    private final ArchivedSet set;
    private final ArchivedFile file;
    private final HalfPart half;
    private final FetchProgress told;

    /** What is here and need not come in this try. */
    private List<PackedMember> front = List.of();

    Coming(ArchivedSet set, ArchivedFile file) {
      this.set = set;
      this.file = file;
      this.half = new HalfPart(session, set, file);
      this.told = new FetchProgress(session.progress(), Optional.of(log), file.item(Work.FETCH));
    }

    void attempt() throws SyncException, Retry.Hopeless {
      front = proven();
      if (!front.isEmpty()) {
        session
            .progress()
            .say(
                "#### Going on with "
                    + file.path()
                    + ": "
                    + front.size()
                    + " of its "
                    + half.members()
                    + " files are here and proven");
      }
      settle(extracted());
    }

    private List<PackedMember> proven() throws SyncException {
      if (!half.isBegun()) {
        return half.front();
      }
      List<PackedMember> proven = new ArrayList<>();
      try {
        crew.unpack(() -> proven.addAll(half.front()));
      } catch (InterruptedException asked) {
        Thread.currentThread().interrupt();
        throw SyncException.interrupted(asked);
      }
      return proven;
    }

    private PackedPart extracted() throws SyncException, Retry.Hopeless {
      Tee[] tee = new Tee[1];
      try {
        return read(
            file,
            PartReader.end(front),
            in -> {
              told.beginAt(PartReader.end(front));
              tee[0] = new Tee(in, !file.type().isTar());
              return file.type().isTar()
                  ? PartReader.extractRest(tee[0], file.path(), half.aside(), front, told::advance)
                  : copied(tee[0], half.aside().resolve(file.name()), told::advance);
            });
      } catch (SyncException e) {
        if (e.kind().stopsTheRun() || tee[0] == null || tee[0].hasFailed()) {
          throw e;
        }
        if (e.getCause() instanceof FileSystemException) {
          // Whatever failed, it was not the stream: the folder may not be writable, for example.
          throw new Retry.Hopeless(e);
        }
        if (front.isEmpty()) {
          throw judged(e);
        }
        throw doubtful(e);
      }
    }

    private void settle(PackedPart packed) throws SyncException, Retry.Hopeless {
      ArchivedFile confirmed;
      try {
        confirmed = fetch.confirmed(file);
      } catch (SyncException changed) {
        if (changed.kind().stopsTheRun()) {
          throw changed;
        }
        throw new Retry.Hopeless(changed);
      }
      String hash = demandTheSame(confirmed, packed);
      session.report().fetched(told.end());
      if (file.type().isTar()) {
        PackedPart whole = new PackedPart(packed.bytes(), hash, packed.members());
        placement.place(set, confirmed, whole, half.aside(), Optional.empty());
      } else {
        Path source = half.aside().resolve(file.name());
        Disk.bringToDisk(source);
        Disk.setTime(source, file.modified().orElseThrow(), session.report());
        placement.placeSample(confirmed, hash, source);
      }
    }

    /**
     * Demands that what came, with what was here, is the file: by its hash where all of it came,
     * and in any case by each member where there is a manifest.
     *
     * @return the hash of the file
     */
    private String demandTheSame(ArchivedFile confirmed, PackedPart packed)
        throws SyncException, Retry.Hopeless {
      boolean whole = front.isEmpty();
      String hash = whole ? packed.contentHash() : confirmed.hash().orElseThrow();
      if (packed.bytes() != file.size()) {
        throw doubtful(
            new SyncException(
                SyncException.Kind.DATA,
                file.path()
                    + ": should have "
                    + file.size()
                    + " bytes, but "
                    + packed.bytes()
                    + " came"));
      }
      if (confirmed.hash().filter(wanted -> !wanted.equals(hash)).isPresent()) {
        throw doubtful(notTheSame());
      }
      Optional<String> fault =
          file.type().isTar() ? placement.fault(set, confirmed, packed) : Optional.empty();
      if (fault.isPresent() && whole) {
        session.report().fetched(told.end());
        throw broken(packed.bytes(), hash, fault.get());
      }
      if (fault.isPresent()) {
        throw doubtful(notTheSame());
      }
      return hash;
    }

    private SyncException notTheSame() {
      return new SyncException(
          SyncException.Kind.DATA,
          file.path()
              + ": what came is not "
              + ArrivalProof.EXPECTED
              + ". "
              + ArrivalProof.IF_NOT_HELPING);
    }

    /**
     * What came is not what it has to be. The next try goes on behind the members that are proven;
     * where these are no more than before, all of it comes anew, so that the file is judged as a
     * whole.
     */
    private SyncException doubtful(SyncException failure) throws SyncException {
      if (proven().size() <= front.size()) {
        half.doubt();
      }
      return failure;
    }

    private Retry.Hopeless broken(long bytes, String hash, String reason) throws SyncException {
      half.doubt();
      proof.remember(file, bytes, hash, reason);
      return new Retry.Hopeless(new SyncException(SyncException.Kind.DATA, reason));
    }

    /**
     * Finds out why extracting failed although the bytes came: reads them once more without
     * writing, and takes their hash. Where it is the remote's own tar that is broken, no other try
     * helps.
     */
    private Retry.Hopeless judged(SyncException failure) throws SyncException {
      Tee[] tee = new Tee[1];
      Optional<SyncException> broken =
          read(
              file,
              0,
              in -> {
                tee[0] = new Tee(in, true);
                return file.type().isTar()
                    ? brokenTar(tee[0], file.path())
                    : Optional.<SyncException>empty();
              });
      String hash = tee[0].hash();
      if (broken.isEmpty()
          || tee[0].bytes() != file.size()
          || file.hash().filter(wanted -> !wanted.equals(hash)).isPresent()) {
        throw failure;
      }
      return broken(tee[0].bytes(), hash, broken.get().getMessage());
    }
  }

  private static Optional<SyncException> brokenTar(Tee tee, String name)
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

package org.quakecore.cssync.download.members;

import java.io.EOFException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.quakecore.cssync.archive.ContentHash;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.download.extract.Disk;
import org.quakecore.cssync.download.extract.Folder;
import org.quakecore.cssync.download.extract.Report;
import org.quakecore.cssync.download.extract.Session;
import org.quakecore.cssync.download.extract.StreamLog;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.transfer.Crew;
import org.quakecore.cssync.transfer.Item;
import org.quakecore.cssync.transfer.Retry;
import org.quakecore.cssync.transfer.RunLock;
import org.quakecore.cssync.transfer.Work;

/**
 * Brings single members of tars by reading only their bytes. Each is proven by the SHA-256 in the
 * manifest before it gets its name; where an adopted manifest has none, by its size alone, which is
 * said.
 */
final class MemberFetch {
  private static final int BUFFER = 128 << 10;

  private final Session session;
  private final Folder folder;
  private final Report report;
  private final Remote remote;
  private final RunLock lock;
  private final Retry retry;
  private final Crew crew;
  private final int streams;
  private final StreamLog log;

  MemberFetch(Session session, Remote remote, RunLock lock, Retry retry) throws SyncException {
    this.session = session;
    this.folder = session.folder();
    this.report = session.report();
    this.remote = remote;
    this.lock = lock;
    this.retry = retry;
    this.streams = session.options().streams(Optional.of(remote));
    this.crew = new Crew(streams, session.deadline());
    this.log = new StreamLog(folder.progressLog(session.options().version()));
  }

  /**
   * Brings what a plan names.
   *
   * @throws SyncException of a kind that stops the run, after the summary so far
   */
  void run(MemberPlan plan) throws SyncException {
    session.progress().expect(Work.FETCH, plan.count(), plan.bytes());
    log.expect(plan.bytes());
    session.progress().say("#### To fetch: " + plan.words() + ", " + Report.atOnce(streams));
    List<Range> reads = plan.reads();
    plan.awaitedBy(report);
    session.deadline().begin(false);
    reads.forEach(read -> crew.submit(read.length(), () -> bring(read)));
    crew.finish();
    if (crew.isTimeUp()) {
      report.timeUp();
    }
  }

  private void bring(Range read) throws SyncException {
    lock.demand();
    if (!crew.hasTimeFor(read.length())) {
      return;
    }
    List<String> paths = read.members().stream().map(read::path).toList();
    paths.forEach(report::begun);
    Path aside =
        folder
            .extracting(read.set().fault(), read.set().type())
            .resolve(read.part() + "." + read.offset());
    String what = folder(read) + "/" + read.part() + " from byte " + read.offset() + " on";
    Optional<String> failure = Optional.empty();
    try {
      retry.run(
          what,
          () -> {
            attempt(read, aside);
            return true;
          });
    } catch (SyncException e) {
      if (e.kind().stopsTheRun()) {
        throw e;
      }
      if (e.kind() == SyncException.Kind.OUT_OF_TIME) {
        return;
      }
      failure = Optional.of(read.set().label() + ": " + e.getMessage());
    } finally {
      Disk.deleteTree(aside);
    }
    failure.ifPresentOrElse(
        why -> {
          read.members().forEach(member -> session.progress().failed(read.item(member)));
          report.failed(paths, why);
        },
        () -> paths.forEach(report::settled));
  }

  /** Where the part lies below the version's folder. */
  private static String folder(Range read) {
    return read.set().type().folder(read.set().fault());
  }

  private void attempt(Range read, Path aside) throws SyncException, Retry.Hopeless {
    Disk.deleteTree(aside);
    Disk.makeFolder(aside);
    AtomicLong came = new AtomicLong();
    boolean proven = false;
    try {
      String part = session.options().version() + "/" + folder(read) + "/" + read.part();
      int written =
          crew.carried(
              read.length(),
              () ->
                  remote.read(
                      part,
                      read.offset(),
                      read.length(),
                      session.options().rcloneArguments(),
                      in -> {
                        int members = writeMembers(in, read, aside, came);
                        // Only at its end does a stream tell whether all of it was right.
                        if (in.read() >= 0) {
                          throw new IOException(part + ": more bytes came than were asked for");
                        }
                        return members;
                      }));
      proven = written == read.members().size();
    } finally {
      if (!proven) {
        log.advance(-came.get());
      }
    }
    place(read, aside);
  }

  private int writeMembers(InputStream in, Range read, Path aside, AtomicLong came)
      throws IOException, SyncException {
    byte[] buffer = new byte[BUFFER];
    long position = read.offset();
    int index = 0;
    for (Manifest.MemberEntry member : read.members()) {
      in.skipNBytes(member.offset() - position);
      MessageDigest sha256 = ContentHash.sha256();
      Path file = aside.resolve(String.valueOf(index++));
      try (OutputStream out = new FileOutputStream(file.toFile())) {
        copy(in, out, read.item(member), sha256, buffer, came);
      }
      String digest = HexFormat.of().formatHex(sha256.digest());
      if (member.sha256() != null && !digest.equals(member.sha256())) {
        throw new SyncException(
            SyncException.Kind.DATA,
            "\"" + member.name() + "\": the bytes that came are not those of its manifest");
      }
      position = member.offset() + member.size();
    }
    return index;
  }

  private void copy(
      InputStream in,
      OutputStream out,
      Item item,
      MessageDigest sha256,
      byte[] buffer,
      AtomicLong came)
      throws IOException {
    session.progress().begun(item, 0);
    long left = item.bytes();
    while (left > 0) {
      int now = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (now < 0) {
        throw new EOFException("\"" + name(item) + "\" came only in part");
      }
      sha256.update(buffer, 0, now);
      out.write(buffer, 0, now);
      left -= now;
      came.addAndGet(now);
      session.progress().passed(item, now);
      log.advance(now);
    }
  }

  private static String name(Item item) {
    return item.name().substring(item.name().lastIndexOf('/') + 1);
  }

  /** A failure here is none of the stream's, so another try would not help. */
  private void place(Range read, Path aside) throws SyncException, Retry.Hopeless {
    try {
      Path target = folder.target(read.set().fault(), read.set().type());
      Disk.makeFolder(target);
      int index = 0;
      for (Manifest.MemberEntry member : read.members()) {
        Path file = aside.resolve(String.valueOf(index++));
        Disk.bringToDisk(file);
        Disk.setTime(file, Instant.ofEpochSecond(member.mtime()), report);
        Disk.moveMember(file, target, member.name());
        report.member(read.item(member));
      }
    } catch (SyncException e) {
      if (e.kind().stopsTheRun()) {
        throw e;
      }
      throw new Retry.Hopeless(e);
    }
  }
}

package org.quakecore.cssync.upload.manifests;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import org.quakecore.cssync.archive.ContentHash;
import org.quakecore.cssync.archive.Member;
import org.quakecore.cssync.archive.PackedMember;
import org.quakecore.cssync.archive.PackedPart;
import org.quakecore.cssync.archive.SampleWriter;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.manifest.Manifest.MemberEntry;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.transfer.ByteCount;
import org.quakecore.cssync.transfer.Item;
import org.quakecore.cssync.transfer.Progress;
import org.quakecore.cssync.transfer.Work;
import org.quakecore.cssync.upload.plan.OutgoingFile;
import org.quakecore.cssync.upload.plan.SourceSet;
import org.quakecore.cssync.upload.plan.SourceState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves a set that stands on the remote against its sources without fetching it: with the sources'
 * bytes between the headers that stand there, its files must have the content hashes the remote has
 * of them. Safe to use from several threads for several sets.
 */
final class ArchiveProof {
  /** A call that broke off succeeds the next time, or the remote is gone. */
  private static final int TRIES = 3;

  private static final Logger LOG = LoggerFactory.getLogger(ArchiveProof.class);

  private final Remote remote;
  private final CsVersion version;
  private final Path csRoot;
  private final Progress progress;
  private final LongAdder read = new LongAdder();
  private final LongAdder fetched = new LongAdder();
  private final LongAdder calls = new LongAdder();

  /**
   * @param progress is told of each set how many bytes of its sources were read
   */
  ArchiveProof(Remote remote, CsVersion version, Path csRoot, Progress progress) {
    this.remote = remote;
    this.version = version;
    this.csRoot = csRoot.normalize();
    this.progress = progress;
  }

  /** A set, as it is told while it is proven. */
  static Item item(SourceSet set) {
    long bytes =
        set.files().stream().flatMap(file -> file.members().stream()).mapToLong(Member::size).sum();
    return new Item(Work.READ, set.title(), set.title(), bytes);
  }

  CsVersion version() {
    return version;
  }

  /** The bytes of sources that were read so far. */
  long bytesRead() {
    return read.sum();
  }

  /** What was read so far, in words. */
  String effort() {
    return ByteCount.human(read.sum())
        + " of sources read, "
        + ByteCount.human(fetched.sum())
        + " of archives in "
        + (calls.sum() == 1 ? "1 read" : calls.sum() + " reads");
  }

  /**
   * Proves a set.
   *
   * @param files what stands on the remote, in order, each with its content hash
   * @return its manifest
   * @throws SyncException DATA when the archive is not what the sources make, a source cannot be
   *     read, or the file on the remote; else what concerns the whole remote
   */
  Manifest prove(SourceSet set, List<StoredFile> files) throws SyncException {
    for (int attempt = 1; ; attempt++) {
      Ranges ranges = new Ranges();
      try {
        return proveOnce(set, files, ranges);
      } catch (SyncException unlike) {
        if (unlike.kind() != Kind.DATA || attempt == TRIES || !ranges.comeOtherwise()) {
          throw unlike;
        }
        LOG.warn(
            "{} {}: other bytes come from the remote than before; compared once more",
            set.fault(),
            set.type());
      }
    }
  }

  private Manifest proveOnce(SourceSet set, List<StoredFile> files, Ranges ranges)
      throws SyncException {
    Item item = item(set);
    progress.begun(item, 0);
    LongConsumer counted =
        bytes -> {
          read.add(bytes);
          progress.passed(item, bytes);
        };
    Map<String, Path> sources = new HashMap<>();
    List<Member> members = new ArrayList<>();
    for (OutgoingFile file : set.files()) {
      members.addAll(file.members());
    }
    Map<String, Long> ctimes = new HashMap<>();
    for (Member member : members) {
      sources.put(member.name(), member.source());
      ctimes.put(member.name(), SourceState.ctime(member));
    }
    TarReconstruction tars = new TarReconstruction(members, counted);
    Manifest.Builder manifest =
        new Manifest.Builder(version.name(), set.fault(), set.type(), FromRecords.tool());
    for (StoredFile file : files) {
      boolean tar = set.type().isTar();
      PackedPart part =
          tar
              ? tars.part(file.name(), file.size(), ranges.of(file))
              : sample(file, members, counted);
      requireHash(file, part, tar ? tars.newer() : List.of());
      Manifest.PartEntry entry =
          new Manifest.PartEntry(file.name(), part.bytes(), part.contentHash());
      manifest.add(entry, entries(file.name(), part.members(), sources, ctimes));
    }
    if (set.type().isTar() && !tars.missing().isEmpty()) {
      List<Member> missing = tars.missing();
      throw TarReconstruction.unlike(
          "it lacks \"" + missing.get(0).name() + "\"" + andMore(missing.size()));
    }
    return manifest.build();
  }

  private static PackedPart sample(StoredFile file, List<Member> members, LongConsumer counted)
      throws SyncException {
    Member only = members.get(0);
    if (!file.name().equalsIgnoreCase(only.name())) {
      throw TarReconstruction.unlike(
          "the sample there is " + file.name() + ", and the sources have " + only.name());
    }
    if (file.size() != only.size()) {
      throw TarReconstruction.unlike(
          file.name()
              + " has "
              + file.size()
              + " bytes, and "
              + only.source()
              + " has "
              + only.size());
    }
    try {
      return SampleWriter.stream(only, OutputStream.nullOutputStream(), counted);
    } catch (IOException failure) {
      throw SyncException.of(failure, only.source(), Kind.DATA);
    }
  }

  private static void requireHash(StoredFile file, PackedPart part, List<Path> newer)
      throws SyncException {
    if (file.contentHash().equals(Optional.of(part.contentHash()))) {
      return;
    }
    String since =
        newer.isEmpty()
            ? ""
            : "; written to since it was made: " + newer.get(0) + andMore(newer.size());
    throw TarReconstruction.unlike(
        file.name()
            + " has the content hash "
            + file.contentHash().orElse("missing")
            + ", and with these sources in it "
            + part.contentHash()
            + since);
  }

  private List<MemberEntry> entries(
      String part,
      List<PackedMember> members,
      Map<String, Path> sources,
      Map<String, Long> ctimes) {
    return members.stream()
        .map(
            member ->
                new MemberEntry(
                    member.name(),
                    member.size(),
                    member.mtime(),
                    ctimes.get(member.name()),
                    member.sha256(),
                    part,
                    member.offset(),
                    source(sources.get(member.name()))))
        .toList();
  }

  private String source(Path source) {
    Path path = source.normalize();
    return path.startsWith(csRoot) ? csRoot.relativize(path).toString() : path.toString();
  }

  private byte[] read(String path, long offset, long length) throws SyncException {
    for (int attempt = 1; ; attempt++) {
      try {
        calls.increment();
        byte[] range = remote.read(path, offset, length, InputStream::readAllBytes);
        fetched.add(range.length);
        return range;
      } catch (SyncException failure) {
        boolean mayPass = failure.kind() == Kind.DATA || failure.kind() == Kind.REMOTE;
        if (!mayPass || attempt == TRIES) {
          throw failure;
        }
      }
    }
  }

  /** What was read of the remote for a proof. On one reading alone nothing is called broken. */
  private final class Ranges {
    private record Range(String path, long offset, int length, String hash) {}

    private final List<Range> seen = new ArrayList<>();

    RangedFile of(StoredFile file) {
      String path = version + "/" + file.path();
      return (offset, length) -> {
        byte[] bytes = read(path, offset, length);
        seen.add(new Range(path, offset, bytes.length, ContentHash.of(bytes, 0, bytes.length)));
        return bytes;
      };
    }

    /** Reads all of it again, and says whether any of it is not what it was. */
    boolean comeOtherwise() throws SyncException {
      boolean otherwise = false;
      for (Range range : seen) {
        byte[] now = read(range.path(), range.offset(), range.length());
        otherwise |= !ContentHash.of(now, 0, now.length).equals(range.hash());
      }
      return otherwise;
    }
  }

  private static String andMore(int count) {
    return count == 1 ? "" : " and " + (count - 1) + " more";
  }
}

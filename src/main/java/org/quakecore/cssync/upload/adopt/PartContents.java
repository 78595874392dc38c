package org.quakecore.cssync.upload.adopt;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import org.quakecore.cssync.archive.BrokenTarException;
import org.quakecore.cssync.archive.ContentHash;
import org.quakecore.cssync.archive.PackedMember;
import org.quakecore.cssync.archive.PackedPart;
import org.quakecore.cssync.archive.PartReader;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.transfer.ByteCount;
import org.quakecore.cssync.transfer.Progress;
import org.quakecore.cssync.transfer.Retry;

/**
 * Finds out what is in a file of an archive: by the headers of a tar alone, or by all of its bytes.
 * A read can come back with wrong bytes, so what looks wrong is read again, and only two answers
 * that are wrong alike are a verdict. Safe to use from several threads.
 */
final class PartContents {
  /** A call that broke off succeeds the next time, or the remote is gone. */
  private static final int TRIES = 3;

  private static final int MOST_READS = 6;

  private final Remote remote;
  private final String version;
  private final Progress progress;
  private final Retry retry;
  private final LongAdder calls = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  /**
   * @param version the folder of the version on the remote
   */
  PartContents(Remote remote, String version, Progress progress) {
    this.remote = remote;
    this.version = version;
    this.progress = progress;
    this.retry = new Retry(TRIES, progress::warn, Retry.Pause.SLEEP);
  }

  /** What was read so far, in words. */
  String effort() {
    return ByteCount.human(bytes.sum())
        + " read in "
        + (calls.sum() == 1 ? "1 call" : calls.sum() + " calls");
  }

  long bytesRead() {
    return bytes.sum();
  }

  /** Looks once. */
  private interface Look {
    PackedPart once() throws IOException, SyncException;
  }

  /**
   * The members of a tar by its headers, without SHA-256.
   *
   * @throws SyncException DATA when it is broken, or cannot be read
   */
  PackedPart headers(StoredFile file) throws SyncException {
    String name = Quoted.bare(file.name());
    return settled(
        file,
        () -> {
          List<PackedMember> members =
              TarHeaders.read((offset, length) -> range(file, offset, length), name, file.size());
          return new PackedPart(file.size(), file.contentHash().orElse(null), members);
        });
  }

  /**
   * All of a tar, with SHA-256 and its content hash, which is that of the listing.
   *
   * @param passed is told how many bytes came since it was last told
   * @throws SyncException DATA when it is broken, is not what the listing says, or cannot be read
   */
  PackedPart tar(StoredFile file, LongConsumer passed) throws SyncException {
    String name = Quoted.bare(file.name());
    return whole(file, in -> PartReader.read(in, name, counted(passed)));
  }

  /** The same of a file that is no tar, and its own only member. */
  PackedPart sample(StoredFile file, LongConsumer passed) throws SyncException {
    return whole(file, in -> sample(file, in, counted(passed)));
  }

  /** A small file, as it is. */
  byte[] file(StoredFile file) throws SyncException {
    return range(file, 0, (int) file.size());
  }

  private PackedPart whole(StoredFile file, Remote.Sink<PackedPart> sink) throws SyncException {
    return settled(
        file,
        () -> {
          calls.increment();
          PackedPart part = remote.read(version + "/" + file.path(), 0, file.size(), sink);
          if (part.bytes() != file.size()) {
            throw BrokenTarException.broken(
                "it has " + part.bytes() + " bytes, and the listing says " + file.size());
          }
          if (file.contentHash().filter(hash -> !hash.equals(part.contentHash())).isPresent()) {
            throw BrokenTarException.broken(
                "its content hash is "
                    + part.contentHash()
                    + ", and the listing says "
                    + file.contentHash().get());
          }
          return part;
        });
  }

  private LongConsumer counted(LongConsumer passed) {
    return count -> {
      bytes.add(count);
      passed.accept(count);
    };
  }

  private byte[] range(StoredFile file, long offset, int length) throws SyncException {
    String path = version + "/" + file.path();
    return retry.run(
        path,
        () -> {
          calls.increment();
          byte[] range = remote.read(path, offset, length, InputStream::readAllBytes);
          bytes.add(range.length);
          return range;
        });
  }

  /** Looks until an answer is right, or wrong twice in the same way. */
  private PackedPart settled(StoredFile file, Look look) throws SyncException {
    String name = Quoted.bare(file.name());
    Set<String> wrong = new HashSet<>();
    SyncException failure = null;
    for (int read = 1; read <= MOST_READS; read++) {
      try {
        return look.once();
      } catch (IOException | SyncException failed) {
        Optional<String> verdict = verdict(failed);
        if (verdict.isEmpty()) {
          failure = passing(failed, name);
        } else if (!wrong.add(verdict.get())) {
          throw new SyncException(Kind.DATA, name + " " + verdict.get(), failed);
        }
        progress.warn(
            "#### "
                + name
                + ": "
                + verdict.orElse("could not be read: " + failed.getMessage())
                + "; it is read again, for one read is no verdict");
      }
    }
    throw failure != null
        ? failure
        : new SyncException(
            Kind.DATA, name + " came otherwise each of " + MOST_READS + " times it was read");
  }

  /** What is wrong with the bytes that came, if anything is; else it was the way they came. */
  private static Optional<String> verdict(Exception failed) {
    Throwable cause = failed instanceof SyncException ? failed.getCause() : failed;
    return cause instanceof BrokenTarException broken
        ? Optional.of(broken.getMessage())
        : Optional.empty();
  }

  private static SyncException passing(Exception failed, String name) throws SyncException {
    SyncException failure =
        failed instanceof SyncException known
            ? known
            : SyncException.of((IOException) failed, Path.of(name), Kind.DATA);
    if (failure.kind().stopsTheRun()) {
      throw failure;
    }
    return failure;
  }

  private static PackedPart sample(StoredFile file, InputStream in, LongConsumer passed)
      throws IOException, SyncException {
    MessageDigest sha256 = ContentHash.sha256();
    LongAdder size = new LongAdder();
    String hash =
        ContentHash.of(
            new DigestInputStream(in, sha256),
            count -> {
              size.add(count);
              passed.accept(count);
            });
    return new PackedPart(
        size.sum(), hash, List.of(only(file, HexFormat.of().formatHex(sha256.digest()))));
  }

  /** What a file that is no tar is made of. */
  static PackedMember only(StoredFile file, String sha256) {
    return new PackedMember(file.name(), file.size(), file.modified().getEpochSecond(), sha256, 0);
  }
}

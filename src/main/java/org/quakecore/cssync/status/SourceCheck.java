package org.quakecore.cssync.status;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.quakecore.cssync.archive.ContentHash;
import org.quakecore.cssync.catalogue.FileState;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.manifest.Manifest.MemberEntry;
import org.quakecore.cssync.purge.Rule;
import org.quakecore.cssync.purge.Tally;
import org.quakecore.cssync.transfer.Item;
import org.quakecore.cssync.transfer.Progress;
import org.quakecore.cssync.transfer.Work;

/**
 * Compares the sources that a manifest names with what is on the disk now: by size and time, or by
 * size and content. A source that is gone is no error, since the archive has it.
 */
final class SourceCheck {
  private static final int BUFFER = 1 << 20;

  /**
   * A source on the disk.
   *
   * @param path absolute
   * @param member what was archived of it
   * @param state as it was seen
   */
  record Source(Path path, MemberEntry member, FileState state) {}

  /**
   * What a purge takes of a set's sources, by when they were read before they were compared.
   *
   * @param unchanged of those that are what was archived
   * @param others of all else that is there
   */
  record Aging(Tally unchanged, Tally others) {
    Aging(Rule rule) {
      this(new Tally(rule), new Tally(rule));
    }

    private void add(FileState source, boolean same) {
      if (source.isFile()) {
        (same ? unchanged : others).add(source.size(), source.read());
      }
    }
  }

  /**
   * What became of a set's sources.
   *
   * @param unchanged those that are what was archived
   * @param changed what is wrong with each that is not, fit for a line
   * @param touched those that have the same size and another time
   * @param unverified those whose size and time are the same, while their ctime is another or not
   *     known: they may have been rewritten in place, with the time put back
   * @param fresh files of realisations that are not in the archive
   * @param gone how many are no longer on the disk
   * @param aging what a purge takes of them, where that is to be told
   */
  record Found(
      List<Source> unchanged,
      List<String> changed,
      List<String> touched,
      List<String> unverified,
      List<String> fresh,
      int gone,
      Optional<Aging> aging) {
    Found {
      unchanged = List.copyOf(unchanged);
      changed = List.copyOf(changed);
      touched = List.copyOf(touched);
      unverified = List.copyOf(unverified);
      fresh = List.copyOf(fresh);
    }

    /** Why the set is no longer what these sources make, each fit for a line. */
    List<String> problems() {
      List<String> problems = new ArrayList<>(changed);
      if (!touched.isEmpty()) {
        problems.add(
            touched.size()
                + (touched.size() == 1 ? " source has" : " sources have")
                + " another time, "
                + touched.get(0)
                + (touched.size() == 1 ? "" : " for one")
                + "; --rehash compares content");
      }
      fresh.forEach(path -> problems.add(path + " is new, and not in the archive"));
      return problems;
    }
  }

  private final Path csRoot;
  private final boolean rehash;
  private final Optional<Rule> purge;
  private final Progress progress;

  /**
   * @param csRoot absolute, without links
   * @param purge by what its file system deletes files, where that is to be told
   */
  SourceCheck(Path csRoot, boolean rehash, Optional<Rule> purge, Progress progress) {
    this.csRoot = csRoot;
    this.rehash = rehash;
    this.purge = purge;
    this.progress = progress;
  }

  /** The bytes that a comparison by content will read of this set's sources. */
  long bytesToRead(Manifest manifest) throws SyncException {
    long bytes = 0;
    for (MemberEntry member : manifest.members()) {
      Optional<Path> source = resolve(member);
      bytes +=
          manifest.knowsContent() && source.isPresent() && willBeRead(member, source.get())
              ? member.size()
              : 0;
    }
    return bytes;
  }

  private static boolean willBeRead(MemberEntry member, Path source) throws SyncException {
    try {
      FileState now = state(source);
      return now.isFile() && now.size() == member.size();
    } catch (IOException unreadable) {
      // Reported when it is compared.
      return false;
    }
  }

  /**
   * Looks at every source of a set.
   *
   * @param beside finds new files beside these, which are absolute paths
   */
  Found compare(Manifest manifest, Beside beside) throws SyncException {
    String set = manifest.fault() + " " + manifest.type();
    Item item = new Item(Work.READ, set, set, rehash ? bytesToRead(manifest) : 0);
    if (rehash) {
      progress.begun(item, 0);
    }
    List<Source> unchanged = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    List<String> touched = new ArrayList<>();
    List<String> unverified = new ArrayList<>();
    Optional<Aging> aging = purge.map(Aging::new);
    Set<Path> archived = new HashSet<>();
    int gone = 0;
    for (MemberEntry member : manifest.members()) {
      if (member.source() == null && manifest.adopted() != null) {
        continue;
      }
      Optional<Path> source = resolve(member);
      if (source.isEmpty()) {
        changed.add(member.name() + ": " + shown(member) + " is no path below " + csRoot);
        continue;
      }
      archived.add(source.get());
      try {
        FileState now = state(source.get());
        boolean same = false;
        Optional<String> difference =
            difference(member, source.get(), now, item, manifest.knowsContent());
        if (difference.isPresent()) {
          changed.add(shown(member) + " " + difference.get());
        } else if (!manifest.knowsContent()) {
          unverified.add(shown(member));
        } else if (!rehash && now.mtime() != member.mtime()) {
          touched.add(shown(member));
        } else if (!rehash && !isVerified(member, now)) {
          unverified.add(shown(member));
        } else {
          unchanged.add(new Source(source.get(), member, now));
          same = true;
        }
        if (aging.isPresent()) {
          aging.get().add(now, same);
        }
      } catch (NoSuchFileException absent) {
        gone++;
      } catch (IOException unreadable) {
        changed.add(reason(unreadable, source.get()));
      }
    }
    List<String> fresh = List.of();
    try {
      List<Path> found = beside.paths(archived);
      if (aging.isPresent()) {
        age(found, aging.get());
      }
      fresh = found.stream().map(this::relative).toList();
    } catch (SyncException unreadable) {
      if (unreadable.kind() != SyncException.Kind.DATA) {
        throw unreadable;
      }
      changed.add("what else there is cannot be told: " + unreadable.getMessage());
    }
    if (rehash) {
      progress.done(item);
    }
    return new Found(unchanged, changed, touched, unverified, fresh, gone, aging);
  }

  private static void age(List<Path> fresh, Aging aging) throws SyncException {
    for (Path path : fresh) {
      try {
        aging.add(state(path), false);
      } catch (IOException gone) {
        throw SyncException.of(gone, path, SyncException.Kind.DATA);
      }
    }
  }

  private static boolean isVerified(MemberEntry member, FileState now) {
    return member.ctime() != null && member.ctime().equals(now.ctime());
  }

  /** Finds files that belong beside archived ones. */
  @FunctionalInterface
  interface Beside {
    List<Path> paths(Set<Path> archived) throws SyncException;
  }

  private String relative(Path path) {
    return (path.startsWith(csRoot) ? csRoot.relativize(path) : path).toString();
  }

  private static String reason(IOException unreadable, Path source) throws SyncException {
    SyncException failure = SyncException.of(unreadable, source, SyncException.Kind.DATA);
    if (failure.kind() != SyncException.Kind.DATA) {
      throw failure;
    }
    return failure.getMessage();
  }

  /**
   * Where a member was taken from; empty where the manifest names nothing, or a relative path that
   * leads elsewhere. A manifest comes from the remote: it must not make us call just anything safe
   * to delete.
   */
  Optional<Path> resolve(MemberEntry member) {
    if (member.source() == null || member.source().isBlank()) {
      return Optional.empty();
    }
    try {
      Path given = Path.of(member.source());
      Path source = csRoot.resolve(given).normalize();
      return given.isAbsolute() || (source.startsWith(csRoot) && !source.equals(csRoot))
          ? Optional.of(source)
          : Optional.empty();
    } catch (InvalidPathException impossible) {
      return Optional.empty();
    }
  }

  private Optional<String> difference(
      MemberEntry member, Path source, FileState now, Item item, boolean knowsContent)
      throws IOException, SyncException {
    if (!now.isFile()) {
      return Optional.of("is no longer a plain file");
    }
    if (now.size() != member.size()) {
      return Optional.of("has " + now.size() + " bytes, archived were " + member.size());
    }
    if (rehash && knowsContent) {
      String sha256 = sha256(source, item);
      return sha256.equals(member.sha256()) && state(source).isSameAs(now)
          ? Optional.empty()
          : Optional.of("has another content than was archived");
    }
    return Optional.empty();
  }

  private static FileState state(Path source) throws IOException, SyncException {
    if (Thread.currentThread().isInterrupted()) {
      throw SyncException.interrupted(null);
    }
    return FileState.of(source);
  }

  private String sha256(Path source, Item item) throws IOException, SyncException {
    MessageDigest digest = ContentHash.sha256();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(source)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
        progress.passed(item, read);
        if (Thread.currentThread().isInterrupted()) {
          throw SyncException.interrupted(null);
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String shown(MemberEntry member) {
    return Quoted.bare(String.valueOf(member.source()));
  }
}

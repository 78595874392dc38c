package org.quakecore.cssync.remote;

import java.io.FileOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.quakecore.cssync.catalogue.ByteOrder;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;

/**
 * A remote on which tars that {@code split} has cut, {@code Hope_BB.tar.aa}, {@code .ab} and so on,
 * are one file each, {@code Hope_BB.tar}, for who lists and reads. Whoever changes anything changes
 * the files that there are.
 *
 * <p>Such a file has no content hash. Where a piece is missing between others, it is told, and the
 * file has no bytes; whether the last one is there, only the tar itself can tell.
 */
public final class JoinedPieces implements Remote {
  private static final Pattern PIECE = Pattern.compile("(.+\\.tar)\\.([a-z]{2,})");
  private static final int BUFFER = 1 << 20;

  private final Remote remote;
  private final Consumer<String> warn;

  /** The pieces of each whole, in order, all by their paths below the root. */
  private final Map<String, List<StoredFile>> known = new ConcurrentHashMap<>();

  /**
   * @param warn is told of pieces that are missing
   */
  public JoinedPieces(Remote remote, Consumer<String> warn) {
    this.remote = remote;
    this.warn = warn;
  }

  @Override
  public Optional<List<StoredFile>> list(String folder, boolean withHash) throws SyncException {
    return list(folder, withHash, listed -> {});
  }

  @Override
  public Optional<List<StoredFile>> list(String folder, boolean withHash, LongConsumer listed)
      throws SyncException {
    return remote.list(folder, withHash, listed).map(files -> joined(folder, files));
  }

  private List<StoredFile> joined(String folder, List<StoredFile> files) {
    Map<String, List<StoredFile>> pieces = new TreeMap<>();
    for (StoredFile file : files) {
      Matcher piece = PIECE.matcher(file.path());
      if (piece.matches()) {
        pieces.computeIfAbsent(piece.group(1), whole -> new ArrayList<>()).add(file);
      }
    }
    // A whole one beside them may be another.
    files.forEach(file -> pieces.remove(file.path()));
    if (pieces.isEmpty()) {
      return files;
    }
    List<StoredFile> all = new ArrayList<>(files);
    pieces.forEach(
        (path, ofIt) -> {
          all.removeAll(ofIt);
          all.add(whole(folder, path, ofIt));
        });
    all.sort(Comparator.comparing(StoredFile::path, ByteOrder.COMPARATOR));
    return List.copyOf(all);
  }

  private StoredFile whole(String folder, String path, List<StoredFile> pieces) {
    List<StoredFile> ordered =
        pieces.stream()
            .sorted(
                Comparator.comparingInt((StoredFile piece) -> piece.path().length())
                    .thenComparing(StoredFile::path))
            .toList();
    String expected = "a".repeat(suffix(ordered.get(0)).length());
    for (StoredFile piece : ordered) {
      String suffix = suffix(piece);
      if (!suffix.equals(expected) && !suffix.equals(longer(expected))) {
        warn.accept(
            "#### "
                + path
                + "."
                + expected
                + " is missing: without it the "
                + pieces.size()
                + " other pieces are no tar");
        known.put(below(folder, path), List.of());
        return new StoredFile(path, 0, Instant.EPOCH, Optional.empty());
      }
      expected = next(suffix);
    }
    known.put(
        below(folder, path),
        ordered.stream().map(piece -> piece.as(below(folder, piece.path()))).toList());
    return sum(path, ordered);
  }

  private static StoredFile sum(String path, List<StoredFile> pieces) {
    return new StoredFile(
        path,
        pieces.stream().mapToLong(StoredFile::size).sum(),
        pieces.stream().map(StoredFile::modified).max(Comparator.naturalOrder()).orElseThrow(),
        Optional.empty());
  }

  private static String suffix(StoredFile piece) {
    return piece.path().substring(piece.path().lastIndexOf('.') + 1);
  }

  private static String next(String suffix) {
    int at = suffix.length() - 1;
    while (at > 0 && suffix.charAt(at) == 'z') {
      at--;
    }
    return suffix.substring(0, at)
        + (char) (suffix.charAt(at) + 1)
        + "a".repeat(suffix.length() - 1 - at);
  }

  /** Before it would run out of letters, {@code split} takes longer names: zaaa follows yz. */
  private static String longer(String expected) {
    String first = expected.replaceFirst("^z*", "");
    int leading = expected.length() - first.length();
    return leading > 0 && first.matches("a+")
        ? "z".repeat(leading) + "a".repeat(first.length() + 2)
        : expected;
  }

  private static String below(String folder, String path) {
    return folder.isEmpty() ? path : folder + "/" + path;
  }

  @Override
  public List<StoredFile> look(String folder, List<String> paths, boolean withHash)
      throws SyncException {
    Set<String> asked = new LinkedHashSet<>();
    Map<String, List<String>> joined = new HashMap<>();
    for (String path : paths) {
      List<StoredFile> pieces = known.get(below(folder, path));
      if (pieces == null) {
        asked.add(path);
        continue;
      }
      int cut = folder.isEmpty() ? 0 : folder.length() + 1;
      List<String> names = pieces.stream().map(piece -> piece.path().substring(cut)).toList();
      joined.put(path, names);
      asked.addAll(names);
    }
    List<StoredFile> found =
        new ArrayList<>(remote.look(folder, List.copyOf(asked), withHash && joined.isEmpty()));
    if (withHash && !joined.isEmpty()) {
      List<String> whole = paths.stream().filter(path -> !joined.containsKey(path)).toList();
      found.removeIf(file -> whole.contains(file.path()));
      found.addAll(whole.isEmpty() ? List.of() : remote.look(folder, whole, true));
    }
    for (Map.Entry<String, List<String>> each : joined.entrySet()) {
      List<StoredFile> pieces =
          found.stream().filter(file -> each.getValue().contains(file.path())).toList();
      found.removeAll(pieces);
      if (!pieces.isEmpty() && pieces.size() == each.getValue().size()) {
        found.add(sum(each.getKey(), pieces));
      }
    }
    found.sort(Comparator.comparing(StoredFile::path, ByteOrder.COMPARATOR));
    return found;
  }

  /** A range of a piece. */
  private record Stretch(String path, long offset, long length) {}

  private static List<Stretch> stretches(List<StoredFile> pieces, long offset, long length) {
    List<Stretch> stretches = new ArrayList<>();
    long end = length < 0 ? Long.MAX_VALUE : offset + length;
    long start = 0;
    for (StoredFile piece : pieces) {
      long from = Math.max(offset, start);
      long to = Math.min(end, start + piece.size());
      if (from < to) {
        stretches.add(new Stretch(piece.path(), from - start, to - from));
      }
      start += piece.size();
    }
    return stretches;
  }

  @Override
  public <T> T read(String file, long offset, long length, List<String> arguments, Sink<T> sink)
      throws SyncException {
    List<StoredFile> pieces = known.get(file);
    if (pieces == null) {
      return remote.read(file, offset, length, arguments, sink);
    }
    List<Stretch> stretches = stretches(pieces, offset, length);
    if (stretches.size() == 1) {
      Stretch only = stretches.get(0);
      return remote.read(only.path(), only.offset(), only.length(), arguments, sink);
    }
    try {
      return across(stretches, arguments, sink);
    } catch (IOException failure) {
      throw SyncException.of(failure, Path.of(file), Kind.DATA);
    }
  }

  /** One piece after the other is read by a thread of its own, and here they are one stream. */
  private <T> T across(List<Stretch> stretches, List<String> arguments, Sink<T> sink)
      throws IOException, SyncException {
    AtomicReference<SyncException> failure = new AtomicReference<>();
    PipedInputStream in = new PipedInputStream(BUFFER);
    PipedOutputStream out = new PipedOutputStream(in);
    Thread reader =
        new Thread(
            () -> {
              try (out) {
                failure.set(failureOfCopying(stretches, arguments, out));
              } catch (IOException closed) {
                failure.compareAndSet(null, SyncException.of(closed, Path.of(""), Kind.DATA));
              }
            },
            "pieces");
    reader.setDaemon(true);
    reader.start();
    try {
      return sink.readFrom(new Checked(in, failure));
    } catch (IOException | SyncException broken) {
      if (failure.get() != null) {
        throw failure.get();
      }
      throw broken;
    } finally {
      in.close();
      reader.interrupt();
    }
  }

  /**
   * What failed, or null. It has to be known before the pipe is closed: else what has come until
   * then would be taken for all there is.
   */
  private SyncException failureOfCopying(
      List<Stretch> stretches, List<String> arguments, OutputStream out) {
    try {
      for (Stretch each : stretches) {
        var unused =
            remote.read(
                each.path(), each.offset(), each.length(), arguments, piece -> copied(piece, out));
      }
      return null;
    } catch (SyncException failed) {
      return failed;
    } catch (RuntimeException bug) {
      return new SyncException(Kind.DATA, "reading the pieces of a file ended with " + bug, bug);
    }
  }

  /** Flushed at once, for whoever waits at the other end of a pipe hears of nothing else. */
  private static long copied(InputStream piece, OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER / 4];
    long bytes = 0;
    for (int read = piece.read(buffer); read >= 0; read = piece.read(buffer)) {
      out.write(buffer, 0, read);
      out.flush();
      bytes += read;
    }
    return bytes;
  }

  /** Whose end is none where the thread that fills it has failed. */
  private static final class Checked extends FilterInputStream {
    private final AtomicReference<SyncException> failure;

    Checked(InputStream in, AtomicReference<SyncException> failure) {
      super(in);
      this.failure = failure;
    }

    @Override
    public int read() throws IOException {
      return ended(super.read());
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return ended(super.read(bytes, offset, length));
    }

    private int ended(int read) throws IOException {
      if (read < 0 && failure.get() != null) {
        throw new IOException(failure.get().getMessage(), failure.get());
      }
      return read;
    }
  }

  @Override
  public void fetch(String from, Path to, List<String> names, Transfer transfer)
      throws SyncException {
    List<String> whole =
        names.stream().filter(name -> !known.containsKey(below(from, name))).toList();
    if (!whole.isEmpty()) {
      remote.fetch(from, to, whole, transfer);
    }
    for (String name : names) {
      if (!whole.contains(name)) {
        Path file = to.resolve(name);
        var unused =
            read(
                below(from, name),
                0,
                -1,
                transfer.arguments(),
                in -> {
                  try (OutputStream out = new FileOutputStream(file.toFile())) {
                    return told(in, out, transfer);
                  }
                });
      }
    }
  }

  private static long told(InputStream in, OutputStream out, Transfer transfer) throws IOException {
    byte[] buffer = new byte[BUFFER / 4];
    long bytes = 0;
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      out.write(buffer, 0, read);
      transfer.progress().accept(read);
      bytes += read;
    }
    return bytes;
  }

  @Override
  public String address(String path) {
    return remote.address(path);
  }

  @Override
  public Traits traits() throws SyncException {
    return remote.traits();
  }

  @Override
  public boolean goesOnWithHalfAFile() {
    return remote.goesOnWithHalfAFile();
  }

  @Override
  public Optional<Path> folderHere() throws SyncException {
    return remote.folderHere();
  }

  @Override
  public Optional<List<String>> folders(String folder) throws SyncException {
    return remote.folders(folder);
  }

  @Override
  public List<StoredFile> send(Path from, String to, List<String> names, Transfer transfer)
      throws SyncException {
    return remote.send(from, to, names, transfer);
  }

  @Override
  public Optional<StoredFile> stream(String to, Source source, Transfer transfer)
      throws SyncException {
    return remote.stream(to, source, transfer);
  }

  @Override
  public Set<String> differing(Path here, String there, List<String> names) throws SyncException {
    return remote.differing(here, there, names);
  }

  @Override
  public void move(String from, String to) throws SyncException {
    remote.move(from, to);
  }

  @Override
  public List<StoredFile> move(List<Move> moves) throws SyncException {
    return remote.move(moves);
  }

  @Override
  public void delete(String file) throws SyncException {
    remote.delete(file);
  }

  @Override
  public void delete(String folder, List<String> names) throws SyncException {
    remote.delete(folder, names);
  }

  @Override
  public void deleteFolder(String folder) throws SyncException {
    remote.deleteFolder(folder);
  }

  @Override
  public void deleteFolders(List<String> folders) throws SyncException {
    remote.deleteFolders(folders);
  }

  @Override
  public OptionalLong freeBytes() throws SyncException {
    return remote.freeBytes();
  }

  @Override
  public Optional<Duration> clockAhead() {
    return remote.clockAhead();
  }
}

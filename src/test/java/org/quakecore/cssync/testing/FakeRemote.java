package org.quakecore.cssync.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.quakecore.cssync.catalogue.ByteOrder;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.remote.Traits;
import org.quakecore.cssync.remote.Transfer;

/**
 * A remote in memory that keeps the rules of {@link Remote} and counts what it is asked. Safe to
 * use from several threads.
 */
public final class FakeRemote implements Remote {
  private static final int BLOCK = 4 * 1024 * 1024;

  private static final class Stored {
    private final String path;
    private final byte[] bytes;
    private final Instant modified;

    Stored(String path, byte[] bytes, Instant modified) {
      this.path = path;
      this.bytes = bytes;
      this.modified = modified;
    }

    String path() {
      return path;
    }

    byte[] bytes() {
      return bytes;
    }

    Instant modified() {
      return modified;
    }
  }

  private final Traits traits;
  private final Map<String, Stored> files = new TreeMap<>(ByteOrder.COMPARATOR);
  private final Map<String, String> folders = new TreeMap<>(ByteOrder.COMPARATOR);
  private final Map<Operation, Integer> calls = new EnumMap<>(Operation.class);
  private OptionalLong capacity = OptionalLong.empty();
  private boolean rootIsThere = true;
  private Optional<Duration> clockAhead = Optional.empty();
  private long bytesSent;

  /** On a file system that has no file of a test, unless a test wants it otherwise. */
  private Optional<Path> folderHere = Optional.of(Path.of("/proc"));

  private long bytesFetched;
  private boolean keepsLists;

  /** A remote like Dropbox: hashes come with a listing, names differing by case are one. */
  public FakeRemote() {
    this(true, true);
  }

  /**
   * A remote that gives Dropbox hashes.
   *
   * @param hashIsFree whether they come with a listing
   * @param caseInsensitive whether names that differ only by case are one
   */
  public FakeRemote(boolean hashIsFree, boolean caseInsensitive) {
    this(new Traits(true, hashIsFree, true, caseInsensitive, hashIsFree, false));
  }

  public FakeRemote(Traits traits) {
    this.traits = traits;
  }

  /** A remote that has no hash at all, like plain WebDAV. */
  public static FakeRemote withoutHashes() {
    return new FakeRemote(new Traits(false, false, false, false, false, false));
  }

  /**
   * From now on the list.txt of each version names the faults of which anything is put, as uploads
   * leave it; until another is put.
   */
  public FakeRemote keepingLists() {
    keepsLists = true;
    return this;
  }

  /** How often a method was called. */
  public synchronized int calls(Operation operation) {
    return calls.getOrDefault(operation, 0);
  }

  /** The bytes that came in through send and stream. */
  public synchronized long bytesSent() {
    return bytesSent;
  }

  /** The bytes of files in folders of a version that went out through fetch and read. */
  public synchronized long bytesFetched() {
    return bytesFetched;
  }

  /** Forgets all counts, not the files. */
  public synchronized void resetCounts() {
    calls.clear();
    bytesSent = 0;
    bytesFetched = 0;
  }

  /** What the server's clock is ahead of the one here. */
  public synchronized void setClockAhead(Duration ahead) {
    clockAhead = Optional.of(ahead);
  }

  /** The folder that it is of is not there. */
  public synchronized FakeRemote withoutRoot() {
    rootIsThere = false;
    return this;
  }

  @Override
  public synchronized Optional<Duration> clockAhead() {
    return clockAhead;
  }

  /** From now on the remote holds no more than this many bytes, and reports what is free. */
  public synchronized void setCapacity(long bytes) {
    capacity = OptionalLong.of(bytes);
  }

  /** Puts a file there behind everybody's back. */
  public synchronized void put(String path, byte[] bytes) {
    put(path, bytes, Instant.EPOCH);
    String[] segments = path.split("/", -1);
    if (keepsLists && segments.length == 3 && segments[1].matches("[A-Za-z]\\w*")) {
      String list = segments[0] + "/list.txt";
      String line = segments[1] + " 1r\n";
      String before = bytes(list).map(text -> new String(text, UTF_8)).orElse("");
      if (!before.contains(line)) {
        put(list, (before + line).getBytes(UTF_8), Instant.EPOCH);
      }
    }
  }

  /** Puts a text file there behind everybody's back. */
  public void put(String path, String text) {
    put(path, text.getBytes(UTF_8));
  }

  /** Takes a file away behind everybody's back. */
  public synchronized void remove(String path) {
    files.remove(key(path));
  }

  /** The bytes of a file, or nothing where there is none. */
  public synchronized Optional<byte[]> bytes(String path) {
    return Optional.ofNullable(files.get(key(path))).map(stored -> stored.bytes().clone());
  }

  /** The paths of all files from the root on, sorted. */
  public synchronized List<String> paths() {
    return files.values().stream().map(Stored::path).sorted(ByteOrder.COMPARATOR).toList();
  }

  @Override
  public String address(String path) {
    return "fake:" + path;
  }

  @Override
  public Optional<Path> folderHere() {
    return folderHere;
  }

  /** From now on it says that it is this folder. */
  public void beFolder(Path folder) {
    folderHere = Optional.of(folder);
  }

  /** From now on it does not say where it is. */
  public void beNowhere() {
    folderHere = Optional.empty();
  }

  @Override
  public synchronized Traits traits() throws SyncException {
    count(Operation.TRAITS);
    return traits;
  }

  @Override
  public synchronized Optional<List<StoredFile>> list(String folder, boolean withHash)
      throws SyncException {
    count(Operation.LIST);
    if (!folderExists(folder)) {
      return Optional.empty();
    }
    return Optional.of(below(folder).stream().map(file -> seen(folder, file, withHash)).toList());
  }

  @Override
  public synchronized List<StoredFile> look(String folder, List<String> paths, boolean withHash)
      throws SyncException {
    count(Operation.LOOK);
    requireOneLine(paths);
    Map<String, StoredFile> found = new TreeMap<>(ByteOrder.COMPARATOR);
    for (String path : paths) {
      Stored file = files.get(key(join(folder, path)));
      if (file != null) {
        StoredFile seen = seen(folder, file, withHash);
        // As rclone does: under the name it was asked for, in whatever case it is kept.
        found.put(path, new StoredFile(path, seen.size(), seen.modified(), seen.contentHash()));
      }
    }
    return List.copyOf(found.values());
  }

  @Override
  public synchronized Optional<List<String>> folders(String folder) throws SyncException {
    count(Operation.FOLDERS);
    if (!folderExists(folder)) {
      return Optional.empty();
    }
    String prefix = folder.isEmpty() ? "" : key(folder) + "/";
    Set<String> names = new TreeSet<>(ByteOrder.COMPARATOR);
    folders.forEach(
        (key, path) -> {
          if (key.startsWith(prefix)
              && key.length() > prefix.length()
              && key.indexOf('/', prefix.length()) < 0) {
            names.add(path.substring(path.lastIndexOf('/') + 1));
          }
        });
    return Optional.of(List.copyOf(names));
  }

  @Override
  public synchronized List<StoredFile> send(
      Path from, String to, List<String> names, Transfer transfer) throws SyncException {
    count(Operation.SEND);
    requireOneLine(names);
    for (String name : names) {
      requireFile(from.resolve(name));
    }
    for (String name : names) {
      receive(from.resolve(name), join(to, name), transfer);
    }
    return List.of();
  }

  @Override
  public Optional<StoredFile> stream(String to, Source source, Transfer transfer)
      throws SyncException {
    enter(Operation.STREAM, to);
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    try {
      source.writeTo(new Intake(received, transfer));
    } catch (IOException e) {
      throw SyncException.of(e, Path.of(to), Kind.DATA);
    }
    if (Thread.currentThread().isInterrupted()) {
      throw SyncException.interrupted(null);
    }
    keep(to, received.toByteArray(), Instant.now().truncatedTo(ChronoUnit.SECONDS));
    log(transfer, to, received.size());
    return Optional.empty();
  }

  @Override
  public <T> T read(String file, long offset, long length, List<String> own, Sink<T> sink)
      throws SyncException {
    enter(Operation.READ, file);
    byte[] range = range(file, offset, length);
    try {
      return sink.readFrom(new Counted(range));
    } catch (IOException e) {
      throw SyncException.of(e, Path.of(file), Kind.DATA);
    }
  }

  private synchronized void enter(Operation operation, String path) throws SyncException {
    count(operation);
    requireOneLine(List.of(path));
  }

  private synchronized byte[] range(String path, long offset, long length) throws SyncException {
    Stored file = files.get(key(path));
    if (file == null) {
      throw new SyncException(Kind.DATA, address(path) + ": no such file to be read");
    }
    int from = (int) Math.min(offset, file.bytes().length);
    long there = (long) file.bytes().length - from;
    if (length > there) {
      throw new SyncException(
          Kind.DATA, address(path) + ": asked for " + length + " B, but " + there + " B came");
    }
    return Arrays.copyOfRange(file.bytes(), from, from + (int) (length < 0 ? there : length));
  }

  /** What a source writes; closing it ends nothing but the source's own writing. */
  private static final class Intake extends FilterOutputStream {
    private final Transfer transfer;
    private boolean closed;

    Intake(ByteArrayOutputStream received, Transfer transfer) {
      super(received);
      this.transfer = transfer;
    }

    @Override
    public void write(int each) throws IOException {
      write(new byte[] {(byte) each}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (closed) {
        throw new IOException("the stream was closed before");
      }
      out.write(bytes, offset, length);
      transfer.progress().accept(length);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  /** Counts what is taken. */
  private final class Counted extends FilterInputStream {
    Counted(byte[] bytes) {
      super(new ByteArrayInputStream(bytes));
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      synchronized (FakeRemote.this) {
        bytesFetched += Math.max(0, read);
      }
      return read;
    }

    @Override
    public long skip(long most) throws IOException {
      return read(new byte[(int) Math.min(most, BLOCK)]);
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }

  @Override
  public synchronized void fetch(String from, Path to, List<String> names, Transfer transfer)
      throws SyncException {
    count(Operation.fetchOf(names));
    requireOneLine(names);
    List<String> missing = new ArrayList<>();
    for (String name : names) {
      Stored file = files.get(key(join(from, name)));
      if (file == null) {
        missing.add(name);
      } else {
        handOut(file, to.resolve(name), transfer);
      }
    }
    if (!missing.isEmpty()) {
      throw new SyncException(
          Kind.DATA, address(from) + ": not there to be fetched: " + String.join(", ", missing));
    }
  }

  @Override
  public synchronized Set<String> differing(Path here, String there, List<String> names)
      throws SyncException {
    count(Operation.DIFFERING);
    requireOneLine(names);
    Set<String> differing = new TreeSet<>(ByteOrder.COMPARATOR);
    for (String name : names) {
      Path local = here.resolve(name);
      Stored file = files.get(key(join(there, name)));
      try {
        if (file == null
            || !Files.isRegularFile(local)
            || !MessageDigest.isEqual(Files.readAllBytes(local), file.bytes())) {
          differing.add(name);
        }
      } catch (IOException e) {
        differing.add(name);
      }
    }
    return differing;
  }

  @Override
  public synchronized void move(String from, String to) throws SyncException {
    count(Operation.MOVE);
    Stored file = files.remove(key(from));
    if (file == null) {
      throw new SyncException(Kind.REMOTE, address(from) + ": not there to be moved");
    }
    put(to, file.bytes(), file.modified());
  }

  @Override
  public synchronized void delete(String file) throws SyncException {
    count(Operation.DELETE);
    files.remove(key(file));
  }

  @Override
  public synchronized void delete(String folder, List<String> names) throws SyncException {
    count(Operation.DELETE_ALL);
    requireOneLine(names);
    names.forEach(name -> files.remove(key(join(folder, name))));
  }

  @Override
  public synchronized void deleteFolder(String folder) throws SyncException {
    count(Operation.DELETE_FOLDER);
    if (folder.isEmpty()) {
      throw new IllegalArgumentException("the root of a remote is never deleted");
    }
    String prefix = key(folder) + "/";
    files.keySet().removeIf(path -> path.startsWith(prefix));
    folders.keySet().removeIf(path -> path.equals(key(folder)) || path.startsWith(prefix));
  }

  @Override
  public synchronized OptionalLong freeBytes() throws SyncException {
    count(Operation.FREE_BYTES);
    return capacity.isPresent() ? OptionalLong.of(free()) : OptionalLong.empty();
  }

  private void count(Operation operation) throws SyncException {
    calls.merge(operation, 1, Integer::sum);
    if (Thread.currentThread().isInterrupted()) {
      throw SyncException.interrupted(null);
    }
  }

  private long free() {
    return capacity.orElse(Long.MAX_VALUE)
        - files.values().stream().mapToLong(file -> file.bytes().length).sum();
  }

  private void receive(Path local, String path, Transfer transfer) throws SyncException {
    byte[] bytes;
    Instant modified;
    try {
      bytes = Files.readAllBytes(local);
      // Dropbox keeps whole seconds.
      modified = Files.getLastModifiedTime(local).toInstant().truncatedTo(ChronoUnit.SECONDS);
    } catch (IOException e) {
      throw SyncException.of(e, local, Kind.DATA);
    }
    keep(path, bytes, modified);
    tell(transfer, path, bytes.length);
  }

  private synchronized void keep(String path, byte[] bytes, Instant modified) throws SyncException {
    if (bytes.length > free()) {
      throw new SyncException(Kind.QUOTA_FULL, address(path) + ": insufficient_space");
    }
    put(path, bytes, modified);
    bytesSent += bytes.length;
  }

  private void handOut(Stored file, Path local, Transfer transfer) throws SyncException {
    try {
      Files.createDirectories(local.getParent());
      Files.write(local, file.bytes());
      Files.setLastModifiedTime(local, FileTime.from(file.modified()));
    } catch (IOException e) {
      throw SyncException.of(e, local, Kind.DATA);
    }
    bytesFetched += file.path().split("/", -1).length > 2 ? file.bytes().length : 0;
    tell(transfer, file.path(), file.bytes().length);
  }

  private static void tell(Transfer transfer, String path, int bytes) throws SyncException {
    transfer.progress().accept(bytes);
    log(transfer, path, bytes);
  }

  private static void log(Transfer transfer, String path, int bytes) throws SyncException {
    if (transfer.log().isPresent()) {
      Path log = transfer.log().get();
      try {
        Files.createDirectories(log.toAbsolutePath().getParent());
        Files.writeString(
            log,
            "Transferred: " + path + ": " + bytes + " B\n",
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw SyncException.of(e, log, Kind.DATA);
      }
    }
  }

  /** Puts a file there of a given time. */
  public synchronized void put(String path, byte[] bytes, Instant modified) {
    Stored old = files.get(key(path));
    // Where case does not matter, the name given first stays.
    String kept = old == null ? path : old.path();
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      String folder = path.substring(0, slash);
      folders.putIfAbsent(key(folder), folder);
    }
    files.put(key(path), new Stored(kept, bytes.clone(), modified));
  }

  private boolean folderExists(String folder) {
    return folder.isEmpty() ? rootIsThere : folders.containsKey(key(folder));
  }

  private Collection<Stored> below(String folder) {
    String prefix = folder.isEmpty() ? "" : key(folder) + "/";
    return files.values().stream()
        .filter(file -> key(file.path()).startsWith(prefix))
        .sorted((a, b) -> ByteOrder.compare(a.path(), b.path()))
        .toList();
  }

  private StoredFile seen(String folder, Stored file, boolean withHash) {
    Optional<String> hash =
        withHash && traits.dropboxHash() ? Optional.of(hash(file.bytes())) : Optional.empty();
    int start = folder.isEmpty() ? 0 : folder.length() + 1;
    return new StoredFile(file.path().substring(start), file.bytes().length, file.modified(), hash);
  }

  private String key(String path) {
    return traits.caseInsensitive() ? path.toLowerCase(Locale.ROOT) : path;
  }

  private static String join(String folder, String name) {
    return folder.isEmpty() ? name : folder + "/" + name;
  }

  private static void requireOneLine(List<String> names) throws SyncException {
    for (String name : names) {
      if (name.chars().anyMatch(Character::isISOControl)) {
        throw new SyncException(Kind.DATA, "\"" + name + "\": a name with a control character");
      }
    }
  }

  private static void requireFile(Path file) throws SyncException {
    if (!Files.isRegularFile(file)) {
      throw new SyncException(Kind.DATA, file + ": no such file");
    }
  }

  /** The Dropbox content hash, worked out apart from the program's own. */
  public static String hash(byte[] bytes) {
    try {
      MessageDigest whole = MessageDigest.getInstance("SHA-256");
      for (int start = 0; start < bytes.length; start += BLOCK) {
        MessageDigest block = MessageDigest.getInstance("SHA-256");
        block.update(bytes, start, Math.min(BLOCK, bytes.length - start));
        whole.update(block.digest());
      }
      return HexFormat.of().formatHex(whole.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

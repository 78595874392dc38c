package org.quakecore.cssync.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.remote.Traits;
import org.quakecore.cssync.remote.Transfer;

/** A remote that breaks where a test tells it to, and otherwise does what another one does. */
public final class FaultyRemote implements Remote {
  private record Failure(Kind kind, int filesBefore) {}

  private record Cut(long bytes, Optional<Kind> kind) {}

  private enum Harm {
    TRUNCATE,
    CORRUPT,
    LOSE
  }

  private final Remote sound;
  private final Map<Operation, Integer> calls = new EnumMap<>(Operation.class);
  private final Map<Operation, Map<Integer, Failure>> failures = new EnumMap<>(Operation.class);
  private final Map<Operation, Failure> broken = new EnumMap<>(Operation.class);
  private final Map<String, Harm> harmSent = new HashMap<>();
  private final Map<String, Harm> harmFetched = new HashMap<>();
  private final Map<String, Harm> harmRead = new HashMap<>();
  private final Map<String, Cut> cutStreams = new HashMap<>();
  private final Map<String, Long> cutReads = new HashMap<>();
  private final Map<String, Long> brokenReads = new HashMap<>();
  private final Map<String, Integer> changedReads = new HashMap<>();
  private int operationsLeft = Integer.MAX_VALUE;

  public FaultyRemote(Remote sound) {
    this.sound = sound;
  }

  /** The nth call of a method, counted from 1, fails without having done anything. */
  public synchronized FaultyRemote fail(Operation operation, int nth, Kind kind) {
    return failAfterFiles(operation, nth, 0, kind);
  }

  /** From now on every call of a method fails without having done anything. */
  public synchronized FaultyRemote failAll(Operation operation, Kind kind) {
    broken.put(operation, new Failure(kind, 0));
    return this;
  }

  /**
   * The nth call of send or fetch, counted from 1, deals with its first {@code files} names and
   * fails then.
   */
  public synchronized FaultyRemote failAfterFiles(
      Operation operation, int nth, int files, Kind kind) {
    failures.computeIfAbsent(operation, each -> new HashMap<>()).put(nth, new Failure(kind, files));
    return this;
  }

  /**
   * The next time this file is sent or streamed, only the first half of it arrives, and nobody says
   * so.
   */
  public synchronized FaultyRemote truncateSent(String remotePath) {
    harmSent.put(remotePath, Harm.TRUNCATE);
    return this;
  }

  /**
   * The next time this file is sent or streamed, its last byte arrives changed, and nobody says so.
   */
  public synchronized FaultyRemote corruptSent(String remotePath) {
    harmSent.put(remotePath, Harm.CORRUPT);
    return this;
  }

  /** The next time this file is sent or streamed, it does not arrive, and nobody says so. */
  public synchronized FaultyRemote loseSent(String remotePath) {
    harmSent.put(remotePath, Harm.LOSE);
    return this;
  }

  /** The next time this file is fetched, only its first half is written, and nobody says so. */
  public synchronized FaultyRemote truncateFetched(String remotePath) {
    harmFetched.put(remotePath, Harm.TRUNCATE);
    return this;
  }

  /** The next time this file is fetched, its last byte is changed, and nobody says so. */
  public synchronized FaultyRemote corruptFetched(String remotePath) {
    harmFetched.put(remotePath, Harm.CORRUPT);
    return this;
  }

  /** The next time this file is fetched, it is not written, and nobody says so. */
  public synchronized FaultyRemote loseFetched(String remotePath) {
    harmFetched.put(remotePath, Harm.LOSE);
    return this;
  }

  /**
   * The next time this file is streamed, writing fails after this many bytes, the call with the
   * given kind, and nothing arrives.
   */
  public synchronized FaultyRemote failStream(String remotePath, long afterBytes, Kind kind) {
    cutStreams.put(remotePath, new Cut(afterBytes, Optional.of(kind)));
    return this;
  }

  /** The next time this file is streamed, only this many bytes arrive, and nobody says so. */
  public synchronized FaultyRemote truncateStream(String remotePath, long bytes) {
    cutStreams.put(remotePath, new Cut(bytes, Optional.empty()));
    return this;
  }

  /** The next time this file is read, the last byte that comes is changed, and nobody says so. */
  public synchronized FaultyRemote corruptRead(String remotePath) {
    harmRead.put(remotePath, Harm.CORRUPT);
    return this;
  }

  /**
   * The next time this file is read, only this many bytes come: noticed where a length was asked
   * for, else nobody says so.
   */
  public synchronized FaultyRemote shortRead(String remotePath, long bytes) {
    cutReads.put(remotePath, bytes);
    return this;
  }

  /** The next time this file is read, the stream breaks after this many bytes. */
  public synchronized FaultyRemote breakRead(String remotePath, long bytes) {
    brokenReads.put(remotePath, bytes);
    return this;
  }

  /** The next time this file is read, this byte of what comes is changed, and nobody says so. */
  public synchronized FaultyRemote changeRead(String remotePath, int position) {
    changedReads.put(remotePath, position);
    return this;
  }

  /**
   * After this many more calls, of whatever method, every further one throws as an interrupted one
   * does.
   */
  public synchronized FaultyRemote stopAfter(int operations) {
    operationsLeft = operations;
    return this;
  }

  @Override
  public String address(String path) {
    return sound.address(path);
  }

  @Override
  public Traits traits() throws SyncException {
    enter(Operation.TRAITS);
    return sound.traits();
  }

  @Override
  public Optional<Path> folderHere() throws SyncException {
    return sound.folderHere();
  }

  @Override
  public Optional<List<StoredFile>> list(String folder, boolean withHash) throws SyncException {
    enter(Operation.LIST);
    return sound.list(folder, withHash);
  }

  @Override
  public List<StoredFile> look(String folder, List<String> paths, boolean withHash)
      throws SyncException {
    enter(Operation.LOOK);
    return sound.look(folder, paths, withHash);
  }

  @Override
  public Optional<List<String>> folders(String folder) throws SyncException {
    enter(Operation.FOLDERS);
    return sound.folders(folder);
  }

  @Override
  public List<StoredFile> send(Path from, String to, List<String> names, Transfer transfer)
      throws SyncException {
    Optional<Failure> failure = count(Operation.SEND);
    if (failure.isPresent()) {
      int before = Math.min(failure.get().filesBefore(), names.size());
      if (before > 0) {
        sendHarmed(from, to, names.subList(0, before), transfer);
      }
      throw thrown(Operation.SEND, failure.get());
    }
    sendHarmed(from, to, names, transfer);
    return List.of();
  }

  @Override
  public Optional<StoredFile> stream(String to, Source source, Transfer transfer)
      throws SyncException {
    enter(Operation.STREAM);
    Optional<Cut> cut = take(cutStreams, to);
    Optional<Harm> harm = take(harmSent, to);
    if (cut.isEmpty() && harm.isEmpty()) {
      return sound.stream(to, source, transfer);
    }
    Intake intake = new Intake(cut, transfer);
    try {
      source.writeTo(intake);
    } catch (IOException e) {
      throw intake.brokenBy().orElseGet(() -> SyncException.of(e, Path.of(to), Kind.DATA));
    } catch (SyncException | RuntimeException e) {
      if (intake.brokenBy().isPresent()) {
        throw intake.brokenBy().get();
      }
      throw e;
    }
    byte[] bytes = intake.arriving();
    if (harm.isEmpty() || harm.get() != Harm.LOSE) {
      byte[] arriving = harm.isPresent() ? harmed(bytes, harm.get()) : bytes;
      Transfer silent =
          new Transfer(
              transfer.arguments(), transfer.provenByCaller(), transfer.log(), count -> {});
      sound.stream(to, out -> out.write(arriving), silent);
    }
    return Optional.empty();
  }

  /** Takes what a source writes, until it breaks. */
  private static final class Intake extends OutputStream {
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final Optional<Cut> cut;
    private final Transfer transfer;
    private boolean broken;

    Intake(Optional<Cut> cut, Transfer transfer) {
      this.cut = cut;
      this.transfer = transfer;
    }

    Optional<SyncException> brokenBy() {
      return broken
          ? cut.flatMap(Cut::kind).map(kind -> thrown(Operation.STREAM, new Failure(kind, 0)))
          : Optional.empty();
    }

    byte[] arriving() {
      byte[] whole = received.toByteArray();
      return cut.isEmpty()
          ? whole
          : Arrays.copyOf(whole, (int) Math.min(whole.length, cut.get().bytes()));
    }

    @Override
    public void write(int each) throws IOException {
      write(new byte[] {(byte) each}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      boolean breaks = cut.flatMap(Cut::kind).isPresent();
      long room = breaks ? cut.get().bytes() - received.size() : Long.MAX_VALUE;
      int taken = (int) Math.min(length, room);
      received.write(bytes, offset, taken);
      transfer.progress().accept(taken);
      if (taken < length) {
        broken = true;
        throw new IOException("Broken pipe");
      }
    }
  }

  @Override
  public <T> T read(String file, long offset, long length, List<String> own, Sink<T> sink)
      throws SyncException {
    enter(Operation.READ);
    Optional<Long> broken = take(brokenReads, file);
    Optional<Long> cut = broken.isPresent() ? broken : take(cutReads, file);
    Optional<Harm> harm = take(harmRead, file);
    Optional<Integer> changed = take(changedReads, file);
    if (cut.isEmpty() && harm.isEmpty() && changed.isEmpty()) {
      return sound.read(file, offset, length, own, sink);
    }
    byte[] whole = sound.read(file, offset, length, own, InputStream::readAllBytes);
    byte[] given = harm.isPresent() ? harmed(whole, harm.get()) : whole;
    changed.ifPresent(position -> given[position] ^= 1);
    Outflow in =
        new Outflow(Arrays.copyOf(given, (int) Math.min(given.length, cut.orElse(1L << 40))));
    in.failure =
        broken.isPresent() || in.left < length
            ? Optional.of(
                new SyncException(
                    Kind.DATA,
                    address(file) + ": asked for " + length + " B, but " + in.left + " B came"))
            : Optional.empty();
    try {
      T value = sink.readFrom(in);
      if (in.left == 0 && in.failure.isPresent()) {
        throw in.failure.get();
      }
      return value;
    } catch (IOException e) {
      throw in.met ? in.failure.get() : SyncException.of(e, Path.of(file), Kind.DATA);
    } catch (SyncException | RuntimeException e) {
      if (in.met) {
        throw in.failure.get();
      }
      throw e;
    }
  }

  /** Gives bytes and then, where there is a failure, that in place of an end. */
  private static final class Outflow extends InputStream {
    private final byte[] bytes;
    private int left;
    private Optional<SyncException> failure = Optional.empty();
    private boolean met;

    Outflow(byte[] bytes) {
      this.bytes = bytes;
      this.left = bytes.length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      if (left == 0 && length > 0 && failure.isPresent()) {
        met = true;
        throw new IOException(failure.get().getMessage(), failure.get());
      }
      if (left == 0 && length > 0) {
        return -1;
      }
      int given = Math.min(length, left);
      System.arraycopy(bytes, bytes.length - left, to, offset, given);
      left -= given;
      return given;
    }
  }

  @Override
  public void fetch(String from, Path to, List<String> names, Transfer transfer)
      throws SyncException {
    Optional<Failure> failure = count(Operation.fetchOf(names));
    List<String> done =
        failure.isPresent()
            ? names.subList(0, Math.min(failure.get().filesBefore(), names.size()))
            : names;
    if (!done.isEmpty() || failure.isEmpty()) {
      sound.fetch(from, to, done, transfer);
    }
    for (String name : done) {
      Optional<Harm> harm = take(harmFetched, join(from, name));
      if (harm.isPresent()) {
        harm(to.resolve(name), harm.get());
      }
    }
    if (failure.isPresent()) {
      throw thrown(Operation.FETCH, failure.get());
    }
  }

  @Override
  public Set<String> differing(Path here, String there, List<String> names) throws SyncException {
    enter(Operation.DIFFERING);
    return sound.differing(here, there, names);
  }

  @Override
  public void move(String from, String to) throws SyncException {
    enter(Operation.MOVE);
    sound.move(from, to);
  }

  @Override
  public void delete(String file) throws SyncException {
    enter(Operation.DELETE);
    sound.delete(file);
  }

  @Override
  public void delete(String folder, List<String> names) throws SyncException {
    enter(Operation.DELETE_ALL);
    sound.delete(folder, names);
  }

  @Override
  public void deleteFolder(String folder) throws SyncException {
    enter(Operation.DELETE_FOLDER);
    sound.deleteFolder(folder);
  }

  @Override
  public OptionalLong freeBytes() throws SyncException {
    enter(Operation.FREE_BYTES);
    return sound.freeBytes();
  }

  private void enter(Operation operation) throws SyncException {
    Optional<Failure> failure = count(operation);
    if (failure.isPresent()) {
      throw thrown(operation, failure.get());
    }
  }

  private synchronized Optional<Failure> count(Operation operation) throws SyncException {
    if (operationsLeft == 0) {
      throw SyncException.interrupted(null);
    }
    operationsLeft--;
    int nth = calls.merge(operation, 1, Integer::sum);
    return Optional.ofNullable(broken.get(operation))
        .or(() -> Optional.ofNullable(failures.getOrDefault(operation, Map.of()).get(nth)));
  }

  private static SyncException thrown(Operation operation, Failure failure) {
    return new SyncException(failure.kind(), operation + " failed, as the test asked");
  }

  private synchronized <H> Optional<H> take(Map<String, H> harms, String path) {
    return Optional.ofNullable(harms.remove(path));
  }

  private void sendHarmed(Path from, String to, List<String> names, Transfer transfer)
      throws SyncException {
    List<String> whole = new ArrayList<>();
    for (String name : names) {
      Optional<Harm> harm = take(harmSent, join(to, name));
      if (harm.isEmpty()) {
        whole.add(name);
      } else if (harm.get() != Harm.LOSE) {
        sendHarmedFile(from.resolve(name), to, name, harm.get(), transfer);
      }
    }
    if (!whole.isEmpty()) {
      sound.send(from, to, whole, transfer);
    }
  }

  private void sendHarmedFile(Path file, String to, String name, Harm harm, Transfer transfer)
      throws SyncException {
    try {
      Path folder = Files.createTempDirectory("harmed");
      Path copy = folder.resolve(name);
      try {
        Files.createDirectories(copy.getParent());
        Files.write(copy, harmed(Files.readAllBytes(file), harm));
        sound.send(folder, to, List.of(name), transfer);
      } finally {
        Files.deleteIfExists(copy);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void harm(Path file, Harm harm) {
    try {
      if (harm == Harm.LOSE) {
        Files.delete(file);
      } else {
        Files.write(file, harmed(Files.readAllBytes(file), harm));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] harmed(byte[] bytes, Harm harm) {
    return switch (harm) {
      case TRUNCATE -> Arrays.copyOf(bytes, bytes.length / 2);
      case CORRUPT -> {
        byte[] changed = bytes.clone();
        changed[changed.length - 1] ^= 1;
        yield changed;
      }
      case LOSE -> new byte[0];
    };
  }

  private static String join(String folder, String name) {
    return folder.isEmpty() ? name : folder + "/" + name;
  }
}

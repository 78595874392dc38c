package org.quakecore.cssync.testing;

import java.io.IOException;
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
import org.quakecore.cssync.remote.RemoteFile;
import org.quakecore.cssync.remote.RemoteTraits;
import org.quakecore.cssync.remote.Transfer;

/** A remote that breaks where a test tells it to, and otherwise does what another one does. */
public final class FaultyRemote implements Remote {
  private record Failure(Kind kind, int filesBefore) {}

  private enum Harm {
    TRUNCATE,
    CORRUPT,
    LOSE
  }

  private final Remote sound;
  private final Map<Operation, Integer> calls = new EnumMap<>(Operation.class);
  private final Map<Operation, Map<Integer, Failure>> failures = new EnumMap<>(Operation.class);
  private final Map<String, Harm> harmSent = new HashMap<>();
  private final Map<String, Harm> harmFetched = new HashMap<>();
  private int operationsLeft = Integer.MAX_VALUE;

  public FaultyRemote(Remote sound) {
    this.sound = sound;
  }

  /** The nth call of a method, counted from 1, fails without having done anything. */
  public synchronized FaultyRemote fail(Operation operation, int nth, Kind kind) {
    return failAfterFiles(operation, nth, 0, kind);
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

  /** The next time this file is sent, only the first half of it arrives, and nobody says so. */
  public synchronized FaultyRemote truncateSent(String remotePath) {
    harmSent.put(remotePath, Harm.TRUNCATE);
    return this;
  }

  /** The next time this file is sent, its last byte arrives changed, and nobody says so. */
  public synchronized FaultyRemote corruptSent(String remotePath) {
    harmSent.put(remotePath, Harm.CORRUPT);
    return this;
  }

  /** The next time this file is sent, it does not arrive, and nobody says so. */
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
  public RemoteTraits traits() throws SyncException {
    enter(Operation.TRAITS);
    return sound.traits();
  }

  @Override
  public Optional<List<RemoteFile>> list(String folder, boolean withHash) throws SyncException {
    enter(Operation.LIST);
    return sound.list(folder, withHash);
  }

  @Override
  public List<RemoteFile> look(String folder, List<String> paths, boolean withHash)
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
  public void send(Path from, String to, List<String> names, Transfer transfer)
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
  }

  @Override
  public void sendFile(Path file, String to, Transfer transfer) throws SyncException {
    enter(Operation.SEND_FILE);
    Optional<Harm> harm = take(harmSent, to);
    if (harm.isEmpty()) {
      sound.sendFile(file, to, transfer);
    } else if (harm.get() != Harm.LOSE) {
      sendHarmedFile(file, to, harm.get(), transfer);
    }
  }

  @Override
  public void fetch(String from, Path to, List<String> names, Transfer transfer)
      throws SyncException {
    Optional<Failure> failure = count(Operation.FETCH);
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
    return Optional.ofNullable(failures.getOrDefault(operation, Map.of()).get(nth));
  }

  private static SyncException thrown(Operation operation, Failure failure) {
    return new SyncException(failure.kind(), operation + " failed, as the test asked");
  }

  private synchronized Optional<Harm> take(Map<String, Harm> harms, String path) {
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
        sendHarmedFile(from.resolve(name), join(to, name), harm.get(), transfer);
      }
    }
    if (!whole.isEmpty()) {
      sound.send(from, to, whole, transfer);
    }
  }

  private void sendHarmedFile(Path file, String to, Harm harm, Transfer transfer)
      throws SyncException {
    try {
      Path copy = Files.createTempFile("harmed", null);
      try {
        Files.write(copy, Files.readAllBytes(file));
        harm(copy, harm);
        sound.sendFile(copy, to, transfer);
      } finally {
        Files.delete(copy);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void harm(Path file, Harm harm) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      switch (harm) {
        case TRUNCATE -> Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        case CORRUPT -> {
          bytes[bytes.length - 1] ^= 1;
          Files.write(file, bytes);
        }
        case LOSE -> Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String join(String folder, String name) {
    return folder.isEmpty() ? name : folder + "/" + name;
  }
}

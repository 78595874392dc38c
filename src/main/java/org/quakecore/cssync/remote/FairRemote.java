package org.quakecore.cssync.remote;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongConsumer;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;

/**
 * A remote that tells a file's trouble from its own. A connection that breaks says the same for a
 * file that can never be moved as for a remote that is gone; so after a failed transfer the remote
 * is asked something small. Where it answers, the failure is of kind DATA, and other files may go
 * on. Safe to use from several threads where the remote is.
 */
public final class FairRemote implements Remote {
  /**
   * So many different files in a row are no trouble of one file any more, whatever the remote says.
   * More than are on their way at once, for one interruption may take all of them along.
   */
  private static final int MOST_IN_A_ROW = 20;

  private final Remote remote;
  private final Set<String> inARow = new HashSet<>();

  public FairRemote(Remote remote) {
    this.remote = remote;
  }

  /** Moves files. */
  private interface Moving<T> {
    T move() throws SyncException;
  }

  /** Changes something. */
  private interface Change {
    void make() throws SyncException;
  }

  private void changing(String what, Change change) throws SyncException {
    moving(
        what,
        () -> {
          change.make();
          return true;
        });
  }

  private <T> T moving(String what, Moving<T> moving) throws SyncException {
    try {
      T moved = moving.move();
      synchronized (inARow) {
        inARow.clear();
      }
      return moved;
    } catch (SyncException failure) {
      throw failure.kind() == Kind.REMOTE ? judged(what, failure) : failure;
    }
  }

  private SyncException judged(String what, SyncException failure) {
    synchronized (inARow) {
      inARow.add(what);
      if (inARow.size() > MOST_IN_A_ROW) {
        return failure;
      }
    }
    try {
      remote.folders("");
    } catch (SyncException noAnswer) {
      if (noAnswer.kind() != Kind.REMOTE) {
        return noAnswer;
      }
      failure.addSuppressed(noAnswer);
      return failure;
    }
    return new SyncException(Kind.DATA, failure.getMessage(), failure);
  }

  @Override
  public List<StoredFile> send(Path from, String to, List<String> names, Transfer transfer)
      throws SyncException {
    return moving(to + "/" + names, () -> remote.send(from, to, names, transfer));
  }

  @Override
  public Optional<StoredFile> stream(String to, Source source, Transfer transfer)
      throws SyncException {
    return moving(to, () -> remote.stream(to, source, transfer));
  }

  @Override
  public <T> T read(String file, long offset, long length, List<String> arguments, Sink<T> sink)
      throws SyncException {
    return moving(file, () -> remote.read(file, offset, length, arguments, sink));
  }

  @Override
  public void fetch(String from, Path to, List<String> names, Transfer transfer)
      throws SyncException {
    changing(from + "/" + names, () -> remote.fetch(from, to, names, transfer));
  }

  @Override
  public Set<String> differing(Path here, String there, List<String> names) throws SyncException {
    return moving(there + "/" + names, () -> remote.differing(here, there, names));
  }

  @Override
  public void move(String from, String to) throws SyncException {
    changing(from, () -> remote.move(from, to));
  }

  @Override
  public List<StoredFile> move(List<Move> moves) throws SyncException {
    return moving(moves.toString(), () -> remote.move(moves));
  }

  @Override
  public void delete(String file) throws SyncException {
    changing(file, () -> remote.delete(file));
  }

  @Override
  public void delete(String folder, List<String> names) throws SyncException {
    changing(folder + "/" + names, () -> remote.delete(folder, names));
  }

  @Override
  public void deleteFolder(String folder) throws SyncException {
    changing(folder, () -> remote.deleteFolder(folder));
  }

  @Override
  public void deleteFolders(List<String> folders) throws SyncException {
    changing(folders.toString(), () -> remote.deleteFolders(folders));
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
  public Optional<List<StoredFile>> list(String folder, boolean withHash) throws SyncException {
    return remote.list(folder, withHash);
  }

  @Override
  public Optional<List<StoredFile>> list(String folder, boolean withHash, LongConsumer listed)
      throws SyncException {
    return remote.list(folder, withHash, listed);
  }

  @Override
  public List<StoredFile> look(String folder, List<String> paths, boolean withHash)
      throws SyncException {
    return remote.look(folder, paths, withHash);
  }

  @Override
  public Optional<List<String>> folders(String folder) throws SyncException {
    return remote.folders(folder);
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

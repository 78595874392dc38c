package org.quakecore.cssync.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongConsumer;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;

/**
 * A place that keeps archives. Every path is relative to its root, with segments separated by
 * {@code /}; the empty path is the root.
 *
 * <p>Every method throws {@link SyncException} of kind RCLONE_MISSING, REMOTE, TOKEN, QUOTA_FULL,
 * DISK_FULL (the disk here) or INTERRUPTED, and DATA where only the named file is concerned. No
 * method takes a failure for an empty answer.
 */
public interface Remote {
  /** The path as rclone would be told it, like {@code dropbox:Cybershake/v22p12}. */
  String address(String path);

  /** Asks once; later calls answer from memory. */
  Traits traits() throws SyncException;

  /**
   * Whether what has come of a file that is interrupted is kept and gone on with, so that a stream
   * from its sources is as good as a tar that lies here.
   */
  default boolean goesOnWithHalfAFile() {
    return false;
  }

  /**
   * The folder of this machine that the root is, also by another name of it; empty where it is
   * none, or nobody can tell.
   */
  Optional<Path> folderHere() throws SyncException;

  /**
   * All files below a folder, however deep, sorted by path; empty when the folder does not exist.
   *
   * @param withHash whether content hashes are wanted; where they are not free this reads every
   *     file
   */
  Optional<List<StoredFile>> list(String folder, boolean withHash) throws SyncException;

  /**
   * The same, of a folder that may hold very many.
   *
   * @param listed is told how many more files were listed since it was last told, where that is
   *     known before the end; they may be told again where the listing has to begin anew
   */
  default Optional<List<StoredFile>> list(String folder, boolean withHash, LongConsumer listed)
      throws SyncException {
    return list(folder, withHash);
  }

  /**
   * Only the files of these paths below a folder; those that do not exist are left out.
   *
   * @param withHash as for {@link #list(String, boolean)}, at the cost of these files alone
   */
  List<StoredFile> look(String folder, List<String> paths, boolean withHash) throws SyncException;

  /** The names of the folders right below a folder, sorted; empty when it does not exist. */
  Optional<List<String>> folders(String folder) throws SyncException;

  /**
   * Sends files, several at once, replacing what is there under the same names. Returning normally
   * means the remote was content, not that the files were proven.
   *
   * @param from the local folder
   * @param names below it, and below {@code to} on the remote
   * @return those of which the remote itself has said, with their hashes, what it has stored
   */
  List<StoredFile> send(Path from, String to, List<String> names, Transfer transfer)
      throws SyncException;

  /** Where the bytes of a file to be sent come from. */
  @FunctionalInterface
  interface Source {
    /**
     * Writes all of the bytes. They may be closed or not: only returning normally makes them a
     * file. Once writing fails because the remote did, nothing else need be done than to let that
     * exception pass.
     */
    void writeTo(OutputStream out) throws IOException, SyncException;
  }

  /** Where the bytes of a file go that is read. */
  @FunctionalInterface
  interface Sink<T> {
    /** Reads as much as it needs, and makes a value of it. */
    T readFrom(InputStream in) throws IOException, SyncException;
  }

  /**
   * Sends what a source writes as one file, replacing what is there under that name. The source
   * runs on the calling thread. Nothing is tried again, for only the caller can make the bytes
   * anew. Returning normally means the remote was content, not that the file was proven.
   *
   * <p>Where the source fails or the thread is interrupted, the file does not come into being on a
   * remote that keeps whole files only, as Dropbox does; on others, like a plain folder, a part of
   * it may lie there. When the remote fails, it may even be whole: look before trying again.
   *
   * @param transfer its progress is told the bytes handed over, its log says how they fare
   * @return what the remote itself says it has stored, with its hash, where it says so
   * @throws SyncException the source's own, or of kind DATA for its IOException; what the remote
   *     said goes before what the source made of it
   */
  Optional<StoredFile> stream(String to, Source source, Transfer transfer) throws SyncException;

  /**
   * Reads one file, or a range of it, on the calling thread. The sink meets the end of its stream
   * only once exactly the bytes asked for have come and rclone was content; before that it meets an
   * IOException. A sink that returns earlier has had enough. Nothing is tried again.
   *
   * @param offset of the first byte, counted from 0
   * @param length in bytes, or -1 for all there are from the offset on; only the caller can tell
   *     then whether all came that should have
   * @param arguments the user's own, handed to rclone as they are
   * @throws SyncException the sink's own; of kind DATA for its IOException, where there is no such
   *     file (a folder is none), and where another number of bytes came than was asked for
   */
  <T> T read(String file, long offset, long length, List<String> arguments, Sink<T> sink)
      throws SyncException;

  /** As {@link #read(String, long, long, List, Sink)}, without arguments of the user's. */
  default <T> T read(String file, long offset, long length, Sink<T> sink) throws SyncException {
    return read(file, offset, length, List.of(), sink);
  }

  /** Fetches exactly these files into a local folder, replacing what is there. */
  void fetch(String from, Path to, List<String> names, Transfer transfer) throws SyncException;

  /**
   * Compares files here with those on the remote by content, with whatever hash both have, and
   * where there is none by reading the remote's bytes back.
   *
   * @return the names that are not proven equal: missing, different, or unreadable
   */
  Set<String> differing(Path here, String there, List<String> names) throws SyncException;

  /** Moves one file within the remote, without its bytes passing here where the remote can. */
  void move(String from, String to) throws SyncException;

  /** The way of a file from one path to another. */
  record Move(String from, String to) {}

  /**
   * Moves files within the remote, and none over another. Where one cannot be moved, others may
   * have been.
   *
   * @return those of which the remote itself has said, by their new paths, what it has there, with
   *     their hashes
   * @throws SyncException DATA where there is a file already that one would have come to be
   */
  default List<StoredFile> move(List<Move> moves) throws SyncException {
    if (moves.isEmpty()) {
      return List.of();
    }
    List<StoredFile> there = look("", moves.stream().map(Move::to).sorted().toList(), false);
    if (!there.isEmpty()) {
      throw new SyncException(
          Kind.DATA,
          address(there.get(0).path())
              + ": there is a file of that name that was not there when it was looked at; run the"
              + " same command again");
    }
    for (Move move : moves) {
      move(move.from(), move.to());
    }
    return List.of();
  }

  /** Deletes one file; one that does not exist is no error. */
  void delete(String file) throws SyncException;

  /** Deletes files of these names right in a folder; those that do not exist are no error. */
  void delete(String folder, List<String> names) throws SyncException;

  /** Deletes a folder with all it holds; one that does not exist is no error. */
  void deleteFolder(String folder) throws SyncException;

  /** Deletes folders with all they hold; those that do not exist are no error. */
  default void deleteFolders(List<String> folders) throws SyncException {
    for (String folder : folders) {
      deleteFolder(folder);
    }
  }

  /** The bytes that still fit, where the remote reports them. */
  OptionalLong freeBytes() throws SyncException;

  /**
   * How far the clock of the remote's server is ahead of the one here, as its last answer said;
   * empty where it says no time, or has not been asked anything.
   */
  default Optional<Duration> clockAhead() {
    return Optional.empty();
  }
}

package org.quakecore.cssync.testing.dropbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.quakecore.cssync.archive.ContentHash;

/** A file that is being uploaded: bytes that came in whole calls, and count only after finish. */
final class UploadSession {
  private static final int UNIT = 4 << 20;
  private static final int BUFFER = 64 << 10;

  final Path file;
  private long size;
  private long written;
  private boolean closed;
  private volatile boolean concurrent;

  /** Where the pieces of a concurrent session begin and end. */
  private final SortedMap<Long, Long> pieces = new TreeMap<>();

  /** The SHA-256 of each unit of a concurrent session, by its number: of them the hash is made. */
  private final SortedMap<Long, byte[]> units = new TreeMap<>();

  private ContentHash hash = new ContentHash();
  private boolean hashIsSpoilt;

  /** Who may write: a retry takes over from a call whose connection still hangs. */
  private Object writer;

  UploadSession(Path file) throws IOException {
    this.file = Files.createFile(file);
  }

  /** From now on pieces come in any order, by many calls at once; none comes with this one. */
  void takePiecesInAnyOrder(InputStream body) throws Refusal, IOException {
    if (body.read() >= 0) {
      throw new Refusal("concurrent_session_data_not_allowed");
    }
    concurrent = true;
  }

  /**
   * Takes a call's bytes in at an offset: all of them, or none when the call breaks.
   *
   * @param contentHash of these bytes, where the caller has said it
   */
  void append(long offset, InputStream body, boolean close, Optional<String> contentHash)
      throws Refusal, IOException {
    if (concurrent) {
      appendPiece(offset, body, close, contentHash);
      return;
    }
    Object self = begin(offset);
    ContentHash came = new ContentHash();
    byte[] buffer = new byte[BUFFER];
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        write(self, channel, buffer, read);
        came.update(buffer, 0, read);
      }
    }
    demand(contentHash, came);
    end(self, close);
  }

  private static void demand(Optional<String> wanted, ContentHash came) throws Refusal {
    String hex = came.hex();
    if (wanted.isPresent() && !wanted.get().equals(hex)) {
      throw new Refusal("content_hash_mismatch");
    }
  }

  private void appendPiece(
      long offset, InputStream body, boolean close, Optional<String> contentHash)
      throws Refusal, IOException {
    synchronized (this) {
      if (closed) {
        throw new Refusal("closed");
      }
    }
    if (offset % UNIT != 0) {
      throw new Refusal("concurrent_session_invalid_offset");
    }
    List<byte[]> digests = new ArrayList<>();
    MessageDigest unit = ContentHash.sha256();
    byte[] buffer = new byte[BUFFER];
    long at = offset;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int read = body.readNBytes(buffer, 0, BUFFER);
          read > 0;
          read = body.readNBytes(buffer, 0, BUFFER)) {
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
        while (bytes.hasRemaining()) {
          at += channel.write(bytes, at);
        }
        unit.update(buffer, 0, read);
        if ((at - offset) % UNIT == 0) {
          digests.add(unit.digest());
        }
      }
    }
    if ((at - offset) % UNIT != 0) {
      digests.add(unit.digest());
    }
    if (!close && (at - offset) % UNIT != 0) {
      throw new Refusal("concurrent_session_invalid_data_size");
    }
    if (contentHash.isPresent() && !contentHash.get().equals(hashOf(digests))) {
      throw new Refusal("content_hash_mismatch");
    }
    synchronized (this) {
      pieces.merge(offset, at, Math::max);
      for (int i = 0; i < digests.size(); i++) {
        units.put(offset / UNIT + i, digests.get(i));
      }
      closed = close;
      size = Math.max(size, at);
    }
  }

  private static String hashOf(Collection<byte[]> digests) {
    MessageDigest whole = ContentHash.sha256();
    digests.forEach(whole::update);
    return HexFormat.of().formatHex(whole.digest());
  }

  /** Refuses to finish what has a hole in it. */
  private void demandAllPieces() throws Refusal {
    long next = 0;
    while (pieces.containsKey(next) && pieces.get(next) > next) {
      next = pieces.get(next);
    }
    if (next != size) {
      throw new Refusal("concurrent_session_missing_data");
    }
  }

  private synchronized Object begin(long offset) throws Refusal {
    if (closed) {
      throw new Refusal("closed");
    }
    if (offset != size) {
      throw Refusal.incorrectOffset(size);
    }
    hashIsSpoilt |= written > size;
    written = size;
    writer = new Object();
    return writer;
  }

  private synchronized void write(Object self, FileChannel channel, byte[] buffer, int length)
      throws IOException {
    if (self != writer) {
      throw new IOException("another call has taken this upload over");
    }
    ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, length);
    channel.position(written);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    written += length;
    hash.update(buffer, 0, length);
  }

  private synchronized void end(Object self, boolean close) throws IOException {
    if (self != writer) {
      throw new IOException("another call has taken this upload over");
    }
    size = written;
    closed = close;
  }

  /** Takes in what a finish brings, which is nothing when the session is closed. */
  void takeLast(long offset, InputStream body) throws Refusal, IOException {
    if (isClosed()) {
      checkEnded(offset);
    } else {
      append(offset, body, false, Optional.empty());
    }
  }

  /** Refuses to finish together with others what is still open or of another length. */
  synchronized void checkEnded(long offset) throws Refusal {
    if (!closed) {
      throw new Refusal(concurrent ? "concurrent_session_not_closed" : "not_closed");
    }
    if (concurrent) {
      demandAllPieces();
    }
    if (offset != size) {
      throw Refusal.incorrectOffset(size);
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  synchronized long size() {
    return size;
  }

  /** The content hash of what has come; a second finish after a refused one asks again. */
  synchronized String contentHash() throws IOException {
    writer = null;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }
    if (concurrent) {
      return hashOf(units.values());
    }
    ContentHash whole = hash;
    if (hashIsSpoilt || written > size) {
      whole = hashOf(file);
    }
    String hex = whole.hex();
    hash = new ContentHash();
    hashIsSpoilt = true;
    return hex;
  }

  static ContentHash hashOf(Path file) throws IOException {
    ContentHash hash = new ContentHash();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        hash.update(buffer, 0, read);
      }
    }
    return hash;
  }
}

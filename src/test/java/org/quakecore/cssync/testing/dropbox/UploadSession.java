package org.quakecore.cssync.testing.dropbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.quakecore.cssync.archive.ContentHash;

/** A file that is being uploaded: bytes that came in whole calls, and count only after finish. */
final class UploadSession {
  private static final int BUFFER = 64 << 10;

  final Path file;
  private long size;
  private long written;
  private boolean closed;
  private ContentHash hash = new ContentHash();
  private boolean hashIsSpoilt;

  /** Who may write: a retry takes over from a call whose connection still hangs. */
  private Object writer;

  UploadSession(Path file) throws IOException {
    this.file = Files.createFile(file);
  }

  /** Takes a call's bytes in at an offset: all of them, or none when the call breaks. */
  void append(long offset, InputStream body, boolean close) throws Refusal, IOException {
    Object self = begin(offset);
    byte[] buffer = new byte[BUFFER];
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        write(self, channel, buffer, read);
      }
    }
    end(self, close);
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
      append(offset, body, false);
    }
  }

  /** Refuses to finish together with others what is still open or of another length. */
  synchronized void checkEnded(long offset) throws Refusal {
    if (!closed) {
      throw new Refusal("not_closed");
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

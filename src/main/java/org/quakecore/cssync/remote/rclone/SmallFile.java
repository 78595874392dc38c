package org.quakecore.cssync.remote.rclone;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.Transfer;

/** What a source writes, whole and in memory before any of it is sent. */
final class SmallFile extends OutputStream {
  /** A source that writes more than it had announced must not fill the memory. */
  private static final long MOST = 2 * Transfer.SINGLE_CALL;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);

  private SmallFile() {}

  /**
   * Runs a source to its end.
   *
   * @param to what the file is called, for messages
   * @throws SyncException the source's own, or of kind DATA for its IOException; INTERRUPTED
   */
  static byte[] of(String to, Remote.Source source) throws SyncException {
    SmallFile file = new SmallFile();
    try {
      source.writeTo(file);
    } catch (IOException e) {
      throw SyncException.of(e, Path.of(to), Kind.DATA);
    }
    if (Thread.currentThread().isInterrupted()) {
      throw SyncException.interrupted(null);
    }
    return file.bytes.toByteArray();
  }

  @Override
  public void write(int each) throws IOException {
    write(new byte[] {(byte) each}, 0, 1);
  }

  @Override
  public void write(byte[] more, int offset, int length) throws IOException {
    if (bytes.size() + length > MOST) {
      throw new IOException("more came than the " + MOST + " B a small file may have");
    }
    bytes.write(more, offset, length);
  }
}

package org.quakecore.cssync.remote.dropbox;

import com.google.gson.JsonObject;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;
import org.quakecore.cssync.archive.ContentHash;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.remote.Remote;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads files of Dropbox, in pieces that come by many connections at once and are handed on in
 * order.
 *
 * <p>Now and then what comes are other bytes than were asked for, and nothing but the hash of the
 * whole tells. So it is remembered of each piece what came; where a file is read again and another
 * comes, it is read until something came twice, and that is what there is.
 */
final class Downloads {
  private static final Logger LOG = LoggerFactory.getLogger(Downloads.class);
  private static final String ROUTE = "files/download";

  /** Pieces remembered, those of some 400 GB in pieces of 16 MiB. */
  private static final int MOST_REMEMBERED = 25_000;

  /** Of a piece, where each brings another than all before. */
  private static final int MOST_READINGS = 6;

  private final Api api;
  private final Blocks blocks;
  private final Map<String, Integer> seen =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };

  Downloads(Api api, Blocks blocks) {
    this.api = api;
    this.blocks = blocks;
  }

  /**
   * What is to be read.
   *
   * @param path on Dropbox
   * @param address the same, for messages
   * @param revision of which the bytes have to be
   * @param cutFrom the byte from which on it is cut into pieces; reads that are cut alike find what
   *     came before of the same pieces
   * @param offset of the first byte
   * @param length in bytes; there are as many
   */
  record Incoming(
      String path, String address, String revision, long cutFrom, long offset, long length) {}

  /** Reads into a sink, as {@link Remote#read} does. */
  <T> T read(Incoming file, Remote.Sink<T> sink) throws SyncException {
    Pieces pieces = new Pieces(file);
    try {
      T value = sink.readFrom(pieces);
      pieces.demandSoundness();
      if (Thread.currentThread().isInterrupted()) {
        throw SyncException.interrupted(null);
      }
      return value;
    } catch (InterruptedIOException asked) {
      Thread.currentThread().interrupt();
      throw SyncException.interrupted(asked);
    } catch (IOException e) {
      pieces.demandSoundness();
      throw SyncException.of(e, java.nio.file.Path.of(file.address()), Kind.DATA);
    } catch (SyncException | RuntimeException e) {
      pieces.demandSoundness();
      throw e;
    } finally {
      pieces.stop();
    }
  }

  private void get(Incoming file, long offset, int length, byte[] into) throws SyncException {
    int sum = fetched(file, offset, length, into);
    String key = file.path() + " " + file.revision() + " " + offset + " " + length;
    Integer before;
    synchronized (seen) {
      before = seen.putIfAbsent(key, sum);
    }
    if (before == null || before == sum) {
      return;
    }
    Set<Integer> came = new HashSet<>(Set.of(before));
    for (int tried = 1; came.add(sum); tried++) {
      if (tried == MOST_READINGS) {
        throw new SyncException(
            Kind.DATA,
            file.address() + ": what comes from byte " + offset + " on is another each time");
      }
      LOG.warn(
          "{}: the {} bytes from byte {} on came in {} ways; read once more",
          file.address(),
          length,
          offset,
          came.size());
      sum = fetched(file, offset, length, into);
    }
    synchronized (seen) {
      seen.put(key, sum);
    }
  }

  /** Fetches a piece, and tells it from others of the same place. */
  private int fetched(Incoming file, long offset, int length, byte[] into) throws SyncException {
    JsonObject arguments = new JsonObject();
    arguments.addProperty("path", file.path());
    String range = "bytes=" + offset + "-" + (offset + length - 1);
    try {
      String revision =
          api.get(
              ROUTE,
              arguments,
              Optional.of(range),
              (metadata, in) -> {
                if (in.readNBytes(into, 0, length) < length) {
                  throw new EOFException("the answer ended before its time");
                }
                return metadata.has("rev") ? metadata.get("rev").getAsString() : "";
              });
      if (!revision.equals(file.revision())) {
        throw new SyncException(
            Kind.DATA,
            file.address()
                + ": changed on the remote while it was read; run the same command again");
      }
    } catch (Refused refused) {
      throw refused.about(file.address());
    }
    CRC32C sum = new CRC32C();
    sum.update(into, 0, length);
    return (int) sum.getValue();
  }

  /**
   * Reads a small file whole, and demands that it is what it should be.
   *
   * @param hash its content hash
   */
  byte[] whole(Incoming file, String hash) throws SyncException {
    byte[] bytes = new byte[Math.toIntExact(file.length())];
    for (int tried = 1; ; tried++) {
      if (bytes.length > 0) {
        fetched(file, 0, bytes.length, bytes);
      }
      if (ContentHash.of(bytes, 0, bytes.length).equals(hash)) {
        return bytes;
      }
      if (tried == 3) {
        throw new SyncException(
            Kind.DATA, file.address() + ": what comes is not what Dropbox says it has");
      }
      LOG.warn("{}: other bytes came than Dropbox says it has; read once more", file.address());
    }
  }

  /** A piece that comes, or has come. */
  private record Piece(Errand errand, int length) {}

  /** The bytes asked for, in order. */
  private final class Pieces extends InputStream {
    private final Incoming file;
    private final Deque<Piece> ahead = new ArrayDeque<>();
    private final long end;
    private long asked;

    /** Where the piece ends that is asked for next. */
    private long cut;

    private Piece current;
    private int taken;
    private SyncException failure;

    Pieces(Incoming file) {
      this.file = file;
      this.asked = file.offset();
      this.end = file.offset() + file.length();
      this.cut = file.cutFrom();
      while (cut <= asked && cut < end) {
        advanceCut();
      }
    }

    private void advanceCut() {
      cut += Blocks.nextPiece(cut - file.cutFrom(), end - file.cutFrom(), blocks.size());
    }

    void demandSoundness() throws SyncException {
      if (failure != null) {
        throw failure;
      }
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (failure != null) {
        throw new IOException(failure.getMessage(), failure);
      }
      if (current == null || taken == current.length()) {
        if (!advance()) {
          return -1;
        }
      }
      int now = Math.min(length, current.length() - taken);
      System.arraycopy(current.errand().block().bytes(), taken, bytes, offset, now);
      taken += now;
      return now;
    }

    /** Waits for the next piece, with as many behind it on their way as there is memory for. */
    private boolean advance() throws IOException {
      try {
        if (current != null) {
          current.errand().block().close();
          current = null;
        }
        if (ahead.isEmpty() && asked < end) {
          ask(blocks.take());
        }
        while (asked < end) {
          Optional<Blocks.Block> spare = blocks.takeSpare();
          if (spare.isEmpty()) {
            break;
          }
          ask(spare.get());
        }
        if (ahead.isEmpty()) {
          return false;
        }
        current = ahead.remove();
        current.errand().await();
        taken = 0;
        return true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw (IOException) new InterruptedIOException("stopped").initCause(e);
      } catch (SyncException e) {
        failure = e;
        throw new IOException(e.getMessage(), e);
      }
    }

    private void ask(Blocks.Block block) {
      long from = asked;
      int length = (int) (Math.min(cut, end) - from);
      Errand.Work work = () -> get(file, from, length, block.bytes());
      ahead.add(new Piece(new Errand(blocks, block, file.address(), work), length));
      asked += length;
      advanceCut();
    }

    /** Leaves no piece on its way, and no memory taken. */
    void stop() {
      if (current != null) {
        ahead.addFirst(current);
      }
      Errand.stop(ahead.stream().map(Piece::errand).toList());
    }
  }
}

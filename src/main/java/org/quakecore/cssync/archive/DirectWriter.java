package org.quakecore.cssync.archive;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Writes large files one after the other, past the system's cache and on a thread of its own. They
 * have to be on the disk before they count, so a copy in memory would cost time, and push out what
 * others need there, for nothing.
 *
 * <p>Where the disk or the system cannot do that, the bytes go through the cache as usual. So do
 * the last ones of a file, which do not fill a block.
 */
public final class DirectWriter implements AutoCloseable {
  private static final int BUFFER = 2 << 20;
  private static final int BUFFERS = 3;
  private static final int USUAL_BLOCK = 4096;

  /** Opens a file so that the cache is passed by. */
  @FunctionalInterface
  interface Opener {
    FileChannel open(Path file) throws IOException;
  }

  private final List<ByteBuffer> buffers = new ArrayList<>();
  private final List<Future<?>> written = new ArrayList<>();
  private final ExecutorService thread = Executors.newSingleThreadExecutor(DirectWriter::worker);
  private final Opener opener;
  private final int block;
  private int current;
  private long position;
  private FileChannel cached;
  private FileChannel direct;
  private volatile boolean refused;

  /**
   * @param folder that exists, on the disk that will be written to
   */
  public DirectWriter(Path folder) {
    this(folder, file -> FileChannel.open(file, WRITE, NOFOLLOW_LINKS, ExtendedOpenOption.DIRECT));
  }

  DirectWriter(Path folder, Opener opener) {
    this.opener = opener;
    this.block = block(folder);
    for (int i = 0; i < BUFFERS; i++) {
      buffers.add(ByteBuffer.allocateDirect(BUFFER + block).alignedSlice(block).limit(BUFFER));
      written.add(CompletableFuture.completedFuture(null));
    }
  }

  /** Begins a file, which must not exist. The one before must have ended. */
  public void begin(Path file) throws IOException {
    cached = FileChannel.open(file, CREATE_NEW, WRITE, NOFOLLOW_LINKS);
    position = 0;
    if (!refused) {
      try {
        direct = opener.open(file);
      } catch (IOException | UnsupportedOperationException e) {
        // Not every file system can. Is it the disk that is to blame, writing will tell.
        refused = true;
      }
    }
  }

  /** Takes the next bytes; the array is the caller's again. */
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int end = offset + length;
    int from = offset;
    while (from < end) {
      ByteBuffer buffer = buffers.get(current);
      int now = Math.min(end - from, buffer.remaining());
      buffer.put(bytes, from, now);
      from += now;
      if (!buffer.hasRemaining()) {
        handOver();
      }
    }
  }

  /** Ends the file: all of its bytes are the system's then. */
  public void end() throws IOException {
    handOver();
    for (Future<?> each : written) {
      await(each);
    }
    closeFile();
  }

  /** Ends the thread, and lets go of a file that did not come to its end. */
  @Override
  public void close() throws IOException {
    thread.shutdownNow();
    closeFile();
  }

  private void handOver() throws IOException {
    ByteBuffer full = buffers.get(current).flip();
    long at = position;
    position += full.limit();
    written.set(
        current,
        thread.submit(
            () -> {
              write(full, at);
              return null;
            }));
    current = (current + 1) % BUFFERS;
    await(written.get(current));
    buffers.get(current).clear().limit(BUFFER);
  }

  private void write(ByteBuffer bytes, long at) throws IOException {
    int end = bytes.limit();
    if (!refused) {
      bytes.limit(end - end % block);
      try {
        writeAll(direct, bytes, at);
      } catch (IOException e) {
        // Some disks refuse only now. Whatever else it is, the other channel will meet it, too.
        refused = true;
      }
      bytes.limit(end);
    }
    writeAll(cached, bytes, at);
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes, at + bytes.position());
    }
  }

  private void closeFile() throws IOException {
    try {
      if (direct != null) {
        direct.close();
      }
    } finally {
      if (cached != null) {
        cached.close();
      }
    }
  }

  private static void await(Future<?> work) throws IOException {
    try {
      work.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException failure = new InterruptedIOException("interrupted while writing");
      failure.initCause(e);
      throw failure;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
    }
  }

  /** What the addresses and lengths of direct writes have to be multiples of. */
  private static int block(Path folder) {
    try {
      long size = Files.getFileStore(folder).getBlockSize();
      return Long.bitCount(size) == 1 && size <= BUFFER ? (int) size : USUAL_BLOCK;
    } catch (IOException | UnsupportedOperationException e) {
      return USUAL_BLOCK;
    }
  }

  private static Thread worker(Runnable work) {
    Thread worker = new Thread(work, "direct-writer");
    worker.setDaemon(true);
    return worker;
  }
}

package org.quakecore.cssync.remote.dropbox;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.quakecore.cssync.archive.ContentHash;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.remote.Meanwhile;
import org.quakecore.cssync.remote.Remote;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings bytes to Dropbox, in pieces that go by many connections at once; each with its content
 * hash, so that Dropbox refuses it where other bytes have come. Nothing is a file before it is
 * committed.
 */
final class Uploads {
  private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);

  /** What is damaged on its way again and again is damaged here. */
  private static final int TRIES = 4;

  /** Dropbox takes so many files in one call. */
  private static final int MOST_TOGETHER = 20;

  private final Api api;
  private final Blocks blocks;
  private final Sessions sessions;

  Uploads(Api api, Blocks blocks) {
    this.api = api;
    this.blocks = blocks;
    this.sessions = new Sessions(api);
  }

  /**
   * What is to be sent.
   *
   * @param path on Dropbox
   * @param name below the remote's root
   * @param address the same, for messages
   * @param bytes of the whole, 0 where unknown
   * @param resume where it is noted what Dropbox has of it
   * @param progress is told the bytes that Dropbox has taken
   */
  record Outgoing(
      String path,
      String name,
      String address,
      long bytes,
      Optional<Path> resume,
      LongConsumer progress) {}

  /**
   * Bytes that have come, to be committed.
   *
   * @param size how many
   */
  record Uploaded(String session, long size) {}

  /** Sends what fits into one call. */
  Uploaded sendSmall(Outgoing file, byte[] bytes, int length) throws SyncException {
    JsonObject arguments = new JsonObject();
    arguments.addProperty("close", true);
    arguments.addProperty("content_hash", ContentHash.of(bytes, 0, length));
    String session =
        unharmed(file, () -> api.bring("files/upload_session/start", arguments, bytes, 0, length))
            .get("session_id")
            .getAsString();
    file.progress().accept(length);
    return new Uploaded(session, length);
  }

  /**
   * Sends small files, several in one call.
   *
   * @param files each with its bytes
   * @return in the same order
   */
  List<Uploaded> sendTogether(List<Outgoing> files, List<byte[]> contents) throws SyncException {
    List<Uploaded> uploaded = new ArrayList<>();
    for (int from = 0; from < files.size(); from += MOST_TOGETHER) {
      int to = Math.min(files.size(), from + MOST_TOGETHER);
      uploaded.addAll(together(files.subList(from, to), contents.subList(from, to)));
    }
    return uploaded;
  }

  private List<Uploaded> together(List<Outgoing> files, List<byte[]> contents)
      throws SyncException {
    JsonArray entries = new JsonArray();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    List<Uploaded> uploaded = new ArrayList<>();
    List<String> own = sessions.sequential(files.size());
    for (int i = 0; i < files.size(); i++) {
      byte[] content = contents.get(i);
      JsonObject entry = new JsonObject();
      entry.add("cursor", cursor(own.get(i), 0));
      entry.addProperty("length", content.length);
      entry.addProperty("close", true);
      entries.add(entry);
      body.writeBytes(content);
      uploaded.add(new Uploaded(own.get(i), content.length));
    }
    byte[] all = body.toByteArray();
    JsonObject arguments = new JsonObject();
    arguments.add("entries", entries);
    arguments.addProperty("content_hash", ContentHash.of(all, 0, all.length));
    JsonArray results =
        unharmed(
                files.get(0),
                () -> api.bring("files/upload_session/append_batch", arguments, all, 0, all.length))
            .getAsJsonArray("entries");
    for (int i = 0; i < files.size(); i++) {
      String tag = results.get(i).getAsJsonObject().get(".tag").getAsString();
      if (tag.equals("success")) {
        files.get(i).progress().accept(contents.get(i).length);
      } else {
        // A reply that was lost, for example; nothing is a file of it yet.
        uploaded.set(i, sendSmall(files.get(i), contents.get(i), contents.get(i).length));
      }
    }
    return uploaded;
  }

  /** Where in a session bytes are. */
  static JsonObject cursor(String session, long offset) {
    JsonObject cursor = new JsonObject();
    cursor.addProperty("session_id", session);
    cursor.addProperty("offset", offset);
    return cursor;
  }

  /**
   * Sends what a source writes.
   *
   * @throws SyncException what Dropbox says goes before what the source makes of it
   */
  Uploaded send(Outgoing file, Remote.Source source) throws SyncException {
    Pieces pieces = new Pieces(file);
    boolean whole = false;
    try {
      source.writeTo(pieces);
      pieces.demandSoundness();
      if (Thread.currentThread().isInterrupted()) {
        throw SyncException.interrupted(null);
      }
      Uploaded uploaded = pieces.finish();
      whole = true;
      return uploaded;
    } catch (InterruptedIOException asked) {
      Thread.currentThread().interrupt();
      throw SyncException.interrupted(asked);
    } catch (IOException e) {
      pieces.demandSoundness();
      throw SyncException.of(e, Path.of(file.name()), Kind.DATA);
    } catch (SyncException | RuntimeException e) {
      if (!Thread.currentThread().isInterrupted()) {
        pieces.demandSoundness();
      }
      throw e;
    } finally {
      if (!whole) {
        pieces.stop();
      }
    }
  }

  /** One call with content. */
  private interface Bringing {
    JsonObject bring() throws SyncException, Refused;
  }

  private JsonObject unharmed(Outgoing file, Bringing call) throws SyncException {
    for (int tried = 1; ; tried++) {
      try {
        return call.bring();
      } catch (Refused refused) {
        if (!refused.says("content_hash_mismatch") || tried == TRIES) {
          throw refused.about(file.address());
        }
        LOG.warn("{}: bytes were damaged on their way, and are sent again", file.address());
      }
    }
  }

  /** What a source writes, cut into pieces. */
  private final class Pieces extends OutputStream {
    private final Outgoing file;
    private final int largest;
    private int pieceBytes;
    private final List<Errand> underWay = new ArrayList<>();
    private Blocks.Block block;
    private int filled;
    private long offset;
    private ResumeRecord record;
    private String session;

    /** Of a file that is going to need one; it begins while the first piece is read. */
    private final Optional<Meanwhile<String>> coming;

    private boolean closed;
    private SyncException failure;

    Pieces(Outgoing file) {
      this.file = file;
      this.largest = blocks.size();
      this.pieceBytes = nextPiece();
      boolean isBegun = file.resume().filter(Files::exists).isPresent();
      this.coming =
          file.bytes() > largest && !isBegun
              ? Optional.of(Meanwhile.ask(sessions::next))
              : Optional.empty();
    }

    private int nextPiece() {
      return file.bytes() <= largest ? largest : Blocks.nextPiece(offset, file.bytes(), largest);
    }

    @Override
    public void write(int each) throws IOException {
      write(new byte[] {(byte) each}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      if (closed) {
        throw new IOException("the stream was closed before");
      }
      int at = from;
      int left = length;
      while (left > 0) {
        // A full piece is kept until it is known not to be the last.
        if (filled == pieceBytes) {
          pass();
        }
        if (block == null) {
          block = takeBlock();
        }
        int now = Math.min(left, pieceBytes - filled);
        System.arraycopy(bytes, at, block.bytes(), filled, now);
        filled += now;
        at += now;
        left -= now;
      }
    }

    /** Ends only what the source may write. */
    @Override
    public void close() {
      closed = true;
    }

    private Blocks.Block takeBlock() throws IOException {
      try {
        return blocks.take();
      } catch (InterruptedException asked) {
        Thread.currentThread().interrupt();
        throw (IOException) new InterruptedIOException("stopped").initCause(asked);
      }
    }

    void demandSoundness() throws SyncException {
      if (failure != null) {
        throw failure;
      }
    }

    /** Hands the block, which is full, to a connection. */
    private void pass() throws IOException {
      try {
        begin();
      } catch (SyncException e) {
        failure = e;
        throw new IOException(e.getMessage(), e);
      }
      demandGoodProgress();
      Blocks.Block full = block;
      int length = filled;
      block = null;
      go(full, length, full::close);
      filled = 0;
      pieceBytes = nextPiece();
    }

    /**
     * Has the first bytes of a block appended by a connection.
     *
     * @param then what to do once Dropbox has them
     */
    private void go(Blocks.Block from, int length, Runnable then) {
      long at = offset;
      offset += length;
      underWay.add(
          new Errand(
              blocks,
              from,
              file.address(),
              () -> {
                append(from.bytes(), 0, length, at, false);
                then.run();
              }));
    }

    /** Lets go of what has ended, unless it failed. */
    private void demandGoodProgress() throws IOException {
      try {
        for (Errand each : underWay) {
          if (each.hasEnded()) {
            each.await();
          }
        }
      } catch (SyncException e) {
        failure = e;
        throw new IOException("Dropbox takes no more: " + e.getMessage(), e);
      }
      underWay.removeIf(Errand::hasEnded);
    }

    private void begin() throws SyncException {
      if (session != null) {
        return;
      }
      Optional<ResumeRecord> before =
          file.resume()
              .flatMap(path -> ResumeRecord.read(path, file.path(), file.bytes(), largest));
      if (before.isPresent()) {
        record = before.get();
        session = record.session();
        return;
      }
      session = coming.isPresent() ? coming.get().answer() : sessions.next();
      record =
          file.resume()
              .map(path -> ResumeRecord.begin(path, session, file.path(), file.bytes(), largest))
              .orElse(null);
    }

    private void append(byte[] bytes, int from, int length, long at, boolean last)
        throws SyncException {
      String hash = ContentHash.of(bytes, from, length);
      if (isThere(at, length, hash)) {
        file.progress().accept(length);
        return;
      }
      JsonObject arguments = new JsonObject();
      arguments.add("cursor", cursor(session, at));
      arguments.addProperty("close", last);
      arguments.addProperty("content_hash", hash);
      bring(arguments, bytes, from, length, last);
      if (record != null) {
        record.has(at, new ResumeRecord.Piece(length, hash));
      }
      file.progress().accept(length);
    }

    private boolean isThere(long at, int length, String hash) throws SyncException {
      Optional<ResumeRecord.Piece> known = record == null ? Optional.empty() : record.at(at);
      if (known.isEmpty()) {
        return false;
      }
      if (known.get().equals(new ResumeRecord.Piece(length, hash))) {
        return true;
      }
      throw forgotten("its sources have changed since a part of it was sent");
    }

    private void bring(JsonObject arguments, byte[] bytes, int from, int length, boolean last)
        throws SyncException {
      for (int tried = 1; ; tried++) {
        try {
          api.bring("files/upload_session/append_v2", arguments, bytes, from, length);
          return;
        } catch (Refused refused) {
          if (last && refused.says("closed")) {
            // It came before, and the reply to it, or the record of it, was lost.
            return;
          }
          if (refused.says("not_found") || refused.says("closed")) {
            throw forgotten(
                "Dropbox does not know the upload any more (" + refused.getMessage() + ")");
          }
          if (refused.says("incorrect_offset")
              || refused.says("concurrent_session_invalid_offset")) {
            // The reply to an earlier try was lost. What the commit says of the whole will prove
            // it.
            return;
          }
          if (!refused.says("content_hash_mismatch") || tried == TRIES) {
            throw refused.about(file.address());
          }
          LOG.warn("{}: bytes were damaged on their way, and are sent again", file.address());
        }
      }
    }

    /** Another try begins anew. */
    private SyncException forgotten(String why) {
      if (record != null) {
        record.forget();
      }
      return new SyncException(Kind.DATA, file.address() + ": " + why + "; it is sent anew");
    }

    /** Sends what is left, and closes the session once all the rest has come. */
    Uploaded finish() throws SyncException, IOException {
      if (session == null && offset == 0) {
        byte[] bytes = block == null ? new byte[0] : block.bytes();
        Uploaded uploaded = sendSmall(file, bytes, filled);
        giveBack();
        return uploaded;
      }
      begin();
      // Only the very last piece has to wait, so it is a small one. Both are of one block, for who
      // waited for a second while holding one might wait for ever.
      int first = (filled - 1) / Blocks.UNIT * Blocks.UNIT;
      if (first > 0) {
        go(block, first, () -> {});
      }
      for (Errand each : underWay) {
        each.await();
      }
      append(block.bytes(), first, filled - first, offset, true);
      Uploaded uploaded = new Uploaded(session, offset + filled - first);
      giveBack();
      return uploaded;
    }

    private void giveBack() {
      if (block != null) {
        block.close();
        block = null;
      }
    }

    /** Leaves no piece on its way, and no memory taken. */
    void stop() {
      Errand.stop(underWay);
      giveBack();
    }
  }
}

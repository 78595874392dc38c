package org.quakecore.cssync.archive;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.quakecore.cssync.catalogue.FileState;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.check.Answer;
import org.quakecore.cssync.catalogue.check.ContentCheck;
import org.quakecore.cssync.catalogue.check.Demand;
import org.quakecore.cssync.catalogue.check.Inspection;
import org.quakecore.cssync.catalogue.check.SourceBytes;

/**
 * A source while it is packed: it must have the expected size, and be the same file with the same
 * size and times when its last byte was read.
 */
public final class MemberSource implements Closeable {
  private final Member member;
  private final FileState before;
  private final FileChannel channel;

  /** One for each check that has to see all bytes; they see those of {@link #passTo}. */
  private final Map<Demand, Inspection> inspections = new LinkedHashMap<>();

  /**
   * @throws SyncException DATA when the source is missing, is no plain file or has another size
   */
  public MemberSource(Member member) throws SyncException {
    this.member = member;
    this.before = state(member);
    if (!before.isFile()) {
      throw data(member, "is not a plain file; only plain files can be archived");
    }
    if (before.size() != member.size()) {
      throw data(
          member,
          "has "
              + before.size()
              + " bytes, but files_to_sync.yaml says "
              + member.size()
              + "; run preprocess again");
    }
    try {
      channel = FileChannel.open(member.source(), StandardOpenOption.READ);
    } catch (IOException e) {
      throw SyncException.of(e, member.source(), SyncException.Kind.DATA);
    }
  }

  /** In whole seconds since 1970, rounded down as GNU tar does. */
  public long mtime() {
    return before.mtime();
  }

  /**
   * Reads the source from its first byte to its last, and takes its hash while the bytes pass.
   *
   * @param buffer to read with
   * @param sha256 fresh, and fresh again afterwards
   * @param progress is told how many bytes were read since it was last told
   * @return the SHA-256 as 64 lower-case hex digits
   * @throws IOException when {@code out} does not take the bytes
   * @throws SyncException DATA when the source is shorter than it was; INTERRUPTED when the thread
   *     is
   */
  public String passTo(OutputStream out, byte[] buffer, MessageDigest sha256, LongConsumer progress)
      throws IOException, SyncException {
    inspections.clear();
    for (Demand demand : member.demands()) {
      if (demand.check() instanceof ContentCheck.Full check) {
        inspections.put(demand, check.begin(member.size()));
      }
    }
    ByteBuffer bytes = ByteBuffer.wrap(buffer);
    for (long at = 0; at < member.size(); at += bytes.position()) {
      if (Thread.currentThread().isInterrupted()) {
        throw SyncException.interrupted(null);
      }
      int read = read(bytes, at);
      sha256.update(buffer, 0, read);
      inspections.values().forEach(look -> look.take(buffer, read));
      out.write(buffer, 0, read);
      progress.accept(read);
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  /**
   * Fills the buffer from its start, with no more than the source had at first.
   *
   * @param at how many bytes were read before
   * @return how many bytes are in the buffer now; at least one while there are any to come
   * @throws SyncException DATA when the source is shorter than it was
   */
  public int read(ByteBuffer buffer, long at) throws SyncException {
    buffer.clear().limit((int) Math.min(buffer.capacity(), member.size() - at));
    try {
      while (buffer.hasRemaining()) {
        if (channel.read(buffer) < 0) {
          throw changed();
        }
      }
    } catch (IOException e) {
      throw SyncException.of(e, member.source(), SyncException.Kind.DATA);
    }
    return buffer.position();
  }

  /**
   * What is asked of its content, answered: by the bytes that have passed, or by a few that are
   * read again.
   *
   * @throws SyncException DATA when they cannot be read
   */
  public List<Answer> answers() throws SyncException {
    List<Answer> answers = new ArrayList<>();
    try {
      for (Demand demand : member.demands()) {
        if (demand.check() instanceof ContentCheck.Quick check) {
          answers.add(demand.answer(check.problem(new SourceBytes(channel, member.size()))));
        } else if (inspections.containsKey(demand)) {
          answers.add(demand.answer(inspections.get(demand).problem()));
        }
      }
    } catch (IOException e) {
      throw SyncException.of(e, member.source(), SyncException.Kind.DATA);
    }
    return answers;
  }

  /**
   * Looks at the source again.
   *
   * @throws SyncException DATA when it is not what it was
   */
  public void mustBeUnchanged() throws SyncException {
    if (!state(member).isSameAs(before)) {
      throw changed();
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private SyncException changed() {
    return data(
        member, "changed while it was read; let it come to rest, then run preprocess again");
  }

  private static FileState state(Member member) throws SyncException {
    try {
      return FileState.of(member.source());
    } catch (IOException e) {
      throw SyncException.of(e, member.source(), SyncException.Kind.DATA);
    }
  }

  private static SyncException data(Member member, String reason) {
    return new SyncException(SyncException.Kind.DATA, member.source() + " " + reason);
  }
}

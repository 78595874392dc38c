package org.quakecore.cssync.upload.manifests;

import java.nio.ByteBuffer;
import java.util.function.LongConsumer;
import org.quakecore.cssync.archive.BrokenTarException;
import org.quakecore.cssync.archive.Member;
import org.quakecore.cssync.archive.MemberSource;
import org.quakecore.cssync.archive.TarStream;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * A tar whose headers and padding are read where it lies, and whose members' bytes come from their
 * sources.
 */
final class SplicedTar implements TarStream.Bytes {
  private final RangedWindow remote;
  private final Ahead ahead;
  private final LongConsumer progress;
  private long position;
  private Member member;
  private MemberSource source;

  /** Where the data of the member begin and end in the tar. */
  private long begin;

  private long end;

  /** Says how many bytes to fetch when the next header is needed. */
  @FunctionalInterface
  interface Ahead {
    int bytes();
  }

  /**
   * @param progress is told how many bytes of sources were read since it was last told
   */
  SplicedTar(RangedWindow remote, Ahead ahead, LongConsumer progress) {
    this.remote = remote;
    this.ahead = ahead;
    this.progress = progress;
  }

  /** From here on as many bytes as the member has come from its source. */
  void splice(Member next, MemberSource opened) {
    member = next;
    source = opened;
    begin = position;
    end = position + next.size();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws SyncException {
    int read =
        position < end
            ? readSource(bytes, offset, (int) Math.min(length, end - position))
            : remote.read(position, bytes, offset, length, ahead.bytes());
    position += Math.max(0, read);
    return read;
  }

  private int readSource(byte[] bytes, int offset, int length) throws SyncException {
    int read = source.read(ByteBuffer.wrap(bytes, offset, length).slice(), position - begin);
    int difference = remote.firstDifference(position, bytes, offset, read);
    if (difference >= 0) {
      throw TarReconstruction.unlike(
          BrokenTarException.quoted(member.name())
              + " differs from "
              + member.source()
              + " after "
              + (position - begin + difference)
              + " bytes");
    }
    progress.accept(read);
    return read;
  }
}

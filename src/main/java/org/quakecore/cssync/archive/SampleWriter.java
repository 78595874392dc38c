package org.quakecore.cssync.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.function.LongConsumer;
import org.quakecore.cssync.catalogue.SyncException;

/** Copies one source as it is, and takes its hashes while the bytes pass. */
public final class SampleWriter {
  private static final int BUFFER = 1 << 20;

  private SampleWriter() {}

  /**
   * Writes the source into a stream, which is flushed and not closed.
   *
   * @param progress is told how many bytes were read since it was last told
   * @return what passed by, as a part of one member at offset 0
   * @throws IOException when the stream does not take the bytes
   * @throws SyncException DATA when the source is missing, has not the expected size or changes
   *     while it is read; INTERRUPTED when the thread is
   */
  public static PackedPart stream(Member member, OutputStream out, LongConsumer progress)
      throws IOException, SyncException {
    try (MemberSource source = new MemberSource(member);
        TarSink sink = new TarSink(out, false)) {
      String digest = source.passTo(sink, new byte[BUFFER], ContentHash.sha256(), progress);
      out.flush();
      source.mustBeUnchanged();
      PackedMember packed =
          new PackedMember(
              member.name(), member.size(), source.mtime(), digest, 0, source.answers());
      return new PackedPart(sink.bytes(), sink.contentHash(), List.of(packed));
    }
  }
}

package org.quakecore.cssync.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.quakecore.cssync.catalogue.Quoted;

/**
 * Passes text on, in UTF-8, with whatever would act on a terminal written as an escape: names come
 * from files, tars and remotes, and not every message that holds one may have thought of it. Only
 * line ends and tabs stay. In JSON the escapes mean the very characters.
 */
public final class GuardedStream extends FilterOutputStream {
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);

  /** The bytes of a character whose rest is still to come. */
  private byte[] begun = {};

  public GuardedStream(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    if (begun.length == 0 && isHarmless(bytes, offset, length)) {
      out.write(bytes, offset, length);
      return;
    }
    ByteBuffer all = ByteBuffer.allocate(begun.length + length);
    all.put(begun).put(bytes, offset, length).flip();
    CharBuffer text = CharBuffer.allocate(all.remaining());
    decoder.reset().decode(all, text, false);
    begun = new byte[all.remaining()];
    all.get(begun);
    out.write(Quoted.shown(text.flip().toString()).getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isHarmless(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      byte b = bytes[i];
      if ((b < ' ' && b != '\n' && b != '\t') || b == 0x7f) {
        return false;
      }
    }
    return true;
  }
}

package org.quakecore.cssync.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a small input file as UTF-8, with or without a byte order mark. */
public final class InputText {
  /** Input files are lists a person keeps; anything larger is another file by mistake. */
  public static final int MOST_BYTES = 16 << 20;

  private static final int LONGEST_LINE = 1 << 20;

  private InputText() {}

  /**
   * The whole text, without a byte order mark.
   *
   * @throws SyncException of kind BAD_INPUT when the file cannot be read, is larger than 16 MiB or
   *     is not UTF-8; the message names the line
   */
  public static String read(Path file) throws SyncException {
    byte[] bytes;
    // What its size is said to be bounds nothing: that of /dev/zero is 0.
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    } catch (IOException e) {
      throw SyncException.of(e, file, SyncException.Kind.BAD_INPUT);
    }
    if (bytes.length > MOST_BYTES) {
      throw new SyncException(
          SyncException.Kind.BAD_INPUT,
          file
              + ": is larger than "
              + (MOST_BYTES >> 20)
              + " MiB, which no such file is; give the right file");
    }
    requireLines(file, bytes);
    String text = decode(file, bytes);
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** What reads a line keeps all its words, each many times as large as its text. */
  private static void requireLines(Path file, byte[] bytes) throws SyncException {
    int length = 0;
    for (byte each : bytes) {
      length = each == '\n' || each == '\r' ? 0 : length + 1;
      if (length > LONGEST_LINE) {
        throw new SyncException(
            SyncException.Kind.BAD_INPUT,
            file + ": has a line of more than 1 MiB, which no such file has; give the right file");
      }
    }
  }

  private static String decode(Path file, byte[] bytes) throws SyncException {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    CoderResult result = decoder.decode(in, out, true);
    try {
      if (result.isError()) {
        result.throwException();
      }
    } catch (CharacterCodingException e) {
      long line = 1;
      for (int i = 0; i < in.position(); i++) {
        line += bytes[i] == '\n' ? 1 : 0;
      }
      throw new SyncException(
          SyncException.Kind.BAD_INPUT,
          file + ":" + line + ": is not UTF-8 text; save the file as UTF-8",
          e);
    }
    return out.flip().toString();
  }
}

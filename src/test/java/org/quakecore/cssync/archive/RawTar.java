package org.quakecore.cssync.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Locale;

/** Builds tars header by header, so that they can hold what no honest program writes. */
public final class RawTar {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  public RawTar file(String name, String content) {
    return entry('0', name, content.getBytes(UTF_8));
  }

  public RawTar entry(char type, String name, byte[] data) {
    return header(type, name, data.length).data(data);
  }

  /** A header that claims to be followed by {@code size} bytes. */
  public RawTar header(char type, String name, long size) {
    byte[] block = new byte[512];
    put(block, 0, name.getBytes(UTF_8));
    put(block, 100, "0000644\0".getBytes(UTF_8));
    put(block, 124, String.format(Locale.ROOT, "%011o", size).getBytes(UTF_8));
    put(block, 136, String.format(Locale.ROOT, "%011o", 1_700_000_000L).getBytes(UTF_8));
    block[156] = (byte) type;
    put(block, 257, "ustar\00000".getBytes(UTF_8));
    return block(block);
  }

  /** A header as given, but for its checksum, which is made right. */
  public RawTar block(byte[] header) {
    byte[] block = header.clone();
    Arrays.fill(block, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xff;
    }
    put(block, 148, String.format(Locale.ROOT, "%06o\0 ", sum).getBytes(UTF_8));
    bytes.writeBytes(block);
    return this;
  }

  public RawTar data(byte[] data) {
    bytes.writeBytes(data);
    return raw(new byte[-data.length & 511]);
  }

  public RawTar raw(byte[] any) {
    bytes.writeBytes(any);
    return this;
  }

  public byte[] unfinished() {
    return bytes.toByteArray();
  }

  public byte[] finished() {
    return raw(new byte[1024]).unfinished();
  }

  private static void put(byte[] block, int at, byte[] text) {
    System.arraycopy(text, 0, block, at, text.length);
  }
}

package org.quakecore.cssync.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/**
 * The 512 bytes before every entry of a tar, as POSIX ustar, GNU tar and their forerunner V7 write
 * them.
 *
 * @param type what kind of entry follows; {@code '0'} for a plain file, also where V7 left it out
 * @param latin1Name its bytes, each as one char, for the field can end in the middle of a
 *     character; a name too long for it comes in an entry of its own before this one
 * @param size of the data that follows, in bytes
 * @param mtime in whole seconds since 1970
 */
record TarHeader(char type, String latin1Name, long size, long mtime) {
  private static final int CHECKSUM_AT = 148;
  private static final int CHECKSUM_LENGTH = 8;

  /** More than any disk holds, and far enough from overflow to be padded and added up. */
  private static final long MOST_SIZE = 1L << 60;

  /**
   * Reads a header.
   *
   * @throws BrokenTarException when the checksum is not that of these bytes, or a number is none
   */
  static TarHeader parse(byte[] block) throws BrokenTarException {
    if (!checksumHolds(block)) {
      throw BrokenTarException.broken("the checksum of a header is wrong");
    }
    long size = number(block, 124, 12);
    if (size < 0 || size > MOST_SIZE) {
      throw BrokenTarException.broken("a header has the size " + size);
    }
    char type = block[156] == 0 ? '0' : (char) (block[156] & 0xff);
    return new TarHeader(
        type, new String(fullName(block), ISO_8859_1), size, number(block, 136, 12));
  }

  /** The bytes of the name. */
  byte[] name() {
    return latin1Name.getBytes(ISO_8859_1);
  }

  /** Only ustar has a prefix; GNU tar, whose magic ends in a space, keeps other things there. */
  private static byte[] fullName(byte[] block) {
    byte[] name = text(block, 0, 100);
    boolean ustar = Arrays.equals(block, 257, 263, "ustar\0".getBytes(ISO_8859_1), 0, 6);
    byte[] prefix = ustar ? text(block, 345, 155) : new byte[0];
    if (prefix.length == 0) {
      return name;
    }
    byte[] full = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
    full[prefix.length] = '/';
    System.arraycopy(name, 0, full, prefix.length + 1, name.length);
    return full;
  }

  private static byte[] text(byte[] block, int from, int length) {
    int to = from;
    while (to < from + length && block[to] != 0) {
      to++;
    }
    return Arrays.copyOfRange(block, from, to);
  }

  /**
   * The sum of all bytes, the checksum itself taken as spaces; some old tars summed them signed.
   */
  private static boolean checksumHolds(byte[] block) throws BrokenTarException {
    long unsigned = 0;
    long signed = 0;
    for (int i = 0; i < block.length; i++) {
      boolean inside = i >= CHECKSUM_AT && i < CHECKSUM_AT + CHECKSUM_LENGTH;
      unsigned += inside ? ' ' : block[i] & 0xff;
      signed += inside ? ' ' : block[i];
    }
    long expected = number(block, CHECKSUM_AT, CHECKSUM_LENGTH);
    return expected == unsigned || expected == signed;
  }

  /** A number in octal digits or, where the first bit is set, in base 256. */
  private static long number(byte[] block, int from, int length) throws BrokenTarException {
    return (block[from] & 0x80) == 0 ? octal(block, from, length) : binary(block, from, length);
  }

  private static long octal(byte[] block, int from, int length) throws BrokenTarException {
    String digits = new String(block, from, length, ISO_8859_1).replace('\0', ' ').strip();
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      if (digit < 0 || digit > 7) {
        throw BrokenTarException.broken("a header has no number where one belongs");
      }
      // At most twelve digits, so this cannot overflow.
      value = value * 8 + digit;
    }
    return value;
  }

  /** Two's complement behind the marking bit; the bit after it is the sign. */
  private static long binary(byte[] block, int from, int length) throws BrokenTarException {
    boolean negative = (block[from] & 0x40) != 0;
    long value = negative ? (block[from] | 0x80L) | -0x100L : block[from] & 0x3f;
    for (int i = from + 1; i < from + length; i++) {
      if (value > Long.MAX_VALUE >> 8 || value < Long.MIN_VALUE >> 8) {
        throw BrokenTarException.broken("a header has a number with too many digits");
      }
      value = value << 8 | (block[i] & 0xff);
    }
    return value;
  }
}

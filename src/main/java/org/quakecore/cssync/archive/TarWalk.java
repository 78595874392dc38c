package org.quakecore.cssync.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * Walks through the entries of a tar, and insists on its end.
 *
 * <p>Libraries read tars leniently: one that is cut off between two members looks whole to them,
 * and so does an empty file. Here the two blocks of zeros that end an archive must be there, and
 * nothing but zeros may follow.
 */
public final class TarWalk {
  /** What Linux takes as a path, and so the longest name a tar can rightly hold, in bytes. */
  private static final int MOST_NAME = 4096;

  /** Extended attributes go into pax headers too, so they are larger than a name. */
  private static final int MOST_PAX = 1 << 20;

  private final TarStream stream;
  private final byte[] block = new byte[TarSplitter.BLOCK];

  /** Bytes of the current entry's data, and of the padding behind it, that are still to come. */
  private long data;

  private long padding;
  private byte[] longName;
  private PaxHeader pax;

  public TarWalk(TarStream stream) {
    this.stream = stream;
  }

  /**
   * Moves to the next entry, or to the end of the file. The data of the one before must have been
   * read.
   *
   * @throws BrokenTarException when the tar is damaged, ends too early, or holds an entry that is
   *     neither a plain file nor a folder
   * @throws IOException when the stream cannot be read
   */
  public Optional<TarEntry> next() throws IOException, SyncException {
    longName = null;
    pax = null;
    while (true) {
      readBlock();
      if (isZero(block, block.length)) {
        readEnd();
        return Optional.empty();
      }
      TarHeader header = TarHeader.parse(block);
      switch (header.type()) {
        case 'L' -> readLongName(header);
        case 'x' -> readPax(header);
        case 'g' -> readGlobalPax(header);
        // The long target of a link; the link itself comes next and is refused by its name.
        case 'K' -> readExtra(header, MOST_NAME + 1);
        default -> {
          return Optional.of(entry(header));
        }
      }
    }
  }

  /**
   * Reads more data of the current entry.
   *
   * @return how many bytes, 0 when the entry is at its end
   */
  public int read(byte[] buffer) throws IOException, SyncException {
    int wanted = (int) Math.min(buffer.length, data);
    readFully(buffer, wanted);
    data -= wanted;
    if (data == 0 && padding > 0) {
      readFully(block, (int) padding);
      padding = 0;
    }
    return wanted;
  }

  /**
   * Leaves the data of the current entry out, unread.
   *
   * @throws BrokenTarException when the tar ends before them
   */
  public void skip() throws IOException, SyncException {
    if (stream.skip(data + padding) < data + padding) {
      throw BrokenTarException.broken(
          "it is cut off inside a member, after " + stream.position() + " bytes");
    }
    data = 0;
    padding = 0;
  }

  private TarEntry entry(TarHeader header) throws BrokenTarException {
    byte[] bytes = pax != null && pax.path() != null ? pax.path() : longName;
    String name = decode(bytes != null ? bytes : header.name());
    long size = pax == null ? header.size() : pax.size().orElse(header.size());
    long mtime = pax == null ? header.mtime() : pax.mtime().orElse(header.mtime());
    boolean folder = isFolder(header.type(), name);
    if (folder && size > 0) {
      throw BrokenTarException.broken(
          "the folder " + BrokenTarException.quoted(name) + " has a size");
    }
    expect(size);
    return new TarEntry(name, folder, size, mtime);
  }

  /** Before there was a type for folders, a slash at the end told them. */
  private static boolean isFolder(char type, String name) throws BrokenTarException {
    String kind =
        switch (type) {
          case '0', '7', '5' -> "";
          case '1' -> "a hard link";
          case '2' -> "a symbolic link";
          case '3', '4' -> "a device";
          case '6' -> "a named pipe";
          case 'S' -> "a sparse file";
          case 'M' -> "the rest of a file that began on another volume";
          default -> "of an unknown kind";
        };
    if (!kind.isEmpty()) {
      throw BrokenTarException.refused(
          BrokenTarException.quoted(name)
              + " is "
              + kind
              + ", and only plain files and folders are taken");
    }
    return type == '5' || name.endsWith("/");
  }

  private void readLongName(TarHeader header) throws IOException, SyncException {
    byte[] bytes = readExtra(header, MOST_NAME + 1);
    int length = bytes.length;
    while (length > 0 && bytes[length - 1] == 0) {
      length--;
    }
    if (longName != null || length == 0) {
      throw BrokenTarException.broken("a long name does not belong to a member");
    }
    longName = Arrays.copyOf(bytes, length);
  }

  private void readPax(TarHeader header) throws IOException, SyncException {
    if (pax != null) {
      throw BrokenTarException.broken("a pax header does not belong to a member");
    }
    pax = PaxHeader.parse(readExtra(header, MOST_PAX));
  }

  /** What git and others note about the whole archive says nothing of its members. */
  private void readGlobalPax(TarHeader header) throws IOException, SyncException {
    if (PaxHeader.parse(readExtra(header, MOST_PAX)).namesOrSizes()) {
      throw BrokenTarException.refused("one name or size is to hold for all its members");
    }
  }

  private byte[] readExtra(TarHeader header, int most) throws IOException, SyncException {
    if (header.size() > most) {
      throw BrokenTarException.broken(
          "a name or a pax header claims to have " + header.size() + " bytes");
    }
    byte[] bytes = new byte[(int) header.size()];
    expect(bytes.length);
    read(bytes);
    return bytes;
  }

  private void expect(long size) {
    data = size;
    padding = -size & (TarSplitter.BLOCK - 1);
  }

  private void readBlock() throws IOException, SyncException {
    long start = stream.position();
    int read = stream.read(block, block.length);
    if (read == 0 && start == 0) {
      throw BrokenTarException.broken("it is empty");
    }
    if (read < block.length) {
      throw BrokenTarException.broken(
          "it ends after " + stream.position() + " bytes without the blocks that end a tar");
    }
  }

  private void readFully(byte[] buffer, int length) throws IOException, SyncException {
    if (stream.read(buffer, length) < length) {
      throw BrokenTarException.broken(
          "it is cut off inside a member, after " + stream.position() + " bytes");
    }
  }

  private void readEnd() throws IOException, SyncException {
    if (longName != null || pax != null) {
      throw BrokenTarException.broken("it ends between the headers of a member");
    }
    readBlock();
    if (!isZero(block, block.length)) {
      throw BrokenTarException.broken(
          "there is a block of zeros " + stream.position() + " bytes in, before its end");
    }
    byte[] rest = new byte[TarSplitter.RECORD];
    for (int read = stream.read(rest, rest.length);
        read > 0;
        read = stream.read(rest, rest.length)) {
      if (!isZero(rest, read)) {
        throw BrokenTarException.broken("something follows the blocks that end a tar");
      }
    }
  }

  private static boolean isZero(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static String decode(byte[] name) throws BrokenTarException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name)).toString();
    } catch (CharacterCodingException e) {
      BrokenTarException refusal =
          BrokenTarException.refused(
              "the name "
                  + BrokenTarException.quoted(new String(name, StandardCharsets.UTF_8))
                  + " is not UTF-8");
      refusal.initCause(e);
      throw refusal;
    }
  }
}

package org.quakecore.cssync.upload.adopt;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.archive.BrokenTarException;
import org.quakecore.cssync.archive.MemberNames;
import org.quakecore.cssync.archive.PackedMember;
import org.quakecore.cssync.archive.TarEntry;
import org.quakecore.cssync.archive.TarStream;
import org.quakecore.cssync.archive.TarWalk;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.upload.manifests.RangedFile;
import org.quakecore.cssync.upload.manifests.RangedWindow;

/**
 * Reads the headers of a tar that lies elsewhere, and leaves out what is between them. Each read
 * costs a call, so where members are small one reads through them: the more of them there are, the
 * more at a time.
 */
final class TarHeaders implements TarStream.Bytes {
  /** A header with a long name or pax records before it, or the end of most archives. */
  private static final int LEAST = 16 << 10;

  /** Bounds the memory, and what is fetched in vain. */
  private static final int MOST = 4 << 20;

  /** To read through so much costs less than another call. */
  private static final int SMALL = 512 << 10;

  private final RangedWindow window;
  private final long size;
  private long position;
  private int ahead = LEAST / 2;

  private TarHeaders(RangedFile tar, String name, long size) {
    this.window = new RangedWindow(tar, name, size);
    this.size = size;
  }

  /**
   * The members of a tar, without SHA-256.
   *
   * @param name of the tar, for messages
   * @param size in bytes
   * @throws BrokenTarException when it is damaged, or holds what is never taken
   * @throws SyncException the tar's own
   */
  static List<PackedMember> read(RangedFile tar, String name, long size)
      throws IOException, SyncException {
    List<PackedMember> members = new ArrayList<>();
    MemberNames names = new MemberNames();
    try (TarStream stream = new TarStream(new TarHeaders(tar, name, size))) {
      TarWalk walk = new TarWalk(stream);
      for (Optional<TarEntry> next = walk.next(); next.isPresent(); next = walk.next()) {
        TarEntry entry = next.get();
        String path = names.accept(entry);
        if (!entry.folder()) {
          members.add(new PackedMember(path, entry.size(), entry.mtime(), null, stream.position()));
        }
        walk.skip();
      }
    }
    return members;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws SyncException {
    if (!window.holds(position)) {
      ahead = position - window.end() <= SMALL ? Math.min(MOST, 2 * ahead) : LEAST;
    }
    int read = window.read(position, bytes, offset, length, ahead);
    position += Math.max(0, read);
    return read;
  }

  @Override
  public long skip(long count) {
    long skipped = Math.min(count, size - position);
    position += skipped;
    return skipped;
  }
}

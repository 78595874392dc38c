package org.quakecore.cssync.download.extract;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.LongConsumer;
import org.quakecore.cssync.archive.ContentHash;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.manifest.Manifest;

/** Proves members that lie here by the SHA-256 in the manifest, and so by reading them. */
public final class MemberProof {
  private static final int BUFFER = 128 << 10;

  private MemberProof() {}

  /**
   * Whether a member lies below a folder, byte for byte, as a plain file that is reached without
   * any link.
   *
   * @param progress is told how many bytes were read since it was last told
   * @throws SyncException DATA when it cannot be read; INTERRUPTED when the thread is
   */
  public static boolean isIn(Path folder, Manifest.MemberEntry member, LongConsumer progress)
      throws SyncException {
    if (Disk.size(folder, member.name()) != member.size() || !Disk.isBelow(folder, member.name())) {
      return false;
    }
    Path file = folder.resolve(member.name());
    MessageDigest sha256 = ContentHash.sha256();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (Thread.currentThread().isInterrupted()) {
          throw SyncException.interrupted(null);
        }
        sha256.update(buffer, 0, read);
        progress.accept(read);
      }
    } catch (IOException e) {
      throw SyncException.of(e, file, SyncException.Kind.DATA);
    }
    return HexFormat.of().formatHex(sha256.digest()).equals(member.sha256());
  }
}

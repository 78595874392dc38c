package org.quakecore.cssync.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * Reads a tar from end to end and trusts nothing in it: only plain files and folders, no name
 * twice, none that leads out of the target, and the blocks that end an archive at its end.
 *
 * <p>Tars of GNU tar, bsdtar and other POSIX programs are understood, and those of {@link
 * PartWriter}. Folders are not among the members of the result.
 */
public final class PartReader {
  private static final int BUFFER = 128 << 10;

  private PartReader() {}

  /**
   * Reads without writing; the result tells what the tar holds.
   *
   * @param progress is told how many bytes of the tar were read since it was last told
   * @throws SyncException DATA when the tar cannot be read, is broken or holds what is refused;
   *     INTERRUPTED when the thread is
   */
  public static PackedPart read(Path tar, LongConsumer progress) throws SyncException {
    try (InputStream in = Files.newInputStream(tar);
        MemberTarget nowhere = new MemberTarget.Nowhere()) {
      return walk(in, tar.toString(), nowhere, List.of(), progress);
    } catch (IOException e) {
      throw SyncException.of(e, tar, SyncException.Kind.DATA);
    }
  }

  /**
   * As {@link #read(Path, LongConsumer)}, of a stream.
   *
   * @param tar read to its end, not closed
   * @param name of the tar, for messages
   */
  public static PackedPart read(InputStream tar, String name, LongConsumer progress)
      throws SyncException {
    try (MemberTarget nowhere = new MemberTarget.Nowhere()) {
      return walk(tar, name, nowhere, List.of(), progress);
    }
  }

  /**
   * Writes every member below {@code folder}, which must exist and be empty.
   *
   * @param tar read to its end, not closed
   * @param name of the tar, for messages
   * @param progress is told how many bytes of the tar were read since it was last told
   * @throws SyncException DATA when the tar is broken or holds what is refused; then the folder may
   *     hold some members, none of them proven. DISK_FULL, INTERRUPTED as their names say.
   */
  public static PackedPart extract(InputStream tar, String name, Path folder, LongConsumer progress)
      throws SyncException {
    return extractRest(tar, name, folder, List.of(), progress);
  }

  /**
   * Goes on with an extraction that was interrupted. The members at the front are taken for proven,
   * and the content hash of the result is that of the rest alone: whoever calls compares each
   * member with what it has to be.
   *
   * @param rest of the tar, from {@link #end} of the front on; read to its end, not closed
   * @param folder where every file is one of the front; not all of the front need be there
   * @param front the first members of the tar, in order
   * @return all members, and the bytes of the whole tar
   * @throws SyncException as for {@link #extract}
   */
  public static PackedPart extractRest(
      InputStream rest, String name, Path folder, List<PackedMember> front, LongConsumer progress)
      throws SyncException {
    Set<String> there = front.stream().map(PackedMember::name).collect(Collectors.toSet());
    try (MemberTarget target = new FolderTarget(folder, there)) {
      return walk(rest, name, target, front, progress);
    }
  }

  /** Where in a tar the last of its first members ends, and the next header begins, in bytes. */
  public static long end(List<PackedMember> front) {
    if (front.isEmpty()) {
      return 0;
    }
    PackedMember last = front.get(front.size() - 1);
    long end = last.offset() + last.size();
    return end + (-end & (TarSplitter.BLOCK - 1));
  }

  private static PackedPart walk(
      InputStream in,
      String tar,
      MemberTarget target,
      List<PackedMember> front,
      LongConsumer progress)
      throws SyncException {
    try (TarStream stream = new TarStream(in, end(front), progress)) {
      List<PackedMember> members = members(stream, target, front);
      return new PackedPart(stream.position(), stream.contentHash(), members);
    } catch (BrokenTarException e) {
      throw new SyncException(SyncException.Kind.DATA, tar + " " + e.getMessage(), e);
    } catch (IOException e) {
      throw unreadable(tar, e);
    }
  }

  private static List<PackedMember> members(
      TarStream stream, MemberTarget target, List<PackedMember> front)
      throws IOException, SyncException {
    TarWalk walk = new TarWalk(stream);
    MemberNames names = new MemberNames();
    for (PackedMember member : front) {
      names.accept(new TarEntry(member.name(), false, member.size(), member.mtime()));
    }
    MessageDigest sha256 = ContentHash.sha256();
    byte[] buffer = new byte[BUFFER];
    List<PackedMember> members = new ArrayList<>(front);
    for (Optional<TarEntry> next = walk.next(); next.isPresent(); next = walk.next()) {
      TarEntry entry = next.get();
      String path = names.accept(entry);
      if (entry.folder()) {
        target.folder(path);
        continue;
      }
      long offset = stream.position();
      target.begin(path, entry.size());
      for (int read = walk.read(buffer); read > 0; read = walk.read(buffer)) {
        sha256.update(buffer, 0, read);
        target.write(buffer, read);
      }
      target.end(entry.mtime());
      String digest = HexFormat.of().formatHex(sha256.digest());
      members.add(new PackedMember(path, entry.size(), entry.mtime(), digest, offset));
    }
    return members;
  }

  /** A stream that fails is no failure of a disk here, whatever its message says. */
  private static SyncException unreadable(String tar, IOException failure) {
    SyncException translated = SyncException.of(failure, Path.of(""), SyncException.Kind.DATA);
    if (translated.kind() == SyncException.Kind.INTERRUPTED
        || Thread.currentThread().isInterrupted()) {
      return SyncException.interrupted(failure);
    }
    String message = failure.getMessage();
    String reason = message == null ? failure.getClass().getSimpleName() : message;
    return new SyncException(
        SyncException.Kind.DATA,
        tar + " is broken: it cannot be read to its end (" + reason + ")",
        failure);
  }
}

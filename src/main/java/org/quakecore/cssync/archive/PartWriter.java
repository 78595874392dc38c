package org.quakecore.cssync.archive;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * Makes one tar from the sources and proves it before it gets its final name.
 *
 * <p>The same sources make the same bytes: members in the order given, mode 0644, no owner, times
 * in whole seconds, so that the tar is also exactly as large as GNU tar's.
 */
public final class PartWriter {
  private static final int BUFFER = 1 << 20;
  private static final int MODE = 0644;

  private final Part part;
  private final Path target;
  private final LongConsumer progress;
  private final MessageDigest sha256 = ContentHash.sha256();
  private final byte[] buffer = new byte[BUFFER];

  private PartWriter(Part part, Path target, LongConsumer progress) {
    this.part = part;
    this.target = target;
    this.progress = progress;
  }

  /** Where a new file on the disk comes from; tests put a full disk here. */
  @FunctionalInterface
  public interface Disk {
    FileChannel create(Path file) throws IOException;
  }

  /**
   * Writes the tar under a temporary name beside {@code target}, syncs it to the disk, reads it
   * back and compares every member with the SHA-256 taken while packing, then moves it to its name.
   * A file that was there under that name is replaced.
   *
   * @param progress is told how many source bytes were packed since it was last told
   * @throws SyncException DATA when a source is missing, has not the expected size or changes while
   *     it is read, or when the tar is not what was written; DISK_FULL when the disk is;
   *     INTERRUPTED when the thread is. Nothing is left under the temporary name then, nor was
   *     anything put under the final one.
   */
  public static PackedPart write(Part part, Path target, LongConsumer progress)
      throws SyncException {
    return write(part, target, progress, file -> FileChannel.open(file, CREATE_NEW, WRITE));
  }

  public static PackedPart write(Part part, Path target, LongConsumer progress, Disk disk)
      throws SyncException {
    Path absolute = target.toAbsolutePath();
    // One fixed name, so that what a killed run left is found and replaced by the next.
    Path temporary = absolute.resolveSibling("." + absolute.getFileName() + ".part");
    boolean moved = false;
    try {
      Files.deleteIfExists(temporary);
      PackedPart packed = new PartWriter(part, target, progress).pack(temporary, disk);
      prove(packed, temporary, target);
      Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE);
      moved = true;
      syncFolder(absolute.getParent());
      return packed;
    } catch (IOException e) {
      throw DiskFull.of(e, target, part.tarBytes());
    } finally {
      if (!moved) {
        discard(temporary);
      }
    }
  }

  /**
   * Writes the tar into a stream, which is flushed and not closed. Nothing is read back: whoever
   * takes the bytes has to be asked what it has of them.
   *
   * @param progress is told how many source bytes were packed since it was last told
   * @return what passed by
   * @throws IOException when the stream does not take the bytes
   * @throws SyncException DATA when a source is missing, has not the expected size or changes while
   *     it is read; INTERRUPTED when the thread is
   */
  public static PackedPart stream(Part part, OutputStream out, LongConsumer progress)
      throws IOException, SyncException {
    return new PartWriter(part, Path.of(part.name().fileName()), progress).pack(out);
  }

  private PackedPart pack(Path temporary, Disk disk) throws IOException, SyncException {
    try (FileChannel channel = disk.create(temporary)) {
      PackedPart packed = pack(Channels.newOutputStream(channel));
      channel.force(true);
      return packed;
    }
  }

  private PackedPart pack(OutputStream out) throws IOException, SyncException {
    try (TarSink sink = new TarSink(out, part.name().type().hasFolderOfItsOwn())) {
      BufferedOutputStream buffered = new BufferedOutputStream(sink, BUFFER);
      TarArchiveOutputStream tar = tarInto(buffered);
      List<PackedMember> members = new ArrayList<>();
      long at = 0;
      for (Member member : part.members()) {
        long end = at + TarSplitter.memberBytes(member.name(), member.size());
        long offset = end - TarSplitter.padded(member.size());
        members.add(pack(member, offset, tar));
        at = end;
      }
      tar.finish();
      // The tar stream's own flush() stops halfway: it would leave up to a buffer unwritten.
      buffered.flush();
      out.flush();
      if (sink.bytes() != part.tarBytes()) {
        throw data("has " + sink.bytes() + " bytes, but was planned with " + part.tarBytes());
      }
      String hash = sink.contentHash();
      return new PackedPart(sink.bytes(), hash, sink.sha256(), members);
    }
  }

  private static TarArchiveOutputStream tarInto(OutputStream out) {
    TarArchiveOutputStream tar =
        new TarArchiveOutputStream(out, TarSplitter.RECORD, StandardCharsets.UTF_8.name());
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
    return tar;
  }

  private PackedMember pack(Member member, long offset, TarArchiveOutputStream tar)
      throws IOException, SyncException {
    try (MemberSource source = new MemberSource(member)) {
      TarArchiveEntry entry = new TarArchiveEntry(member.name());
      entry.setSize(member.size());
      entry.setMode(MODE);
      entry.setLastModifiedTime(FileTime.from(source.mtime(), TimeUnit.SECONDS));
      tar.putArchiveEntry(entry);
      String digest = source.passTo(tar, buffer, sha256, progress);
      tar.closeArchiveEntry();
      source.mustBeUnchanged();
      return new PackedMember(
          member.name(), member.size(), source.mtime(), digest, offset, source.answers());
    }
  }

  /** Reads back what the disk has, which must be what went by while packing. */
  private static void prove(PackedPart packed, Path temporary, Path target) throws SyncException {
    PackedPart found = PartReader.read(temporary, bytes -> {});
    if (found.isAlike(packed)) {
      return;
    }
    List<PackedMember> unlike = new ArrayList<>(packed.asRead());
    unlike.removeAll(found.members());
    String which = unlike.isEmpty() ? "its bytes" : BrokenTarException.quoted(unlike.get(0).name());
    throw new SyncException(
        SyncException.Kind.DATA,
        target
            + ": read back from the disk, "
            + which
            + " differed from what was written; check the disk, then run the same command");
  }

  private SyncException data(String reason) {
    return new SyncException(SyncException.Kind.DATA, target + " " + reason);
  }

  private static void syncFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Not every file system can sync a folder. A crash then loses the name, never leaves it on
      // half a tar: the tar itself is on the disk, and without its name it is made again.
      return;
    }
  }

  private static void discard(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      // The failure that led here is the one to tell; the next run deletes the file first thing.
      return;
    }
  }
}

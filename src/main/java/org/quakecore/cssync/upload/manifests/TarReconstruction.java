package org.quakecore.cssync.upload.manifests;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.quakecore.cssync.archive.BrokenTarException;
import org.quakecore.cssync.archive.ContentHash;
import org.quakecore.cssync.archive.Member;
import org.quakecore.cssync.archive.MemberNames;
import org.quakecore.cssync.archive.MemberSource;
import org.quakecore.cssync.archive.PackedMember;
import org.quakecore.cssync.archive.PackedPart;
import org.quakecore.cssync.archive.TarEntry;
import org.quakecore.cssync.archive.TarStream;
import org.quakecore.cssync.archive.TarWalk;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;

/**
 * Makes again the tars of a set that lie elsewhere, without fetching them: their headers are read
 * there, and between them go the bytes of the sources. If the content hash of the outcome is that
 * of the tar there, the tar holds these sources, bit for bit.
 */
public final class TarReconstruction {
  /** A header with a long name or pax records before it, or the end of most archives. */
  private static final int HEADERS = 16 << 10;

  /** To go on reading through smaller members costs less than to start again behind each. */
  private static final int SMALL = 512 << 10;

  /** Bounds the memory, and what is fetched in vain. */
  private static final int WHOLESALE = 4 << 20;

  private static final int BUFFER = 1 << 20;

  private final Map<String, Member> waiting = new LinkedHashMap<>();
  private final LongConsumer progress;
  private final List<Path> newer = new ArrayList<>();
  private int small;

  /**
   * @param members all of the set, whichever part holds them
   * @param progress is told how many bytes of sources were read since it was last told
   */
  public TarReconstruction(List<Member> members, LongConsumer progress) {
    this.progress = progress;
    for (Member member : members) {
      waiting.put(member.name(), member);
      small += isSmall(member) ? 1 : 0;
    }
  }

  /**
   * Makes one part again. The parts of a set may come in any order.
   *
   * @param name of the tar, for messages
   * @param size in bytes
   * @return what it would be if it held the sources; the mtimes of its members are the sources'
   * @throws SyncException DATA when it is broken, holds anything but members that were not in
   *     another part, or where these differ from their sources as far as they were fetched; also
   *     when a source is missing or changes while it is read. INTERRUPTED when the thread is. Else
   *     what the ranged file throws.
   */
  public PackedPart part(String name, long size, RangedFile tar) throws SyncException {
    newer.clear();
    RangedWindow window = new RangedWindow(tar, name, size);
    SplicedTar spliced = new SplicedTar(window, this::ahead, progress);
    try (TarStream stream = new TarStream(spliced)) {
      List<PackedMember> members = members(name, stream, spliced);
      return new PackedPart(stream.position(), stream.contentHash(), members);
    } catch (BrokenTarException e) {
      throw new SyncException(Kind.DATA, name + " " + e.getMessage(), e);
    } catch (IOException e) {
      throw SyncException.of(e, Path.of(name), Kind.DATA);
    }
  }

  /** The members that were in no part so far. */
  public List<Member> missing() {
    return List.copyOf(waiting.values());
  }

  /** The sources of the last part that were written to after the time it has for them. */
  public List<Path> newer() {
    return List.copyOf(newer);
  }

  private List<PackedMember> members(String name, TarStream stream, SplicedTar spliced)
      throws IOException, SyncException {
    TarWalk walk = new TarWalk(stream);
    MemberNames names = new MemberNames();
    byte[] buffer = new byte[BUFFER];
    List<PackedMember> members = new ArrayList<>();
    for (Optional<TarEntry> next = walk.next(); next.isPresent(); next = walk.next()) {
      TarEntry entry = next.get();
      String path = names.accept(entry);
      if (!entry.folder()) {
        Member member = take(name, path, entry.size());
        try (MemberSource source = new MemberSource(member)) {
          spliced.splice(member, source);
          if (source.mtime() > entry.mtime()) {
            newer.add(member.source());
          }
          members.add(pass(walk, stream, member, source, buffer));
        }
      }
    }
    return members;
  }

  private static PackedMember pass(
      TarWalk walk, TarStream stream, Member member, MemberSource source, byte[] buffer)
      throws IOException, SyncException {
    final long offset = stream.position();
    MessageDigest sha256 = ContentHash.sha256();
    for (int read = walk.read(buffer); read > 0; read = walk.read(buffer)) {
      sha256.update(buffer, 0, read);
    }
    source.mustBeUnchanged();
    String digest = HexFormat.of().formatHex(sha256.digest());
    return new PackedMember(member.name(), member.size(), source.mtime(), digest, offset);
  }

  private Member take(String tar, String path, long size) throws SyncException {
    Member member = waiting.remove(path);
    String quoted = BrokenTarException.quoted(path);
    if (member == null) {
      throw unlike(tar + " holds " + quoted + ", which is not among them or was in another part");
    }
    small -= isSmall(member) ? 1 : 0;
    if (member.size() != size) {
      throw unlike(
          quoted
              + " has "
              + size
              + " bytes in "
              + tar
              + ", and "
              + member.source()
              + " has "
              + member.size());
    }
    return member;
  }

  /**
   * How much to fetch for the next header. What comes behind it is not known yet, but it is one of
   * those still waiting.
   */
  private int ahead() {
    return small * 2 >= waiting.size() ? WHOLESALE : HEADERS;
  }

  private static boolean isSmall(Member member) {
    return member.size() < SMALL;
  }

  /** The verdict on an archive that differs from its sources, of kind DATA. */
  public static SyncException unlike(String how) {
    return new SyncException(Kind.DATA, "the archive is not what these sources make: " + how);
  }
}

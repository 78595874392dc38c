package org.quakecore.cssync.manifest;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.annotations.SerializedName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.quakecore.cssync.archive.TarSplitter;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.remote.StoredFile;

/**
 * What a set on the remote is made of, down to where each member's bytes lie and what their SHA-256
 * is. It is sent last, when every part is proven, so that a set with a manifest is complete.
 *
 * @param format the version of this form
 * @param version the Cybershake version
 * @param fault the fault's name
 * @param type the data type's label
 * @param tool the program that wrote it
 * @param adopted where it was not made of the sources, but of what lay on the remote: what it was
 *     made of, else null
 * @param parts the tars, or the one file of a sample, in order
 * @param members in the order they stand in the parts
 * @param checks what the content of members was asked to be like, and what came of it; null where
 *     nothing was asked
 */
public record Manifest(
    int format,
    @SerializedName("cs_ver") String version,
    String fault,
    String type,
    String tool,
    Adopted adopted,
    List<PartEntry> parts,
    List<MemberEntry> members,
    List<CheckEntry> checks) {
  /** Of what was packed by this program, or proven against its sources: everything is known. */
  public static final int FORMAT = 1;

  /** Of what was found on the remote: SHA-256, content hash and source can be missing. */
  public static final int ADOPTED_FORMAT = 2;

  /** What the manifest of an archive was made of whose sources were not at hand. */
  public enum Adopted {
    /** The headers of its tars: of the members' content nothing is known. */
    @SerializedName("headers")
    HEADERS,
    /** The same, with SHA-256 as the group's MANIFEST.tsv has them; nobody has compared them. */
    @SerializedName("MANIFEST.tsv")
    TABLE,
    /** All its bytes: the SHA-256 are those of what lies there. */
    @SerializedName("read")
    READ
  }

  /** The folder of manifests, below the version's folder. */
  public static final String FOLDER = "_manifest";

  /**
   * The most bytes a manifest can have. 10,000 members usually take 4 MB, and with names of 255
   * bytes in folders of 1,000 they take 17.
   */
  public static final long MOST_BYTES = TarSplitter.MOST_MANIFEST_BYTES;

  /** How its file's name ends. */
  public static final String END = ".json";

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /**
   * A file on the remote.
   *
   * @param size in bytes
   * @param contentHash its Dropbox content hash, in lower-case hex; null where that is not known
   * @param sha256 of the whole file, in lower-case hex; null where that is not known
   */
  public record PartEntry(
      String name, long size, @SerializedName("content_hash") String contentHash, String sha256) {
    /** A file whose SHA-256 is not known. */
    public PartEntry(String name, long size, String contentHash) {
      this(name, size, contentHash, null);
    }

    /** The same under another name. */
    public PartEntry named(String other) {
      return new PartEntry(other, size, contentHash, sha256);
    }

    /** Whether both hashes are known, and differ. */
    public boolean isOtherThan(StoredFile file) {
      return contentHash != null
          && file.contentHash().filter(hash -> !hash.equals(contentHash)).isPresent();
    }

    /** Whether both hashes are known, and equal. */
    public boolean isProvenBy(StoredFile file) {
      return contentHash != null && file.contentHash().equals(Optional.of(contentHash));
    }
  }

  /**
   * A member of a part.
   *
   * @param size in bytes
   * @param mtime of the source, in whole seconds since 1970; where it was adopted, as the tar has
   *     it
   * @param ctime of the source's inode before it was read, in microseconds since 1970; null where
   *     it is not known
   * @param sha256 of its bytes, in lower-case hex; null where that is not known
   * @param part the name of the part that holds it
   * @param offset of its first byte from the start of the part, in bytes
   * @param source where it was taken from, relative to the CS root where it was below it; null
   *     where that is not known
   */
  public record MemberEntry(
      String name,
      long size,
      long mtime,
      @SerializedName("ctime_us") Long ctime,
      String sha256,
      String part,
      long offset,
      String source) {
    /** A member whose source's ctime is not known. */
    public MemberEntry(
        String name,
        long size,
        long mtime,
        String sha256,
        String part,
        long offset,
        String source) {
      this(name, size, mtime, null, sha256, part, offset, source);
    }

    /** The same in a part of another name. */
    public MemberEntry in(String otherPart) {
      return new MemberEntry(name, size, mtime, ctime, sha256, otherPart, offset, source);
    }
  }

  /**
   * A check of the content of members.
   *
   * @param pattern whose files it was asked of, as sync_patterns.yaml spells it
   * @param check as sync_patterns.yaml spells it
   * @param passed how many members are as it asks
   * @param failed what is wrong with the others, each beginning with its name; null where none is
   */
  public record CheckEntry(String pattern, String check, int passed, List<String> failed) {
    /** Of some members and of others: each check once, in the order they are first met. */
    public static List<CheckEntry> sum(List<CheckEntry> some, List<CheckEntry> others) {
      Map<List<String>, CheckEntry> sum = new LinkedHashMap<>();
      Stream.of(some, others)
          .flatMap(each -> each == null ? Stream.empty() : each.stream())
          .forEach(each -> sum.merge(List.of(each.pattern, each.check), each, CheckEntry::and));
      return List.copyOf(sum.values());
    }

    private CheckEntry and(CheckEntry other) {
      List<String> both = new ArrayList<>(failed == null ? List.of() : failed);
      both.addAll(other.failed == null ? List.of() : other.failed);
      return new CheckEntry(pattern, check, passed + other.passed, both.isEmpty() ? null : both);
    }
  }

  public Manifest {
    parts = List.copyOf(parts);
    members = List.copyOf(members);
    checks = checks == null || checks.isEmpty() ? null : List.copyOf(checks);
  }

  /** Of a set of whose content nothing was asked. */
  public Manifest(
      int format,
      String version,
      String fault,
      String type,
      String tool,
      Adopted adopted,
      List<PartEntry> parts,
      List<MemberEntry> members) {
    this(format, version, fault, type, tool, adopted, parts, members, null);
  }

  /** The same with what was asked of the content of its members. */
  public Manifest with(List<CheckEntry> answered) {
    return new Manifest(format, version, fault, type, tool, adopted, parts, members, answered);
  }

  /**
   * Whether the SHA-256 of every member is that of the bytes that were sent, or lie there. Else
   * they are unknown, or have been claimed and never compared, and nothing may be deleted for them.
   */
  public boolean knowsContent() {
    return adopted == null || adopted == Adopted.READ;
  }

  /** The name of the manifest of a set, in {@link #FOLDER}. */
  public static String fileName(Fault fault, DataType type) {
    return fault + "_" + type + END;
  }

  /**
   * The same with its parts named as they are on a remote that takes several spellings of a name
   * for one.
   *
   * @param names of files on the remote
   */
  public Manifest spelledLike(List<String> names) {
    Map<String, String> spelled = new HashMap<>();
    names.forEach(name -> spelled.put(Fault.folded(name), name));
    UnaryOperator<String> there = name -> spelled.getOrDefault(Fault.folded(name), name);
    return new Manifest(
        format,
        version,
        fault,
        type,
        tool,
        adopted,
        parts.stream().map(part -> part.named(there.apply(part.name()))).toList(),
        members.stream().map(member -> member.in(there.apply(member.part()))).toList(),
        checks);
  }

  /** The same of other parts and members, as another program has put them together. */
  public Manifest of(String otherTool, List<PartEntry> otherParts, List<MemberEntry> otherMembers) {
    return new Manifest(
        format, version, fault, type, otherTool, adopted, otherParts, otherMembers, checks);
  }

  public Optional<PartEntry> part(String name) {
    return parts.stream().filter(part -> part.name().equals(name)).findFirst();
  }

  public List<MemberEntry> membersOf(String partName) {
    return members.stream().filter(member -> member.part().equals(partName)).toList();
  }

  /**
   * Where it and the files of its set on the remote contradict each other, in words, if they do.
   *
   * @param files by the names that stand in it, see {@link #spelledLike}
   */
  public Optional<String> disagreement(Collection<StoredFile> files) {
    Map<String, StoredFile> left = new TreeMap<>();
    files.forEach(file -> left.put(file.name(), file));
    for (PartEntry part : parts) {
      StoredFile file = left.remove(part.name());
      if (file == null) {
        return Optional.of(part.name() + " is in its manifest, but not on the remote");
      }
      if (file.size() != part.size()) {
        return Optional.of(
            part.name()
                + " has "
                + file.size()
                + " bytes on the remote, but "
                + part.size()
                + " in its manifest");
      }
      if (part.isOtherThan(file)) {
        return Optional.of(part.name() + " has another content than its manifest says");
      }
    }
    return left.keySet().stream()
        .findFirst()
        .map(name -> name + " is on the remote, but not in its manifest");
  }

  public List<String> memberNames() {
    return members.stream().map(MemberEntry::name).toList();
  }

  /** The bytes of all its parts. */
  public long bytes() {
    return parts.stream().mapToLong(PartEntry::size).sum();
  }

  public String toJson() {
    return GSON.toJson(this) + "\n";
  }

  /**
   * Reads a manifest, and refuses one that is malformed, of a newer format, names what cannot be,
   * or contradicts itself.
   *
   * @param json its text
   * @param name of the file, for messages
   * @throws SyncException of kind DATA
   */
  public static Manifest parse(String json, String name) throws SyncException {
    return StrictReader.read(json, name);
  }

  /** Gathers a manifest of parts whose members are in order. */
  public static final class Builder {
    private final String version;
    private final Fault fault;
    private final DataType type;
    private final String tool;
    private final List<PartEntry> parts = new ArrayList<>();
    private final List<MemberEntry> members = new ArrayList<>();

    /**
     * @param version the Cybershake version
     * @param tool the program and its version
     */
    public Builder(String version, Fault fault, DataType type, String tool) {
      this.version = version;
      this.fault = fault;
      this.type = type;
      this.tool = tool;
    }

    public Builder add(PartEntry part, List<MemberEntry> ofPart) {
      parts.add(part);
      members.addAll(ofPart);
      return this;
    }

    public Manifest build() {
      return new Manifest(FORMAT, version, fault.name(), type.label(), tool, null, parts, members);
    }

    /** Of a set whose sources were not at hand. */
    public Manifest build(Adopted from) {
      return new Manifest(
          ADOPTED_FORMAT, version, fault.name(), type.label(), tool, from, parts, members);
    }
  }
}

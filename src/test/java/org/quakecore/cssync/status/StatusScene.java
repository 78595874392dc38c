package org.quakecore.cssync.status;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.quakecore.cssync.archive.Member;
import org.quakecore.cssync.archive.PackedMember;
import org.quakecore.cssync.archive.PackedPart;
import org.quakecore.cssync.archive.Part;
import org.quakecore.cssync.archive.PartWriter;
import org.quakecore.cssync.archive.TarSplitter;
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.FileState;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.inventory.TypeChoice;
import org.quakecore.cssync.inventory.VersionLayout;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.manifest.Manifest.MemberEntry;
import org.quakecore.cssync.manifest.Manifest.PartEntry;
import org.quakecore.cssync.purge.Rule;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.testing.RunFolder;
import org.quakecore.cssync.testing.Said;
import org.quakecore.cssync.testing.Types;
import org.quakecore.cssync.transfer.Outcome;
import org.quakecore.cssync.transfer.Shard;

/** A run, an archive of it with manifests on a remote, and what a status says of it. */
public final class StatusScene {
  public static final String VERSION = "v22p12";

  public final RunFolder run;
  public final FakeRemote remote;
  private final Path work;

  /** What the last status said. */
  public Said said = new Said();

  public List<DataType> types = ArchiveLayout.STANDARD.choices();
  public boolean typesNamed;
  public Shard shard = Shard.ALL;
  public List<String> included = List.of();
  public List<String> excluded = List.of();
  public Path list;
  public boolean against;
  public boolean rehash;
  public boolean problemsOnly;
  public Path page;

  /** The width of the window it is shown in, 0 for none. */
  public int columns;

  public Path safeToDeleteOut;
  public Optional<Rule> purge = Optional.empty();
  public Options.View view = Options.View.TABLE;
  public String glob;
  public boolean json;
  public String version = VERSION;

  public StatusScene(Path folder, FakeRemote remote) throws IOException {
    this.work = Files.createDirectories(folder.resolve("work"));
    // Without links, as the paths that are told have none.
    this.run = RunFolder.at(Files.createDirectories(folder.resolve(VERSION)).toRealPath());
    this.remote = remote;
  }

  /** An archive of everything of a fault with three realisations, BB in parts of two. */
  public static StatusScene of(Path folder, FakeRemote remote, String fault) throws Exception {
    StatusScene scene = new StatusScene(folder, remote);
    scene.archive(RunFolder.fault(fault, 3));
    return scene;
  }

  public void archive(RunFolder.FaultRun faultRun) throws Exception {
    run.add(faultRun);
    Fault fault = new Fault(faultRun.name());
    List<String> bb = new ArrayList<>();
    List<String> im = new ArrayList<>();
    List<String> source = new ArrayList<>();
    for (int i = 1; i <= faultRun.realisations(); i++) {
      String event = faultRun.event(i);
      bb.add("Runs/" + fault + "/" + event + "/BB/Acc/BB.bin");
      im.add("Runs/" + fault + "/" + event + "/IM_calc/" + event + ".csv");
      source.add("Data/Sources/" + fault + "/Srf/" + event + ".csv");
    }
    archive(fault, Types.SOURCE, source, 1 << 30);
    archive(fault, Types.IM, im, 1 << 30);
    archive(fault, Types.BB, bb, 10_240);
    sample(fault, bb.get(0));
  }

  /** Packs, sends, and writes the manifest of a set. */
  public void archive(Fault fault, DataType type, List<String> sources, long partSize)
      throws Exception {
    List<Member> members = new ArrayList<>();
    for (String source : sources) {
      Path file = run.file(source);
      members.add(new Member(memberName(type, source), file, Files.size(file)));
    }
    Manifest.Builder manifest = builder(fault, type);
    for (Part part : TarSplitter.split(fault, type, members, partSize)) {
      String name = part.name().fileName();
      Path tar = work.resolve(name);
      PackedPart packed = PartWriter.write(part, tar, bytes -> {});
      remote.put(path(fault + "/" + name), Files.readAllBytes(tar));
      manifest.add(
          new PartEntry(name, packed.bytes(), packed.contentHash()),
          entries(type, packed, name, sources));
    }
    putManifest(fault, type, manifest.build());
  }

  private List<MemberEntry> entries(DataType type, PackedPart packed, String part, List<String> of)
      throws IOException {
    List<MemberEntry> entries = new ArrayList<>();
    for (PackedMember member : packed.members()) {
      entries.add(entry(member, part, source(type, member.name(), of)));
    }
    return entries;
  }

  private Long ctime(String source) throws IOException {
    return FileState.of(run.file(source)).ctime();
  }

  /** Sends a sample as the one file it is. */
  private void sample(Fault fault, String source) throws Exception {
    String name = memberName(Types.SAMPLE_BB, source);
    byte[] bytes = Files.readAllBytes(run.file(source));
    remote.put(path(fault + "/" + name), bytes);
    String whole = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    long mtime = Files.getLastModifiedTime(run.file(source)).toInstant().getEpochSecond();
    Manifest.Builder manifest = builder(fault, Types.SAMPLE_BB);
    manifest.add(
        new PartEntry(name, bytes.length, FakeRemote.hash(bytes)),
        List.of(new MemberEntry(name, bytes.length, mtime, ctime(source), whole, name, 0, source)));
    putManifest(fault, Types.SAMPLE_BB, manifest.build());
  }

  public void putManifest(Fault fault, DataType type, Manifest manifest) {
    remote.put(manifestPath(fault.name(), type), manifest.toJson());
  }

  public static String manifestPath(String fault, DataType type) {
    return path("_manifest/" + Manifest.fileName(new Fault(fault), type));
  }

  public static String path(String belowTheVersion) {
    return VERSION + "/" + belowTheVersion;
  }

  /** Edits the text of a manifest behind everybody's back. */
  public void editManifest(String fault, DataType type, String from, String to) {
    String path = manifestPath(fault, type);
    String text = new String(remote.bytes(path).orElseThrow(), UTF_8);
    if (!text.contains(from)) {
      throw new AssertionError(from + " is not in " + text);
    }
    remote.put(path, text.replace(from, to));
  }

  public Outcome status() throws SyncException {
    return status(remote);
  }

  public Outcome status(Remote of) throws SyncException {
    said = columns > 0 ? new Said().in(columns) : new Said();
    return new Status(options(), of, said).run();
  }

  /** What a status says that looks at all versions. */
  public Outcome statusEverywhere() throws SyncException {
    said = new Said();
    return new Status(options(), remote, said).everywhere().run();
  }

  /** The sets that are COMPLETE. */
  public List<WholeSet> whole() throws SyncException {
    return new Status(options(), remote, new Said()).whole();
  }

  /** What of the sources could be deleted. */
  public Deletable deletable() throws SyncException {
    return new Status(options(), remote, new Said()).deletable();
  }

  private Options options() {
    TreeSet<Fault> in = new TreeSet<>();
    included.forEach(name -> in.add(new Fault(name)));
    TreeSet<Fault> out = new TreeSet<>();
    excluded.forEach(name -> out.add(new Fault(name)));
    return new Options(
        new CsVersion(version),
        !typesNamed && types.equals(ArchiveLayout.STANDARD.choices())
            ? new TypeChoice(List.of(), true)
            : TypeChoice.of(types),
        VersionLayout.unknown(),
        in,
        out,
        shard,
        Optional.ofNullable(list),
        against ? Optional.of(run.root()) : Optional.empty(),
        rehash,
        Optional.ofNullable(safeToDeleteOut),
        purge,
        problemsOnly,
        Optional.ofNullable(page),
        view,
        Optional.ofNullable(glob),
        json);
  }

  private static Manifest.Builder builder(Fault fault, DataType type) {
    return new Manifest.Builder(VERSION, fault, type, "test");
  }

  private MemberEntry entry(PackedMember member, String part, String source) throws IOException {
    return new MemberEntry(
        member.name(),
        member.size(),
        member.mtime(),
        ctime(source),
        member.sha256(),
        part,
        member.offset(),
        source);
  }

  private static String source(DataType type, String member, List<String> sources) {
    return sources.stream()
        .filter(source -> memberName(type, source).equals(member))
        .findFirst()
        .orElseThrow();
  }

  private static String memberName(DataType type, String source) {
    String[] segments = source.split("/", -1);
    return type.equals(Types.BB) || type.equals(Types.SAMPLE_BB)
        ? segments[segments.length - 4] + "_BB.bin"
        : segments[segments.length - 1];
  }
}

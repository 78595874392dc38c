package org.quakecore.cssync.download;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.quakecore.cssync.archive.PackedPart;
import org.quakecore.cssync.archive.PartReader;
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.download.plan.Options;
import org.quakecore.cssync.inventory.RealisationChoice;
import org.quakecore.cssync.inventory.TypeChoice;
import org.quakecore.cssync.inventory.VersionLayout;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.testing.Types;
import org.quakecore.cssync.transfer.Conclusion;
import org.quakecore.cssync.transfer.Item;
import org.quakecore.cssync.transfer.Outcome;
import org.quakecore.cssync.transfer.Progress;
import org.quakecore.cssync.transfer.Shard;
import org.quakecore.cssync.transfer.Staging;
import org.quakecore.cssync.transfer.Times;
import org.quakecore.cssync.transfer.Work;

/** A remote with archives made by GNU tar, a folder to download to, and what a run said. */
public final class DownloadScene implements Progress {
  public static final String OHARIU_BB = "v22p12/OhariuC/OhariuC_BB.tar";

  private final Path work;
  private final Remote remote;
  private final List<String> lines = new ArrayList<>();
  private final Map<Work, Long> needed = new TreeMap<>();
  private final Map<Item, Long> positions = new HashMap<>();
  private final Map<Work, Long> done = new TreeMap<>();
  private int tars;
  private Conclusion conclusion;
  public List<DataType> types = List.of(Types.SOURCE, Types.IM, Types.BB);
  public boolean typesNamed;
  public boolean cleanup;
  public boolean noDownload;
  public boolean forceUntar;
  public boolean dryRun;
  public List<String> included = List.of();
  public List<String> excluded = List.of();
  public String version = "v22p12";
  public List<String> rcloneArguments = List.of();
  public Shard shard = Shard.ALL;
  public Times times = Times.NONE;
  public Staging staging = Staging.TAR;
  public OptionalInt downloads = OptionalInt.empty();
  public int retries = 3;
  public List<String> rel = List.of();
  public long freeBytes = Long.MAX_VALUE;

  public DownloadScene(Path work, Remote remote) {
    this.work = work;
    this.remote = remote;
  }

  public Path folder() {
    return work.resolve("download");
  }

  public Outcome run() throws SyncException {
    lines.clear();
    needed.clear();
    positions.clear();
    done.clear();
    return new Download(
            this,
            noDownload ? Optional.empty() : Optional.of(remote),
            options(),
            path -> {
              if (freeBytes < 0) {
                throw new IOException("Mount point not found");
              }
              return freeBytes;
            },
            seconds -> {})
        .run();
  }

  public Options options() {
    return new Options(
        new CsVersion(version),
        choice(),
        VersionLayout.unknown(),
        folder(),
        cleanup,
        noDownload,
        faults(included),
        faults(excluded),
        shard,
        forceUntar,
        dryRun,
        staging,
        downloads,
        retries,
        rel.isEmpty() ? Optional.empty() : Optional.of(RealisationChoice.of(rel)),
        times,
        rcloneArguments);
  }

  private TypeChoice choice() {
    boolean samples = types.equals(ArchiveLayout.STANDARD.choices());
    return !typesNamed && (samples || types.equals(ArchiveLayout.STANDARD.withoutSamples()))
        ? new TypeChoice(List.of(), samples)
        : TypeChoice.of(types);
  }

  /** Everything the last run said. */
  public synchronized String said() {
    return String.join("\n", lines) + "\n";
  }

  /** What the last run came to. */
  public synchronized Conclusion conclusion() {
    return conclusion;
  }

  @Override
  public synchronized void conclude(Conclusion told) {
    conclusion = told;
    say(told.lines());
  }

  /** A tar as the earlier scripts made it: flat members, by GNU tar. */
  public byte[] tar(String... namesAndContents) {
    SortedMap<String, String> members = new TreeMap<>();
    for (int i = 0; i < namesAndContents.length; i += 2) {
      members.put(namesAndContents[i], namesAndContents[i + 1]);
    }
    return tar(members);
  }

  private byte[] tar(Map<String, String> members) {
    try {
      Path folder = Files.createDirectories(work.resolve("to_pack/" + tars++));
      for (Map.Entry<String, String> member : members.entrySet()) {
        Files.writeString(folder.resolve(member.getKey()), member.getValue());
      }
      return tarOf(folder, new ArrayList<>(members.keySet()));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** What GNU tar makes of these names in a folder. */
  public byte[] tarOf(Path folder, List<String> names) {
    try {
      Path tar = work.resolve("made.tar");
      List<String> command = new ArrayList<>(List.of("tar", "cPf", tar.toString(), "--"));
      command.addAll(names);
      Process process = new ProcessBuilder(command).directory(folder.toFile()).inheritIO().start();
      if (process.waitFor() != 0) {
        throw new IllegalStateException("tar failed: " + command);
      }
      return Files.readAllBytes(tar);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The manifest that tars of one set have, as an upload would write it. */
  public static Manifest manifest(String fault, DataType type, SortedMap<String, byte[]> tars)
      throws SyncException {
    Manifest.Builder builder =
        new Manifest.Builder("v22p12", new Fault(fault), type, "cs-dropbox-sync test");
    for (Map.Entry<String, byte[]> tar : tars.entrySet()) {
      PackedPart packed =
          PartReader.read(new ByteArrayInputStream(tar.getValue()), tar.getKey(), bytes -> {});
      builder.add(
          new Manifest.PartEntry(tar.getKey(), packed.bytes(), packed.contentHash()),
          packed.members().stream()
              .map(
                  member ->
                      new Manifest.MemberEntry(
                          member.name(),
                          member.size(),
                          member.mtime(),
                          member.sha256(),
                          tar.getKey(),
                          member.offset(),
                          "Runs/" + member.name()))
              .toList());
    }
    return builder.build();
  }

  /** Puts the manifest of a set beside its tars, which are there already. */
  public static void putManifest(FakeRemote remote, String fault, DataType type)
      throws SyncException {
    SortedMap<String, byte[]> tars = new TreeMap<>();
    String folder = "v22p12/" + fault + "/";
    for (String path : remote.paths()) {
      if (path.matches("\\Q" + folder + fault + "_" + type + "\\E(_\\d+f?)?\\.tar")) {
        tars.put(path.substring(folder.length()), remote.bytes(path).orElseThrow());
      }
    }
    remote.put(
        "v22p12/_manifest/" + Manifest.fileName(new Fault(fault), type),
        manifest(fault, type, tars).toJson());
  }

  /** The text of a file in the download folder, or null. */
  public String text(String path) {
    Path file = folder().resolve(path);
    try {
      return Files.isRegularFile(file) ? Files.readString(file, UTF_8) : null;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  public void write(String path, byte[] content) throws IOException {
    Path file = folder().resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  /** Every file in the download folder, logs left out. */
  public List<String> tree() throws IOException {
    if (!Files.exists(folder())) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder())) {
      return files
          .filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
          .map(file -> folder().relativize(file).toString())
          .filter(name -> !name.endsWith(".log"))
          .sorted()
          .toList();
    }
  }

  @Override
  public synchronized void say(String line) {
    lines.add(line);
  }

  @Override
  public synchronized void warn(String line) {
    lines.add("WARNING " + line);
  }

  @Override
  public void expect(Work work, long count, long bytes) {}

  @Override
  public synchronized void begun(Item item, long offset) {
    needed.merge(item.work(), positions.getOrDefault(item, item.bytes()) - offset, Long::sum);
    positions.put(item, offset);
  }

  @Override
  public synchronized void passed(Item item, long bytes) {
    done.merge(item.work(), bytes, Long::sum);
    positions.merge(item, bytes, Long::sum);
  }

  /** What the last run said of a kind of work: the bytes that passed, and those that had to. */
  public synchronized List<Long> told(Work work) {
    return List.of(done.getOrDefault(work, 0L), needed.getOrDefault(work, 0L));
  }

  @Override
  public synchronized void done(Item item) {
    needed.merge(item.work(), positions.getOrDefault(item, item.bytes()) - item.bytes(), Long::sum);
  }

  @Override
  public void failed(Item item) {}

  @Override
  public void waiting(String who, Instant until) {}

  private static SortedSet<Fault> faults(List<String> names) {
    SortedSet<Fault> faults = new TreeSet<>();
    names.forEach(name -> faults.add(new Fault(name)));
    return faults;
  }
}

package org.quakecore.cssync.upload;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.patterns.SyncPatterns;
import org.quakecore.cssync.inventory.TypeChoice;
import org.quakecore.cssync.preprocess.Preprocess;
import org.quakecore.cssync.purge.Rule;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.testing.RunFolder;
import org.quakecore.cssync.testing.Said;
import org.quakecore.cssync.transfer.Outcome;
import org.quakecore.cssync.transfer.Shard;
import org.quakecore.cssync.transfer.Staging;
import org.quakecore.cssync.transfer.Times;
import org.quakecore.cssync.upload.plan.Options;

/** A run folder, a remote, and the options of an upload between them, for tests to vary. */
public final class UploadScene {
  public final RunFolder run;
  public final FakeRemote remote;
  public final Path tmp;
  public final Path list;

  /** What the last upload said. */
  public Said said = new Said();

  public SyncPatterns patterns;

  public Optional<String> about = Optional.empty();

  /** What preprocess is given. */
  public Optional<Path> config = Optional.empty();

  public Set<DataType> types = Set.copyOf(ArchiveLayout.STANDARD.choices());
  public boolean typesNamed;
  public boolean overwrite;
  public boolean append;
  public boolean checksum = true;
  public long partSize = 1L << 40;
  public long maxStaged = 1L << 41;
  public Set<Fault> included = new TreeSet<>();
  public Set<Fault> excluded = new TreeSet<>();
  public Shard shard = Shard.ALL;
  public Times times = Times.NONE;
  public Options.Order order = Options.Order.LIST;
  public Optional<Rule> purge = Optional.empty();
  public Staging staging = Staging.TAR;
  public boolean allowIncomplete;
  public boolean dryRun;
  public boolean createRoot;
  public CsVersion version = new CsVersion("v22p12");
  public boolean manifestOnly;
  public OptionalInt uploads = OptionalInt.empty();

  public Clock clock = Clock.systemUTC();

  /** Is told every line as it is said. */
  public Consumer<String> onLine = line -> {};

  /** Is told every warning. */
  public Consumer<String> onWarning = line -> {};

  /** Is told what is finished, like {@code SEND Hope_BB.tar}. */
  public Consumer<String> onFinished = what -> {};

  public UploadScene(Path folder) throws IOException, SyncException {
    this(folder, new FakeRemote());
  }

  public UploadScene(Path folder, FakeRemote remote) throws IOException, SyncException {
    this.run = RunFolder.at(Files.createDirectories(folder.resolve("v22p12")));
    this.remote = remote;
    this.patterns = SyncPatterns.defaults();
    this.tmp = folder.resolve("tmp");
    this.list = folder.resolve("v22p12/files_to_sync.yaml");
  }

  /** A run of one fault with everything, preprocessed. */
  public static UploadScene of(Path folder, RunFolder.FaultRun... faults) throws Exception {
    UploadScene scene = new UploadScene(folder);
    for (RunFolder.FaultRun fault : faults) {
      scene.run.add(fault);
    }
    scene.preprocess();
    return scene;
  }

  public Outcome preprocess() throws SyncException {
    return preprocess(types);
  }

  public Outcome preprocess(Set<DataType> types) throws SyncException {
    said = new Said();
    return new Preprocess(
            new Preprocess.Options(
                run.root(),
                run.list(),
                config,
                list,
                run.root().resolve("stocktake.csv"),
                TypeChoice.of(types),
                false,
                Shard.ALL,
                Optional.empty(),
                Optional.empty()),
            said)
        .run();
  }

  public Outcome upload() throws SyncException {
    return upload(remote);
  }

  public Outcome upload(Remote to) throws SyncException {
    said = new Said(onLine, onWarning, onFinished);
    return new Upload(options(), to, said, clock).run();
  }

  public Options options() {
    return new Options(
        run.root(),
        list,
        tmp,
        version,
        createRoot,
        patterns,
        about,
        types,
        typesNamed,
        overwrite,
        append,
        checksum,
        partSize,
        maxStaged,
        included,
        excluded,
        shard,
        staging,
        allowIncomplete,
        dryRun,
        manifestOnly,
        uploads,
        3,
        order,
        purge,
        times,
        List.of());
  }

  public Path work() {
    return tmp.resolve("v22p12");
  }

  public byte[] onRemote(String path) {
    return remote
        .bytes("v22p12/" + path)
        .orElseThrow(() -> new AssertionError(path + " is not among " + remote.paths()));
  }

  /** The members of all these tars on the remote, by name. */
  public Map<String, byte[]> members(String... paths) {
    Map<String, byte[]> members = new TreeMap<>();
    for (String path : paths) {
      try (TarArchiveInputStream tar =
          new TarArchiveInputStream(new ByteArrayInputStream(onRemote(path)), "UTF-8")) {
        for (TarArchiveEntry entry = tar.getNextEntry();
            entry != null;
            entry = tar.getNextEntry()) {
          if (members.put(entry.getName(), tar.readAllBytes()) != null) {
            throw new AssertionError(entry.getName() + " stands twice in " + List.of(paths));
          }
        }
      } catch (IOException failure) {
        throw new UncheckedIOException(path, failure);
      }
    }
    return members;
  }

  /** The names right in a folder of the version. */
  public List<String> names(String folder) {
    String prefix = "v22p12/" + folder + "/";
    return remote.paths().stream()
        .filter(path -> path.startsWith(prefix))
        .map(path -> path.substring(prefix.length()))
        .toList();
  }

  /** Changes a source, and its size, and preprocesses again. */
  public void change(Path source, String content) throws Exception {
    Files.writeString(source, content);
    preprocess();
  }
}

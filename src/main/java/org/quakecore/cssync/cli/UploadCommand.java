package org.quakecore.cssync.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.FolderListing;
import org.quakecore.cssync.catalogue.InputText;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.catalogue.patterns.SyncPatterns;
import org.quakecore.cssync.cli.ending.EndOptions;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.Remotes;
import org.quakecore.cssync.transfer.Outcome;
import org.quakecore.cssync.transfer.Progress;
import org.quakecore.cssync.transfer.Staging;
import org.quakecore.cssync.upload.Upload;
import org.quakecore.cssync.upload.plan.Options;
import org.quakecore.cssync.upload.plan.Options.Order;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code upload}: packs, sends and proves. */
@Command(
    name = "upload",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Packs what files_to_sync.yaml lists into tars, sends them, and proves that they arrived.",
      "What is there already is skipped. After any interruption the same command finishes the job.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cs-dropbox-sync upload . files_to_sync.yaml --dry_run",
      "  cs-dropbox-sync upload . files_to_sync.yaml",
      "  cs-dropbox-sync upload . files_to_sync.yaml -t BB --inc_fault OhariuC,Moonshine",
      "  cs-dropbox-sync upload . files_to_sync.yaml --inc_fault OhariuC -f",
      "  cs-dropbox-sync upload . files_to_sync.yaml --inc_fault OhariuC --append",
      "  cs-dropbox-sync upload . files_to_sync.yaml --manifest_only",
      "  cs-dropbox-sync upload . files_to_sync.yaml -- --bwlimit 20M"
    })
public final class UploadCommand implements Callable<Integer> {
  private static final String DEFAULT_PART = "100G";

  private final Progress progress;
  private final Remotes remotes;
  private final Optional<Path> kept;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "CS_ROOT",
      description = "Path to the CS root, the run folder.")
  private Path csRoot;

  @Parameters(
      index = "1",
      paramLabel = "FILES_TO_SYNC",
      description = "YAML file with the list of files to sync, as preprocess wrote it.")
  private Path filesToSync;

  @Parameters(
      index = "2..*",
      arity = "0..*",
      paramLabel = "-- RCLONE_ARGUMENT",
      description = "After --: arguments for rclone's transfers, like --bwlimit 20M.")
  private List<String> surplus = new ArrayList<>();

  @Option(
      names = {"--tmp_dir", "--tmp-dir"},
      paramLabel = "DIR",
      defaultValue = "./tmp",
      description = "Where tars are made, and records kept. Default: ${DEFAULT-VALUE}")
  private Path tmpDir;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The patterns that preprocess had, where they say how the archive is laid out, in place of"
              + " the sync_patterns.yaml that lies beside the program.")
  private Path config;

  @Option(
      names = "--readme",
      paramLabel = "FILE",
      description =
          "What you have to say of the data, for the README.md beside the archives. Only layouts with"
              + " a folder for each data type and fault have one.")
  private Path readme;

  @Mixin private TypeOptions types;

  @Option(
      names = {"-f", "--overwrite"},
      description = "Replace what has been uploaded before, even if nothing has changed.")
  private boolean overwrite;

  @Option(
      names = "--append",
      description =
          "Where realisations were added to a fault since it was sent, send only those: the tars that"
              + " are there stay, and the new ones follow on the last.")
  private boolean append;

  @Option(
      names = {"--no_checksum", "--no-checksum"},
      description = "After uploading compare sizes only, not content.")
  private boolean noChecksum;

  @Mixin private RemoteOption remote;

  @Mixin private LimitOptions limits;

  @Option(
      names = {"--cs_ver", "--cs-ver"},
      paramLabel = "VERSION",
      converter = VersionName.class,
      description =
          "The version's name on the remote. Default: the name of CS_ROOT's folder, like v22p12.")
  private CsVersion csVersion;

  @Option(
      names = {"--create_root", "--create-root"},
      description =
          "Confirm something new: the folder of --remote is made where there is none, and so is a"
              + " version whose --cs_ver does not look like v22p4 or v22p12.")
  private boolean createRoot;

  @Option(
      names = {"--part_size", "--part-size"},
      paramLabel = "SIZE",
      defaultValue = DEFAULT_PART,
      converter = ByteSize.class,
      description =
          "Cut archives into tars of at most this size: a number and K, M, G or T, in powers of 1024."
              + " Default: ${DEFAULT-VALUE}")
  private long partSize;

  @Option(
      names = {"--max_staged", "--max-staged"},
      paramLabel = "SIZE",
      converter = ByteSize.class,
      description =
          "The most bytes of tars that lie in the temp folder at once; one tar alone may exceed it."
              + " Default: twice the part size.")
  private Long maxStaged;

  @Mixin private FaultOptions faults;

  @Option(
      names = "--staging",
      paramLabel = "HOW",
      completionCandidates = Stagings.class,
      description =
          "tar: make each tar straight from the sources; copy: copy the files to to_pack first;"
              + " none: stream each tar to the remote as it is made, with no space taken here."
              + " Default: none where Dropbox is spoken to directly, else tar")
  private Staging staging;

  @Option(
      names = "--uploads",
      paramLabel = "N",
      converter = AtLeastOne.class,
      description =
          "How many transfers at once; half as many small ones, of up to 32 MiB, go beside them."
              + " Where Dropbox is spoken to directly, so many pieces of files go at once, be it of one"
              + " file. Default: 8 to Dropbox, else 2.")
  private Integer uploads;

  @Mixin private RetryOption retries;

  @Mixin private TimeOptions times;

  @Option(
      names = {"--manifest_only", "--manifest-only"},
      description =
          "Send nothing but manifests, of sets that are there without one: the sources are read and"
              + " compared with the archive, which is not downloaded.")
  private boolean manifestOnly;

  @Option(
      names = {"--allow_incomplete", "--allow-incomplete"},
      description =
          "Send also what the stocktake marks as failed; the summary names it INCOMPLETE.")
  private boolean allowIncomplete;

  @Option(
      names = "--order",
      paramLabel = "ORDER",
      completionCandidates = Orders.class,
      description =
          "list: fault by fault, by their names; purge: first the faults of which a source was not"
              + " read for longest, for a purge takes them first, and of those that are begun"
              + " together first the sets of which that is so. Default: list")
  private Order order;

  @Mixin private TimeOptions.PurgeAfter purge;

  @Mixin private DryRunOption dryRun;

  @Mixin private EndOptions end;

  /**
   * @param kept the sync_patterns.yaml that its users keep beside the program, where there is one
   */
  public UploadCommand(Progress progress, Remotes remotes, Optional<Path> kept) {
    this.progress = progress;
    this.kept = kept;
    this.remotes = remotes;
  }

  @Override
  public Integer call() throws SyncException {
    List<String> arguments = RcloneArguments.checked(spec, surplus);
    if (manifestOnly && overwrite) {
      throw new SyncException(
          Kind.USAGE, "--manifest_only replaces nothing: leave out --overwrite");
    }
    if (manifestOnly && (order == Order.PURGE || purge.rule().isPresent())) {
      throw new SyncException(
          Kind.USAGE, "--manifest_only sends no sources: leave out --order and --purge_after");
    }
    if (append && (overwrite || manifestOnly)) {
      throw new SyncException(
          Kind.USAGE,
          "--append keeps what is there, and sends: leave out "
              + (overwrite ? "--overwrite" : "--manifest_only"));
    }
    Path root = FolderListing.resolved(csRoot);
    SyncPatterns patterns = SyncPatterns.of(Optional.ofNullable(config).or(() -> kept));
    Options options =
        new Options(
            root,
            filesToSync,
            tmpDir,
            version(root),
            createRoot,
            patterns,
            readme == null ? Optional.empty() : Optional.of(InputText.read(readme)),
            Set.copyOf(types.choice(true).in(patterns.layout())),
            types.named(),
            overwrite,
            append,
            !noChecksum,
            partSize,
            maxStaged == null ? 2 * partSize : maxStaged,
            faults.included(),
            faults.excluded(),
            faults.shard(),
            staging == null ? Staging.TAR : staging,
            allowIncomplete,
            dryRun.given(),
            manifestOnly,
            uploads == null ? OptionalInt.empty() : OptionalInt.of(uploads),
            retries.tries(),
            order == null ? Order.LIST : order,
            purge.rule(),
            times.times(),
            arguments);
    EndOptions.Run run =
        new EndOptions.Run(
            "upload",
            options.version().name(),
            dryRun.given() ? Optional.empty() : Optional.of(tmpDir),
            false,
            kind -> ExitCode.of(kind).code());
    return end.end(run, progress, listener -> upload(options, listener));
  }

  private Outcome upload(Options options, Progress listener) throws SyncException {
    List<String> arguments = options.rcloneArguments();
    Remote there =
        remote.in(
            remotes,
            limits.access(options.temporary(), Optional.ofNullable(uploads), arguments, listener));
    limits.tellUnused(there, arguments, listener);
    boolean streams = staging == null && there.goesOnWithHalfAFile();
    return new Upload(
            streams ? options.with(Staging.NONE) : options, there, listener, Clock.systemUTC())
        .run();
  }

  private CsVersion version(Path root) throws SyncException {
    if (csVersion != null) {
      return csVersion;
    }
    try {
      CsVersion version = new CsVersion(String.valueOf(root.getFileName()));
      if (!version.looksUsual()) {
        throw new SyncException(
            Kind.USAGE,
            root
                + ": the folder's name does not look like a version (v22p4 or v22p12); give one with"
                + " --cs_ver");
      }
      return version;
    } catch (IllegalArgumentException refused) {
      throw new SyncException(
          Kind.USAGE, root + ": " + refused.getMessage() + " with --cs_ver", refused);
    }
  }

  /** As they are written. */
  static final class Orders implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("list", "purge").iterator();
    }
  }

  /** As they are written. */
  static final class Stagings implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("tar", "copy", "none").iterator();
    }
  }
}

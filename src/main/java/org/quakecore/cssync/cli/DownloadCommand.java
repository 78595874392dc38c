package org.quakecore.cssync.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.cli.ending.EndOptions;
import org.quakecore.cssync.download.Download;
import org.quakecore.cssync.download.plan.Options;
import org.quakecore.cssync.inventory.RealisationChoice;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.Remotes;
import org.quakecore.cssync.transfer.Outcome;
import org.quakecore.cssync.transfer.Progress;
import org.quakecore.cssync.transfer.Staging;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code download}: fetches a version's archives from the remote, proves and untars them. */
@Command(
    name = "download",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Fetches the archives of a Cybershake version, proves that every byte is right, and untars"
          + " them into {fault}/{type}/.",
      "It is safe to stop it and to run it again: what is here and proven is not fetched again."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cs-dropbox-sync download v22p12 --download_dir v22p12",
      "  cs-dropbox-sync download v22p12 -t IM --inc_fault OhariuC,Moonshine --cleanup",
      "  cs-dropbox-sync download v22p12 --inc_fault OhariuC --rel 7,median",
      "  cs-dropbox-sync download v22p12 --staging none",
      "  cs-dropbox-sync download v22p12 --dry_run",
      "  cs-dropbox-sync download v22p12 -- --bwlimit 20M"
    })
public final class DownloadCommand implements Callable<Integer> {
  private final Progress progress;
  private final Remotes remotes;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "DROPBOX_CS_VER",
      converter = VersionName.class,
      description = "The Cybershake version on the remote, like v22p12.")
  private CsVersion version;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "-- RCLONE_ARGUMENT",
      description =
          "After --: arguments for rclone's transfers, like --bwlimit 20M. With --staging none and"
              + " --rel they go to rclone cat, which refuses flags of copy alone.")
  private List<String> surplus = new ArrayList<>();

  @Mixin private TypeOptions types;

  @Mixin private LayoutOption layout;

  @Option(
      names = {"--download_dir", "--download-dir"},
      paramLabel = "FOLDER",
      description = "Where everything goes. The current folder if not given.")
  private Path folder = Path.of("");

  @Option(
      names = "--cleanup",
      description = "Delete each *.tar once its contents are extracted and proven.")
  private boolean cleanup;

  @Option(
      names = {"--no_download", "--no-download"},
      description =
          "Only untar what was downloaded before. The remote is not contacted, so nothing is"
              + " compared with it.")
  private boolean noDownload;

  @Mixin private FaultOptions faults;

  @Option(
      names = {"--force_untar", "--force-untar"},
      description =
          "Extract everything anew, from the tars here where they are right, else fetched again.")
  private boolean forceUntar;

  @Mixin private RemoteOption remote;

  @Mixin private LimitOptions limits;

  @Option(
      names = "--staging",
      paramLabel = "HOW",
      defaultValue = "tar",
      converter = Stagings.class,
      completionCandidates = Stagings.class,
      description =
          "tar (the default): each tar is fetched to the disk, extracted, and kept unless --cleanup."
              + " none: the bytes go straight from the remote into the extraction, and no tar is"
              + " ever on the disk. A run that was killed goes on either way: with none behind the"
              + " files that are proven, where the set has a manifest.")
  private Staging staging;

  @Option(
      names = "--rel",
      paramLabel = "REL",
      split = ",",
      description = {
        "Only these realisations: a number like 7, a range like 1-5, or median; repeat it, or"
            + " separate them with commas. Only their bytes are read out of the tars, which needs"
            + " the sets' manifests.",
        "Files of no event, like vm_params.yaml, come with any realisation; {fault}.csv and what"
            + " else has the fault's name but no REL number belongs to the median event."
      })
  private List<String> rels = new ArrayList<>();

  @Option(
      names = "--downloads",
      paramLabel = "N",
      converter = AtLeastOne.class,
      description =
          "How many streams at once, the biggest files first: 8 by default where the remote is"
              + " Dropbox, else 2; half as many files of up to 32 MiB come beside them. Where Dropbox"
              + " is spoken to directly, so many pieces of files come at once, be it of one file.")
  private Integer downloads;

  @Mixin private RetryOption retries;

  @Mixin private TimeOptions times;

  @Mixin private DryRunOption dryRun;

  @Mixin private EndOptions end;

  /**
   * @param remotes gives the remote that --remote names
   */
  public DownloadCommand(Progress progress, Remotes remotes) {
    this.progress = progress;
    this.remotes = remotes;
  }

  @Override
  public Integer call() throws SyncException {
    Options options =
        new Options(
            version,
            types.choice(false),
            layout.given(),
            folder,
            cleanup,
            noDownload,
            faults.included(),
            faults.excluded(),
            faults.shard(),
            forceUntar,
            dryRun.given(),
            staging(),
            downloads == null ? OptionalInt.empty() : OptionalInt.of(downloads),
            retries.tries(),
            rel(),
            times.times(),
            RcloneArguments.checked(spec, surplus));
    EndOptions.Run run =
        new EndOptions.Run(
            "download",
            version.name(),
            dryRun.given() ? Optional.empty() : Optional.of(options.folder()),
            false,
            kind -> ExitCode.of(kind).code());
    return end.end(run, progress, listener -> download(options, listener));
  }

  private Outcome download(Options options, Progress listener) throws SyncException {
    Optional<Remote> there =
        noDownload
            ? Optional.empty()
            : Optional.of(
                remote.joined(
                    remotes,
                    limits.access(
                        options.temporary(),
                        Optional.ofNullable(downloads),
                        options.rcloneArguments(),
                        listener)));
    if (there.isPresent()) {
      limits.tellUnused(there.get(), options.rcloneArguments(), listener);
    }
    return new Download(listener, there, options).run();
  }

  private Staging staging() {
    require(
        staging != Staging.NONE || !noDownload,
        "--staging none streams from the remote, which --no_download does not contact: leave out"
            + " one of them");
    return staging;
  }

  private Optional<RealisationChoice> rel() {
    if (rels.isEmpty()) {
      return Optional.empty();
    }
    require(!noDownload, "--rel reads from the remote, which --no_download does not contact");
    require(!forceUntar, "--rel brings no tar that --force_untar could untar: leave that out");
    require(
        types.choice(false).names().stream()
            .noneMatch(
                name -> ArchiveLayout.STANDARD.find(name).filter(DataType::isSample).isPresent()),
        "--rel goes with -t "
            + ArchiveLayout.STANDARD.withoutSamples().stream()
                .map(DataType::label)
                .collect(Collectors.joining(", "))
            + ", and not with samples");
    try {
      return Optional.of(RealisationChoice.of(rels));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--rel " + e.getMessage(), e);
    }
  }

  /** What a download can do of what there is. */
  public static final class Stagings implements ITypeConverter<Staging>, Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("tar", "none").iterator();
    }

    @Override
    public Staging convert(String value) {
      return switch (value.toLowerCase(Locale.ROOT)) {
        case "tar" -> Staging.TAR;
        case "none" -> Staging.NONE;
        default ->
            throw new TypeConversionException(
                "\"" + value + "\" is nothing a download knows: say tar or none");
      };
    }
  }

  private void require(boolean sensible, String otherwise) {
    if (!sensible) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }
}

package org.quakecore.cssync.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.job.Download;
import org.quakecore.cssync.job.DownloadOptions;
import org.quakecore.cssync.job.Progress;
import org.quakecore.cssync.remote.Remote;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
      "  cs-dropbox-sync download v22p12 --dry_run",
      "  cs-dropbox-sync download v22p12 -- --bwlimit 20M"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:all done and verified",
      "  1:finished, but something is incomplete or failed; the summary names each",
      "  2:wrong usage, or a bad input file",
      "  3:rclone missing, remote unreachable, token expired, disk or quota full",
      "  4:another run holds the lock",
      "130:stopped by a signal: 129 SIGHUP, 130 SIGINT, 143 SIGTERM"
    })
public final class DownloadCommand implements Callable<Integer> {
  private final Progress progress;
  private final Function<String, Remote> remotes;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "dropbox_cs_ver",
      description = "The Cybershake version on the remote, like v22p12.")
  private String version;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "-- RCLONE_ARGUMENT",
      description = "After --: arguments for rclone's transfers, like --bwlimit 20M.")
  private List<String> rest = new ArrayList<>();

  @Option(
      names = {"-t", "--data_types", "--data-types"},
      paramLabel = "TYPE",
      description =
          "Data types to download: Source, IM, BB, SAMPLE_BB. Repeat it, or separate them with"
              + " commas. Source, IM and BB if not given.")
  private List<String> types = new ArrayList<>();

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

  @Option(
      names = {"--inc_fault", "--inc-fault"},
      paramLabel = "FAULT",
      description =
          "Only this fault. Repeat it, or separate several with commas. All if not given.")
  private List<String> included = new ArrayList<>();

  @Option(
      names = {"--exc_fault", "--exc-fault"},
      paramLabel = "FAULT",
      description = "Not this fault, even if --inc_fault names it. Repeat it, or use commas.")
  private List<String> excluded = new ArrayList<>();

  @Option(
      names = {"--force_untar", "--force-untar"},
      description =
          "Extract everything anew, from the tars here where they are right, else fetched again.")
  private boolean forceUntar;

  @Option(
      names = "--remote",
      paramLabel = "REMOTE",
      defaultValue = "${env:CS_SYNC_REMOTE:-dropbox:Cybershake}",
      description =
          "The folder that holds the versions: an rclone remote or a plain path. Also taken from"
              + " the environment variable CS_SYNC_REMOTE. Now: ${DEFAULT-VALUE}.")
  private String remote = "";

  @Option(
      names = {"--dry_run", "--dry-run"},
      description = "Tell what would be done, with sizes, and stop.")
  private boolean dryRun;

  /**
   * @param remotes makes the remote from what --remote says
   */
  public DownloadCommand(Progress progress, Function<String, Remote> remotes) {
    this.progress = progress;
    this.remotes = remotes;
  }

  @Override
  public Integer call() throws SyncException {
    DownloadOptions options =
        new DownloadOptions(
            version(),
            dataTypes(),
            !types.isEmpty(),
            folder,
            cleanup,
            noDownload,
            faults("--inc_fault", included),
            faults("--exc_fault", excluded),
            forceUntar,
            dryRun,
            rcloneArguments());
    Optional<Remote> there = noDownload ? Optional.empty() : Optional.of(remotes.apply(remote));
    boolean complete = new Download(progress, there, options).run().complete();
    return (complete ? ExitCode.DONE : ExitCode.INCOMPLETE).code();
  }

  private CsVersion version() throws SyncException {
    try {
      return new CsVersion(version);
    } catch (IllegalArgumentException e) {
      throw usage("dropbox_cs_ver: " + e.getMessage(), e);
    }
  }

  private List<DataType> dataTypes() throws SyncException {
    if (types.isEmpty()) {
      return List.of(DataType.SOURCE, DataType.IM, DataType.BB);
    }
    List<DataType> wanted = new ArrayList<>();
    for (String name : separate(types)) {
      Optional<DataType> type = DataType.ofLabel(name).filter(DataType.choices()::contains);
      if (type.isEmpty()) {
        throw usage("-t \"" + name + "\": choose from Source, IM, BB, SAMPLE_BB", null);
      }
      wanted.add(type.get());
    }
    return wanted;
  }

  private static SortedSet<Fault> faults(String option, List<String> values) throws SyncException {
    SortedSet<Fault> faults = new TreeSet<>();
    for (String name : separate(values)) {
      try {
        faults.add(new Fault(name));
      } catch (IllegalArgumentException e) {
        throw usage(option + ": " + e.getMessage(), e);
      }
    }
    return faults;
  }

  /** An empty value stays, to be refused: a filter must never come to mean everything. */
  private static List<String> separate(List<String> values) {
    List<String> names = new ArrayList<>();
    for (String value : values) {
      for (String name : value.split(",", -1)) {
        names.add(name.strip());
      }
    }
    return names;
  }

  private List<String> rcloneArguments() throws SyncException {
    List<String> given = spec.commandLine().getParseResult().originalArgs();
    if (!rest.isEmpty() && !given.contains("--")) {
      throw usage(
          "\"" + rest.get(0) + "\": one version at a time; arguments for rclone go behind --",
          null);
    }
    return rest;
  }

  private static SyncException usage(String message, Throwable cause) {
    return new SyncException(SyncException.Kind.USAGE, message, cause);
  }
}

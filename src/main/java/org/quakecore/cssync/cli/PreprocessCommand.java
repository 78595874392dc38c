package org.quakecore.cssync.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.cli.ending.EndOptions;
import org.quakecore.cssync.preprocess.Preprocess;
import org.quakecore.cssync.transfer.Progress;
import org.quakecore.cssync.transfer.Shard;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that lists what a run has and what it lacks. */
@Command(
    name = "preprocess",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Finds the files of a run, and tells what is missing.",
    description = {
      "",
      "Looks below CS_ROOT for the files of every fault in FAULT_LIST, as sync_patterns.yaml "
          + "describes them, and writes two files: files_to_sync.yaml, which upload reads, and "
          + "stocktake.csv, which shows for each fault and pattern how many files there are and "
          + "whether that is right. Nothing below CS_ROOT is changed.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cs-dropbox-sync preprocess . list.txt",
      "  cs-dropbox-sync preprocess . list.txt -t BB,IM",
      "  cs-dropbox-sync preprocess . list.txt --config my_patterns.yaml"
    })
public final class PreprocessCommand implements Callable<Integer> {
  private static final String OUT_FILE = "./files_to_sync.yaml";
  private static final String STOCKTAKE_CSV = "./stocktake.csv";

  private final Progress progress;
  private final Optional<Path> kept;

  @Parameters(
      index = "0",
      paramLabel = "CS_ROOT",
      description = "The run's folder, which holds Runs and Data.")
  private Path csRoot;

  @Parameters(
      index = "1",
      paramLabel = "FAULT_LIST",
      description =
          "The list of faults with their numbers of realisations: \"Hope 31r\" on a line, or "
              + "\"Hope 50 10r\" when the first 10 of 50 are left out.")
  private Path faultList;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Where the files of each data type lie, in place of the sync_patterns.yaml that lies beside "
              + "the program, and may be edited.")
  private Path config;

  @Option(
      names = {"--out_file", "--out-file"},
      paramLabel = "FILE",
      defaultValue = OUT_FILE,
      description = "Where to write the list of files to sync (default: ${DEFAULT-VALUE}).")
  private Path outFile;

  @Option(
      names = {"--stocktake_csv", "--stocktake-csv"},
      paramLabel = "FILE",
      defaultValue = STOCKTAKE_CSV,
      description = "Where to write the stocktake (default: ${DEFAULT-VALUE}).")
  private Path stocktakeCsv;

  @Mixin private TypeOptions dataTypes;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description =
          "Write the stocktake as a page for a browser, too, like stocktake.html: what is missing,"
              + " then each fault by data type.")
  private Path page;

  @Option(names = "--quiet", description = "Print the failures and the summary alone.")
  private boolean quiet;

  @Option(
      names = "--shard",
      paramLabel = "I/N",
      converter = FaultOptions.Shards.class,
      description =
          "Only share I of N of the faults, of about as many realisations as the others. Both files"
              + " are then named by it, like files_to_sync.3of8.yaml, unless you name them.")
  private Shard shard = Shard.ALL;

  @Option(
      names = {"--tmp_dir", "--tmp-dir"},
      paramLabel = "DIR",
      description =
          "Where history.tsv is kept, with a line for each run; upload's is the same. Default: tmp"
              + " beside --out_file")
  private Path tmpDir;

  @Mixin private TimeOptions.PurgeAfter purge;

  @Mixin private EndOptions end;

  /**
   * @param kept the sync_patterns.yaml that its users keep beside the program, where there is one
   */
  public PreprocessCommand(Progress progress, Optional<Path> kept) {
    this.progress = progress;
    this.kept = kept;
  }

  @Override
  public Integer call() throws SyncException {
    Preprocess.Options options =
        new Preprocess.Options(
            csRoot,
            faultList,
            Optional.ofNullable(config).or(() -> kept),
            own(outFile, OUT_FILE),
            own(stocktakeCsv, STOCKTAKE_CSV),
            dataTypes.choice(true),
            quiet,
            shard,
            Optional.ofNullable(page),
            purge.rule());
    Path folder = tmpDir == null ? outFile.resolveSibling("tmp") : tmpDir;
    String version = String.valueOf(csRoot.toAbsolutePath().normalize().getFileName());
    EndOptions.Run run =
        new EndOptions.Run(
            "preprocess", version, Optional.of(folder), false, kind -> ExitCode.of(kind).code());
    return end.end(run, progress, listener -> new Preprocess(options, listener).run());
  }

  /** Shares that run side by side must not write into one file. */
  private Path own(Path file, String usual) {
    return file.equals(Path.of(usual)) ? Path.of(shard.own(usual)) : file;
  }
}

package org.quakecore.cssync.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.cli.ending.EndOptions;
import org.quakecore.cssync.doctor.Doctor;
import org.quakecore.cssync.doctor.Machine;
import org.quakecore.cssync.remote.Access;
import org.quakecore.cssync.remote.Remotes;
import org.quakecore.cssync.remote.rclone.Installation;
import org.quakecore.cssync.transfer.Outcome;
import org.quakecore.cssync.transfer.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code doctor}: what a run depends on, and what to do where that is broken. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Looks at all that a run depends on, and says what is wrong and what to do.",
    description = {
      "",
      "Of each thing it says whether it is ok, a warning or an error, and what to do: Java, rclone and what is known to be wrong with its version,"
          + " its configuration, the remote, its quota, the clock, scratch space, locks, and the"
          + " sync_patterns.yaml in use. With DROPBOX_CS_VER also who locks that version, and what"
          + " interrupted replacements have left; with CS_ROOT what a purge of files that were not"
          + " read for long takes next.",
      "",
      "Nothing is changed, but that rclone renews a token that has ended. It goes on where something"
          + " is broken, and ends with exit code 3 where anything is an error."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cs-dropbox-sync doctor",
      "  cs-dropbox-sync doctor v22p12",
      "  cs-dropbox-sync doctor v22p12 ."
    })
public final class DoctorCommand implements Callable<Integer> {
  private final Progress progress;
  private final Remotes remotes;
  private final Installation rclone;
  private final Optional<Path> kept;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "DROPBOX_CS_VER",
      converter = VersionName.class,
      description = "The Cybershake version on the remote, like v22p12.")
  private CsVersion version;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "CS_ROOT",
      description = "The run folder, to see what a purge takes next.")
  private Path csRoot;

  @Option(
      names = {"--tmp_dir", "--tmp-dir"},
      paramLabel = "DIR",
      defaultValue = "./tmp",
      description = "Where upload works. Default: ${DEFAULT-VALUE}")
  private Path tmpDir;

  @Option(
      names = {"--download_dir", "--download-dir"},
      paramLabel = "FOLDER",
      defaultValue = ".",
      description = "Where download works. Default: the current folder.")
  private Path downloadDir;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The sync_patterns.yaml that preprocess is given, where it is given one.")
  private Path config;

  @Option(
      names = {"--purge_after", "--purge-after"},
      paramLabel = "DAYS",
      converter = TimeOptions.Days.class,
      defaultValue = "90d",
      description =
          "With CS_ROOT: how long after the last access its file system deletes files, like 90d or"
              + " 13w. Default: ${DEFAULT-VALUE}")
  private Duration purgeAfter;

  @Mixin private EndOptions end;

  @Mixin private RemoteOption remote;

  @Mixin private LimitOptions limits;

  /**
   * @param remotes gives the remote that --remote names
   * @param rclone that is installed, or not
   * @param kept the sync_patterns.yaml that its users keep beside the program, where there is one
   */
  public DoctorCommand(
      Progress progress, Remotes remotes, Installation rclone, Optional<Path> kept) {
    this.progress = progress;
    this.remotes = remotes;
    this.rclone = rclone;
    this.kept = kept;
  }

  @Override
  public Integer call() throws SyncException {
    EndOptions.Run run =
        new EndOptions.Run(
            "doctor",
            version == null ? "" : version.name(),
            false,
            // What it finds wrong is the environment.
            kind -> (kind == Kind.DATA ? ExitCode.ENVIRONMENT : ExitCode.of(kind)).code());
    return end.end(run, progress, this::doctor);
  }

  private Outcome doctor(Progress listener) throws SyncException {
    Access access = limits.looking(listener);
    return new Doctor(
            new Doctor.Options(
                Optional.ofNullable(version),
                Optional.ofNullable(csRoot),
                purgeAfter,
                tmpDir,
                downloadDir,
                Optional.ofNullable(config).or(() -> kept)),
            Machine.here(),
            rclone,
            told ->
                remote.in(
                    remotes, new Access(access.place(), access.limits(), told, access.waits())),
            listener)
        .run();
  }
}

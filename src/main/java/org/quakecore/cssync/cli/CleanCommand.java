package org.quakecore.cssync.cli;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.FolderListing;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.cli.ending.EndOptions;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.Remotes;
import org.quakecore.cssync.status.Options;
import org.quakecore.cssync.status.Options.View;
import org.quakecore.cssync.status.Status;
import org.quakecore.cssync.status.clean.Clean;
import org.quakecore.cssync.status.clean.Signpost;
import org.quakecore.cssync.transfer.Outcome;
import org.quakecore.cssync.transfer.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code clean}: deletes sources that the archive is proven to have. */
@Command(
    name = "clean",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Tells which sources below CS_ROOT the archive is proven to have, and why not the rest; with"
          + " --delete deletes them, those first that were not read for longest.",
      "",
      "Deleted is only what status --against calls safe: of a set that is COMPLETE, with each part"
          + " proven by content hash, and itself unchanged by size, time and ctime, or by content"
          + " with --rehash. Each file is looked at again right before it goes, and noted in"
          + " deleted.tsv; the first surprise stops all. Nothing is deleted while an upload of the"
          + " version is under way. An emptied folder is left with WHERE_THE_FILES_ARE.txt, which"
          + " has the command that brings its files back."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cs-dropbox-sync clean v22p12 .",
      "  cs-dropbox-sync clean v22p12 . -t BB --inc_fault Hope --delete"
    })
public final class CleanCommand implements Callable<Integer> {
  private final Progress progress;
  private final Remotes remotes;

  @Parameters(
      index = "0",
      paramLabel = "DROPBOX_CS_VER",
      converter = VersionName.class,
      description = "The Cybershake version on the remote, like v22p12.")
  private CsVersion version;

  @Parameters(index = "1", paramLabel = "CS_ROOT", description = "The run folder to clean.")
  private Path csRoot;

  @Option(
      names = "--delete",
      description = "Delete what is safe to delete. Without it nothing is changed.")
  private boolean delete;

  @Option(
      names = "--rehash",
      description = "Read the sources, and compare their SHA-256 instead of times.")
  private boolean rehash;

  @Option(
      names = {"--tmp_dir", "--tmp-dir"},
      paramLabel = "DIR",
      defaultValue = "./tmp",
      description =
          "Where upload works, so that neither begins beside the other, and where deleted.tsv is"
              + " kept. Default: ${DEFAULT-VALUE}")
  private Path tmpDir;

  @Mixin private TypeOptions types;

  @Mixin private LayoutOption layout;

  @Mixin private FaultOptions faults;

  @Mixin private EndOptions end;

  @Mixin private RemoteOption remote;

  @Mixin private LimitOptions limits;

  /**
   * @param remotes gives the remote that --remote names
   */
  public CleanCommand(Progress progress, Remotes remotes) {
    this.progress = progress;
    this.remotes = remotes;
  }

  @Override
  public Integer call() throws SyncException {
    EndOptions.Run run =
        new EndOptions.Run("clean", version.name(), false, kind -> ExitCode.of(kind).code());
    return end.end(run, progress, this::clean);
  }

  private Outcome clean(Progress listener) throws SyncException {
    Remote there = remote.in(remotes, limits.looking(listener));
    Options options =
        new Options(
            version,
            types.choice(true),
            layout.given(),
            faults.included(),
            faults.excluded(),
            faults.shard(),
            Optional.empty(),
            Optional.of(csRoot),
            rehash,
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            View.TABLE,
            Optional.empty(),
            false);
    Signpost signpost =
        new Signpost(
            there.address(version.name()),
            "cs-dropbox-sync download "
                + version
                + " --remote "
                + Quoted.forShell(there.address("")));
    return new Clean(
            new Clean.Options(
                FolderListing.resolved(csRoot), tmpDir.resolve(version.name()).normalize(), delete),
            signpost,
            listener,
            InstantSource.system())
        .run(() -> new Status(options, there, listener).deletable());
  }
}

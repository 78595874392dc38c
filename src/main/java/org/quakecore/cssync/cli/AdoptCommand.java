package org.quakecore.cssync.cli;

import java.util.concurrent.Callable;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.cli.ending.EndOptions;
import org.quakecore.cssync.remote.Remotes;
import org.quakecore.cssync.transfer.Outcome;
import org.quakecore.cssync.transfer.Progress;
import org.quakecore.cssync.upload.adopt.Adopt;
import org.quakecore.cssync.upload.adopt.Options;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code adopt}: manifests for archives whose sources are gone. */
@Command(
    name = "adopt",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Makes manifests for the sets of a Cybershake version that have none and whose sources are"
          + " gone, so that download --rel, status and its --find know what is in them.",
      "",
      "Only the headers of the tars are read: names, sizes and places. Of the content nothing is"
          + " known then but the content hash of each tar, where the remote has one; the manifest"
          + " says so, and nothing is ever deleted for its sake. A MANIFEST.tsv beside the tars is"
          + " taken for the SHA-256, and said to be. With --read each tar is read once, from end to"
          + " end, and proven.",
      "",
      "A tar that is broken gets no manifest. A manifest that is there is never overwritten, but"
          + " --read completes those that were adopted without it. Where the sources are there,"
          + " upload --manifest_only proves more. Stopped at any time, the same command goes on."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cs-dropbox-sync adopt v20p5",
      "  cs-dropbox-sync adopt v20p5 -t BB --inc_fault Hope --read"
    })
public final class AdoptCommand implements Callable<Integer> {
  private final Progress progress;
  private final Remotes remotes;

  @Parameters(
      index = "0",
      paramLabel = "DROPBOX_CS_VER",
      converter = VersionName.class,
      description = "The Cybershake version on the remote, like v20p5.")
  private CsVersion version;

  @Option(
      names = "--read",
      description =
          "Read each tar to its end, prove it by its content hash, and take the SHA-256 of its"
              + " members; also of sets that were adopted without.")
  private boolean read;

  @Mixin private DryRunOption dryRun;

  @Mixin private TypeOptions types;

  @Mixin private LayoutOption layout;

  @Mixin private FaultOptions faults;

  @Mixin private EndOptions end;

  @Mixin private RemoteOption remote;

  @Mixin private LimitOptions limits;

  /**
   * @param remotes gives the remote that --remote names
   */
  public AdoptCommand(Progress progress, Remotes remotes) {
    this.progress = progress;
    this.remotes = remotes;
  }

  @Override
  public Integer call() throws SyncException {
    EndOptions.Run run =
        new EndOptions.Run("adopt", version.name(), false, kind -> ExitCode.of(kind).code());
    return end.end(run, progress, this::adopt);
  }

  private Outcome adopt(Progress listener) throws SyncException {
    Options options =
        new Options(
            version,
            types.choice(true),
            layout.given(),
            new Options.Faults(faults.included(), faults.excluded(), faults.shard()),
            read,
            dryRun.given());
    return new Adopt(options, remote.joined(remotes, limits.looking(listener)), listener).run();
  }
}

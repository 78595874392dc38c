package org.quakecore.cssync.cli;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.cli.ending.EndOptions;
import org.quakecore.cssync.inventory.Versions;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.Remotes;
import org.quakecore.cssync.status.EachSet;
import org.quakecore.cssync.status.Options;
import org.quakecore.cssync.status.Options.View;
import org.quakecore.cssync.status.PastRuns;
import org.quakecore.cssync.status.Status;
import org.quakecore.cssync.status.WholeSet;
import org.quakecore.cssync.status.drill.Drill;
import org.quakecore.cssync.status.drill.LastLooks;
import org.quakecore.cssync.status.index.Duplicates;
import org.quakecore.cssync.status.index.Find;
import org.quakecore.cssync.status.index.Look;
import org.quakecore.cssync.status.index.Renamed;
import org.quakecore.cssync.status.index.Room;
import org.quakecore.cssync.transfer.Outcome;
import org.quakecore.cssync.transfer.Progress;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code status}: what is on the remote, and whether it is all there. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Tells what a Cybershake version on the remote has and lacks, fault by data type, from one"
          + " listing and the manifests; no data is fetched. Without DROPBOX_CS_VER it tells the"
          + " versions.",
      "",
      "Every fault that is there, or that the version's own list.txt and stocktake.csv, a manifest,"
          + " --list or --inc_fault names, should have every type but samples, or the types -t names. A"
          + " sample may be absent unless -t names it.",
      "",
      "COMPLETE: all that its manifest lists is there, size by size and, where hashes come with a"
          + " listing, hash by hash. complete*: complete, no manifest: made by older tools, judged"
          + " by names and sizes. INCOMPLETE: something is missing, or parts contradict each other."
          + " DAMAGED: a size or hash is not what the manifest says, or the manifest cannot be"
          + " used. CHANGED: with --against, the sources are no longer what was archived."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cs-dropbox-sync status",
      "  cs-dropbox-sync status v22p12 --list list.txt",
      "  cs-dropbox-sync status v22p12 --problems",
      "  cs-dropbox-sync status v22p12 --against . --safe_to_delete_out safe.txt",
      "  cs-dropbox-sync status v22p12 --find '*REL07*'",
      "  cs-dropbox-sync status --all --find Hope_REL07",
      "  cs-dropbox-sync status --all --duplicates",
      "  cs-dropbox-sync status v22p12 --drill 5",
      "  cs-dropbox-sync status v22p12 --watch",
      "  cs-dropbox-sync status v22p12 --sums | (cd v22p12 && sha256sum -c)"
    })
public final class StatusCommand implements Callable<Integer> {
  private static final int USUAL_LARGEST = 10;

  private final Progress progress;
  private final Remotes remotes;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "DROPBOX_CS_VER",
      converter = VersionName.class,
      description = "The Cybershake version on the remote, like v22p12.")
  private CsVersion version;

  @Mixin private TypeOptions types;

  @Mixin private LayoutOption layout;

  @Mixin private FaultOptions faults;

  @Option(
      names = "--list",
      paramLabel = "FILE",
      description = "Another list.txt: its faults should be there, too.")
  private Path list;

  @Option(
      names = "--against",
      paramLabel = "CS_ROOT",
      description =
          "Compare each set that has a manifest with its sources below this folder, by size and"
              + " time, and tell what is safe to delete: sources that are unchanged, of sets that"
              + " are COMPLETE with each part proven by content hash. Where hashes do not come with"
              + " a listing, the remote's files are read for it; where there are none, nothing is"
              + " safe.")
  private Path against;

  @Option(
      names = "--rehash",
      description = "With --against: read the sources, and compare their SHA-256 instead of times.")
  private boolean rehash;

  @Option(
      names = {"--safe_to_delete_out", "--safe-to-delete-out"},
      paramLabel = "FILE",
      description =
          "With --against: write what is safe to delete, one absolute path a line. Nothing is"
              + " deleted.")
  private Path safeToDeleteOut;

  @Mixin private TimeOptions.PurgeAfter purge;

  @Option(
      names = "--problems",
      description =
          "Leave faults whose sets are all COMPLETE out of the table. The summary counts all.")
  private boolean problems;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description =
          "Write the status as a page for a browser, too, like archive.html: what is wrong, then"
              + " each fault by data type.")
  private Path page;

  @Option(
      names = "--all",
      description =
          "Look at every version below the remote's folder. Without DROPBOX_CS_VER: what each"
              + " takes and whether it is complete, or what --find, --duplicates and --largest ask;"
              + " with it, the bytes of what the version misses are looked for in all others, too.")
  private boolean all;

  @ArgGroup private Telling telling;

  @Option(
      names = "--history",
      description =
          "List the runs of preprocess, upload and download that --tmp_dir tells of, those of"
              + " DROPBOX_CS_VER where it is given. The remote is not asked.")
  private boolean history;

  @Option(
      names = "--watch",
      description =
          "Show what uploads that work in --tmp_dir do now, of DROPBOX_CS_VER where it is given,"
              + " until they have ended; once where there is no terminal. The remote is not asked.")
  private boolean watch;

  @Option(
      names = {"--tmp_dir", "--tmp-dir"},
      paramLabel = "DIR",
      defaultValue = "./tmp",
      description =
          "With --history and --watch: where upload works, or the --download_dir of a download."
              + " Default: ${DEFAULT-VALUE}")
  private Path tmpDir;

  @Mixin private EndOptions end;

  @Mixin private RemoteOption remote;

  @Mixin private LimitOptions limits;

  /** What is told instead of the table; one at a time. */
  public static final class Telling {
    @Option(
        names = "--members",
        description =
            "List the members: fault/type, part, name, size, time and SHA-256, with tabs between.")
    private boolean members;

    @Option(
        names = "--find",
        paramLabel = "GLOB",
        description =
            "Find members by name: fault/type, part, name, offset in the part and size, with tabs"
                + " between. Exit code 1 where none is found. With --all in every version, and"
                + " faults, realisations and files as well: version, fault/type, state, part, name,"
                + " offset and size.")
    private String find;

    @Option(
        names = "--duplicates",
        description =
            "Tell what is there more than once by content, under whatever name, and how many bytes"
                + " that takes: in DROPBOX_CS_VER, or with --all in all versions.")
    private boolean duplicates;

    @Option(
        names = "--largest",
        paramLabel = "N",
        description =
            "Tell what takes the most room, by version and data type, and the N largest sets: of"
                + " DROPBOX_CS_VER, or with --all of all versions.")
    private Integer largest;

    @Option(
        names = "--drill",
        paramLabel = "N",
        description =
            "Read N members again, chosen at random, or with \"oldest\" one of the set that was"
                + " looked at longest ago, and compare their SHA-256 with the manifests. When sets"
                + " were looked at is noted below XDG_STATE_HOME.")
    private String drill;

    @Option(
        names = "--sums",
        description = "List the members for \"sha256sum -c\" in the folder of a download.")
    private boolean sums;
  }

  /**
   * @param remotes gives the remote that --remote names
   */
  public StatusCommand(Progress progress, Remotes remotes) {
    this.progress = progress;
    this.remotes = remotes;
  }

  @Override
  public Integer call() throws SyncException {
    EndOptions.Run run =
        new EndOptions.Run(
            "status",
            version == null ? "" : version.name(),
            true,
            kind -> ExitCode.of(kind).code());
    return end.end(run, progress, this::status);
  }

  private Outcome status(Progress listener) throws SyncException {
    if (history) {
      return new PastRuns(tmpDir, Optional.ofNullable(version), listener).say(end.json());
    }
    if (watch) {
      return new Watch(tmpDir, Optional.ofNullable(version), listener).show();
    }
    Remote there = remote.joined(remotes, limits.looking(listener));
    if (asksTheIndex()) {
      return index(there, listener);
    }
    if (version == null) {
      return versions(there, listener);
    }
    if (all) {
      if (telling != null) {
        throw Options.usage(
            "--all looks for what "
                + version
                + " misses: leave out "
                + version
                + " to ask every version, or --all to ask it alone");
      }
      new Renamed(there, new Look(there, wanted(), Optional.empty(), listener)).demand(version);
      return new Status(options(), there, listener).everywhere().run();
    }
    return telling != null && telling.drill != null
        ? drill(there, listener)
        : new Status(options(), there, listener).run();
  }

  private boolean asksTheIndex() {
    return (all && version == null)
        || (telling != null && (telling.duplicates || telling.largest != null));
  }

  private Outcome index(Remote there, Progress listener) throws SyncException {
    boolean more =
        !faults.shard().isAll()
            || list != null
            || against != null
            || rehash
            || safeToDeleteOut != null
            || problems
            || page != null;
    if (more) {
      throw Options.usage(
          "--all, --duplicates and --largest go with -t, --config, --inc_fault, --exc_fault,"
              + " --remote and --json only");
    }
    if (!all && version == null) {
      throw Options.usage(
          "say of which version: give DROPBOX_CS_VER, like v22p12, or --all for every version");
    }
    if (all && version != null) {
      throw Options.usage(
          "--all asks every version, and " + version + " is one: leave out one of them");
    }
    Look look = new Look(there, wanted(), Optional.ofNullable(version), listener);
    if (telling == null) {
      return new Room(look, USUAL_LARGEST, listener).say(end.json());
    }
    if (telling.duplicates) {
      return new Duplicates(look, listener).say(end.json());
    }
    if (telling.largest != null) {
      if (telling.largest < 0) {
        throw Options.usage("--largest " + telling.largest + ": give a number of sets, like 20");
      }
      return new Room(look, telling.largest, listener).say(end.json());
    }
    if (telling.find == null) {
      throw Options.usage(
          "--members, --sums and --drill are of one version: give DROPBOX_CS_VER instead of --all");
    }
    return new Find(look, telling.find, listener).say(end.json());
  }

  private EachSet.Wanted wanted() throws SyncException {
    return new EachSet.Wanted(
        types.choice(true), faults.included(), faults.excluded(), layout.given());
  }

  private Outcome drill(Remote there, Progress listener) throws SyncException {
    boolean oldest = telling.drill.equals("oldest");
    if (!oldest && !telling.drill.matches("[1-9][0-9]{0,5}")) {
      throw Options.usage(
          "--drill " + telling.drill + ": give a number of members, like 5, or \"oldest\"");
    }
    if (end.json() || against != null || list != null || problems) {
      throw Options.usage(
          "--drill reads members and nothing else: leave out --json, --against, --list and"
              + " --problems");
    }
    Drill drill =
        new Drill(there, version.name(), new LastLooks(drills()), listener, InstantSource.system());
    List<WholeSet> sets = new Status(options(), there, listener).whole();
    return oldest
        ? drill.oldest(sets, new SecureRandom())
        : drill.members(sets, Integer.parseInt(telling.drill), new SecureRandom());
  }

  /** By the XDG base directory specification. */
  private static Path drills() {
    String state = System.getenv().getOrDefault("XDG_STATE_HOME", "");
    Path all =
        state.startsWith("/")
            ? Path.of(state)
            : Path.of(System.getenv().getOrDefault("HOME", "."), ".local", "state");
    return all.resolve("cs-dropbox-sync").resolve("drills.tsv");
  }

  private Outcome versions(Remote there, Progress listener) throws SyncException {
    boolean onlyVersions =
        !types.named()
            && faults.included().isEmpty()
            && faults.excluded().isEmpty()
            && faults.shard().isAll()
            && list == null
            && against == null
            && !rehash
            && safeToDeleteOut == null
            && purge.rule().isEmpty()
            && !problems
            && page == null
            && telling == null;
    if (!onlyVersions) {
      throw new SyncException(
          Kind.USAGE,
          "say of which version: give DROPBOX_CS_VER, like v22p12. Without it, status tells the"
              + " versions, and takes --remote and --json only");
    }
    return new Versions(there, listener).say(end.json());
  }

  private Options options() throws SyncException {
    View view = view();
    return new Options(
        version,
        types.choice(view != View.SUMS),
        layout.given(),
        faults.included(),
        faults.excluded(),
        faults.shard(),
        Optional.ofNullable(list),
        Optional.ofNullable(against),
        rehash,
        Optional.ofNullable(safeToDeleteOut),
        purge.rule(),
        problems,
        Optional.ofNullable(page),
        view,
        telling == null ? Optional.empty() : Optional.ofNullable(telling.find),
        end.json());
  }

  private View view() {
    if (telling == null) {
      return View.TABLE;
    }
    if (telling.find != null) {
      return View.FIND;
    }
    return telling.sums ? View.SUMS : telling.members ? View.MEMBERS : View.TABLE;
  }
}

package org.quakecore.cssync;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.cli.Abbreviations;
import org.quakecore.cssync.cli.AdoptCommand;
import org.quakecore.cssync.cli.CleanCommand;
import org.quakecore.cssync.cli.ConsoleReport;
import org.quakecore.cssync.cli.DoctorCommand;
import org.quakecore.cssync.cli.DownloadCommand;
import org.quakecore.cssync.cli.ExitCode;
import org.quakecore.cssync.cli.GuardedStream;
import org.quakecore.cssync.cli.PreprocessCommand;
import org.quakecore.cssync.cli.ResultStream;
import org.quakecore.cssync.cli.StatusCommand;
import org.quakecore.cssync.cli.UploadCommand;
import org.quakecore.cssync.cli.manual.Generate;
import org.quakecore.cssync.cli.screen.Screen;
import org.quakecore.cssync.remote.Remotes;
import org.quakecore.cssync.remote.dropbox.DirectRemotes;
import org.quakecore.cssync.remote.rclone.Configuration;
import org.quakecore.cssync.remote.rclone.ConfiguredRemotes;
import org.quakecore.cssync.remote.rclone.Installation;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program: wires the real parts together, and turns whatever happens into an exit code. */
@Command(
    name = "cs-dropbox-sync",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Moves Cybershake archives between a scratch disk and Dropbox, and proves every byte.",
      ""
    })
public final class Main implements Runnable {
  /** Within the ten seconds a scheduler gives a process between asking and killing. */
  private static final long SECONDS_TO_STOP = 9;

  @Spec private CommandSpec spec;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Also log what is going on, on standard error.")
  private boolean verbose;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Also log every call of rclone and what it answers.")
  private boolean debug;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of an error.")
  private boolean stacktrace;

  private final PrintStream err;

  private Main(PrintStream err) {
    this.err = err;
  }

  public static void main(String[] args) {
    // Files and messages are the same whatever language and digits the user's locale has.
    Locale.setDefault(Locale.ROOT);
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    OutputStream err = asides();
    // The log goes there, with what rclone says.
    System.setErr(guarded(err));
    CountDownLatch finished = new CountDownLatch(1);
    stopWhenAsked(Thread.currentThread(), finished);
    AtomicReference<SyncException> exhausted = endWhenExhausted(Thread.currentThread());
    int code = run(args, out, err);
    finished.countDown();
    if (exhausted.get() != null && code != ExitCode.DONE.code()) {
      code = new Main(guarded(err)).explain(exhausted.get());
    }
    // After a signal the shutdown is under way and exits with 128 + its number; this then waits.
    System.exit(code);
  }

  /** Standard error; where it is a terminal that can be drawn on, with what goes on at its end. */
  private static OutputStream asides() {
    OutputStream err = new FileOutputStream(FileDescriptor.err);
    return Boolean.getBoolean("cssync.terminal") ? new Screen(err) : err;
  }

  /**
   * Runs one command.
   *
   * @param out for results, which are checked to have been written
   * @param err for all else
   * @return the exit code
   */
  public static int run(String[] args, OutputStream out, OutputStream err) {
    ResultStream results = new ResultStream(out);
    int code = run(args, results, guarded(err), err);
    if (results.loss().isEmpty()) {
      return code;
    }
    guarded(err)
        .println(
            "cs-dropbox-sync: the results could not be written to standard output ("
                + results.loss().get()
                + "); what was printed there is not all of it");
    return ExitCode.ENVIRONMENT.code();
  }

  private static PrintStream guarded(OutputStream stream) {
    return new PrintStream(new GuardedStream(stream), true, StandardCharsets.UTF_8);
  }

  private static int run(
      String[] args, ResultStream results, PrintStream err, OutputStream terminal) {
    PrintStream out = results.printer(Boolean.getBoolean("cssync.colours"));
    Main main = new Main(err);
    ConsoleReport report =
        terminal instanceof Screen screen
            ? ConsoleReport.live(out, err, screen)
            : ConsoleReport.plain(out, err);
    CommandLine line = new CommandLine(main);
    commands(report, args).forEach((name, command) -> line.addSubcommand(name, command.get()));
    // Unguarded, for help is printed there alone, with words in bold.
    line.setOut(new PrintWriter(results, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
        .setParameterExceptionHandler(Main::refuseUsage)
        .setExecutionExceptionHandler((failure, command, parsed) -> main.explain(failure))
        .setCaseInsensitiveEnumValuesAllowed(true)
        // A file's name may begin with @, and nobody asked for a file of arguments.
        .setExpandAtFiles(false)
        .setExecutionStrategy(
            parsed -> {
              main.chooseLogging();
              return new CommandLine.RunLast().execute(parsed);
            });
    tellExitCodes(line);
    line.getSubcommands().values().forEach(Main::tellExitCodes);
    try {
      int code = line.execute(Abbreviations.spelledOut(line, args));
      line.getOut().flush();
      out.flush();
      return code;
    } catch (ParameterException ambiguous) {
      return refuseUsage(ambiguous, args);
    } catch (OutOfMemoryError exhausted) {
      return main.explain(SyncException.exhausted(exhausted).orElseThrow());
    } finally {
      report.close();
    }
  }

  /** The command that is asked for alone, for to describe one takes time; else all there are. */
  private static Map<String, Supplier<Object>> commands(ConsoleReport report, String[] args) {
    Map<String, Supplier<Object>> all = new LinkedHashMap<>();
    all.put("preprocess", () -> new PreprocessCommand(report, keptPatterns()));
    all.put("upload", () -> new UploadCommand(report, remotes(), keptPatterns()));
    all.put("download", () -> new DownloadCommand(report, remotes()));
    all.put("status", () -> new StatusCommand(report, remotes()));
    all.put("adopt", () -> new AdoptCommand(report, remotes()));
    all.put("clean", () -> new CleanCommand(report, remotes()));
    all.put(
        "doctor",
        () ->
            new DoctorCommand(
                report,
                remotes(impatient()),
                new Installation(ConfiguredRemotes.binary()),
                keptPatterns()));
    if (args.length > 0 && all.containsKey(args[0])) {
      all.keySet().retainAll(List.of(args[0]));
    } else if (args.length > 0 && args[0].equals(Generate.NAME)) {
      all.put(Generate.NAME, Generate::new);
    }
    return all;
  }

  /** The sync_patterns.yaml beside the program, which the launcher names where there is one. */
  private static Optional<Path> keptPatterns() {
    return Optional.ofNullable(System.getProperty("cssync.patterns")).map(Path::of);
  }

  private static Remotes remotes() {
    return remotes(System.getenv());
  }

  private static Remotes remotes(Map<String, String> environment) {
    return new DirectRemotes(
        new ConfiguredRemotes(),
        new Configuration(ConfiguredRemotes.binary(), System.getenv()),
        environment);
  }

  /** Whoever asks what is wrong wants to hear of the first failure, not to have it survived. */
  private static Map<String, String> impatient() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.putIfAbsent("RCLONE_LOW_LEVEL_RETRIES", "1");
    environment.putIfAbsent("RCLONE_TIMEOUT", "30s");
    return environment;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "say what to do: preprocess, upload, download, status, adopt, clean or doctor");
  }

  private static void stopWhenAsked(Thread work, CountDownLatch finished) {
    Thread hook =
        new Thread(
            () -> {
              work.interrupt();
              try {
                finished.await(SECONDS_TO_STOP, TimeUnit.SECONDS);
              } catch (InterruptedException impatient) {
                Thread.currentThread().interrupt();
              }
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** A thread that ends for want of memory must not leave the others waiting for it. */
  private static AtomicReference<SyncException> endWhenExhausted(Thread work) {
    AtomicReference<SyncException> exhausted = new AtomicReference<>();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> {
          Optional<SyncException> why = SyncException.exhausted(failure);
          if (why.isPresent()) {
            exhausted.set(why.get());
            work.interrupt();
          } else {
            failure.printStackTrace();
          }
        });
    return exhausted;
  }

  private static void tellExitCodes(CommandLine command) {
    Map<String, String> codes = new LinkedHashMap<>();
    Arrays.stream(ExitCode.values())
        .forEach(code -> codes.put(String.valueOf(code.code()), code.meaning()));
    command
        .getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(codes);
    command.setUsageHelpAutoWidth(false);
  }

  private static int refuseUsage(ParameterException failure, String[] args) {
    CommandLine command = failure.getCommandLine();
    command.getErr().println(failure.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(failure, command.getErr())) {
      command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    }
    return ExitCode.USAGE.code();
  }

  private int explain(Exception failure) throws Exception {
    Optional<SyncException> exhausted = SyncException.exhausted(failure);
    if (exhausted.isPresent()) {
      return explain(exhausted.get());
    }
    if (!(failure instanceof SyncException known)) {
      if (stacktrace) {
        failure.printStackTrace(err);
      }
      throw failure;
    }
    return explain(known);
  }

  private int explain(SyncException known) {
    if (stacktrace) {
      known.printStackTrace(err);
    }
    err.println("cs-dropbox-sync: " + Quoted.line(String.valueOf(known.getMessage())));
    err.flush();
    return ExitCode.of(known.kind()).code();
  }

  private void chooseLogging() {
    // slf4j-simple reads these once, when the first logger is made.
    System.setProperty(
        "org.slf4j.simpleLogger.defaultLogLevel", debug ? "debug" : verbose ? "info" : "warn");
    System.setProperty("org.slf4j.simpleLogger.showDateTime", "true");
    System.setProperty(
        "org.slf4j.simpleLogger.dateTimeFormat", debug ? "HH:mm:ss.SSS" : "HH:mm:ss");
    System.setProperty("org.slf4j.simpleLogger.showThreadName", "false");
    System.setProperty("org.slf4j.simpleLogger.showShortLogName", "true");
  }

  /** Reads the version from the jar's manifest, and of what commit it was built. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {
        "cs-dropbox-sync " + (version == null ? "(development)" : version) + commit()
      };
    }

    /** As the build noted it, "1f4d3b12aa" or "1f4d3b12aa changed"; nothing where it knew none. */
    private static String commit() {
      try (InputStream noted = Main.class.getResourceAsStream("commit")) {
        String commit =
            noted == null ? "" : new String(noted.readAllBytes(), StandardCharsets.UTF_8).strip();
        return commit.isEmpty() ? "" : " (commit " + commit.replace(" ", ", ") + ")";
      } catch (IOException unreadable) {
        return "";
      }
    }
  }
}

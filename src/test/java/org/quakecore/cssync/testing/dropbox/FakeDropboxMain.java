package org.quakecore.cssync.testing.dropbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A Dropbox on loopback to try things out on: says what to export, then serves until killed. */
@Command(
    name = "fake-dropbox",
    mixinStandardHelpOptions = true,
    usageHelpWidth = 100,
    sortOptions = false,
    description = {
      "Serves a Dropbox on this machine for rclone, until it is killed.",
      "Prints the environment to export; rclone then has it as the remote dropbox:"
    },
    footer = {
      "",
      "A trouble is WHERE[@GLOB][#/EVERY][#NTH[+TIMES]]=WHAT[:NUMBER], like",
      "  session_finish@**_BB*.tar#2+1=status:500    list_folder_continue#1=refuse:reset",
      "  any#50+=expired_token                       commit@**/list.txt=lose_commit",
      "WHERE: an endpoint (several with commas), any, or commit.",
      "WHAT for calls: too_many_requests:S too_many_write_operations:S expired_token status:N",
      "  refuse:TAG cut:BYTES stall:BYTES slow:BYTES_A_SECOND delay_ms:MS",
      "  lose_reply wrong_range (other bytes than asked for) other_range (and the header says so)",
      "WHAT for commits: lose_commit corrupt corrupt_under_the_right_hash refuse_commit:TAG"
    })
public final class FakeDropboxMain implements Callable<Integer> {
  @Option(names = "--folder", description = "Keeps the files here, under their own names.")
  Optional<Path> folder;

  @Option(
      names = "--env_file",
      description = "Writes the exports to this file too, when all is ready.")
  Optional<Path> environmentFile;

  @Option(names = "--report", description = "Writes what was asked to this file when it ends.")
  Optional<Path> report;

  @Option(
      names = "--timeline",
      description =
          "Ten times a second writes a line to this file: milliseconds since 1970, bytes that came"
              + " in, bytes that went out.")
  Optional<Path> timeline;

  @Option(names = "--http1", description = "Offers HTTP/1.1 only; Dropbox offers HTTP/2.")
  boolean http1;

  @Option(
      names = "--connection_rate",
      description = "Bytes a second of one connection, each way; 5M is 5,000,000.",
      converter = Amount.class)
  long connectionRate;

  @Option(
      names = "--total_rate",
      description = "Bytes a second of all connections together, each way.",
      converter = Amount.class)
  long totalRate;

  @Option(names = "--latency_ms", description = "What every call waits before it is served.")
  long latencyMillis;

  @Option(
      names = "--quota",
      description = "Bytes that all files together may have.",
      defaultValue = "2T",
      converter = Amount.class)
  long quota;

  @Option(
      names = "--page_size",
      description = "The most entries of a page of a listing.",
      defaultValue = "2000")
  int pageSize;

  @Option(
      names = "--token_seconds",
      description = "A token is good for so long, and rclone renews it; else for ever.")
  Optional<Integer> tokenSeconds = Optional.empty();

  @Option(
      names = "--calls_per_second",
      description =
          "Whoever calls more often, over three seconds, is refused everything for --ban_seconds.")
  int callsPerSecond;

  @Option(names = "--ban_seconds", defaultValue = "60", description = "See there.")
  int banSeconds;

  @Option(
      names = "--one_change_at_a_time",
      description = "Changes that overlap are refused with too_many_write_operations.")
  boolean oneChangeAtATime;

  @Option(
      names = "--team",
      description =
          "The account is of a team: what is here is its root, with the user's folder"
              + " \"Test Person\" in it.")
  boolean team;

  @Option(names = "--trouble", description = "What is to go wrong, see below; repeatable.")
  List<String> troubles = List.of();

  private static final long TIMELINE_MILLIS = 100;

  private FakeDropboxMain() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new FakeDropboxMain()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    FakeDropbox dropbox = FakeDropbox.start(options());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(dropbox)));
    timeline.ifPresent(file -> keepTimeline(dropbox.counters(), file));
    troubles.forEach(text -> TroubleText.begin(dropbox, text));
    String exports = exports(dropbox.environment());
    if (environmentFile.isPresent()) {
      Path file = environmentFile.get();
      Path whole = Files.writeString(Path.of(file + ".new"), exports);
      Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
    }
    System.out.print(exports);
    System.out.flush();
    new CountDownLatch(1).await();
    return 0;
  }

  private Options options() {
    Line line =
        Line.unlimited()
            .connection(connectionRate)
            .total(totalRate)
            .latency(Duration.ofMillis(latencyMillis));
    Options options = Options.standard().pageSize(pageSize).quota(quota).line(line);
    options = folder.isPresent() ? options.folder(folder.get()) : options;
    options =
        options.strictness(
            new Strictness(
                tokenSeconds.map(Duration::ofSeconds),
                callsPerSecond,
                Duration.ofSeconds(banSeconds),
                oneChangeAtATime,
                team));
    return http1 ? options.http1() : options;
  }

  private void end(FakeDropbox dropbox) {
    try {
      dropbox.close();
      if (report.isPresent()) {
        Files.writeString(report.get(), dropbox.counters().toString());
      }
    } catch (IOException e) {
      System.err.println("fake-dropbox: " + e);
    }
  }

  private static void keepTimeline(Counters counters, Path file) {
    Thread writer =
        new Thread(
            () -> {
              try (PrintStream lines = new PrintStream(file.toFile(), UTF_8)) {
                while (true) {
                  lines.printf(
                      "%d %d %d%n",
                      System.currentTimeMillis(),
                      counters.bytesUploaded(),
                      counters.bytesDownloaded());
                  Thread.sleep(TIMELINE_MILLIS);
                }
              } catch (IOException e) {
                System.err.println("fake-dropbox: " + e);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "timeline");
    writer.setDaemon(true);
    writer.start();
  }

  /** Lines for a shell; none of the values has a single quote. */
  private static String exports(Map<String, String> environment) {
    StringBuilder text = new StringBuilder();
    environment.forEach(
        (name, value) ->
            text.append("export ").append(name).append("='").append(value).append("'\n"));
    return text.toString();
  }

  /** A number that may end in K, M, G or T, each a thousand times the one before. */
  static final class Amount implements CommandLine.ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      int unit = "KMGT".indexOf(text.charAt(text.length() - 1)) + 1;
      long number = Long.parseLong(unit == 0 ? text : text.substring(0, text.length() - 1));
      return number * Math.round(Math.pow(1_000, unit));
    }
  }
}

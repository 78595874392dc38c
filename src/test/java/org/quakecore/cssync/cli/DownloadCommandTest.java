package org.quakecore.cssync.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.testing.FakeRemote;
import picocli.CommandLine;

class DownloadCommandTest {
  @TempDir Path folder;
  private final FakeRemote remote = new FakeRemote();
  private final List<String> asked = new ArrayList<>();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @BeforeEach
  void putSomethingThere() {
    remote.put("v22p12/list.txt", "OhariuC 1r\nMoonshine 1r\nHope 1r\n");
    for (String fault : List.of("OhariuC", "Moonshine", "Hope")) {
      for (String type : List.of("Source", "IM", "BB")) {
        remote.put("v22p12/" + fault + "/" + fault + "_" + type + ".tar", "x");
      }
    }
  }

  @Test
  void sourceImAndBbAreTheTypesOfADownloadThatNamesNone() throws Exception {
    assertEquals(0, plan("v22p12"));
    assertTrue(said().contains("#### fetch and extract: 9 files"), said());
    assertEquals(
        List.of(System.getenv().getOrDefault("CS_SYNC_REMOTE", "dropbox:Cybershake")), asked);
  }

  @Test
  void typesAndFaultsMayBeRepeatedOrSeparatedByCommas() throws Exception {
    assertEquals(
        0,
        plan(
            "v22p12",
            "-t",
            "IM",
            "-t",
            "BB,Source",
            "--inc_fault",
            "Hope,OhariuC",
            "--inc-fault",
            "Moonshine",
            "--exc_fault",
            "OhariuC"));
    assertTrue(said().contains("#### fetch and extract: 6 files"), said());
  }

  @Test
  void streamsTakeArgumentsForRcloneToo() throws Exception {
    assertEquals(0, plan("v22p12", "--staging", "none", "--", "--bwlimit", "5M"));
    // The sets have no manifest, so that the plan is incomplete; but it is made.
    assertEquals(1, plan("v22p12", "--rel", "7", "--", "--bwlimit", "5M"));
  }

  @Test
  void theRemoteIsTheOneThatIsNamed() throws Exception {
    assertEquals(0, plan("v22p12", "--remote", "other:place"));
    assertEquals(List.of("other:place"), asked);
  }

  @Test
  void withoutDownloadNoRemoteIsEvenMade() {
    SyncException nothing =
        assertThrows(SyncException.class, () -> plan("v22p12", "--no_download"));
    assertEquals(SyncException.Kind.BAD_INPUT, nothing.kind());
    assertEquals(List.of(), asked);
  }

  @Test
  void aFaultThatIsNotThereMakesTheRunIncomplete() throws Exception {
    assertEquals(1, plan("v22p12", "--inc_fault", "Hope,Nope"));
  }

  @Test
  void valuesThatMakeNoSenseAreWrongUsage() throws Exception {
    for (List<String> wrong :
        List.of(
            List.of("../v22p12"),
            List.of("v22p12", "v22p4"),
            List.of("v22p12", "-t", "VM"),
            List.of("v22p12", "-t", ""),
            List.of("v22p12", "--inc_fault", ""),
            List.of("v22p12", "--exc_fault", ","),
            List.of("v22p12", "--staging", "copy"),
            List.of("v22p12", "--staging", "none", "--no-download"),
            List.of("v22p12", "--downloads", "0"),
            List.of("v22p12", "--retries", "0"),
            List.of("v22p12", "--rel", "5-1"),
            List.of("v22p12", "--", "--max-depth", "1"),
            List.of("v22p12", "--", "--bwlimit", "5M", "-n"),
            List.of("v22p12", "--rel", "7", "--no_download"),
            List.of("v22p12", "--rel", "7", "--force-untar"),
            List.of("v22p12", "--rel", "7", "-t", "SAMPLE_BB"),
            List.of("v22p12", "--inc_fault", "Hope", "--exc_fault", "Hope"))) {
      assertTrue(isRefused(wrong), wrong::toString);
    }
  }

  private boolean isRefused(List<String> arguments) throws Exception {
    try {
      return plan(arguments.toArray(String[]::new)) == ExitCode.USAGE.code();
    } catch (SyncException refused) {
      return refused.kind() == SyncException.Kind.USAGE;
    }
  }

  /** Runs the command with --dry_run. */
  private int plan(String... arguments) throws Exception {
    PrintStream out = new PrintStream(said, true, UTF_8);
    DownloadCommand command =
        new DownloadCommand(
            ConsoleReport.plain(out, out),
            (address, place) -> {
              if (address.startsWith("dropbox:/")) {
                // No archive of earlier scripts is there.
                return new FakeRemote();
              }
              asked.add(address);
              return remote;
            });
    List<String> all = new ArrayList<>(List.of("--dry_run", "--download_dir", folder.toString()));
    all.addAll(List.of(arguments));
    List<Exception> thrown = new ArrayList<>();
    int code =
        new CommandLine(command)
            .setExecutionExceptionHandler(
                (failure, line, result) -> {
                  thrown.add(failure);
                  return -1;
                })
            .execute(all.toArray(String[]::new));
    if (!thrown.isEmpty()) {
      throw thrown.get(0);
    }
    return code;
  }

  private String said() {
    return said.toString(UTF_8);
  }
}

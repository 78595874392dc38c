package org.quakecore.cssync.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.testing.FakeRemote;
import picocli.CommandLine;

class StatusCommandTest {
  @TempDir Path folder;
  private final FakeRemote remote = new FakeRemote();
  private final List<String> asked = new ArrayList<>();
  private ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void putSomethingThere() {
    remote.put("v22p12/list.txt", "OhariuC 1r\nHope 1r\n");
    for (String fault : List.of("OhariuC", "Hope")) {
      for (String type : List.of("Source", "IM", "BB")) {
        remote.put("v22p12/" + fault + "/" + fault + "_" + type + ".tar", new byte[10_240]);
      }
    }
    remote.put("v20p5/list.txt", "x");
  }

  @Test
  void withoutAVersionTheVersionsAreToldOneALine() {
    assertEquals(0, run());
    assertEquals("v20p5\nv22p12\n", said());
    assertEquals(0, run("--json", "--remote", "other:place"));
    assertTrue(said().contains("\"versions\": [\n    \"v20p5\""), said());
    assertEquals("other:place", asked.get(1));
  }

  @Test
  void whatNeedsAVersionIsRefusedWithoutOne() {
    for (List<String> wrong :
        List.of(
            List.of("--members"),
            List.of("--find", "x"),
            List.of("--list", "list.txt"),
            List.of("-t", "BB"),
            List.of("--inc_fault", "Hope"),
            List.of("--against", "."),
            List.of("--rehash"))) {
      assertEquals(2, run(wrong.toArray(String[]::new)), wrong::toString);
      assertEquals("", said());
    }
  }

  @Test
  void aVersionIsToldAsATable() {
    assertEquals(0, run("v22p12"));
    assertTrue(said().contains("\nHope     complete* 10.0K  "), said());
    assertTrue(said().contains("absent"), said());
  }

  @Test
  void typesAndFaultsMayBeRepeatedOrSeparatedByCommasAndSpelledWithHyphens() {
    assertEquals(
        1, run("v22p12", "-t", "SAMPLE_BB,IM", "--data-types", "BB", "--inc-fault", "Hope"));
    assertTrue(
        said().contains("fault  IM               BB               SAMPLE_BB  all\n"), said());
    assertFalse(said().contains("OhariuC"), said());
    assertEquals(0, run("v22p12", "--exc_fault", "Hope", "--exc-fault", "Nope"));
    assertFalse(said().contains("Hope"), said());
  }

  @Test
  void theListIsReadAndWhatItNamesIsDemanded() throws Exception {
    Path list = Files.writeString(folder.resolve("list.txt"), "Kelly 3r\n");
    assertEquals(1, run("v22p12", "--list", list.toString()));
    assertTrue(said().contains("#### Kelly BB absent"), said());
  }

  @Test
  void onlyWhatIsAskedForStandsOnStandardOutput() {
    assertEquals(1, run("v22p12", "--sums"));
    assertEquals("", said());
    assertTrue(err.toString(UTF_8).contains("Hope BB: members unknown, complete, no manifest"));
    assertFalse(err.toString(UTF_8).contains("SAMPLE_BB"), "download does not take it either");
    assertEquals(1, run("v22p12", "--members"));
    assertEquals(1, run("v22p12", "--find", "*"));
    assertEquals("", said());
    assertEquals(0, run("v22p12", "--json"));
    assertTrue(said().startsWith("{"), said());
    assertTrue(said().endsWith("}\n"), said());
  }

  @Test
  void safeToDeleteIsWrittenAlsoWhenNothingIs() throws Exception {
    for (String option : List.of("--safe_to_delete_out", "--safe-to-delete-out")) {
      Path safe = folder.resolve("safe" + option.length() + option.charAt(6));
      assertEquals(0, run("v22p12", "--against", folder.toString(), option, safe.toString()));
      assertEquals("", Files.readString(safe));
    }
  }

  @Test
  void valuesThatMakeNoSenseAreWrongUsage() {
    for (List<String> wrong :
        List.of(
            List.of("../v22p12"),
            List.of("v22p12", "v22p4"),
            List.of("v1p1"),
            List.of("v22p12", "-t", "VM"),
            List.of("v22p12", "--inc_fault", ""),
            List.of("v22p12", "--inc_fault", "Hope", "--exc_fault", "Hope"),
            List.of("v22p12", "--members", "--sums"),
            List.of("v22p12", "--sums", "--json"),
            List.of("v22p12", "--find", "[z-a]"),
            List.of("v22p12", "--rehash"),
            List.of("v22p12", "--against", "/no/such/folder"),
            List.of("v22p12", "--list", "/no/such/file"))) {
      assertEquals(2, run(wrong.toArray(String[]::new)), wrong::toString);
    }
  }

  private int run(String... arguments) {
    out = new ByteArrayOutputStream();
    StatusCommand command =
        new StatusCommand(
            ConsoleReport.plain(
                new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8)),
            (address, place) -> {
              if (address.startsWith("dropbox:/")) {
                // No archive of earlier scripts is there.
                return new FakeRemote();
              }
              asked.add(address);
              return remote;
            });
    return new CommandLine(command)
        .setErr(new java.io.PrintWriter(err, true, UTF_8))
        .setExecutionExceptionHandler(
            (failure, line, result) -> {
              if (failure instanceof SyncException known) {
                return ExitCode.of(known.kind()).code();
              }
              throw failure;
            })
        .execute(arguments);
  }

  private String said() {
    return out.toString(UTF_8);
  }
}

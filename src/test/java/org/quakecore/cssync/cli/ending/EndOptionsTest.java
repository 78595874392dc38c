package org.quakecore.cssync.cli.ending;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.testing.Said;
import org.quakecore.cssync.testing.Script;
import org.quakecore.cssync.transfer.Conclusion;
import org.quakecore.cssync.transfer.Conclusion.Done;
import org.quakecore.cssync.transfer.Conclusion.Left;
import org.quakecore.cssync.transfer.Conclusion.SetEnd;
import org.quakecore.cssync.transfer.History;
import org.quakecore.cssync.transfer.Outcome;
import org.quakecore.cssync.transfer.Progress;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

class EndOptionsTest {
  private static final Conclusion HALF =
      new Conclusion(
          "dropbox:Cybershake/v22p12",
          new Done(1, 2, 3_000, Duration.ofSeconds(2)),
          Map.of("sent", 1L),
          new Left(4, 5_000),
          6,
          List.of(new SetEnd("Hope BB", "sent", "2 files")),
          List.of("", "#### Summary", "   Errors: 6"));

  @TempDir Path folder;
  private final Said console = new Said();

  @Command
  private static final class Any {
    @CommandLine.Mixin private EndOptions end;
  }

  private static EndOptions options(String... args) {
    Any any = new Any();
    new CommandLine(any).parseArgs(args);
    return any.end;
  }

  private EndOptions.Run run(boolean tellsJson) {
    return new EndOptions.Run(
        "upload",
        "v22p12",
        Optional.of(folder),
        tellsJson,
        kind -> kind == Kind.DATA ? 1 : kind == Kind.TOKEN ? 3 : 130);
  }

  private static Outcome half(Progress progress) {
    progress.say("a result");
    progress.conclude(HALF);
    return new Outcome(false);
  }

  private static Outcome dead(Progress progress) throws SyncException {
    throw new SyncException(Kind.TOKEN, "the token has expired");
  }

  private Path notify(String script) throws IOException {
    Path file = folder.resolve("notify");
    Script.write(file, script);
    return file;
  }

  private JsonObject json() {
    return JsonParser.parseString(console.text()).getAsJsonObject();
  }

  @Test
  void jsonIsAllThatStandsOnStandardOutputAndHasTheSummaryAsValues() throws Exception {
    assertEquals(1, options("--json").end(run(false), console, EndOptionsTest::half));
    assertEquals(List.of("a result", "", "#### Summary", "   Errors: 6"), console.warnings());
    JsonObject json = json();
    assertEquals("upload", json.get("command").getAsString());
    assertEquals("v22p12", json.get("cs_ver").getAsString());
    assertEquals(1, json.get("exit").getAsInt());
    assertEquals(6, json.get("errors").getAsInt());
    assertEquals(1_500, json.getAsJsonObject("done").get("rate").getAsLong());
    assertEquals(5_000, json.getAsJsonObject("left").get("size").getAsLong());
    assertEquals(1, json.getAsJsonObject("ends").get("sent").getAsInt());
    assertEquals(
        "Hope BB", json.getAsJsonArray("sets").get(0).getAsJsonObject().get("name").getAsString());
  }

  @Test
  void aRunThatDiesBeforeItCanSumUpHasADocumentTooAndTellsWhy() {
    for (boolean tellsJson : List.of(true, false)) {
      Said one = new Said();
      SyncException told =
          assertThrows(
              SyncException.class,
              () -> options("--json").end(run(tellsJson), one, EndOptionsTest::dead));
      assertEquals(Kind.TOKEN, told.kind());
      JsonObject json = JsonParser.parseString(one.text()).getAsJsonObject();
      assertEquals(3, json.get("exit").getAsInt());
      assertEquals(1, json.get("errors").getAsInt());
      assertEquals("the token has expired", json.get("error").getAsString());
      assertTrue(json.get("left").isJsonNull());
    }
  }

  @Test
  void aCommandThatTellsItsOwnDocumentIsLeftToIt() throws Exception {
    assertEquals(
        0,
        options("--json")
            .end(
                run(true),
                console,
                progress -> {
                  progress.say("{}");
                  return new Outcome(true);
                }));
    assertEquals(List.of("{}"), console.lines());
  }

  @Test
  void everyKeyOfTheDocumentIsDescribed() throws Exception {
    String formats = Files.readString(Path.of("docs/formats.md"));
    options("--json").end(run(false), console, EndOptionsTest::half);
    for (String key : json().keySet()) {
      assertTrue(formats.contains("| `" + key + "` |"), key);
    }
    for (String column : Files.readAllLines(folder.resolve(History.NAME)).get(0).split("\t", -1)) {
      assertTrue(formats.contains("| `" + column + "` |"), column);
    }
  }

  @Test
  void everyRunIsALineOfTheHistoryAlsoOneThatFailed() throws Exception {
    options().end(run(false), console, EndOptionsTest::half);
    assertThrows(
        SyncException.class, () -> options().end(run(false), console, EndOptionsTest::dead));
    List<History.Line> lines = History.read(folder).orElseThrow();
    assertEquals(List.of(1, 3), lines.stream().map(History.Line::exit).toList());
    assertEquals(List.of(6L, 1L), lines.stream().map(History.Line::errors).toList());
    assertEquals(3_000, lines.get(0).bytes());
    assertEquals(List.of(), console.warnings());
  }

  @Test
  void aRunThatNeverBeganMakesNoFolderForItsHistory() {
    Path none = folder.resolve("mistyped");
    EndOptions.Run run =
        new EndOptions.Run("upload", "v22p12", Optional.of(none), false, kind -> 3);
    assertThrows(SyncException.class, () -> options().end(run, console, EndOptionsTest::dead));
    assertFalse(Files.exists(none));
  }

  @Test
  void anInterruptedRunIsTakenDownAndToldAsWell() throws Exception {
    Path told = folder.resolve("told");
    Path script = notify("#!/bin/sh\ncat >" + told + "\n");
    Thread.currentThread().interrupt();
    assertThrows(
        SyncException.class,
        () ->
            options("--notify", script.toString())
                .end(
                    run(false),
                    console,
                    progress -> {
                      progress.conclude(HALF);
                      throw SyncException.interrupted(null);
                    }));
    assertTrue(Thread.interrupted());
    assertEquals(130, History.read(folder).orElseThrow().get(0).exit());
    assertTrue(Files.readString(told).contains("exit code 130"), Files.readString(told));
  }

  @Test
  void theProgramGetsTheSummaryAndWhatASubjectNeeds() throws Exception {
    Path told = folder.resolve("told");
    Path script =
        notify("#!/bin/sh\n{ echo \"$1 $CS_SYNC_EXIT $CS_SYNC_SUBJECT\"; cat; } >" + told + "\n");
    assertEquals(
        1, options("--notify", script + " me@here").end(run(false), console, EndOptionsTest::half));
    String text = Files.readString(told, UTF_8);
    assertTrue(text.startsWith("me@here 1 cs-dropbox-sync upload v22p12 on "), text);
    assertTrue(text.contains("\n#### Summary\n   Errors: 6\n"), text);
  }

  @Test
  void aProgramThatFailsIsToldAndChangesNoExitCode() throws Exception {
    Path script = notify("#!/bin/sh\necho no server >&2\nexit 7\n");
    assertEquals(
        0,
        options("--notify", script.toString())
            .end(run(false), console, progress -> new Outcome(true)));
    assertEquals(
        List.of("--notify: no server", "--notify: " + script + " ended with exit code 7"),
        console.warnings());
  }

  @Test
  void aProgramThatHangsIsStopped() throws Exception {
    Path script = notify("#!/bin/sh\nexec sleep 1000\n");
    new Notice.Converter()
        .convert(script.toString())
        .give(List.of("x".repeat(200_000)), Map.of(), Duration.ofSeconds(1), console::warn);
    assertTrue(
        console.warnings().get(0).equals("--notify: " + script + " was stopped after 1 s"),
        console.warnings()::toString);
  }

  @Test
  void theExampleOfAWebhookPostsWhatJsonTakes() throws Exception {
    Path file = folder.resolve("posted");
    Script.write(folder.resolve("curl"), "#!/bin/sh\n{ cat; echo; echo \"$@\"; } >" + file + "\n");
    new Notice.Converter()
        .convert("examples/notify/webhook")
        .give(
            List.of("#### Summary of \"a\\b\"", "\tc\033[31m", " Errors: 1"),
            Map.of(
                "PATH", folder + ":" + System.getenv("PATH"),
                "CS_SYNC_EXIT", "1",
                "CS_SYNC_SUBJECT", "upload \"v22p12\": exit code 1",
                "CS_SYNC_WEBHOOK", "https://chat.example/hook"),
            Duration.ofMinutes(1),
            console::warn);
    assertEquals(List.of(), console.warnings());
    String posted = Files.readString(file);
    assertEquals(
        "upload \"v22p12\": exit code 1\n#### Summary of \"a\\b\"\n c[31m\n Errors: 1",
        JsonParser.parseString(posted.lines().findFirst().orElseThrow())
            .getAsJsonObject()
            .get("text")
            .getAsString());
    assertTrue(posted.endsWith(" https://chat.example/hook\n"), posted);
  }

  @Test
  void theExampleOfAMailSendsTheSummary() throws Exception {
    Path posted = folder.resolve("posted");
    Script.write(
        folder.resolve("mail"), "#!/bin/sh\n{ cat; echo \"$1 $2 $3\"; } >" + posted + "\n");
    new Notice.Converter()
        .convert("examples/notify/mail me@example.org")
        .give(
            List.of("   Errors: 0"),
            Map.of("PATH", folder + ":" + System.getenv("PATH"), "CS_SYNC_SUBJECT", "done"),
            Duration.ofMinutes(1),
            console::warn);
    assertEquals("   Errors: 0\n-s done me@example.org\n", Files.readString(posted));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "  ", "no-such-program-anywhere", "/etc/passwd", "mail -s 'a b' me", "a|b"})
  void whatCannotBeStartedIsRefusedBeforeTheWork(String program) {
    assertThrows(ParameterException.class, () -> options("--notify", program));
  }
}

package org.quakecore.cssync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quakecore.cssync.catalogue.Quoted;

class MainTest {
  @TempDir private Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(OutputStream results, String... args) {
    return Main.run(args, results, err);
  }

  /** A standard output that takes some bytes and then fails. */
  private static OutputStream failing(int after, String reason) {
    return new OutputStream() {
      private int left = after;

      @Override
      public void write(int b) throws IOException {
        if (left-- <= 0) {
          throw new IOException(reason);
        }
      }
    };
  }

  private void layOutARun() throws IOException {
    Files.createDirectories(folder.resolve("Runs"));
    Files.writeString(folder.resolve("list.txt"), "Hope 1r\n");
  }

  private String[] preprocess() {
    return new String[] {
      "preprocess",
      folder.toString(),
      folder.resolve("list.txt").toString(),
      "--out_file",
      folder.resolve("files_to_sync.yaml").toString(),
      "--stocktake_csv",
      folder.resolve("stocktake.csv").toString()
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "--version", "status --help", "upload --help"})
  void helpThatCannotBeWrittenIsAnErrorOfTheEnvironment(String line) {
    assertEquals(3, run(failing(0, "No space left on device"), line.split(" ")));
    assertTrue(err.toString(UTF_8).contains("No space left on device"), err.toString(UTF_8));
    assertEquals(1, err.toString(UTF_8).lines().count(), err.toString(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100})
  void resultsThatCannotBeWrittenAreAnErrorHoweverMuchWasWritten(int bytes) throws IOException {
    layOutARun();
    assertEquals(3, run(failing(bytes, "No space left on device"), preprocess()));
    assertTrue(err.toString(UTF_8).contains("standard output"), err.toString(UTF_8));
  }

  @Test
  void theWorkIsDoneThoughNobodyCanReadOfIt() throws IOException {
    layOutARun();
    run(failing(0, "No space left on device"), preprocess());
    assertTrue(Files.exists(folder.resolve("stocktake.csv")));
  }

  @Test
  void aReaderThatHasGoneEndsQuietlyWithTheCommandsOwnCode() {
    assertEquals(0, run(failing(1, "Broken pipe"), "--help"));
    assertEquals("", err.toString(UTF_8));
  }

  @Test
  void aLongOptionCanBeCutShort() {
    run(out, "download", "v22p12", "--down", folder.toString(), "--no_d");
    assertTrue(err.toString(UTF_8).contains(folder + ": there is no tar"), err.toString(UTF_8));
  }

  @Test
  void aBeginningOfSeveralOptionsNamesThem() {
    assertEquals(2, run(out, "status", "v22p12", "--re"));
    assertTrue(
        err.toString(UTF_8).contains("--re could be --rehash, --remote"), err.toString(UTF_8));
  }

  @Test
  void anArgumentWithAnAtSignIsNoFileOfArguments() throws IOException {
    Path list = Files.writeString(folder.resolve("@args"), "--help\n");
    assertEquals(2, run(out, "preprocess", "./", "@" + list + "x"));
    assertEquals("", out.toString(UTF_8));
    assertTrue(err.toString(UTF_8).contains("no such file"), err.toString(UTF_8));
  }

  @Test
  void anEmptyRemoteIsRefusedAndNotTakenForAnother() {
    assertEquals(2, run(out, "status", "--remote", ""));
    assertTrue(err.toString(UTF_8).contains("names no remote"), err.toString(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Java heap space", "unable to create native thread"})
  void memoryOrThreadsThatRunOutAreTheEnvironmentsFault(String reason) throws Exception {
    layOutARun();
    OutputStream exhausted =
        new OutputStream() {
          @Override
          public void write(int b) {
            throw new OutOfMemoryError(reason);
          }
        };
    assertEquals(3, run(exhausted, preprocess()));
    String said = err.toString(UTF_8);
    assertTrue(said.contains("cs-dropbox-sync: "), said);
    assertTrue(said.contains(reason), said);
    assertTrue(said.contains(reason.contains("heap") ? "CS_SYNC_JAVA_OPTS" : "ulimit -u"), said);
    assertFalse(said.contains("\tat "), said);
  }

  @Test
  void whatAnArgumentHoldsActsOnNoTerminal() {
    for (String name : List.of("\u001b[2J", "\u009b2J", "\r", "\u007f", "\u202e", "\u2066")) {
      run(out, "status", "v22p12" + name, "--remote", folder + "/" + name);
      run(out, "status", "--no" + name);
      run(out, "preprocess", folder.toString(), folder + "/" + name);
    }
    String all = out.toString(UTF_8) + err.toString(UTF_8);
    assertTrue(all.chars().noneMatch(c -> c != '\n' && Quoted.isUnsafe(c)), all);
    assertTrue(all.contains("\\u009b2J"), all);
  }
}

package org.quakecore.cssync.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.quakecore.cssync.testing.RunFolder.fault;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.testing.RunFolder;
import picocli.CommandLine;

class PreprocessCommandTest {
  @TempDir Path folder;
  private RunFolder run;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final StringWriter err = new StringWriter();
  private Optional<Path> kept = Optional.empty();

  @BeforeEach
  void makeRun() throws Exception {
    run = RunFolder.at(folder.resolve("v22p12")).add(fault("Hope", 2));
  }

  private int preprocess(String... options) {
    PrintStream results = new PrintStream(out, true, StandardCharsets.UTF_8);
    CommandLine command =
        new CommandLine(new PreprocessCommand(ConsoleReport.plain(results, results), kept));
    command.setErr(new PrintWriter(err, true));
    command.setExecutionExceptionHandler(
        (failure, line, result) -> {
          err.write(failure.getMessage());
          return ExitCode.of(((SyncException) failure).kind()).code();
        });
    command.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    String[] args = new String[options.length + 4];
    args[0] = run.root().toString();
    args[1] = run.list().toString();
    args[2] = "--out_file=" + folder.resolve("files.yaml");
    args[3] = "--stocktake-csv=" + folder.resolve("stocktake.csv");
    System.arraycopy(options, 0, args, 4, options.length);
    return command.execute(args);
  }

  private String firstLine() {
    return out.toString(StandardCharsets.UTF_8).lines().findFirst().orElseThrow();
  }

  @Test
  void aCompleteRunExitsWith0AndOneWithGapsWith1() throws Exception {
    assertEquals(0, preprocess());
    run.delete("Runs/Hope/Hope_REL02/BB/Acc/BB.bin");
    assertEquals(1, preprocess());
  }

  @Test
  void typesCanBeRepeatedOrSeparatedByCommas() {
    assertEquals(0, preprocess("-t", "BB,IM", "--data_types", "SAMPLE_BB"));
    assertEquals("['IM', 'BB', \"SAMPLE_BB\"]", firstLine());
  }

  @Test
  void optionsHaveAnUnderscoreAndAHyphenSpelling() {
    assertEquals(0, preprocess("--data-types=Source"));
    assertEquals("['Source', 'VM']", firstLine());
  }

  @ParameterizedTest
  @ValueSource(strings = {"VM", "LF", "bb", ""})
  void anyOtherTypeIsWrongUsage(String type) {
    assertEquals(2, preprocess("-t", type));
    assertTrue(err.toString().contains("Source"), err.toString());
  }

  @Test
  void patternsThatAreKeptBesideTheProgramCountUnlessOthersAreNamed() throws Exception {
    Path edited = folder.resolve("edited.yaml");
    Files.writeString(
        edited, "IM:\n  where: Runs/{fault_name}\n  pattern: [\"*/IM_calc/*.csv\"]\n");
    kept = Optional.of(edited);

    assertEquals(0, preprocess());
    assertEquals("['IM']", firstLine());
    assertSaid("Patterns: " + edited + ", other than the program's own");

    Path original = Files.copy(Path.of("sync_patterns.yaml"), folder.resolve("original.yaml"));
    out.reset();
    assertEquals(0, preprocess("--config", original.toString()));
    assertSaid("Patterns: " + original);
  }

  @Test
  void withoutPatternsBesideItTheProgramSaysThatItTakesItsOwn() {
    assertEquals(0, preprocess());
    assertSaid("Patterns: the program's own");
  }

  private void assertSaid(String line) {
    String all = out.toString(StandardCharsets.UTF_8);
    assertTrue(all.lines().anyMatch(line::equals), all);
  }
}

package org.quakecore.cssync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the scripts with a stand-in for Java that prints what it was started with, so that what
 * reaches the program is seen word by word.
 */
class ScriptsIT {
  private static final Path SCRIPTS = Path.of("scripts").toAbsolutePath();

  /** Prints the encoding it was started in, then every argument in brackets. */
  private static final String STAND_IN =
      "#!/bin/sh\nlocale charmap\nfor word in \"$@\"; do printf '[%s]\\n' \"$word\"; done\n";

  @TempDir private Path folder;
  private Path java;

  @BeforeEach
  void makeAStandInForJava() throws IOException {
    java = script(folder.resolve("a java/bin/java"), STAND_IN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"preprocess", "upload", "download"})
  void everyOldNameIsASubcommandAndKeepsItsArguments(String command) throws Exception {
    List<String> printed =
        run(
            Map.of("CS_SYNC_JAVA", java.toString()),
            SCRIPTS.resolve("cs_dropbox_" + command).toString(),
            "./",
            "a  list.txt",
            "-t",
            "BB",
            "$(id)",
            "*",
            "");

    assertEquals(
        List.of(
            "[" + command + "]", "[./]", "[a  list.txt]", "[-t]", "[BB]", "[$(id)]", "[*]", "[]"),
        afterTheJar(printed));
  }

  @Test
  void theLauncherStartsThroughLinksInAFolderWithSpaces() throws Exception {
    Path bin = Files.createDirectories(folder.resolve("my bin"));
    Path first = Files.createSymbolicLink(bin.resolve("one"), SCRIPTS.resolve("cs-dropbox-sync"));
    Path second = Files.createSymbolicLink(bin.resolve("two"), first.getFileName());

    List<String> printed =
        run(Map.of("CS_SYNC_JAVA", java.toString()), second.toString(), "--help");

    assertEquals(List.of("[--help]"), afterTheJar(printed));
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", "xx_XX.UTF-8"})
  void everyLocaleThatIsNotUtf8IsReplacedByOneThatIs(String locale) throws Exception {
    List<String> printed =
        run(
            Map.of("CS_SYNC_JAVA", java.toString(), "LC_ALL", locale),
            SCRIPTS.resolve("cs-dropbox-sync").toString());

    assertTrue(printed.contains("UTF-8"), printed.toString());
  }

  @Test
  void optionsForJavaComeAfterOursAndMayNameACollector() throws Exception {
    List<String> printed =
        run(
            Map.of("CS_SYNC_JAVA", java.toString(), "CS_SYNC_JAVA_OPTS", "-Xmx1g -XX:+UseG1GC"),
            SCRIPTS.resolve("cs-dropbox-sync").toString());

    assertTrue(printed.indexOf("[-Xmx1g]") > printed.indexOf("[-Xmx256m]"), printed.toString());
    assertTrue(printed.contains("[-XX:+UseG1GC]"), printed.toString());
    assertFalse(printed.contains("[-XX:+UseSerialGC]"), printed.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"CS_SYNC_JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"})
  void aCollectorMayBeNamedInEveryWayThatJavaIsGivenOptions(String variable) throws Exception {
    List<String> printed =
        run(
            Map.of("CS_SYNC_JAVA", java.toString(), variable, "-XX:+UseG1GC"),
            SCRIPTS.resolve("cs-dropbox-sync").toString());

    assertFalse(printed.contains("[-XX:+UseSerialGC]"), printed.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CS_SYNC_JAVA_OPTS=-Xmx9999999999t",
        "JAVA_TOOL_OPTIONS=-Xmx9999999999t",
        "JDK_JAVA_OPTIONS=-XX:NoSuchOption",
        "_JAVA_OPTIONS=-XX:+UseG1GC -XX:+UseParallelGC",
        "CS_SYNC_JAVA=/bin/false"
      })
  void aJavaThatDoesNotStartIsOneLineThatNamesTheSettingAndExitCode3(String setting)
      throws Exception {
    int equals = setting.indexOf('=');
    String name = setting.substring(0, equals);
    List<String> printed =
        run(
            3,
            Map.of(name, setting.substring(equals + 1)),
            SCRIPTS.resolve("cs-dropbox-sync").toString(),
            "--version");

    assertEquals(1, printed.size(), printed.toString());
    String line = printed.get(0);
    assertTrue(line.startsWith("cs-dropbox-sync: Java does not start: "), line);
    assertTrue(line.contains("Mend what it was given"), line);
    assertTrue(line.contains(name + "="), line);
  }

  @Test
  void thePatternsBesideTheProgramAreHandedToIt() throws Exception {
    List<String> printed =
        run(
            Map.of("CS_SYNC_JAVA", java.toString()),
            SCRIPTS.resolve("cs-dropbox-sync").toString(),
            "preprocess");

    String file = SCRIPTS.resolveSibling("sync_patterns.yaml").toString();
    assertTrue(printed.contains("[-Dcssync.patterns=" + file + "]"), printed.toString());
  }

  @Test
  void aCheckoutThatCannotBeBuiltSaysWhatItLacksAndHowToDoWithout() throws Exception {
    Path scripts = Files.createDirectories(folder.resolve("check out/scripts"));
    for (String name : List.of("cs-dropbox-sync", "build", "setup", "find-java")) {
      Files.copy(SCRIPTS.resolve(name), scripts.resolve(name), COPY_ATTRIBUTES);
    }
    Path mvn = script(folder.resolve("bin/mvn"), "#!/bin/sh\necho Apache Maven 3.0.5\n");

    List<String> printed =
        run(
            3,
            Map.of("PATH", mvn.getParent() + ":" + System.getenv("PATH")),
            scripts.resolve("cs-dropbox-sync").toString(),
            "--version");

    assertEquals(3, printed.size(), printed.toString());
    assertTrue(printed.get(1).startsWith("Missing or too old: Maven"), printed.get(1));
    assertTrue(printed.get(2).contains("To do without Maven and a JDK"), printed.get(2));
  }

  @Test
  void aCurrentFolderThatIsGoneIsNamed() throws Exception {
    List<String> printed =
        run(
            3,
            Map.of(),
            "bash",
            "-c",
            "cd \"$(mktemp -d)\" && rmdir \"$PWD\" && exec \"$0\" --version",
            SCRIPTS.resolve("cs-dropbox-sync").toString());

    assertTrue(
        printed.get(printed.size() - 1).contains("the current folder is there no more"),
        printed.toString());
    assertFalse(printed.toString().contains("java"), printed.toString());
  }

  @Test
  void tooLittleAddressSpaceIsNamedInOneLine() throws Exception {
    String launcher = SCRIPTS.resolve("cs-dropbox-sync").toString();

    List<String> printed =
        run(3, Map.of(), "bash", "-c", "ulimit -v 600000; exec \"$0\" --version", launcher);

    assertEquals(1, printed.size(), printed.toString());
    assertTrue(printed.get(0).contains("ulimit -v 600000"), printed.toString());
  }

  @Test
  void whereAddressSpaceIsLimitedTheProgramMakesDoWithLittleOfIt() throws Exception {
    String launcher = SCRIPTS.resolve("cs-dropbox-sync").toString();

    List<String> printed =
        run(0, Map.of(), "bash", "-c", "ulimit -v 1500000; exec \"$0\" --version", launcher);

    assertTrue(printed.get(0).startsWith("cs-dropbox-sync "), printed.toString());
  }

  @Test
  void aJavaThatIsTooOldIsNamed() throws Exception {
    Path old = folder.resolve("old/bin/java");
    script(old, "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");

    List<String> printed =
        run(
            3,
            Map.of("CS_SYNC_JAVA", old.toString()),
            SCRIPTS.resolve("cs-dropbox-sync").toString(),
            "--version");

    assertEquals(
        List.of(
            "cs-dropbox-sync: CS_SYNC_JAVA: \"" + old + "\" is Java 11; 17 or later is needed."),
        printed);
  }

  @Test
  void aJavaHomeIsTakenByItsReleaseFileAndPassedOverWhenTooOld() throws Exception {
    Path old = folder.resolve("old");
    script(old.resolve("bin/java"), "#!/bin/sh\necho the old Java ran\n");
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"1.8.0_402\"\n");
    Path recent = java.getParent().getParent();
    Files.writeString(recent.resolve("release"), "JAVA_VERSION=\"17.0.2\"\n");
    String launcher = SCRIPTS.resolve("cs-dropbox-sync").toString();

    List<String> withOld = run(Map.of("JAVA_HOME", old.toString()), launcher, "--version");
    List<String> withRecent = run(Map.of("JAVA_HOME", recent.toString()), launcher, "--version");

    assertFalse(withOld.contains("the old Java ran"), withOld.toString());
    assertEquals(List.of("[--version]"), afterTheJar(withRecent));
  }

  @Test
  void theQuickstartSeesEveryDifferenceBetweenARunAndWhatCameBack() throws Exception {
    Path run = folder.resolve("v22p12");
    Path back = folder.resolve("downloaded");
    Path bin = write(run.resolve("Runs/OhariuC/OhariuC_REL01/BB/Acc/BB.bin"), "motion");
    write(run.resolve("Data/VMs/OhariuC/nzvm.cfg"), "velocity");
    write(back.resolve("OhariuC/BB/OhariuC_REL01_BB.bin"), "motion");
    Path model = write(back.resolve("OhariuC/Source/nzvm.cfg"), "velocity");
    write(back.resolve("tar_ok.log"), "");

    assertEquals("2 files compared byte by byte, 0 wrong.", compare(run, back));

    Files.writeString(bin, "motioN");
    Files.delete(model);
    write(back.resolve("OhariuC/OhariuC_BB.tar"), "");

    assertEquals("2 files compared byte by byte, 3 wrong.", compare(run, back));
  }

  private String compare(Path run, Path back) throws Exception {
    List<String> printed =
        run(
            Map.of(),
            "bash",
            "-c",
            ". \"$1\"; compare_trees \"$2\" \"$3\" || true",
            "bash",
            SCRIPTS.resolve("quickstart").toString(),
            run.toString(),
            back.toString());
    return printed.get(printed.size() - 1);
  }

  private static List<String> afterTheJar(List<String> printed) {
    return printed.subList(printed.indexOf("[-jar]") + 2, printed.size());
  }

  private static Path script(Path file, String text) throws IOException {
    write(file, text);
    assertTrue(file.toFile().setExecutable(true));
    return file;
  }

  private static Path write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
  }

  /** Starts a program in the temporary folder and returns the lines it printed. */
  private List<String> run(Map<String, String> environment, String... words) throws Exception {
    return run(0, environment, words);
  }

  private List<String> run(int code, Map<String, String> environment, String... words)
      throws Exception {
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(words)));
    builder.directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("CS_SYNC_"));
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.contains("JAVA") && name.endsWith("_OPTIONS"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(code, process.waitFor(), printed);
    return printed.lines().toList();
  }
}

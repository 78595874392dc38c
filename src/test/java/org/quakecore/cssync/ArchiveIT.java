package org.quakecore.cssync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.quakecore.cssync.testing.RunFolder.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.testing.RunFolder;
import org.quakecore.cssync.testing.Script;

/**
 * The archive that people install: unpacked in a folder with a space, without a right to write
 * there, and with a PATH on which Maven and a JDK are only there to be caught at it.
 */
class ArchiveIT {
  private static final Path ARCHIVE =
      Path.of(System.getProperty("cssync.jar").replace("-all.jar", ".tar.gz"));

  @TempDir private static Path folder;
  private static Path unpacked;

  @BeforeAll
  static void unpack() throws Exception {
    Path place = Files.createDirectories(folder.resolve("soft ware"));
    run(0, "tar", "-xzf", ARCHIVE.toString(), "-C", place.toString());
    String name = ARCHIVE.getFileName().toString();
    unpacked = place.resolve(name.substring(0, name.length() - ".tar.gz".length()));
    for (String tool : List.of("mvn", "javac")) {
      Path file = Files.createDirectories(folder.resolve("caught")).resolve(tool);
      Script.write(file, "#!/bin/sh\necho caught: \"$0\"\nexit 9\n");
    }
    run(0, "chmod", "-R", "a-w", unpacked.toString());
  }

  @AfterAll
  static void allowToDelete() throws Exception {
    run(0, "chmod", "-R", "u+w", unpacked.toString());
  }

  private static Path program() {
    return unpacked.resolve("bin/cs-dropbox-sync");
  }

  @Test
  void itHoldsWhatIsInstalledAndNothingElse() throws Exception {
    List<String> top = run(0, "ls", "-1", unpacked.toString());

    assertEquals(
        List.of(
            "CHANGELOG.md",
            "CONTRIBUTING.md",
            "LICENSE",
            "README.md",
            "bin",
            "cs-dropbox-sync.def",
            "docs",
            "examples",
            "install",
            "lib",
            "modulefiles",
            "share",
            "slurm",
            "sync_patterns.yaml"),
        top);
    assertEquals(
        List.of(
            "cs-dropbox-sync", "cs_dropbox_download", "cs_dropbox_preprocess", "cs_dropbox_upload"),
        run(0, "ls", "-1", unpacked.resolve("bin").toString()));
    for (String page : List.of("cs-dropbox-sync.1", "cs-dropbox-sync-upload.1")) {
      assertTrue(Files.size(unpacked.resolve("share/man/man1").resolve(page)) > 1_000, page);
    }
  }

  @Test
  void itTellsItsVersionAndItsCommit() throws Exception {
    String said = String.join("\n", run(0, program().toString(), "--version"));

    String version =
        unpacked.getFileName().toString().replace("cs-dropbox-sync-", "cs-dropbox-sync ");
    assertTrue(said.startsWith(version), said);
    // None where the sources are no checkout.
    assertTrue(
        said.substring(version.length()).matches("( \\(commit [0-9a-f]{10,}(, changed)?\\))?"),
        said);
  }

  @Test
  void theOldNamesAndLinksLeadToIt() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), program());

    assertEquals(run(0, program().toString(), "--version"), run(0, link.toString(), "--version"));
    assertTrue(
        run(0, unpacked.resolve("bin/cs_dropbox_upload").toString(), "--help")
            .get(0)
            .startsWith("Usage: cs-dropbox-sync upload"));
  }

  @Test
  void theInstalledPatternsCountAndAnEditedOnesSurvivesInstallingAgain() throws Exception {
    RunFolder run = RunFolder.at(folder.resolve("v22p12")).add(fault("Hope", 1));
    Path prefix = folder.resolve("an other & prefix");
    Path installed = prefix.resolve("cs-dropbox-sync/current");
    String[] preprocess = {
      installed.resolve("bin/cs-dropbox-sync").toString(),
      "preprocess",
      run.root().toString(),
      run.list().toString()
    };

    List<String> first = run(0, unpacked.resolve("install").toString(), prefix.toString());
    assertTrue(first.get(0).startsWith("Installed in " + prefix.toRealPath()), first.toString());
    Path patterns = installed.resolve("sync_patterns.yaml").toRealPath();
    assertTrue(run(0, preprocess).contains("Patterns: " + patterns));

    Files.writeString(patterns, "IM: {where: 'Runs/{fault_name}', pattern: '*/IM_calc/*.csv'}\n");
    assertTrue(
        run(0, preprocess).contains("Patterns: " + patterns + ", other than the program's own"));

    List<String> again = run(0, unpacked.resolve("install").toString(), prefix.toString());
    assertTrue(again.get(0).startsWith("Kept: " + patterns), again.toString());
    assertTrue(run(0, preprocess).contains("['IM']"));
    Path version = patterns.getParent();
    Path module =
        prefix.resolve("modulefiles/cs-dropbox-sync").resolve(version.getFileName() + ".lua");
    assertTrue(
        Files.readAllLines(module).contains("local root = [[" + version + "]]"),
        Files.readString(module));
  }

  @Test
  void aRunGoesThereAndBack() throws Exception {
    RunFolder run = RunFolder.at(folder.resolve("v22p4")).add(fault("Hope", 2));
    Files.move(run.root().resolve("Data/Sources/Hope/Srf"), folder.resolve("srf"));
    run(0, "sh", "-c", "mv srf/* v22p4/Data/Sources/Hope/");
    String remote = Files.createDirectories(folder.resolve("remote")).toString();
    String program = program().toString();

    run(
        0,
        program,
        "preprocess",
        "v22p4",
        "v22p4/list.txt",
        "--config",
        unpacked.resolve("examples/v22p4/sync_patterns.yaml").toString());
    run(0, program, "upload", "v22p4", "files_to_sync.yaml", "--remote", remote);
    run(0, program, "download", "v22p4", "--remote", remote, "--download_dir", "back");

    assertEquals(
        -1L,
        Files.mismatch(
            run.root().resolve("Runs/Hope/Hope_REL02/BB/Acc/BB.bin"),
            folder.resolve("back/Hope/BB/Hope_REL02_BB.bin")));
  }

  @Test
  void theBuiltArchiveHasNoTraceOfWhoBuiltIt() throws Exception {
    List<String> lines = run(0, "tar", "-tvzf", ARCHIVE.toString(), "--full-time", "--utc");
    assertFalse(lines.isEmpty());
    for (String line : lines) {
      assertTrue(line.matches("[-d]rw[x-]r-[x-]r-[x-] root/root .* 2026-01-01 00:00:00 .*"), line);
    }
  }

  @Test
  void theRecipeForEasyBuildLooksForFilesThatAreThere() throws Exception {
    String recipe = Files.readString(unpacked.resolve("docs/nesi.md"));
    String checks = recipe.substring(recipe.indexOf("sanity_check_paths"));
    List<String> paths =
        Pattern.compile("'([a-z]+(/[^']+)?)'[,\\]]")
            .matcher(checks.substring(0, checks.indexOf("sanity_check_commands")))
            .results()
            .map(each -> each.group(1))
            .toList();

    assertEquals(6, paths.size(), paths.toString());
    for (String path : paths) {
      assertTrue(Files.exists(unpacked.resolve(path)), path);
    }
  }

  private static List<String> run(int code, String... words)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(words)));
    builder.directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("CS_SYNC_"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("LC_ALL", "C");
    builder
        .environment()
        .merge("PATH", folder.resolve("caught") + ":", (path, ours) -> ours + path);
    Process process = builder.start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(code, process.waitFor(), printed);
    return printed.lines().toList();
  }
}

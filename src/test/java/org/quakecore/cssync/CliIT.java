package org.quakecore.cssync;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quakecore.cssync.testing.Jar;
import org.quakecore.cssync.testing.Jar.Result;
import org.quakecore.cssync.testing.Jar.Running;
import org.quakecore.cssync.testing.RunFolder;

/** The built program with the real rclone, from the command line. */
class CliIT {
  @TempDir Path folder;

  private RunFolder run;
  private Path remote;
  private Path downloaded;
  private Jar jar;

  @BeforeEach
  void layOut() throws IOException {
    run = RunFolder.at(Files.createDirectories(folder.resolve("v22p12")));
    remote = Files.createDirectories(folder.resolve("dropbox/Cybershake"));
    downloaded = folder.resolve("downloaded");
    jar = new Jar(run.root()).with("CS_SYNC_REMOTE", remote.toString());
  }

  private void addFaults() throws IOException {
    run.add(RunFolder.fault("Hope", 4).withMedian().withPerturbations().sized(50_000, 900, 300));
    run.add(RunFolder.fault("Kelly_1-2", 3).withPerturbations().startingAt(5));
  }

  private Result preprocess(String... more) throws IOException {
    return jar.run(arguments(List.of("preprocess", "./", "./list.txt"), more));
  }

  private Result upload(String... more) throws IOException {
    return jar.run(uploading(more));
  }

  private static String[] uploading(String... more) {
    return arguments(List.of("upload", "./", "./files_to_sync.yaml"), more);
  }

  private Result download(String... more) throws IOException {
    return jar.run(
        arguments(List.of("download", "v22p12", "--download_dir", downloaded.toString()), more));
  }

  private static String[] arguments(List<String> first, String... more) {
    List<String> all = new ArrayList<>(first);
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private void assertDone(Result result) {
    assertEquals(0, result.code(), result.all());
  }

  private List<String> onRemote() throws IOException {
    return files(remote);
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths
          .filter(Files::isRegularFile)
          .map(path -> folder.relativize(path).toString())
          .sorted()
          .toList();
    }
  }

  private void assertAllBytesAreBack() throws IOException {
    for (String fault : List.of("Hope", "Kelly_1-2")) {
      try (Stream<Path> events = Files.list(run.file("Runs/" + fault))) {
        for (Path event : events.toList()) {
          String name = event.getFileName().toString();
          assertSame(event.resolve("BB/Acc/BB.bin"), fault + "/BB/" + name + "_BB.bin");
          assertSame(event.resolve("IM_calc/" + name + ".csv"), fault + "/IM/" + name + ".csv");
        }
      }
      for (String sources :
          List.of(
              "Data/Sources/" + fault + "/Srf",
              "Data/Sources/" + fault + "/Sim_params",
              "Data/VMs/" + fault)) {
        try (Stream<Path> paths = Files.list(run.file(sources))) {
          for (Path source : paths.toList()) {
            assertSame(source, fault + "/Source/" + source.getFileName());
          }
        }
      }
    }
  }

  private void assertSame(Path source, String extracted) throws IOException {
    assertArrayEquals(
        Files.readAllBytes(source), Files.readAllBytes(downloaded.resolve(extracted)), extracted);
  }

  @Test
  void everyByteComesBack() throws Exception {
    addFaults();
    assertDone(preprocess());
    assertDone(upload("--part_size", "120K"));
    assertTrue(onRemote().contains("v22p12/Hope/Hope_BB_2f.tar"), onRemote().toString());
    assertDone(download());
    assertAllBytesAreBack();
  }

  @Test
  void theSecondRunOfEachCommandHasNothingToDo() throws Exception {
    addFaults();
    assertDone(preprocess());
    assertDone(upload());
    assertDone(download("--cleanup"));

    Result again = upload();
    assertDone(again);
    assertTrue(again.out().contains("Nothing to do"), again.all());
    Result fetchedAgain = download("--cleanup");
    assertDone(fetchedAgain);
    assertFalse(files(downloaded).stream().anyMatch(name -> name.endsWith(".tar")));
    assertAllBytesAreBack();
  }

  @Test
  void aDropboxRemoteByNameWorksLikeAPath() throws Exception {
    addFaults();
    jar.with("RCLONE_CONFIG_DROPBOX_TYPE", "alias")
        .with("RCLONE_CONFIG_DROPBOX_REMOTE", folder.resolve("dropbox").toString())
        .with("CS_SYNC_REMOTE", "");
    assertDone(preprocess());
    Result sent = upload("--remote", "dropbox:Cybershake");
    assertDone(sent);
    assertTrue(sent.out().startsWith("#### Uploading to dropbox:Cybershake/v22p12"), sent.all());
    assertDone(download("--remote", "dropbox:Cybershake"));
    assertAllBytesAreBack();
  }

  @Test
  void gnuTarAndBsdtarUnpackWhatWasSent() throws Exception {
    addFaults();
    preprocess();
    upload();
    for (String tar : List.of("tar", "bsdtar")) {
      Path target = Files.createDirectories(folder.resolve("by-" + tar));
      Process process =
          new ProcessBuilder(
                  tar,
                  "-xf",
                  remote.resolve("v22p12/Hope/Hope_BB.tar").toString(),
                  "-C",
                  target.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertEquals(0, process.waitFor(), tar);
      assertArrayEquals(
          Files.readAllBytes(run.bb("Hope", "Hope_REL02")),
          Files.readAllBytes(target.resolve("Hope_REL02_BB.bin")),
          tar);
    }
  }

  @Test
  void loss14AMissingRealisationIsReportedAndExits1() throws Exception {
    addFaults();
    run.delete("Runs/Hope/Hope_REL02/BB/Acc/BB.bin");

    Result result = preprocess();

    assertEquals(1, result.code(), result.all());
    assertTrue(result.out().contains("FAILED: Hope BB"), result.all());
    assertEquals(1, upload().code());
    assertFalse(onRemote().contains("v22p12/Hope/Hope_BB.tar"));
  }

  @Test
  void badInputExits2NamingFileLineAndRemedy() throws Exception {
    Files.writeString(run.list(), "Hope 4r\nKelly 3x\n");

    Result result = preprocess();

    assertEquals(2, result.code(), result.all());
    assertTrue(result.err().contains("list.txt:2"), result.all());
    assertTrue(result.err().contains("3x"), result.all());
  }

  @Test
  void wrongUsageExits2() throws Exception {
    assertEquals(2, jar.run().code());
    assertEquals(2, jar.run("upload").code());
    assertEquals(2, upload("--part_size", "100").code());
    assertEquals(2, upload("surplus").code());
    assertEquals(2, jar.run("download", "v22p12", "-t", "VM").code());
  }

  @Test
  void anEnvironmentThatIsNotReadyExits3() throws Exception {
    addFaults();
    preprocess();

    Result unknown = upload("--remote", "nowhere:Cybershake");
    assertEquals(3, unknown.code(), unknown.all());
    assertTrue(unknown.err().contains("nowhere"), unknown.all());

    jar.with("CS_SYNC_RCLONE", folder.resolve("no-such-rclone").toString());
    Result missing = upload();
    assertEquals(3, missing.code(), missing.all());
    assertTrue(missing.err().contains("module add rclone"), missing.all());
  }

  @Test
  void aSecondRunExits4WhileTheFirstHoldsTheLock() throws Exception {
    addFaults();
    preprocess();
    Running first = jar.start(uploading("--", "--bwlimit", "20k"));
    waitFor(run.root().resolve("tmp/v22p12/upload.lock"));

    Result second = upload();

    assertEquals(4, second.code(), second.all());
    assertTrue(second.err().contains("upload.lock"), second.all());
    first.signal("TERM");
    assertEquals(143, first.result().code());
  }

  @ParameterizedTest
  @CsvSource({"HUP,129", "INT,130", "TERM,143"})
  void aSignalStopsItCleanlyAndTheSameCommandFinishes(String signal, int code) throws Exception {
    addFaults();
    preprocess();
    Running running = jar.start(uploading("--part_size", "120K", "--", "--bwlimit", "60k"));
    waitFor(remote.resolve("v22p12/Hope"));

    running.signal(signal);
    Result stopped = running.result();

    assertEquals(code, stopped.code(), stopped.all());
    assertTrue(stopped.out().contains("#### Summary of"), stopped.all());
    assertDone(upload("--part_size", "120K"));
    assertDone(download());
    assertAllBytesAreBack();
  }

  @Test
  void afterSigkillTheSameCommandFinishes() throws Exception {
    addFaults();
    preprocess();
    Running running = jar.start(uploading("--part_size", "120K", "--", "--bwlimit", "60k"));
    waitFor(remote.resolve("v22p12/Hope"));
    List<ProcessHandle> rclones = running.process().descendants().toList();
    running.signal("KILL");
    rclones.forEach(ProcessHandle::destroyForcibly);
    assertEquals(137, running.result().code());

    assertDone(upload("--part_size", "120K"));
    assertDone(download());
    assertAllBytesAreBack();
  }

  @Test
  void loss1ADiskThatFillsUpWhilePackingIsNeverMistakenForSuccess() throws Exception {
    addFaults();
    preprocess();
    // A limit on the size of files cuts a write short as a full disk does.
    Result limited =
        jar.start(
                List.of("bash", "-c", "ulimit -f 100; exec \"$@\"", "limited"),
                uploading("-t", "BB"))
            .result();

    assertTrue(limited.code() == 1 || limited.code() == 3, limited.all());
    assertFalse(onRemote().contains("v22p12/Hope/Hope_BB.tar"), onRemote().toString());
    assertDone(upload());
    assertDone(download());
    assertAllBytesAreBack();
  }

  @Test
  void loss15StrangeFileNamesSurviveTheRoundTrip() throws Exception {
    String accents = "Hope_é ü.info";
    List<String> names =
        List.of(
            "Hope $(touch pwned).info",
            "Hope'\"quotes\".info",
            "Hope\nnewline.info",
            "Hope;semi&amp.info",
            accents,
            "Hope_" + "n".repeat(245) + ".info");
    run.add(RunFolder.fault("Hope", 1));
    for (String name : names) {
      run.write("Data/Sources/Hope/Srf/" + name, 100 + name.length());
    }
    // More than one file without a REL number is not what list.txt makes one expect.
    assertEquals(1, preprocess().code());
    assertDone(upload("--allow_incomplete"));
    assertDone(download());
    for (String name : names) {
      assertSame(run.file("Data/Sources/Hope/Srf/" + name), "Hope/Source/" + name);
    }
    assertFalse(Files.exists(run.root().resolve("pwned")));
  }

  @Test
  void archivesOfGnuTarInTheOldLayoutComeDown() throws Exception {
    run.add(RunFolder.fault("Hope", 3));
    Path flat = Files.createDirectories(folder.resolve("flat"));
    Path version = Files.createDirectories(remote.resolve("v22p12/Hope"));
    for (int rel = 1; rel <= 3; rel++) {
      Files.copy(run.bb("Hope", "Hope_REL0" + rel), flat.resolve("Hope_REL0" + rel + "_BB.bin"));
    }
    tar(version.resolve("Hope_BB_0.tar"), flat, "Hope_REL01_BB.bin", "Hope_REL02_BB.bin");
    tar(version.resolve("Hope_BB_1f.tar"), flat, "Hope_REL03_BB.bin");

    assertDone(download("-t", "BB"));

    for (int rel = 1; rel <= 3; rel++) {
      assertSame(run.bb("Hope", "Hope_REL0" + rel), "Hope/BB/Hope_REL0" + rel + "_BB.bin");
    }
  }

  private static void tar(Path target, Path from, String... names) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("tar", "-cvf", target.toString(), "-C", from.toString()));
    command.addAll(List.of(names));
    assertEquals(
        0,
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor());
  }

  @Test
  void everyCommandListsTheExitCodes() throws Exception {
    for (String command : List.of("preprocess", "upload", "download")) {
      Result help = jar.run(command, "--help");
      assertDone(help);
      for (String code : List.of("0 ", "1 ", "2 ", "3 ", "4 ", "130")) {
        assertTrue(
            help.out().contains("\n  " + code) || help.out().contains("\n " + code), help.all());
      }
      assertTrue(help.out().lines().allMatch(line -> line.length() <= 80), help.all());
    }
  }

  private static void waitFor(Path path) throws Exception {
    for (int i = 0; i < 600 && !Files.exists(path); i++) {
      Thread.sleep(50);
    }
    assertTrue(Files.exists(path), path + " never came to be");
  }

  @Test
  void loss15MoreFilesThanACommandLineHoldsArePacked() throws Exception {
    run.add(RunFolder.fault("Hope", 1));
    for (int i = 0; i < 4_500; i++) {
      run.write("Data/Sources/Hope/Srf/Hope_segment_" + "n".repeat(60) + i + ".csv", 20);
    }
    assertEquals(1, preprocess().code());
    assertDone(upload("--allow_incomplete", "-t", "Source"));
    assertDone(download("-t", "Source"));
    assertTrue(files(downloaded.resolve("Hope/Source")).size() > 4_500);
  }

  @Test
  void loss18UnderscoresInNamesAndAFarTempFolderAreFine() throws Exception {
    run.add(RunFolder.fault("Hope_Kelly_2", 2));
    assertDone(preprocess());
    assertDone(upload("--tmp_dir", folder.resolve("far/away").toString()));
    Files.writeString(remote.resolve("v22p12/Hope_Kelly_2/Hope_Kelly_2_BB_old.tar"), "stray");
    assertDone(upload("--tmp_dir", folder.resolve("far/away").toString()));
    assertDone(download());
    assertSame(
        run.bb("Hope_Kelly_2", "Hope_Kelly_2_REL02"), "Hope_Kelly_2/BB/Hope_Kelly_2_REL02_BB.bin");
  }

  @Test
  void loss18PreprocessOfOneTypeFollowedByAFullUploadSendsThatType() throws Exception {
    addFaults();
    assertDone(preprocess("-t", "BB"));
    assertDone(upload());
    assertEquals(
        List.of(
            "v22p12/Hope/Hope_BB.tar",
            "v22p12/Kelly_1-2/Kelly_1-2_BB.tar",
            "v22p12/_manifest/Hope_BB.json",
            "v22p12/_manifest/Kelly_1-2_BB.json",
            "v22p12/list.txt",
            "v22p12/stocktake.csv"),
        onRemote());
  }
}

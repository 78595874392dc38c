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
import org.junit.jupiter.params.provider.ValueSource;
import org.quakecore.cssync.testing.Jar;
import org.quakecore.cssync.testing.Jar.Result;
import org.quakecore.cssync.testing.Jar.Running;
import org.quakecore.cssync.testing.RunFolder;

/** The built program with the real rclone, from the command line: what every remote must hold. */
abstract class EndToEnd {
  /** Small enough to cut the BB set of Hope into three parts. */
  static final String PARTS = "--part_size=120K";

  private static final List<String> FAULTS = List.of("Hope", "Kelly_1-2");

  @TempDir Path folder;

  RunFolder run;
  Path downloaded;
  Jar jar;

  @BeforeEach
  void layOut() throws IOException {
    run = RunFolder.at(Files.createDirectories(folder.resolve("v22p12")));
    downloaded = folder.resolve("downloaded");
    jar = new Jar(run.root());
  }

  /** The files below the remote's folder of versions, sorted. */
  abstract List<String> onRemote() throws IOException;

  /** Whether bytes of a fault are on their way. */
  abstract boolean isSending();

  void addFaults() throws IOException {
    run.add(RunFolder.fault("Hope", 4).withMedian().withPerturbations().sized(50_000, 900, 300));
    run.add(RunFolder.fault("Kelly_1-2", 3).withPerturbations().startingAt(5));
  }

  Result preprocess(String... more) throws IOException {
    return jar.run(arguments(List.of("preprocess", "./", "./list.txt"), more));
  }

  Result upload(String... more) throws IOException {
    return jar.run(uploading(more));
  }

  static String[] uploading(String... more) {
    return arguments(List.of("upload", "./", "./files_to_sync.yaml"), more);
  }

  Result download(String... more) throws IOException {
    return jar.run(
        arguments(List.of("download", "v22p12", "--download_dir", downloaded.toString()), more));
  }

  private static String[] arguments(List<String> first, String... more) {
    List<String> all = new ArrayList<>(first);
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  /** What was sent although the stocktake says that it is not whole comes down, and is an error. */
  static void assertAllCameButIsNotWhole(Result result) {
    assertEquals(1, result.code(), result.all());
    assertTrue(result.out().contains("is not whole, its stocktake.csv says"), result.all());
    assertFalse(result.out().contains("NOT DONE"), result.all());
  }

  static void assertDone(Result result) {
    assertEquals(0, result.code(), result.all());
  }

  /** The files of a fault on the remote, without their folders. */
  List<String> onRemote(String fault) throws IOException {
    String start = "v22p12/" + fault + "/";
    return onRemote().stream()
        .filter(name -> name.startsWith(start))
        .map(name -> name.substring(start.length()))
        .toList();
  }

  static List<String> files(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths
          .filter(Files::isRegularFile)
          .map(path -> folder.relativize(path).toString())
          .sorted()
          .toList();
    }
  }

  void assertBbIsBack() throws IOException {
    for (String fault : FAULTS) {
      for (String name : events(fault)) {
        assertSame(run.bb(fault, name), fault + "/BB/" + name + "_BB.bin");
      }
    }
  }

  private List<String> events(String fault) throws IOException {
    try (Stream<Path> events = Files.list(run.file("Runs/" + fault))) {
      return events.map(event -> event.getFileName().toString()).toList();
    }
  }

  void assertAllBytesAreBack() throws IOException {
    assertBbIsBack();
    for (String fault : FAULTS) {
      for (String name : events(fault)) {
        assertSame(run.im(fault, name), fault + "/IM/" + name + ".csv");
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

  void assertSame(Path source, String extracted) throws IOException {
    assertArrayEquals(
        Files.readAllBytes(source), Files.readAllBytes(downloaded.resolve(extracted)), extracted);
  }

  /** Starts an upload that is slow enough to be met on its way. */
  Running startSlowUpload() throws Exception {
    Running running = jar.start(uploading(PARTS, "--", "--bwlimit", "60k"));
    for (int i = 0; i < 600 && !isSending(); i++) {
      Thread.sleep(50);
    }
    assertTrue(isSending(), "nothing was ever sent");
    return running;
  }

  @ParameterizedTest
  @ValueSource(strings = {"tar", "none"})
  void everyByteComesBack(String staging) throws Exception {
    addFaults();
    assertDone(preprocess());
    assertDone(upload(PARTS, "--staging", staging));
    assertTrue(onRemote("Hope").contains("Hope_BB_2f.tar"), onRemote().toString());
    assertDone(download("--staging", staging));
    assertAllBytesAreBack();
    assertEquals(
        staging.equals("tar"),
        files(downloaded).stream().anyMatch(name -> name.endsWith(".tar")),
        "tars are kept only where there are any");
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
  void aSignalStopsItCleanlyAndTheSameCommandFinishes() throws Exception {
    assertStoppedCleanlyBy("TERM", 143);
  }

  void assertStoppedCleanlyBy(String signal, int code) throws Exception {
    addFaults();
    preprocess();
    Running running = startSlowUpload();

    running.signal(signal);
    Result stopped = running.result();

    assertEquals(code, stopped.code(), stopped.all());
    assertTrue(stopped.out().contains("#### Summary of"), stopped.all());
    assertDone(upload(PARTS));
    assertDone(download());
    assertAllBytesAreBack();
  }

  @Test
  void afterSigkillTheSameCommandFinishes() throws Exception {
    addFaults();
    preprocess();
    Running running = startSlowUpload();
    List<ProcessHandle> rclones = running.process().descendants().toList();
    running.signal("KILL");
    rclones.forEach(ProcessHandle::destroyForcibly);
    assertEquals(137, running.result().code());

    assertDone(upload(PARTS));
    assertDone(download());
    assertAllBytesAreBack();
  }

  @Test
  void loss6AReplacedSetLeavesNothingOfTheOldOne() throws Exception {
    addFaults();
    assertDone(preprocess("-t", "BB"));
    assertDone(upload(PARTS));
    assertTrue(onRemote("Hope").contains("Hope_BB_0.tar"), onRemote().toString());
    run.write("Runs/Hope/Hope_REL02/BB/Acc/BB.bin", new byte[60_000]);
    assertDone(preprocess("-t", "BB"));

    // A setting that would hide the old set does not make it absent.
    jar.with("RCLONE_MAX_DEPTH", "1");
    Result changed = upload();
    assertEquals(1, changed.code(), changed.all());
    assertEquals(1, changed.err().split("RCLONE_MAX_DEPTH: not handed to rclone", -1).length - 1);
    assertDone(upload("-f"));

    assertEquals(List.of("Hope_BB.tar"), onRemote("Hope"));
    assertFalse(
        onRemote().stream().anyMatch(name -> name.matches("v22p12/_(incoming|retired)/.*")),
        onRemote().toString());
    assertDone(download());
    assertBbIsBack();
  }

  @Test
  void loss15StrangeFileNamesSurviveTheRoundTrip() throws Exception {
    String fault = "Te-Āwhio's_\"$(id)\"";
    List<String> names =
        List.of(
            fault + " $(touch pwned).info",
            fault + "'\"quotes\".info",
            fault + "\nnewline.info",
            fault + ";semi&amp.info",
            fault + "_é ü.info",
            fault + "_" + "n".repeat(220) + ".info");
    run.add(RunFolder.fault(fault, 1));
    for (String name : names) {
      run.write("Data/Sources/" + fault + "/Srf/" + name, 100 + name.length());
    }
    // More than one file without a REL number is not what list.txt makes one expect.
    assertEquals(1, preprocess().code());
    assertDone(upload("--allow_incomplete"));
    assertAllCameButIsNotWhole(download());
    for (String name : names) {
      assertSame(run.file("Data/Sources/" + fault + "/Srf/" + name), fault + "/Source/" + name);
    }
    assertFalse(Files.exists(run.root().resolve("pwned")));
  }
}

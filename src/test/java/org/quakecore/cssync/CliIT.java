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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quakecore.cssync.testing.Jar.Result;
import org.quakecore.cssync.testing.Jar.Running;
import org.quakecore.cssync.testing.RunFolder;

/** The program with a local folder as its remote, and what does not depend on the remote. */
class CliIT extends EndToEnd {
  private Path remote;

  @BeforeEach
  void useAFolder() throws IOException {
    remote = Files.createDirectories(folder.resolve("dropbox/Cybershake"));
    jar.with("CS_SYNC_REMOTE", remote.toString());
  }

  @Override
  List<String> onRemote() throws IOException {
    return files(remote);
  }

  @Override
  boolean isSending() {
    return Files.exists(remote.resolve("v22p12/Hope"));
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
    Running first = startSlowUpload();

    Result second = upload();

    assertEquals(4, second.code(), second.all());
    assertTrue(second.err().contains("upload.lock"), second.all());
    first.signal("TERM");
    Result stopped = first.result();
    assertEquals(143, stopped.code(), stopped.all());
  }

  @ParameterizedTest
  @CsvSource({"HUP,129", "INT,130"})
  void otherSignalsStopItCleanlyToo(String signal, int code) throws Exception {
    assertStoppedCleanlyBy(signal, code);
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
  void archivesOfGnuTarInTheOldLayoutComeDown() throws Exception {
    run.add(RunFolder.fault("Hope", 3));
    Path flat = Files.createDirectories(folder.resolve("flat"));
    Path version = Files.createDirectories(remote.resolve("v22p12/Hope"));
    for (int rel = 1; rel <= 3; rel++) {
      Files.copy(run.bb("Hope", "Hope_REL0" + rel), flat.resolve("Hope_REL0" + rel + "_BB.bin"));
    }
    tar(version.resolve("Hope_BB_0.tar"), flat, "Hope_REL01_BB.bin", "Hope_REL02_BB.bin");
    tar(version.resolve("Hope_BB_1f.tar"), flat, "Hope_REL03_BB.bin");

    Files.writeString(version.resolveSibling("list.txt"), "Hope 3r\n");

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

  @Test
  void loss15MoreFilesThanACommandLineHoldsArePacked() throws Exception {
    run.add(RunFolder.fault("Hope", 1));
    for (int i = 0; i < 4_500; i++) {
      run.write("Data/Sources/Hope/Srf/Hope_segment_" + "n".repeat(60) + i + ".csv", 20);
    }
    assertEquals(1, preprocess().code());
    assertDone(upload("--allow_incomplete", "-t", "Source"));
    assertAllCameButIsNotWhole(download("-t", "Source"));
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

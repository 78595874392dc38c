package org.quakecore.cssync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quakecore.cssync.testing.Jar.Result;
import org.quakecore.cssync.testing.dropbox.Endpoint;
import org.quakecore.cssync.testing.dropbox.FakeDropbox;
import org.quakecore.cssync.testing.dropbox.Options;
import org.quakecore.cssync.testing.dropbox.Trouble;

/**
 * The program with Dropbox, also where that misbehaves. Whatever went wrong, the same commands end
 * well once nothing does.
 */
abstract class DropboxEndToEnd extends EndToEnd {
  private static final String REMOTE = FakeDropbox.REMOTE + "Cybershake";
  static final String HOPE = "/Cybershake/v22p12/Hope/Hope_BB*.tar";

  /** More than list.txt and stocktake.csv together. */
  private static final long FAULT_BYTES = 20_000;

  FakeDropbox dropbox;

  @BeforeEach
  void useDropbox() throws IOException {
    // Small pages, so that every listing is continued.
    Path account = folder.resolve("account");
    Files.createDirectories(account.resolve("Cybershake"));
    start(Options.standard().pageSize(2).folder(account));
    jar.with("CS_SYNC_REMOTE", REMOTE)
        .with("CS_SYNC_ENGINE", engine())
        .with("RCLONE_TPSLIMIT", "500");
    jar.with("XDG_CACHE_HOME", folder.resolve("cache").toString());
  }

  /** Uses another one from here on. */
  void start(Options options) throws IOException {
    if (dropbox != null) {
      dropbox.close();
    }
    dropbox = FakeDropbox.start(options);
    dropbox.environment().forEach(jar::with);
  }

  /** Who moves the bytes. */
  abstract String engine();

  @AfterEach
  void stopDropbox() throws IOException {
    try {
      behave();
    } finally {
      dropbox.close();
    }
  }

  @Override
  List<String> onRemote() {
    String root = "Cybershake/";
    return dropbox.files().stream()
        .filter(name -> name.startsWith(root))
        .map(name -> name.substring(root.length()))
        .toList();
  }

  @Override
  boolean isSending() {
    return dropbox.counters().bytesUploaded() > FAULT_BYTES;
  }

  /** Where something goes wrong one data type will do, and takes a quarter of the time. */
  void preprocessBb() throws IOException {
    addFaults();
    assertDone(preprocess("-t", "BB"));
  }

  /** Makes rclone give up sooner, where it is to give up. */
  void loseHopeSoon() {
    jar.with("RCLONE_LOW_LEVEL_RETRIES", "2").with("RCLONE_RETRIES", "1");
  }

  /** Calls that carry the bytes of a large file of Hope. */
  abstract Trouble onSendingHope();

  /** Calls that make a file. */
  abstract Trouble onCommitting();

  /** From now on a file can never be sent. */
  abstract void breakEveryTime(String file);

  /** That a commit was lost, and that bytes were stored wrong. */
  abstract void assertNoticed(Result result);

  /** From now on nothing goes wrong any more, once all has that was to. */
  void behave() {
    assertEquals(List.of(), dropbox.troublesToCome());
    dropbox.behave();
  }

  /** The same commands, with a Dropbox as it should be. */
  void assertAllIsWellAfterwards() throws IOException {
    behave();
    assertDone(upload(PARTS));
    assertDone(download());
    assertBbIsBack();
  }

  static void assertExits3Naming(String what, Result result) {
    assertEquals(3, result.code(), result.all());
    assertTrue(result.err().contains(what), result.all());
  }

  @Test
  void toBeAskedToSlowDownIsNoFailure() throws Exception {
    preprocessBb();
    dropbox.on(Endpoint.LIST_FOLDER).nth(1).tooManyRequests(1);
    onSendingHope().times(2).tooManyRequests(1);
    dropbox.onCommit().path("**/Kelly*").times(3).refuseCommit("too_many_write_operations");

    assertDone(upload(PARTS));

    assertAllIsWellAfterwards();
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 503})
  void nowAndThenAnErrorOfTheServerIsNoFailure(int status) throws Exception {
    preprocessBb();
    dropbox.on(Endpoint.LIST_FOLDER).nth(2).status(status);
    dropbox.on(Endpoint.LIST_FOLDER_CONTINUE).nth(2).status(status);
    onSendingHope().nth(2).status(status);
    dropbox.on(Endpoint.DOWNLOAD).nth(2).status(status);

    assertDone(upload(PARTS));
    assertDone(download());

    assertBbIsBack();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tar", "none"})
  void aConnectionThatBreaksOrStandsStillIsNoFailure(String staging) throws Exception {
    preprocessBb();
    jar.with("RCLONE_TIMEOUT", "2s");
    onSendingHope().nth(1).cut(15_000);
    onSendingHope().nth(2).stall(15_000);
    onCommitting().nth(3).loseReply();
    dropbox.on(Endpoint.DOWNLOAD).path(HOPE).nth(1).cut(30_000);
    dropbox.on(Endpoint.DOWNLOAD).path(HOPE).nth(2).stall(30_000);

    assertDone(upload(PARTS, "--staging", staging));
    assertDone(download("--staging", staging));

    assertEquals(4, dropbox.counters().callsStopped(), dropbox.counters().toString());
    assertBbIsBack();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tar", "none"})
  void whatIsLostOrStoredWrongIsNoticedAndSentAgain(String staging) throws Exception {
    preprocessBb();
    dropbox.onCommit().path(HOPE).nth(1).loseCommit();
    dropbox.onCommit().path("**/Kelly*.tar").nth(1).corrupt();

    assertNoticed(upload(PARTS, "--staging", staging));

    assertAllIsWellAfterwards();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tar", "none"})
  void aFileThatBreaksEveryTimeItIsSentIsThatFilesTroubleAlone(String staging) throws Exception {
    addFaults();
    assertDone(preprocess());
    loseHopeSoon();
    breakEveryTime("**/Hope_IM.tar");

    Result result = upload("--staging", staging);

    assertEquals(1, result.code(), result.all());
    assertTrue(result.out().contains(" failed   Hope IM: "), result.all());
    assertTrue(result.out().contains("   7 sent, 0 skipped, 0 refused, 1 failed; "), result.all());
    behave();
    assertDone(upload("--staging", staging));
    assertDone(download());
    assertAllBytesAreBack();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--staging=tar", "--staging=none", "--rel=1-99,median"})
  void aFileThatBreaksEveryTimeItIsFetchedIsThatFilesTroubleAlone(String way) throws Exception {
    addFaults();
    assertDone(preprocess());
    assertDone(upload());
    loseHopeSoon();
    dropbox.on(Endpoint.DOWNLOAD).path("**/Hope_IM.tar").cut(0);

    Result result = download(way);

    assertEquals(1, result.code(), result.all());
    assertTrue(result.out().contains("   Errors: 1\n"), result.all());
    assertTrue(result.out().contains("   FAILED: Hope"), result.all());
    assertBbIsBack();
    behave();
    assertDone(download(way));
    assertAllBytesAreBack();
  }

  @Test
  void contentThatIsStoredWrongEveryTimeFailsThatSetAlone() throws Exception {
    preprocessBb();
    dropbox.onCommit().path(HOPE).corrupt();

    Result result = upload(PARTS);

    assertEquals(1, result.code(), result.all());
    assertTrue(result.out().contains("Hope BB"), result.all());
    assertTrue(onRemote("Kelly_1-2").contains("Kelly_1-2_BB.tar"), result.all());
    assertAllIsWellAfterwards();
  }

  @Test
  void contentThatRotsUnderTheRightHashIsNeverTakenForGood() throws Exception {
    preprocessBb();
    dropbox.onCommit().path(HOPE).nth(1).corruptUnderTheRightHash();
    assertDone(upload());

    Result fetched = download();

    assertEquals(1, fetched.code(), fetched.all());
    assertTrue(fetched.all().contains("Hope_BB.tar"), fetched.all());
    assertFalse(Files.exists(downloaded.resolve("Hope/BB/Hope_BB.bin")), fetched.all());
    behave();
    assertDone(upload("-f"));
    assertDone(download());
    assertBbIsBack();
  }

  @Test
  void aFullDropboxExits3AndSaysSo() throws Exception {
    preprocessBb();
    dropbox.onCommit().path("**/Hope/**").from(2).refuseCommit("insufficient_space");

    assertExits3Naming("insufficient_space", upload(PARTS));

    assertAllIsWellAfterwards();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 12})
  void aTokenThatExpiresExits3AndSaysWhatToType(int call) throws Exception {
    preprocessBb();
    dropbox.on().from(call).expiredToken();

    assertExits3Naming("rclone config reconnect dropbox:", upload(PARTS));

    assertAllIsWellAfterwards();
  }

  @Test
  void aListingThatBreaksMidwayExits3AndNothingIsSent() throws Exception {
    preprocessBb();
    assertDone(upload(PARTS));
    final long sent = dropbox.counters().bytesUploaded();
    loseHopeSoon();

    dropbox.on(Endpoint.LIST_FOLDER_CONTINUE).from(2).status(500);
    assertEquals(3, download().code());
    behave();
    dropbox.on(Endpoint.LIST_FOLDER_CONTINUE).from(2).refuse("reset");
    assertEquals(3, upload(PARTS).code());

    assertEquals(sent, dropbox.counters().bytesUploaded());
    assertAllIsWellAfterwards();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aReplacementThatIsCutShortIsFinishedByTheSameCommand(int move) throws Exception {
    preprocessBb();
    assertDone(upload());
    run.write("Runs/Hope/Hope_REL02/BB/Acc/BB.bin", new byte[60_000]);
    assertDone(preprocess("-t", "BB"));
    dropbox.on(Endpoint.MOVE).from(move).expiredToken();

    Result stopped = upload("-f", PARTS);

    assertExits3Naming("rclone config reconnect dropbox:", stopped);
    behave();
    assertDone(upload("-f", PARTS));
    assertFalse(
        onRemote().stream().anyMatch(name -> name.matches("v22p12/_(incoming|retired)/.*")),
        onRemote().toString());
    assertDone(download());
    assertBbIsBack();
  }

  @Test
  void theLogsShowNoPassword() throws Exception {
    preprocessBb();
    Result uploaded = upload("--debug");
    assertDone(uploaded);
    assertFalse(uploaded.err().contains("Authorization"), uploaded.all());
    assertFalse(uploaded.err().contains("sl.fake-access-token"), uploaded.all());
  }
}

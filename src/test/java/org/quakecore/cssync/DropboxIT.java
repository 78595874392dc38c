package org.quakecore.cssync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quakecore.cssync.testing.Jar.Result;
import org.quakecore.cssync.testing.dropbox.Endpoint;
import org.quakecore.cssync.testing.dropbox.FakeDropbox;
import org.quakecore.cssync.testing.dropbox.Options;
import org.quakecore.cssync.testing.dropbox.Trouble;

/**
 * The program with rclone's own Dropbox backend, also where Dropbox misbehaves. Whatever went
 * wrong, the same commands end well once nothing does.
 */
class DropboxIT extends EndToEnd {
  private static final String REMOTE = FakeDropbox.REMOTE + "Cybershake";
  private static final String HOPE_BB = "/Cybershake/v22p12/Hope/Hope_BB*.tar";

  /** More than list.txt and stocktake.csv together. */
  private static final long FAULT_BYTES = 20_000;

  private FakeDropbox dropbox;

  @BeforeEach
  void useDropbox() throws IOException {
    // Small pages, so that every listing is continued.
    dropbox = FakeDropbox.start(Options.standard().pageSize(3));
    dropbox.environment().forEach(jar::with);
    jar.with("CS_SYNC_REMOTE", REMOTE);
  }

  @AfterEach
  void stopDropbox() throws IOException {
    dropbox.close();
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

  private void preprocessFaults() throws IOException {
    addFaults();
    assertDone(preprocess());
  }

  /** rclone gives up sooner, where it is to give up. */
  private void loseHopeSoon() {
    jar.with("RCLONE_LOW_LEVEL_RETRIES", "2").with("RCLONE_RETRIES", "1");
  }

  /** Any call that carries the bytes of a file of Hope's BB set. */
  private Trouble onSendingHope() {
    return dropbox.on(Endpoint.UPLOAD, Endpoint.SESSION_START).path(HOPE_BB);
  }

  /** The same commands, with a Dropbox as it should be. */
  private void assertAllIsWellAfterwards() throws IOException {
    dropbox.behave();
    assertDone(upload(PARTS));
    assertDone(download());
    assertAllBytesAreBack();
  }

  private void assertExits3Naming(String what, Result result) {
    assertEquals(3, result.code(), result.all());
    assertTrue(result.err().contains(what), result.all());
  }

  @Test
  void toBeAskedToSlowDownIsNoFailure() throws Exception {
    preprocessFaults();
    dropbox.on(Endpoint.LIST_FOLDER).nth(1).tooManyRequests(1);
    onSendingHope().times(2).tooManyRequests(1);
    dropbox.onCommit().path("**/Kelly*").times(3).refuseCommit("too_many_write_operations");
    dropbox.on(Endpoint.UPLOAD).path("**/*_IM.tar").times(2).tooManyWriteOperations(1);

    assertDone(upload(PARTS));

    assertAllIsWellAfterwards();
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 503})
  void nowAndThenAnErrorOfTheServerIsNoFailure(int status) throws Exception {
    preprocessFaults();
    dropbox.on(Endpoint.LIST_FOLDER).nth(2).status(status);
    dropbox.on(Endpoint.UPLOAD, Endpoint.SESSION_START).nth(3).status(status);
    dropbox.on(Endpoint.UPLOAD, Endpoint.SESSION_FINISH).nth(7).status(status);
    dropbox.on(Endpoint.DOWNLOAD).nth(2).status(status);

    assertDone(upload(PARTS));
    assertDone(download());

    assertAllIsWellAfterwards();
  }

  @Test
  void aConnectionThatBreaksIsNoFailure() throws Exception {
    preprocessFaults();
    onSendingHope().nth(1).cut(60_000);
    dropbox.on(Endpoint.UPLOAD, Endpoint.SESSION_FINISH).nth(5).loseReply();
    dropbox.on(Endpoint.DOWNLOAD).path(HOPE_BB).nth(1).cut(30_000);

    assertDone(upload(PARTS));
    assertDone(download());

    assertAllIsWellAfterwards();
  }

  @Test
  void aConnectionThatStandsStillIsGivenUpAfterTheTimeoutOfRclone() throws Exception {
    preprocessFaults();
    jar.with("RCLONE_TIMEOUT", "2s");
    onSendingHope().nth(1).stall(60_000);
    dropbox.on(Endpoint.DOWNLOAD).path(HOPE_BB).nth(1).stall(30_000);

    assertDone(upload(PARTS));
    assertDone(download());

    assertAllIsWellAfterwards();
  }

  @Test
  void aCommitThatIsLostIsNoticedAndTheFileSentAgain() throws Exception {
    preprocessFaults();
    dropbox.onCommit().path(HOPE_BB).nth(1).loseCommit();

    Result result = upload(PARTS);

    assertDone(result);
    assertTrue(result.err().contains("sending again"), result.all());
    assertAllIsWellAfterwards();
  }

  @Test
  void contentThatIsStoredWrongIsNoticedAndTheFileSentAgain() throws Exception {
    preprocessFaults();
    dropbox.onCommit().path(HOPE_BB).nth(2).corrupt();

    Result result = upload(PARTS);

    assertDone(result);
    assertTrue(result.err().contains("sending again"), result.all());
    assertAllIsWellAfterwards();
  }

  @Test
  void contentThatIsStoredWrongEveryTimeFailsThatSetAlone() throws Exception {
    preprocessFaults();
    dropbox.onCommit().path(HOPE_BB).corrupt();

    Result result = upload(PARTS);

    assertEquals(1, result.code(), result.all());
    assertTrue(result.out().contains("Hope BB"), result.all());
    assertTrue(onRemote("Kelly_1-2").contains("Kelly_1-2_BB.tar"), result.all());
    Result second = upload(PARTS);
    assertEquals(1, second.code(), second.all());
    assertAllIsWellAfterwards();
  }

  @Test
  void contentThatRotsUnderTheRightHashIsNeverTakenForGood() throws Exception {
    preprocessFaults();
    dropbox.onCommit().path(HOPE_BB).nth(1).corruptUnderTheRightHash();
    assertDone(upload());

    Result fetched = download();

    assertEquals(1, fetched.code(), fetched.all());
    assertTrue(fetched.all().contains("Hope_BB.tar"), fetched.all());
    assertFalse(Files.exists(downloaded.resolve("Hope/BB/Hope_BB.bin")), fetched.all());
    dropbox.behave();
    assertDone(upload("-f"));
    assertDone(download());
    assertAllBytesAreBack();
  }

  @Test
  void aFullDropboxExits3AndSaysSo() throws Exception {
    preprocessFaults();
    dropbox.onCommit().path("**/Hope/**").from(2).refuseCommit("insufficient_space");

    assertExits3Naming("insufficient_space", upload(PARTS));

    assertAllIsWellAfterwards();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 12, 20})
  void aTokenThatExpiresExits3AndSaysWhatToType(int call) throws Exception {
    preprocessFaults();
    dropbox.on().from(call).expiredToken();

    assertExits3Naming("rclone config reconnect dropbox:", upload(PARTS));

    assertAllIsWellAfterwards();
  }

  @ParameterizedTest
  @CsvSource({"status,500", "refuse,reset"})
  void aListingThatBreaksMidwayExits3AndNothingIsSent(String how, String what) throws Exception {
    preprocessFaults();
    assertDone(upload(PARTS));
    final long sent = dropbox.counters().bytesUploaded();
    loseHopeSoon();
    Trouble midway = dropbox.on(Endpoint.LIST_FOLDER_CONTINUE).from(2);
    if (how.equals("status")) {
      midway.status(Integer.parseInt(what));
    } else {
      midway.refuse(what);
    }

    assertEquals(3, upload(PARTS).code());
    assertEquals(3, download().code());

    assertEquals(sent, dropbox.counters().bytesUploaded());
    assertAllIsWellAfterwards();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void aReplacementThatIsCutShortIsFinishedByTheSameCommand(int move) throws Exception {
    preprocessFaults();
    assertDone(upload("-t", "BB"));
    run.write("Runs/Hope/Hope_REL02/BB/Acc/BB.bin", new byte[60_000]);
    assertDone(preprocess());
    dropbox.on(Endpoint.MOVE).from(move).expiredToken();

    Result stopped = upload("-f", PARTS);

    assertExits3Naming("rclone config reconnect dropbox:", stopped);
    dropbox.behave();
    assertDone(upload("-f", PARTS));
    assertAllIsWellAfterwards();
    assertFalse(
        onRemote().stream().anyMatch(name -> name.matches("v22p12/_(incoming|retired)/.*")),
        onRemote().toString());
  }
}

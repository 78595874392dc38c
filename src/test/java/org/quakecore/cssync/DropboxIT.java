package org.quakecore.cssync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quakecore.cssync.testing.Jar.Result;
import org.quakecore.cssync.testing.dropbox.Endpoint;
import org.quakecore.cssync.testing.dropbox.Options;
import org.quakecore.cssync.testing.dropbox.Strictness;
import org.quakecore.cssync.testing.dropbox.Trouble;

/** Spoken to directly. */
class DropboxIT extends DropboxEndToEnd {
  @Override
  String engine() {
    return "auto";
  }

  /** Every call that carries the bytes of a large file of Hope. */
  @Override
  Trouble onSendingHope() {
    return dropbox.on(Endpoint.SESSION_START, Endpoint.SESSION_APPEND).bringing(40_000);
  }

  /** Every call that makes a file. */
  @Override
  Trouble onCommitting() {
    return dropbox.on(Endpoint.SESSION_FINISH_BATCH_V2);
  }

  /** A commit is believed until the last look; what Dropbox then does not have is said. */
  @Override
  void assertNoticed(Result result) {
    assertEquals(1, result.code(), result.all());
    assertTrue(result.out().contains("Hope BB: in the last look, Hope_BB_"), result.all());
  }

  /** A file that can never be sent. */
  @Override
  void breakEveryTime(String file) {
    dropbox.onCommit().path(file).refuseCommit("restricted_content");
  }

  @Test
  void aLimitOfCallsIsKeptAndChangesAreMadeOneAtATime() throws Exception {
    start(
        Options.standard()
            .strictness(Strictness.NONE.ban(12, Duration.ofSeconds(60)).changesOneAtATime()));
    jar.with("RCLONE_TPSLIMIT", "10");
    preprocessBb();
    assertDone(upload(PARTS, "--create_root"));
    assertDone(download());
    assertBbIsBack();
    assertEquals(0, dropbox.counters().bans(), dropbox.counters().toString());
    assertEquals(0, dropbox.counters().overlaps(), dropbox.counters().toString());
  }

  @Test
  void tokensThatEndAllTheTimeAreRenewedByRclone() throws Exception {
    start(Options.standard().strictness(Strictness.NONE.tokenLife(Duration.ofSeconds(2))));
    preprocessBb();
    onSendingHope().delay(Duration.ofSeconds(3));
    assertDone(upload(PARTS, "--create_root"));
    assertDone(download());
    assertBbIsBack();
    assertTrue(dropbox.renewals() > 0, "renewals: " + dropbox.renewals());
  }

  @Test
  void aSlashInFrontIsTheTeamsRootAndWithoutItIsTheUsersOwnFolder() throws Exception {
    start(Options.standard().strictness(Strictness.NONE.ofATeam()));
    preprocessBb();
    assertDone(upload("--create_root", "--remote", "dropbox:/Group/Cyber shake"));
    assertDone(upload("--create_root", "--remote", "dropbox:Mine"));
    assertTrue(dropbox.files().contains("Group/Cyber shake/v22p12/Hope/Hope_BB.tar"));
    assertTrue(dropbox.files().contains("Test Person/Mine/v22p12/Hope/Hope_BB.tar"));
    assertDone(download("--remote", "dropbox:/Group/Cyber shake"));
    assertBbIsBack();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void bytesOfAnotherRangeAreReadAgain(boolean told) throws Exception {
    preprocessBb();
    assertDone(upload());
    dropbox.on(Endpoint.DOWNLOAD).path("**/Hope_BB.tar").nth(1).wrongRange(told);
    Result fetched = download("--staging", "none");
    assertDone(fetched);
    assertBbIsBack();
  }

  @Test
  void whatCannotBeReachedIsNamed() throws Exception {
    preprocessBb();
    loseHopeSoon();
    jar.with("HTTPS_PROXY", "http://127.0.0.1:9");
    assertExits3Naming("127.0.0.1:9", upload());
  }
}

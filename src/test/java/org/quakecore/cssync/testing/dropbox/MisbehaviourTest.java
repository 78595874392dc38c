package org.quakecore.cssync.testing.dropbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.archive.ContentHash;

/** What the real rclone makes of a Dropbox that misbehaves. */
class MisbehaviourTest {
  private static final String CHUNKS = "--dropbox-chunk-size=64Ki";
  private static final int SIZE = 300_000;

  @TempDir Path scratch;
  private FakeDropbox dropbox;
  private Path file;

  @BeforeEach
  void startOne() throws IOException {
    dropbox = FakeDropbox.start(Options.standard().pageSize(2));
    StringBuilder text = new StringBuilder();
    new Random(7).ints(SIZE, 'a', 'z').forEach(each -> text.append((char) each));
    file = Files.writeString(scratch.resolve("file"), text);
  }

  @AfterEach
  void stopIt() throws IOException {
    dropbox.close();
  }

  @Test
  void afterTooManyRequestsItWaitsAndAsksAgain() throws Exception {
    put("v/a");
    dropbox.on(Endpoint.LIST_FOLDER).nth(1).tooManyRequests(1);
    RcloneRun list = rclone("-vv", "lsf", "dropbox:v");
    assertEquals("a\n", list.good());
    assertTrue(list.errors().contains("Trying again in 1 seconds"), list.errors());
    assertEquals(2, dropbox.counters().calls(Endpoint.LIST_FOLDER));
  }

  @Test
  void aDownloadIsToldByItsPathThoughRcloneNamesAnId() throws Exception {
    put("v/a");
    put("v/b");
    dropbox.on(Endpoint.DOWNLOAD).path("/v/b").nth(1).refuse("not_found");
    rclone("cat", "dropbox:v/a").good();
    assertEquals(1, dropbox.troublesToCome().size());
    rclone("cat", "dropbox:v/b");
    assertEquals(List.of(), dropbox.troublesToCome());
  }

  @Test
  void aCommitAmongTooManyWriteOperationsIsTriedAgain() throws Exception {
    dropbox.onCommit().nth(1).refuseCommit("too_many_write_operations");
    rclone("copyto", CHUNKS, file.toString(), "dropbox:v/a").good();
    assertEquals(2, dropbox.counters().calls(Endpoint.SESSION_FINISH));
    dropbox.on(Endpoint.SESSION_FINISH).tooManyWriteOperations(1);
    RcloneRun never = rclone("copyto", CHUNKS, file.toString(), "dropbox:v/b");
    assertEquals(1, never.exit());
    assertTrue(never.errors().contains("too_many_write_operations"), never.errors());
    assertEquals(List.of("v/a"), dropbox.files());
  }

  @Test
  void withoutSpaceItDoesNotTryAgain() throws Exception {
    dropbox.onCommit().refuseCommit("insufficient_space");
    RcloneRun chunks = rclone("copyto", CHUNKS, file.toString(), "dropbox:v/a");
    // Told at the end of the chunks it only gives the file up; told of a small file it gives up.
    assertEquals(6, chunks.exit());
    assertTrue(chunks.errors().contains("path/insufficient_space"), chunks.errors());
    assertEquals(1, dropbox.counters().calls(Endpoint.SESSION_FINISH));
    assertEquals(7, rclone("copyto", file.toString(), "dropbox:v/a").exit());
    assertEquals(List.of(), dropbox.files());
  }

  @Test
  void aTokenThatExpiresUnderWayEndsTheUpload() throws Exception {
    dropbox.on().from(5).expiredToken();
    RcloneRun copy = rclone("copyto", CHUNKS, file.toString(), "dropbox:v/a");
    assertEquals(1, copy.exit());
    assertTrue(copy.errors().contains("expired_access_token"), copy.errors());
    assertEquals(List.of(), dropbox.files());
  }

  @Test
  void aServerErrorIsTriedAgain() throws Exception {
    put("v/a");
    dropbox.on(Endpoint.GET_METADATA).nth(1).status(500);
    dropbox.on(Endpoint.DOWNLOAD).nth(1).status(500);
    assertCatIsWhole();
  }

  @Test
  void anUnavailableServerIsNotTriedAgainAndHidesThatAPathIsAFile() throws Exception {
    put("v/a");
    dropbox.on(Endpoint.GET_METADATA).nth(1).status(503);
    RcloneRun cat = rclone("cat", "dropbox:v/a");
    assertEquals(1, cat.exit());
    assertTrue(cat.errors().contains("path/not_folder"), cat.errors());
    dropbox.on(Endpoint.LIST_FOLDER).status(503);
    RcloneRun list = rclone("lsf", "dropbox:v");
    assertEquals(1, list.exit());
    assertTrue(list.errors().contains("503"), list.errors());
  }

  @Test
  void anUploadWhoseConnectionBreaksGoesOn() throws Exception {
    dropbox.on(Endpoint.SESSION_APPEND).nth(2).cut(10_000);
    dropbox.on(Endpoint.SESSION_APPEND).nth(4).loseReply();
    rclone("copyto", CHUNKS, file.toString(), "dropbox:v/a").good();
    assertTrue(dropbox.counters().calls(Endpoint.SESSION_APPEND) > 5);
    assertEquals(ContentHash.of(file, bytes -> {}), hash("v/a"));
  }

  @Test
  void aDownloadWhoseConnectionBreaksGoesOn() throws Exception {
    put("v/a");
    dropbox.on(Endpoint.DOWNLOAD).nth(1).cut(100_000);
    Path back = scratch.resolve("back");
    rclone("copyto", "dropbox:v/a", back.toString()).good();
    assertEquals(-1, Files.mismatch(file, back));
    assertEquals(2, dropbox.counters().calls(Endpoint.DOWNLOAD));
  }

  @Test
  void afterALostReplyToACommitACopySendsAllOfItAgain() throws Exception {
    dropbox.on(Endpoint.SESSION_FINISH).nth(1).loseReply();
    rclone("copyto", CHUNKS, file.toString(), "dropbox:v/a").good();
    assertEquals(2 * SIZE, dropbox.counters().bytesUploaded());
  }

  @Test
  void afterALostReplyToACommitAStreamIsAnErrorThoughTheFileIsThere() throws Exception {
    dropbox.on(Endpoint.SESSION_FINISH).nth(1).loseReply();
    RcloneRun stream =
        RcloneRun.of(dropbox, scratch, Map.of(), Files.readAllBytes(file), "rcat", "dropbox:v/a");
    assertEquals(1, stream.exit());
    assertTrue(stream.errors().contains("lookup_failed/not_found"), stream.errors());
    assertEquals(List.of("v/a"), dropbox.files());
    assertEquals(-1, Files.mismatch(file, dropbox.file("v/a")));
  }

  @Test
  void aListingThatBreaksMidwayIsAnError() throws Exception {
    for (String name : List.of("a", "b", "c", "d", "e")) {
      put("v/" + name);
    }
    dropbox.on(Endpoint.LIST_FOLDER_CONTINUE).nth(2).refuse("reset");
    RcloneRun reset = rclone("lsjson", "dropbox:v");
    assertNotEquals(0, reset.exit());
    assertTrue(reset.errors().contains("list continue: reset/"), reset.errors());
    dropbox.behave();
    dropbox.on(Endpoint.LIST_FOLDER_CONTINUE).from(2).status(500);
    assertEquals(1, rclone("lsjson", "dropbox:v").exit());
    dropbox.behave();
    dropbox.on(Endpoint.LIST_FOLDER_CONTINUE).nth(2).cut(20);
    assertEquals("a\nb\nc\nd\ne\n", rclone("lsf", "dropbox:v").good());
  }

  @Test
  void aCommitThatIsLostIsNotNoticed() throws Exception {
    dropbox.onCommit().path("**/a").loseCommit();
    rclone("copyto", file.toString(), "dropbox:v/a").good();
    rclone("copyto", CHUNKS, file.toString(), "dropbox:v/sub/a").good();
    rclone("copyto", file.toString(), "dropbox:v/b").good();
    assertEquals(List.of("v/b"), dropbox.files());
  }

  @Test
  void contentStoredWrongIsNoticedByItsHash() throws Exception {
    dropbox.onCommit().corrupt();
    RcloneRun copy = rclone("copyto", file.toString(), "dropbox:v/a");
    assertEquals(1, copy.exit());
    assertTrue(copy.errors().contains("corrupted on transfer"), copy.errors());
    assertEquals(List.of(), dropbox.files());
  }

  @Test
  void contentStoredWrongUnderTheRightHashIsNoticedOnTheWayBack() throws Exception {
    dropbox.onCommit().corruptUnderTheRightHash();
    put("v/a");
    assertEquals(ContentHash.of(file, bytes -> {}), hash("v/a"));
    assertNotEquals(-1, Files.mismatch(file, dropbox.file("v/a")));
    RcloneRun back = rclone("copyto", "dropbox:v/a", scratch.resolve("back").toString());
    assertEquals(1, back.exit());
    assertTrue(back.errors().contains("corrupted on transfer"), back.errors());
  }

  @Test
  void aConnectionThatStandsStillIsGivenUpAfterTheTimeout() throws Exception {
    put("v/a");
    Map<String, String> impatient = Map.of("RCLONE_TIMEOUT", "1s");
    dropbox.on(Endpoint.DOWNLOAD).nth(1).stall(50_000);
    Path back = scratch.resolve("back");
    RcloneRun down = rclone(impatient, "copyto", "dropbox:v/a", back.toString());
    down.good();
    assertEquals(-1, Files.mismatch(file, back));
    dropbox.on(Endpoint.SESSION_APPEND).nth(2).stall(10_000);
    Map<String, String> http1 = Map.of("RCLONE_TIMEOUT", "1s", "RCLONE_DISABLE_HTTP2", "true");
    rclone(http1, "copyto", CHUNKS, file.toString(), "dropbox:v/b").good();
    assertEquals(ContentHash.of(file, bytes -> {}), hash("v/b"));
  }

  @Test
  void slowAndDelayedCallsComeThrough() throws Exception {
    put("v/a");
    dropbox.on(Endpoint.DOWNLOAD).slow(1_000_000);
    dropbox.on(Endpoint.GET_METADATA).delay(Duration.ofMillis(50));
    assertCatIsWhole();
  }

  private void assertCatIsWhole() throws Exception {
    assertEquals(Files.readString(file), rclone("cat", "dropbox:v/a").good());
  }

  private void put(String path) throws Exception {
    rclone("copyto", file.toString(), "dropbox:" + path).good();
  }

  private String hash(String path) throws Exception {
    return rclone("hashsum", "dropbox", "dropbox:" + path).good().substring(0, 64);
  }

  private RcloneRun rclone(String... arguments) throws Exception {
    return rclone(Map.of(), arguments);
  }

  private RcloneRun rclone(Map<String, String> environment, String... arguments) throws Exception {
    return RcloneRun.of(dropbox, scratch, environment, new byte[0], arguments);
  }
}

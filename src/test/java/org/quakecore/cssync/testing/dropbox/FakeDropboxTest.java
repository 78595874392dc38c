package org.quakecore.cssync.testing.dropbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.archive.ContentHash;

/** What the real rclone does against the stand-in as long as that behaves. */
class FakeDropboxTest {
  @TempDir Path scratch;

  @Test
  void aTreeIsCopiedListedWithItsHashesAndFoundTheSame() throws Exception {
    Path tree = tree();
    try (FakeDropbox dropbox = FakeDropbox.start()) {
      rclone(dropbox, "copy", tree.toString(), "dropbox:Cybershake/v22p4");
      JsonArray listing = list(dropbox, "dropbox:Cybershake/v22p4");
      assertEquals(List.of("Hope/Hope_BB.tar", "Hope/Hope_Source.tar", "list.txt"), paths(listing));
      for (var each : listing) {
        JsonObject entry = each.getAsJsonObject();
        Path file = tree.resolve(entry.get("Path").getAsString());
        assertEquals(Files.size(file), entry.get("Size").getAsLong());
        assertEquals(
            ContentHash.of(file, bytes -> {}),
            entry.getAsJsonObject("Hashes").get("dropbox").getAsString());
      }
      assertEquals(0, run(dropbox, "check", tree.toString(), "dropbox:Cybershake/v22p4").exit());
      Files.writeString(tree.resolve("list.txt"), "Hope 4r\n");
      RcloneRun differs = run(dropbox, "check", tree.toString(), "dropbox:Cybershake/v22p4");
      assertEquals(1, differs.exit());
      assertTrue(differs.errors().contains("list.txt"), differs.errors());
    }
  }

  @Test
  void whatWasCopiedUpComesDownAgain() throws Exception {
    Path tree = tree();
    for (Options options : List.of(Options.standard(), Options.standard().http1())) {
      try (FakeDropbox dropbox = FakeDropbox.start(options)) {
        // Small chunks, so that a file takes several calls.
        rclone(dropbox, "copy", "--dropbox-chunk-size", "64Ki", tree.toString(), "dropbox:up");
        Path back = Files.createTempDirectory(scratch, "back");
        rclone(dropbox, "copy", "dropbox:up", back.toString());
        assertEquals(files(tree), files(back));
        for (String file : files(tree)) {
          assertArrayEquals(
              Files.readAllBytes(tree.resolve(file)), Files.readAllBytes(back.resolve(file)));
          assertEquals(
              Files.getLastModifiedTime(tree.resolve(file)).toMillis() / 1_000,
              Files.getLastModifiedTime(back.resolve(file)).toMillis() / 1_000);
        }
        assertEquals(sizes(tree), dropbox.counters().bytesUploaded());
        assertEquals(sizes(tree), dropbox.counters().bytesDownloaded());
      }
    }
  }

  @Test
  void theDefaultBatchesAreCommittedToo() throws Exception {
    try (FakeDropbox dropbox = FakeDropbox.start()) {
      Map<String, String> batches = Map.of("RCLONE_DROPBOX_BATCH_MODE", "sync");
      RcloneRun.of(
              dropbox, scratch, batches, new byte[0], "copy", tree().toString(), "dropbox:batch")
          .good();
      assertEquals(
          List.of("batch/Hope/Hope_BB.tar", "batch/Hope/Hope_Source.tar", "batch/list.txt"),
          dropbox.files());
      int batchCalls =
          dropbox.counters().calls(Endpoint.SESSION_FINISH_BATCH)
              + dropbox.counters().calls(Endpoint.SESSION_FINISH_BATCH_V2);
      assertTrue(batchCalls > 0);
    }
  }

  @Test
  void partsOfAFileAreRead() throws Exception {
    try (FakeDropbox dropbox = FakeDropbox.start()) {
      put(dropbox, "dropbox:digits", "0123456789");
      assertEquals("0123456789", rclone(dropbox, "cat", "dropbox:digits"));
      assertEquals(
          "345", rclone(dropbox, "cat", "--offset", "3", "--count", "3", "dropbox:digits"));
      assertEquals("789", rclone(dropbox, "cat", "--offset", "7", "dropbox:digits"));
      assertEquals("89", rclone(dropbox, "cat", "--tail", "2", "dropbox:digits"));
    }
  }

  @Test
  void filesAreMovedCopiedAndDeletedAtTheServer() throws Exception {
    try (FakeDropbox dropbox = FakeDropbox.start()) {
      put(dropbox, "dropbox:v/_incoming/a.tar", "old");
      long uploaded = dropbox.counters().bytesUploaded();
      rclone(dropbox, "moveto", "dropbox:v/_incoming/a.tar", "dropbox:v/Hope/a.tar");
      rclone(dropbox, "copyto", "dropbox:v/Hope/a.tar", "dropbox:v/Hope/b.tar");
      assertEquals(List.of("v/Hope/a.tar", "v/Hope/b.tar"), dropbox.files());
      assertEquals(uploaded, dropbox.counters().bytesUploaded());
      assertEquals("old", Files.readString(dropbox.file("v/Hope/b.tar")));
      rclone(dropbox, "moveto", "dropbox:v/Hope", "dropbox:v/Moved");
      rclone(dropbox, "deletefile", "dropbox:v/Moved/a.tar");
      assertEquals(List.of("v/Moved/b.tar"), dropbox.files());
      rclone(dropbox, "purge", "dropbox:v/Moved");
      rclone(dropbox, "rmdir", "dropbox:v/_incoming");
      assertEquals("v/\n", rclone(dropbox, "lsf", "-R", "dropbox:"));
      assertEquals(3, run(dropbox, "lsjson", "dropbox:v/Moved").exit());
    }
  }

  @Test
  void namesAreFoundWithoutCaseAndKeptWithIt() throws Exception {
    for (Options options : List.of(Options.standard(), Options.standard().http1())) {
      try (FakeDropbox dropbox = FakeDropbox.start(options)) {
        put(dropbox, "dropbox:V22p4/Hope/Āpiti $(x) 'y'.tar", "accents");
        assertEquals("accents", rclone(dropbox, "cat", "dropbox:v22P4/hope/Āpiti $(x) 'y'.tar"));
        put(dropbox, "dropbox:v22p4/HOPE/other.tar", "other");
        assertEquals(
            "Hope/\nHope/other.tar\nHope/Āpiti $(x) 'y'.tar\n",
            rclone(dropbox, "lsf", "-R", "dropbox:v22p4"));
      }
    }
  }

  @Test
  void aRootWithASlashIsTheSamePlace() throws Exception {
    try (FakeDropbox dropbox = FakeDropbox.start()) {
      put(dropbox, "dropbox:/QuakeCoRE/Public/list.txt", "Hope 3r");
      assertEquals("Hope 3r", rclone(dropbox, "cat", "dropbox:QuakeCoRE/Public/list.txt"));
      assertEquals(1, dropbox.counters().calls(Endpoint.GET_CURRENT_ACCOUNT));
    }
  }

  @Test
  void aListingOfSeveralPagesIsWhole() throws Exception {
    Path many = Files.createDirectory(scratch.resolve("many"));
    try (FakeDropbox dropbox = FakeDropbox.start(Options.standard().pageSize(2).folder(many))) {
      for (int i = 0; i < 5; i++) {
        put(dropbox, "dropbox:v/file" + i, "x");
      }
      assertEquals("file0\nfile1\nfile2\nfile3\nfile4\n", rclone(dropbox, "lsf", "dropbox:v"));
      assertEquals(2, dropbox.counters().calls(Endpoint.LIST_FOLDER_CONTINUE));
    }
    try (FakeDropbox again = FakeDropbox.start(Options.standard().folder(many))) {
      assertEquals("x", rclone(again, "cat", "dropbox:V/file3"));
    }
  }

  @Test
  void theQuotaIsReportedAndHolds() throws Exception {
    try (FakeDropbox dropbox = FakeDropbox.start(Options.standard().quota(1_000))) {
      put(dropbox, "dropbox:a", "x".repeat(600));
      JsonObject about =
          JsonParser.parseString(rclone(dropbox, "about", "--json", "dropbox:")).getAsJsonObject();
      assertEquals(1_000, about.get("total").getAsLong());
      assertEquals(400, about.get("free").getAsLong());
      Path big = Files.write(scratch.resolve("big"), new byte[500]);
      RcloneRun full = run(dropbox, "copyto", big.toString(), "dropbox:b");
      assertEquals(7, full.exit());
      assertTrue(full.errors().contains("insufficient_space"), full.errors());
      assertEquals(List.of("a"), dropbox.files());
    }
  }

  @Test
  void transfersShareAConnectionOverHttp2AndHaveTheirOwnWithoutIt() throws Exception {
    Path files = Files.createDirectory(scratch.resolve("files"));
    for (int i = 0; i < 4; i++) {
      write(files.resolve("file" + i), 2_000_000, i);
    }
    // Slow enough for all four to be under way together.
    Options options = Options.standard().line(Line.unlimited().total(8_000_000));
    try (FakeDropbox dropbox = FakeDropbox.start(options)) {
      rclone(dropbox, "copy", "--transfers", "4", files.toString(), "dropbox:shared");
      assertEquals(1, dropbox.counters().connections("content.dropboxapi.com"));
      assertEquals(4, dropbox.counters().mostUploadsAtOnce());
      rclone(
          dropbox,
          "copy",
          "--disable-http2",
          "--transfers",
          "4",
          files.toString(),
          "dropbox:apart");
      assertEquals(5, dropbox.counters().connections("content.dropboxapi.com"));
    }
  }

  @Test
  void theProxyLeadsNowhereElse() throws Exception {
    try (FakeDropbox dropbox = FakeDropbox.start()) {
      RcloneRun elsewhere =
          run(dropbox, "lsf", "--http-url", "https://rclone.example.org", ":http:");
      assertNotEquals(0, elsewhere.exit());
      assertTrue(elsewhere.errors().contains("Forbidden"), elsewhere.errors());
      assertTrue(dropbox.counters().refused().containsKey("rclone.example.org"));
    }
  }

  @Test
  void aWrongTokenIsRefused() throws Exception {
    try (FakeDropbox dropbox = FakeDropbox.start()) {
      Map<String, String> wrong =
          Map.of(
              "RCLONE_CONFIG_DROPBOX_TOKEN",
              "{\"access_token\":\"other\",\"expiry\":\"2999-01-01T00:00:00Z\"}");
      RcloneRun refused = RcloneRun.of(dropbox, scratch, wrong, new byte[0], "lsf", "dropbox:");
      assertEquals(1, refused.exit());
      assertTrue(refused.errors().contains("invalid_access_token"), refused.errors());
    }
  }

  private Path tree() throws IOException {
    Path tree = scratch.resolve("tree");
    Files.createDirectories(tree.resolve("Hope"));
    write(tree.resolve("Hope/Hope_BB.tar"), 300_000, 1);
    write(tree.resolve("Hope/Hope_Source.tar"), 0, 2);
    write(tree.resolve("list.txt"), 8, 3);
    return tree;
  }

  private static void write(Path file, int size, int seed) throws IOException {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    Files.write(file, bytes);
    // Whole seconds, for rclone rounds up what Dropbox is told.
    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_700_000_000L + seed)));
  }

  private static List<String> files(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      return paths
          .filter(Files::isRegularFile)
          .map(path -> folder.relativize(path).toString())
          .sorted()
          .toList();
    }
  }

  private static long sizes(Path folder) throws IOException {
    long sum = 0;
    for (String file : files(folder)) {
      sum += Files.size(folder.resolve(file));
    }
    return sum;
  }

  private JsonArray list(FakeDropbox dropbox, String folder) throws Exception {
    String json =
        rclone(dropbox, "lsjson", "-R", "--files-only", "--hash", "--hash-type", "dropbox", folder);
    return JsonParser.parseString(json).getAsJsonArray();
  }

  private static List<String> paths(JsonArray listing) {
    return listing.asList().stream()
        .map(entry -> entry.getAsJsonObject().get("Path").getAsString())
        .sorted()
        .toList();
  }

  private void put(FakeDropbox dropbox, String path, String text) throws Exception {
    byte[] input = text.getBytes(StandardCharsets.UTF_8);
    RcloneRun.of(dropbox, scratch, Map.of(), input, "rcat", path).good();
  }

  private String rclone(FakeDropbox dropbox, String... arguments) throws Exception {
    return run(dropbox, arguments).good();
  }

  private RcloneRun run(FakeDropbox dropbox, String... arguments) throws Exception {
    return RcloneRun.of(dropbox, scratch, arguments);
  }
}

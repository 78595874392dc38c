package org.quakecore.cssync.remote.rclone;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.quakecore.cssync.remote.RemoteContract.kindOf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.remote.Transfer;
import org.quakecore.cssync.testing.dropbox.Endpoint;
import org.quakecore.cssync.testing.dropbox.FakeDropbox;

/** What the rclone that stays does, and what is done without it. */
@Timeout(120)
class ResidentTest {
  private static final List<String> ALONE = List.of("rcd");

  @TempDir Path scripts;
  @TempDir Path here;

  private final AtomicLong told = new AtomicLong();
  private FakeDropbox dropbox;
  private DropboxWrapper rclone;
  private Remote remote;

  @BeforeEach
  void startOne() throws IOException {
    dropbox = FakeDropbox.start();
    use("");
  }

  @AfterEach
  void stopIt() throws IOException {
    rclone.close();
    dropbox.close();
  }

  private void use(String before) throws IOException {
    rclone = new DropboxWrapper(scripts, dropbox.environment(), before);
    remote = rclone.remote();
  }

  private Transfer transfer(long bytes, String... arguments) {
    Path log = here.resolve("progress.log");
    return new Transfer(List.of(arguments), true, Optional.of(log), told::addAndGet, bytes);
  }

  private void stream(String to, byte[] content, Transfer transfer) throws SyncException {
    remote.stream(to, out -> out.write(content), transfer);
  }

  private byte[] stored(String path) throws IOException {
    return Files.readAllBytes(dropbox.file(path));
  }

  private static byte[] random(int bytes) {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    return content;
  }

  @Test
  void oneProcessAnswersAllQuestionsAndMovesAllThatIsSmall() throws Exception {
    dropbox.quota(1_000_000_000);
    byte[] small = random(3_000_000);
    assertEquals(Optional.empty(), remote.list("v", true));
    stream("v/F/F_IM.tar", small, transfer(small.length));
    Files.writeString(here.resolve("hello"), "hello");
    Files.createSymbolicLink(here.resolve("link"), here.resolve("hello"));
    remote.send(here, "v", List.of("hello", "link"), transfer(0));
    assertEquals(List.of("F"), remote.folders("v").orElseThrow());
    assertEquals(3, remote.list("v", true).orElseThrow().size());
    assertEquals(small.length, remote.look("v", List.of("F/F_IM.tar"), true).get(0).size());
    assertEquals(OptionalLong.of(1_000_000_000 - small.length - 10), remote.freeBytes());
    Path back = Files.createDirectory(here.resolve("back"));
    remote.fetch("v", back, List.of("hello", "link"), transfer(10));

    assertEquals(ALONE, rclone.calls());
    assertArrayEquals(small, stored("Cybershake/v/F/F_IM.tar"));
    assertEquals("hello", Files.readString(back.resolve("link")));
    assertEquals(small.length + 20, told.get());
    assertEquals(
        List.of("3000000 B: v/F/F_IM.tar", "10 B: hello, link", "10 B: hello, link"),
        Files.readAllLines(here.resolve("progress.log")).stream()
            .map(line -> line.replace("Transferred: ", ""))
            .toList());
  }

  @Test
  void whatIsLargeOrHasArgumentsOrAnOddNameHasAProcessOfItsOwn() throws Exception {
    byte[] large = random((int) Transfer.SINGLE_CALL + 1);
    stream("v/large", large, transfer(large.length));
    stream("v/unknown", random(5), transfer(0));
    stream("v/slowly", random(5), transfer(5, "--bwlimit", "10M"));
    stream("v/q\"uote", random(5), transfer(5));
    Files.write(here.resolve("large"), large);
    Files.write(here.resolve("slowly"), random(5));
    remote.send(here, "w", List.of("large"), transfer(0));
    remote.send(here, "w", List.of("slowly"), transfer(0, "--bwlimit", "10M"));

    assertEquals(List.of("rcd", "rcat", "rcat", "rcat", "rcat", "copy", "copy"), rclone.calls());
    assertArrayEquals(large, stored("Cybershake/v/large"));
    assertArrayEquals(large, stored("Cybershake/w/large"));
    assertArrayEquals(random(5), stored("Cybershake/v/q\"uote"));
  }

  @Test
  void aSmallFileIsOneCallOfDropbox() throws Exception {
    byte[] small = random((int) Transfer.SINGLE_CALL);
    stream("v/F/F_IM.tar", small, transfer(small.length));
    assertEquals(1, dropbox.counters().calls(Endpoint.UPLOAD));
    assertEquals(0, dropbox.counters().calls(Endpoint.SESSION_START));
    assertArrayEquals(small, stored("Cybershake/v/F/F_IM.tar"));
  }

  @Test
  void nothingIsSentOfASourceThatFails() throws Exception {
    SyncException own = new SyncException(Kind.DATA, "it changed");
    Remote.Source failing =
        out -> {
          out.write(random(1000));
          throw own;
        };
    SyncException failure =
        assertThrows(SyncException.class, () -> remote.stream("v/F/x", failing, transfer(2000)));
    assertEquals(own, failure);
    Remote.Source broken =
        out -> {
          out.write(random(1000));
          throw new IOException("read error");
        };
    assertEquals(Kind.DATA, kindOf(() -> remote.stream("v/F/x", broken, transfer(2000))));
    Remote.Source endless =
        out -> {
          while (true) {
            out.write(random(1_000_000));
          }
        };
    assertEquals(Kind.DATA, kindOf(() -> remote.stream("v/F/x", endless, transfer(2000))));
    assertEquals(List.of(), dropbox.files());
    assertEquals(0, told.get());
  }

  @Test
  void aRemoteThatIsNotDropboxIsAskedByCallsOfTheirOwn() throws Exception {
    Path archive = Files.createDirectories(here.resolve("archive/v"));
    Files.writeString(archive.resolve("x"), "1");
    Remote folder = rclone.remote(":alias,remote='" + archive.getParent() + "':");
    assertTrue(folder.traits().local());
    assertEquals(Optional.empty(), rclone.resident());
    assertEquals(1, folder.list("v", false).orElseThrow().size());
    assertEquals("rcd", rclone.calls().get(0));
    assertTrue(rclone.calls().contains("lsjson"), rclone.calls().toString());
  }

  @Test
  void whereItCannotBeHadAllGoesOnWithoutIt() throws Exception {
    use("if [ \"$1\" = rcd ]; then echo 'unknown command' >&2; exit 1; fi");
    byte[] small = random(1000);
    assertEquals(Optional.empty(), remote.list("v", true));
    stream("v/F/F_IM.tar", small, transfer(small.length));
    assertArrayEquals(small, stored("Cybershake/v/F/F_IM.tar"));
    assertEquals(1, rclone.calls().stream().filter("rcd"::equals).count());
    assertTrue(rclone.calls().containsAll(List.of("version", "backend", "lsjson", "rcat")));
  }

  @Test
  void whenItDiesAllGoesOnWithoutIt() throws Exception {
    byte[] small = random(1000);
    stream("v/F/one", small, transfer(small.length));
    assertEquals(ALONE, rclone.calls());
    rclone.resident().orElseThrow().destroyForcibly();
    stream("v/F/two", small, transfer(small.length));
    assertEquals(2, remote.list("v", true).orElseThrow().size());
    assertEquals(1, rclone.calls().stream().filter("rcd"::equals).count());
    assertEquals(2, dropbox.files().size());
  }

  @Test
  void whenItDiesWithAFileInHandTheFileIsSentWithoutIt() throws Exception {
    byte[] small = random(100_000);
    remote.traits();
    dropbox.on(Endpoint.UPLOAD).nth(1).stall(10_000);
    AtomicReference<Exception> killed = new AtomicReference<>();
    Thread killer =
        new Thread(
            () -> {
              try {
                while (dropbox.counters().calls(Endpoint.UPLOAD) == 0) {
                  Thread.sleep(5);
                }
                rclone.resident().orElseThrow().destroyForcibly();
              } catch (IOException | InterruptedException e) {
                killed.set(e);
              }
            });
    killer.start();
    stream("v/F/F_IM.tar", small, transfer(small.length));
    killer.join();
    assertEquals(null, killed.get());
    assertArrayEquals(small, stored("Cybershake/v/F/F_IM.tar"));
    assertTrue(rclone.calls().contains("rcat"), rclone.calls().toString());
  }

  @Test
  void whatDropboxRefusesIsAskedAgainAndExplained() throws Exception {
    remote.traits();
    dropbox.on(Endpoint.LIST_FOLDER).expiredToken();
    SyncException expired = assertThrows(SyncException.class, () -> remote.list("v", true));
    assertEquals(Kind.TOKEN, expired.kind());
    assertTrue(expired.getMessage().contains("rclone config reconnect dropbox:"));
    dropbox.behave();
    dropbox.onCommit().refuseCommit("insufficient_space");
    assertEquals(Kind.QUOTA_FULL, kindOf(() -> stream("v/F/x", random(9), transfer(9))));
    Files.write(here.resolve("x"), random(9));
    assertEquals(Kind.QUOTA_FULL, kindOf(() -> remote.send(here, "v", List.of("x"), transfer(0))));
    dropbox.behave();
    stream("v/F/x", random(9), transfer(9));
    assertArrayEquals(random(9), stored("Cybershake/v/F/x"));
  }

  @Test
  void aListingThatBreaksMidwayIsNeverShort() throws Exception {
    for (int i = 0; i < 3; i++) {
      stream("v/F" + i + "/x", random(9), transfer(9));
    }
    dropbox.on(Endpoint.LIST_FOLDER).path("/Cybershake/v/F1").times(30).status(503);
    List<StoredFile> found;
    try {
      found = remote.list("v", true).orElseThrow();
    } catch (SyncException failure) {
      assertEquals(Kind.REMOTE, failure.kind());
      dropbox.behave();
      found = remote.list("v", true).orElseThrow();
    }
    assertEquals(3, found.size());
  }

  @Test
  void aFileUnderAnotherCaseIsFoundAmongOthers() throws Exception {
    for (String name : List.of("F_BB.json", "f_im.json")) {
      stream("v/_manifest/" + name, random(9), transfer(9));
    }
    List<String> asked = List.of("_manifest/F_BB.json", "_manifest/F_IM.json");
    assertEquals(
        Set.copyOf(asked),
        Set.copyOf(remote.look("v", asked, true).stream().map(StoredFile::path).toList()));
    assertEquals(
        List.of("_manifest/F_BB.json"),
        remote.look("v", List.of("_manifest/F_BB.json", "_manifest/G_BB.json"), true).stream()
            .map(StoredFile::path)
            .toList());
  }

  @Test
  void manyFilesOfAFolderAreLookedAtInOneListing() throws Exception {
    for (int i = 0; i < 5; i++) {
      stream("v/_manifest/F" + i + ".json", random(9), transfer(9));
    }
    long before = dropbox.counters().calls(Endpoint.GET_METADATA);
    List<String> asked = List.of("_manifest/F1.json", "_manifest/F2.json", "_manifest/F3.json");
    assertEquals(
        asked, remote.look("v", asked, true).stream().map(StoredFile::path).sorted().toList());
    // One to open the folder.
    assertEquals(before + 1, dropbox.counters().calls(Endpoint.GET_METADATA));
  }

  @Test
  void anInterruptIsNotKeptWaiting() throws Exception {
    remote.traits();
    dropbox.on(Endpoint.LIST_FOLDER).stall(0);
    AtomicReference<Kind> kind = new AtomicReference<>();
    Thread asking =
        new Thread(() -> kind.set(kindOf(() -> remote.look("v", List.of("a/x", "a/y"), true))));
    asking.start();
    while (dropbox.counters().calls(Endpoint.LIST_FOLDER) == 0) {
      Thread.sleep(5);
    }
    long start = System.nanoTime();
    asking.interrupt();
    asking.join();
    assertEquals(Kind.INTERRUPTED, kind.get());
    assertTrue(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start) < 5);
    assertEquals(ALONE, rclone.calls());
  }

  @Test
  void noPasswordIsToBeSeen() throws Exception {
    remote.traits();
    ProcessHandle resident = rclone.resident().orElseThrow();
    String arguments = String.join(" ", resident.info().arguments().orElse(new String[0]));
    assertTrue(arguments.contains("--rc-addr 127.0.0.1:0"), arguments);
    assertFalse(arguments.contains("pass"), arguments);
    String environment = Files.readString(Path.of("/proc/" + resident.pid() + "/environ"));
    assertTrue(environment.contains("RCLONE_RC_PASS="));
    rclone.close();
    assertFalse(resident.isAlive());
  }

  @Test
  void theUsersOwnSettingsOfARemoteControlAreNotForIt() {
    Map<String, String> environment = new HashMap<>();
    environment.put("RCLONE_RC", "true");
    environment.put("RCLONE_RC_ADDR", "0.0.0.0:5572");
    environment.put("RCLONE_RC_HTPASSWD", "/home/me/passwords");
    environment.put("RCLONE_RC_NO_AUTH", "true");
    environment.put("RCLONE_LOG_FILE", "/home/me/log");
    environment.put("RCLONE_BWLIMIT", "10M");
    Server.adjust(environment, "me", "secret");
    assertEquals("secret", environment.get("RCLONE_RC_PASS"));
    assertEquals("10M", environment.get("RCLONE_BWLIMIT"));
    assertEquals(
        Set.of("RCLONE_RC_USER", "RCLONE_RC_PASS"),
        environment.keySet().stream()
            .filter(name -> name.startsWith("RCLONE_RC") || name.startsWith("RCLONE_LOG"))
            .collect(Collectors.toSet()));
  }
}

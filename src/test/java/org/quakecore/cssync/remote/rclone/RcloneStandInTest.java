package org.quakecore.cssync.remote.rclone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.quakecore.cssync.remote.RemoteContract.kindOf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.catalogue.TemporaryPlace;
import org.quakecore.cssync.remote.Access;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.Traits;
import org.quakecore.cssync.remote.Transfer;
import org.quakecore.cssync.testing.Script;

/** What rclone may do to us, played by a shell script in its place. */
@Timeout(60)
class RcloneStandInTest {
  private static final String FEATURES =
      "{\"Name\":\"db\",\"String\":\"Dropbox root 'Cybershake'\",\"Hashes\":[\"dropbox\"],"
          + "\"Features\":{\"CaseInsensitive\":true,\"SlowHash\":false}}";

  private static final String FOLDER_V = "[{\"Path\":\"v\",\"Size\":-1,\"IsDir\":true}]";

  @TempDir Path temp;

  private Path script;
  private final List<Long> progress = new ArrayList<>();

  @BeforeEach
  void scriptThatIsGoodForNothing() throws IOException {
    script = temp.resolve("rclone");
    rclone("exit 99");
  }

  /** Puts a script in rclone's place that also counts its calls in a file named after them. */
  private void rclone(String body) throws IOException {
    rclone("echo 'rclone v1.60.1'", body);
  }

  private void rclone(String version, String body) throws IOException {
    Script.write(
        script,
        "#!/bin/bash\ncd '"
            + temp
            + "' || exit 98\nif [ \"$1\" = version ]; then "
            + version
            + "; exit 0; fi\nif [ \"$1\" = backend ]; then echo '"
            + FEATURES.replace("'", "'\\''")
            + "'; exit 0; fi\ncase \"$*\" in *--dirs-only*) echo >> calls.folders;;"
            + " *) echo >> calls.$1;; esac\n"
            + body
            + "\n");
  }

  private Remote remote() {
    return new Rclone(
        "db:Cybershake",
        script.toString(),
        new Patience(Duration.ofSeconds(30), Duration.ofMillis(1)),
        Access.usual(TemporaryPlace.ofThisMachine()));
  }

  private Remote impatient() {
    return new Rclone(
        "db:Cybershake",
        script.toString(),
        new Patience(Duration.ofMillis(300), Duration.ofMillis(1)),
        Access.usual(TemporaryPlace.ofThisMachine()));
  }

  private int calls(String command) throws IOException {
    Path calls = temp.resolve("calls." + command);
    return Files.exists(calls) ? Files.readAllLines(calls).size() : 0;
  }

  private Transfer transfer(String... arguments) {
    return new Transfer(
        List.of(arguments), true, Optional.of(temp.resolve("progress.log")), progress::add);
  }

  private void send(Remote remote, Transfer transfer) throws Exception {
    Files.writeString(temp.resolve("x"), "1");
    remote.send(temp, "v", List.of("x"), transfer);
  }

  @Test
  void addressesAreJoinedAsRcloneReadsThem() {
    assertEquals("dropbox:v22p12", new Rclone("dropbox:").address("v22p12"));
    assertEquals("dropbox:a/v22p12", new Rclone("dropbox:a").address("v22p12"));
    assertEquals("dropbox:/a/v/F", new Rclone("dropbox:/a").address("v/F"));
    assertEquals("/v22p12", new Rclone("/").address("v22p12"));
    assertEquals("dropbox:a", new Rclone("dropbox:a").address(""));
  }

  @Test
  void aMissingRcloneSaysHowToGetIt() {
    Remote none =
        new Rclone(
            "db:",
            temp.resolve("nothing").toString(),
            new Patience(Duration.ofSeconds(9), Duration.ZERO),
            Access.usual(TemporaryPlace.ofThisMachine()));
    SyncException failure = assertThrows(SyncException.class, () -> none.list("", false));
    assertEquals(Kind.RCLONE_MISSING, failure.kind());
    assertTrue(failure.getMessage().contains("On NeSI: module add rclone"));
  }

  @Test
  void anRcloneThatGetsNoThreadIsNotSaidToBeMissing() throws Exception {
    rclone("echo 'runtime: failed to create new OS thread' >&2; exit 2", "exit 0");
    SyncException failure = assertThrows(SyncException.class, () -> remote().list("", false));
    assertEquals(Kind.PROCESSES, failure.kind());
    assertTrue(failure.getMessage().contains("ulimit -u"), failure.getMessage());
    assertFalse(failure.getMessage().contains("module add"), failure.getMessage());
  }

  @Test
  void anOldRcloneIsRefusedByItsVersion() throws Exception {
    rclone("echo 'rclone v1.55.1'", "exit 0");
    SyncException failure = assertThrows(SyncException.class, () -> remote().list("", false));
    assertEquals(Kind.RCLONE_MISSING, failure.kind());
    assertTrue(failure.getMessage().contains("v1.55.1"), failure.getMessage());
    rclone("echo hello", "exit 0");
    assertEquals(Kind.RCLONE_MISSING, kindOf(() -> remote().list("", false)));
    rclone("echo 'rclone v1.74.0-beta.1'", "echo '[]'");
    assertEquals(Optional.of(List.of()), remote().list("", false));
  }

  @Test
  void dropboxIsKnownByItsDescription() throws Exception {
    assertEquals(new Traits(true, true, true, true, true, false), remote().traits());
  }

  @Test
  void tenMegabytesOfErrorsBlockNothing() throws Exception {
    rclone("head -c 10000000 /dev/zero | tr '\\0' 'x' | fold -w 1000 >&2; echo; echo '[]'");
    assertEquals(Optional.of(List.of()), remote().list("v", false));
  }

  @Test
  void outputNobodyUnderstandsIsStillDrained() throws Exception {
    rclone("echo nonsense; head -c 10000000 /dev/zero; exit 0");
    assertEquals(Kind.REMOTE, kindOf(() -> remote().list("v", false)));
  }

  @Test
  void aListingCutShortIsAFailure() throws Exception {
    rclone("echo '['; echo '{\"Path\":\"x\",\"Size\":1,\"IsDir\":false}'; exit 0");
    assertEquals(Kind.REMOTE, kindOf(() -> remote().list("v", false)));
  }

  @Test
  void aWholeListingWithABadExitCodeIsAFailure() throws Exception {
    for (int code : List.of(1, 2, 4, 6, 7, 8, 9, 10, 77)) {
      rclone("echo '[]'; exit " + code);
      assertThrows(SyncException.class, () -> remote().list("v", false), "exit code " + code);
      assertThrows(SyncException.class, () -> remote().folders("v"), "exit code " + code);
      assertThrows(
          SyncException.class, () -> remote().look("v", List.of("x"), false), "exit code " + code);
    }
  }

  @Test
  void aFolderIsMissingOnlyWhenItIsTheOneNotFound() throws Exception {
    rclone("echo '['; exit 3");
    assertEquals(Optional.empty(), remote().list("v", false));
    // A sub-folder deleted meanwhile gives the same exit code.
    rclone("case \"$*\" in *--dirs-only*) echo '" + FOLDER_V + "';; *) echo '['; exit 3;; esac");
    assertEquals(Kind.REMOTE, kindOf(() -> remote().list("v", false)));
    assertEquals(Kind.REMOTE, kindOf(() -> remote().look("v", List.of("x"), false)));
  }

  @Test
  void aFolderThatComesToBeWhileItIsLookedForIsLookedAtAgain() throws Exception {
    rclone(
        "case \"$*\" in *--dirs-only*) touch there; echo '"
            + FOLDER_V
            + "';; *) [ -e there ] || { echo '['; exit 3; }; echo '[]';; esac");
    assertEquals(List.of(), remote().look("v", List.of("x"), false));
    assertEquals(2, calls("lsjson"));
  }

  @Test
  void aQuestionIsAskedThreeTimesWhereThatMayHelp() throws Exception {
    rclone("echo 'dial tcp: i/o timeout' >&2; exit 1");
    assertEquals(Kind.REMOTE, kindOf(() -> remote().list("v", false)));
    assertEquals(3, calls("lsjson"));
    rclone("[ $(wc -l < calls.lsjson) -lt 5 ] && exit 5; echo '[]'");
    assertEquals(Optional.of(List.of()), remote().list("v", false));
    assertEquals(5, calls("lsjson"));
  }

  @Test
  void aQuestionIsAskedAgainAfterAnErrorThatNobodyKnows() throws Exception {
    rclone("[ $(wc -l < calls.lsjson) -lt 3 ] && echo '<h1>oops</h1>' >&2 && exit 1; echo '[]'");
    assertEquals(Optional.of(List.of()), remote().list("v", false));
    assertEquals(3, calls("lsjson"));
  }

  @Test
  void aRefusedTokenIsNotTriedAgainAndSaysWhatToDo() throws Exception {
    rclone("echo '{\"level\":\"error\",\"msg\":\"expired_access_token/..\"}' >&2; exit 1");
    SyncException failure = assertThrows(SyncException.class, () -> remote().list("v", false));
    assertEquals(Kind.TOKEN, failure.kind());
    assertTrue(failure.getMessage().contains("rclone config reconnect db:"));
    assertEquals(1, calls("lsjson"));
    assertEquals(Kind.TOKEN, kindOf(() -> remote().freeBytes()));
  }

  @Test
  void spaceIsUnknownWhereTheRemoteDoesNotTell() throws Exception {
    rclone("echo \"db: doesn't support about\" >&2; exit 1");
    assertEquals(OptionalLong.empty(), remote().freeBytes());
    rclone("echo '{\"total\":10,\"used\":3}'");
    assertEquals(OptionalLong.of(7), remote().freeBytes());
    rclone("echo '{}'");
    assertEquals(OptionalLong.empty(), remote().freeBytes());
  }

  @Test
  void aTransferInWhichNothingMovesIsStoppedAndTriedThreeTimes() throws Exception {
    rclone("echo $$ > pid; exec sleep 600");
    SyncException failure = assertThrows(SyncException.class, () -> send(impatient(), transfer()));
    assertEquals(Kind.REMOTE, failure.kind());
    assertEquals(3, calls("copy"));
    assertDead();
  }

  @Test
  void aStalledTransferCanSucceedTheNextTimeAndTellsNoByteTwice() throws Exception {
    String stats = "{\"level\":\"warning\",\"msg\":\"Transferred: \",\"stats\":{\"bytes\":%d}}";
    rclone(
        "if [ $(wc -l < calls.copy) = 1 ]; then echo '"
            + stats.formatted(40)
            + "' >&2; exec sleep 600; fi; echo '"
            + stats.formatted(10)
            + "' >&2; echo '"
            + stats.formatted(70)
            + "' >&2");
    send(impatient(), transfer());
    assertEquals(List.of(40L, 30L), progress);
    assertEquals(2, calls("copy"));
  }

  @Test
  void anInterruptedTransferTakesRcloneAlong() throws Exception {
    rclone("trap '' TERM; sleep 600 & echo $$ > pid.new; mv pid.new pid; wait; wait");
    Files.writeString(temp.resolve("x"), "1");
    Remote remote = remote();
    AtomicReference<SyncException> thrown = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                remote.send(temp, "v", List.of("x"), transfer());
              } catch (SyncException e) {
                thrown.set(e);
              }
            });
    thread.start();
    while (!Files.exists(temp.resolve("pid"))) {
      Thread.onSpinWait();
    }
    thread.interrupt();
    thread.join();
    assertEquals(Kind.INTERRUPTED, thrown.get().kind());
    assertDead();
  }

  @Test
  void rcloneStoppedByTheSameSignalAsWeIsAnInterruption() throws Exception {
    // The terminal signals both; rclone is gone before our own thread is interrupted.
    Thread here = Thread.currentThread();
    // Not SIGINT, which is ignored where the tests run in the background of a shell.
    rclone("echo $$ > pid.new; mv pid.new pid; exec bash -c 'kill -TERM $$'");
    Thread interrupter =
        new Thread(
            () -> {
              while (!Files.exists(temp.resolve("pid")) || alive()) {
                Thread.onSpinWait();
              }
              here.interrupt();
            });
    interrupter.start();
    assertEquals(Kind.INTERRUPTED, kindOf(() -> remote().look("v", List.of("x"), false)));
    assertTrue(Thread.interrupted());
    interrupter.join();
  }

  private void assertDead() {
    assertFalse(alive());
  }

  private boolean alive() {
    try {
      long pid = Long.parseLong(Files.readString(temp.resolve("pid")).trim());
      return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theUsersArgumentsComeLastAndTheTuningFirst() throws Exception {
    rclone("printf '%s\\n' \"$@\" > arguments; env > environment");
    send(remote(), transfer("--transfers", "9"));
    List<String> arguments = Files.readAllLines(temp.resolve("arguments"));
    int names = arguments.indexOf("--files-from-raw");
    assertEquals(List.of("--transfers", "9"), arguments.subList(names - 2, names));
    assertEquals(
        List.of("--", temp.toString(), "db:Cybershake/v"),
        arguments.subList(arguments.size() - 3, arguments.size()));
    assertTrue(
        arguments.containsAll(List.of("--ignore-times", "--copy-links", "--ignore-checksum")));
    List<String> environment = Files.readAllLines(temp.resolve("environment"));
    assertTrue(
        environment.containsAll(
            List.of("RCLONE_DROPBOX_BATCH_MODE=off", "RCLONE_DISABLE_HTTP2=true")));
  }

  @Test
  void aLogThatCannotBeWrittenStopsNothing() throws Exception {
    rclone("echo oops >&2");
    Transfer transfer =
        new Transfer(List.of(), true, Optional.of(Path.of("/proc/no/log")), progress::add);
    send(remote(), transfer);
    assertEquals(1, calls("copy"));
  }

  @Test
  void theFailureNamesCommandExitCodeAndLastWords() throws Exception {
    rclone(
        "echo '2023/04/26 01:02:03 ERROR : x: Failed to copy: insufficient_space/..' >&2; exit 7");
    SyncException failure = assertThrows(SyncException.class, () -> send(remote(), transfer()));
    assertEquals(Kind.QUOTA_FULL, failure.kind());
    assertTrue(failure.getMessage().contains(" copy --no-traverse "), failure.getMessage());
    assertTrue(failure.getMessage().contains("exit code 7: ERROR : x: Failed to copy"));
    assertTrue(Files.readString(temp.resolve("progress.log")).contains("insufficient_space"));
  }

  @Test
  void aDiskThatFillsUpHereIsToldFromARemoteThatIsFull() throws Exception {
    rclone("echo '{\"level\":\"error\",\"msg\":\"write x: no space left on device\"}' >&2; exit 1");
    assertEquals(Kind.QUOTA_FULL, kindOf(() -> sendUnchecked(remote())));
    assertEquals(Kind.DISK_FULL, kindOf(() -> remote().fetch("v", temp, List.of("x"), transfer())));
    rclone("echo 'preallocate: file too big for remaining disk space' >&2; exit 1");
    assertEquals(Kind.DISK_FULL, kindOf(() -> remote().fetch("v", temp, List.of("x"), transfer())));
  }

  private void sendUnchecked(Remote remote) throws SyncException {
    try {
      send(remote, transfer());
    } catch (SyncException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aCheckThatComparedNothingIsAFailureNotADifference() throws Exception {
    rclone("echo 'Failed to check: something odd' >&2; exit 1");
    assertEquals(Kind.REMOTE, kindOf(() -> remote().differing(temp, "v", List.of("a"))));
    rclone("printf '= a\\n! b\\n'; echo 'connection reset by peer' >&2; exit 1");
    assertEquals(Kind.REMOTE, kindOf(() -> remote().differing(temp, "v", List.of("a", "b"))));
    rclone("printf '= a\\n* b\\n- c\\nchatter\\n'; echo '2 differences found' >&2; exit 1");
    assertEquals(Set.of("b", "c", "d"), remote().differing(temp, "v", List.of("a", "b", "c", "d")));
    rclone("exit 0");
    assertEquals(Set.of("a"), remote().differing(temp, "v", List.of("a")));
  }

  @Test
  void equalSizesWithoutAHashAreReadBack() throws Exception {
    rclone(
        "case \"$*\" in *--download*) echo '* a'; exit 1;; esac; echo '= a';"
            + " echo '{\"level\":\"warning\",\"msg\":\"1 hashes could not be checked\"}' >&2");
    assertEquals(Set.of("a"), remote().differing(temp, "v", List.of("a")));
  }

  @Test
  void aMoveWhoseReplyWasLostIsFoundToHaveHappened() throws Exception {
    String find = "--files-from-raw) shift; grep -q '^new$' $1 && echo '[{\"Path\":\"new\"}]'";
    rclone(
        "[ $1 = moveto ] && { echo 'object not found' >&2; exit 1; };"
            + " while [ $# -gt 0 ]; do case $1 in "
            + find
            + " || echo '[]';; esac; shift; done");
    remote().move("old", "new");
    assertEquals(Kind.DATA, kindOf(() -> remote().move("new", "old")));
  }

  @Test
  void nothingDeletesTheRoot() throws Exception {
    assertEquals(Kind.DATA, kindOf(() -> remote().deleteFolder("")));
    assertEquals(Kind.DATA, kindOf(() -> remote().deleteFolder("v/../..")));
    assertEquals(0, calls("purge"));
  }
}

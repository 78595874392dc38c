package org.quakecore.cssync.remote.rclone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.quakecore.cssync.remote.RemoteContract.kindOf;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
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
import org.quakecore.cssync.remote.Transfer;
import org.quakecore.cssync.testing.Script;

/**
 * What rclone may do to a stream, and what may be done to it, played by a script in its place that
 * leaves a file behind once it has met the end of its input.
 */
@Timeout(60)
class RcloneStreamTest {
  private static final String FEATURES =
      "{\"String\":\"Dropbox root ''\",\"Hashes\":[\"dropbox\"],\"Features\":{}}";

  /** What rcat does: it keeps what it has been given, whole or not, at the end of its input. */
  private static final String RCAT = "cat > taken && echo end > sawTheEnd";

  private static final byte[] MEGABYTE = new byte[1 << 20];

  @TempDir Path temp;

  private final AtomicLong told = new AtomicLong();
  private Path script;

  @BeforeEach
  void aGoodRclone() throws IOException {
    script = temp.resolve("rclone");
    rclone(RCAT);
  }

  private void rclone(String body) throws IOException {
    Script.write(
        script,
        "#!/bin/bash\ncd '"
            + temp
            + "'\ncase \"$1\" in version) echo 'rclone v1.60.1'; exit;; backend) echo '"
            + FEATURES.replace("'", "'\\''")
            + "'; exit;; esac\n"
            + body
            + "\n");
  }

  private Remote remote(Duration stallLimit) {
    return new Rclone(
        "db:Cybershake",
        script.toString(),
        new Patience(stallLimit, Duration.ofMillis(1)),
        Access.usual(TemporaryPlace.ofThisMachine()));
  }

  private Remote remote() {
    return remote(Duration.ofSeconds(30));
  }

  private Transfer transfer(boolean proven, String... arguments) {
    return new Transfer(
        List.of(arguments), proven, Optional.of(temp.resolve("progress.log")), told::addAndGet);
  }

  private SyncException failureOf(Remote remote, Remote.Source source) {
    return assertThrows(
        SyncException.class, () -> remote.stream("v/F/F_BB.tar", source, transfer(true)));
  }

  private <T> SyncException failureOf(Remote remote, long length, Remote.Sink<T> sink) {
    return assertThrows(SyncException.class, () -> remote.read("v/F/F_BB.tar", 0, length, sink));
  }

  private boolean exists(String name) {
    return Files.exists(temp.resolve(name));
  }

  private void awaitFile(String name) {
    while (!exists(name)) {
      Thread.onSpinWait();
    }
  }

  private boolean alive(String pidFile) {
    try {
      long pid = Long.parseLong(Files.readString(temp.resolve(pidFile)).strip());
      return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeForEver(OutputStream out) throws IOException {
    while (true) {
      out.write(MEGABYTE);
    }
  }

  @Test
  void rcloneIsToldTheUsersArgumentsLastAndNeverASize() throws Exception {
    rclone("printf '%s\\n' \"$@\" > arguments; env > environment; cat > taken");
    remote().stream("v/F/F_BB.tar", out -> out.write(1), transfer(true, "--tpslimit", "9"));
    List<String> arguments = Files.readAllLines(temp.resolve("arguments"));
    assertEquals(
        List.of(
            "rcat",
            "--use-json-log",
            "--stats",
            "1s",
            "--stats-log-level",
            "NOTICE",
            "--ignore-checksum",
            "--tpslimit",
            "9",
            "--",
            "db:Cybershake/v/F/F_BB.tar"),
        arguments);
    assertTrue(
        Files.readAllLines(temp.resolve("environment"))
            .containsAll(List.of("RCLONE_DROPBOX_BATCH_MODE=off", "RCLONE_DISABLE_HTTP2=true")));
    remote().stream("v/F/F_BB.tar", out -> out.write(1), transfer(false));
    assertFalse(
        Files.readAllLines(temp.resolve("arguments")).contains("--ignore-checksum"),
        "nobody else proves it");
  }

  @Test
  void aWholeStreamEndsAndItsBytesAreTold() throws Exception {
    remote().stream("x", out -> out.write(MEGABYTE), transfer(true));
    assertTrue(exists("sawTheEnd"));
    assertArrayEquals(MEGABYTE, Files.readAllBytes(temp.resolve("taken")));
    assertEquals(MEGABYTE.length, told.get());
  }

  @Test
  void rcloneNeverMeetsAnEndWhereTheSourceFails() {
    SyncException own = new SyncException(Kind.DATA, "F_REL01_BB.bin has changed");
    SyncException thrown =
        failureOf(
            remote(),
            out -> {
              // Whoever closes what he opened closes it when he fails, too.
              try (OutputStream closing = new BufferedOutputStream(out)) {
                closing.write(MEGABYTE);
                throw own;
              }
            });
    assertSame(own, thrown);
    assertFalse(exists("sawTheEnd"));
  }

  @Test
  void aWrappedRcloneNeverMeetsAnEndWhereTheSourceFails() throws Exception {
    // The JVM closes the pipe once the wrapper has ended, whoever else may be reading from it.
    rclone("bash -c 'echo $$ > pid.new; mv pid.new pid; " + RCAT + "'; true");
    SyncException own = new SyncException(Kind.DATA, "F_REL01_BB.bin has changed");
    SyncException thrown =
        failureOf(
            remote(),
            out -> {
              out.write(MEGABYTE);
              awaitFile("pid");
              throw own;
            });
    assertSame(own, thrown);
    while (alive("pid")) {
      Thread.onSpinWait();
    }
    assertFalse(exists("sawTheEnd"));
  }

  @Test
  void anInterruptReachesAStreamThatRcloneTakesNothingFrom() throws Exception {
    rclone("trap '' TERM; echo $$ > pid.new; mv pid.new pid; exec sleep 600");
    AtomicReference<SyncException> thrown = new AtomicReference<>();
    AtomicReference<Boolean> status = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              thrown.set(failureOf(remote(), RcloneStreamTest::writeForEver));
              status.set(Thread.currentThread().isInterrupted());
            });
    thread.start();
    awaitFile("pid");
    thread.interrupt();
    thread.join();
    assertEquals(Kind.INTERRUPTED, thrown.get().kind());
    assertTrue(status.get());
    assertFalse(alive("pid"));
  }

  @Test
  void anInterruptThatTheSourceSwallowsStillEndsTheStream() throws Exception {
    SyncException thrown =
        failureOf(
            remote(),
            out -> {
              Thread.currentThread().interrupt();
              while (Thread.currentThread().isInterrupted()) {
                try {
                  writeForEver(out);
                } catch (IOException e) {
                  assertTrue(Thread.interrupted());
                }
              }
            });
    assertEquals(Kind.INTERRUPTED, thrown.kind());
    assertTrue(Thread.interrupted());
    assertFalse(exists("sawTheEnd"));
  }

  @Test
  void whatRcloneDiedOfIsSaidAndNotThatThePipeBroke() throws Exception {
    rclone("head -c 100000 > taken; echo 'insufficient_space/..' >&2; exit 7");
    SyncException thrown = failureOf(remote(), RcloneStreamTest::writeForEver);
    assertEquals(Kind.QUOTA_FULL, thrown.kind());
    assertTrue(thrown.getMessage().contains("exit code 7: insufficient_space"));
    assertTrue(Files.readString(temp.resolve("progress.log")).contains("insufficient_space"));
    // Nor what the source made of that.
    rclone(
        "exec <&-; for i in {1..20000}; do echo $i >&2; done; echo 'invalid_access_token' >&2; exit 1");
    thrown =
        failureOf(
            remote(),
            out -> {
              try {
                writeForEver(out);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    assertEquals(Kind.TOKEN, thrown.kind());
  }

  @Test
  void rcloneThatFailsAtTheEndIsAFailure() throws Exception {
    rclone(RCAT + "; echo 'corrupted on transfer: sizes differ' >&2; exit 1");
    SyncException thrown = failureOf(remote(), out -> out.write(MEGABYTE));
    assertEquals(Kind.DATA, thrown.kind());
    assertTrue(thrown.getMessage().contains("corrupted on transfer"), thrown.getMessage());
  }

  @Test
  void rcloneThatIsContentWithHalfIsAFailure() throws Exception {
    rclone("head -c 100000 > taken");
    SyncException thrown = failureOf(remote(), RcloneStreamTest::writeForEver);
    assertEquals(Kind.REMOTE, thrown.kind());
    assertTrue(thrown.getMessage().contains("before all bytes had passed"), thrown.getMessage());
  }

  @Test
  void aSourceThatTakesNoNoteOfABrokenStreamIsNotBelieved() throws Exception {
    rclone("head -c 100000 > taken; exit 0");
    SyncException thrown =
        failureOf(
            remote(),
            out -> {
              try {
                writeForEver(out);
              } catch (IOException e) {
                assertNull(e.getCause());
              }
            });
    assertEquals(Kind.REMOTE, thrown.kind());
  }

  @Test
  void rcloneThatTakesNothingAnyMoreIsKilled() throws Exception {
    rclone("head -c 100000 > taken; exec sleep 600");
    SyncException thrown =
        failureOf(remote(Duration.ofMillis(500)), RcloneStreamTest::writeForEver);
    assertEquals(Kind.REMOTE, thrown.kind());
    assertTrue(thrown.getMessage().contains("nothing moved any more"), thrown.getMessage());
    rclone(RCAT + "; exec sleep 600");
    thrown = failureOf(remote(Duration.ofMillis(500)), out -> out.write(MEGABYTE));
    assertTrue(thrown.getMessage().contains("nothing moved any more"), thrown.getMessage());
  }

  @Test
  void tenMegabytesOfErrorsBlockNoStream() throws Exception {
    rclone(
        "head -c 10000000 /dev/zero | tr '\\0' 'x' | fold -w 1000 >&2; echo >&2;"
            + " head -c 10000000 /dev/zero; "
            + RCAT);
    remote().stream("x", out -> out.write(MEGABYTE), transfer(true));
    assertTrue(exists("sawTheEnd"));
  }

  @Test
  void aRangeIsAskedForByNameInAList() throws Exception {
    rclone(
        "printf '%s\\n' \"$@\" > arguments; env > environment;"
            + " while [ $1 != --files-from-raw ]; do shift; done; cat $2");
    Remote.Sink<String> sink = in -> new String(in.readAllBytes(), UTF_8);
    String name = remote().read("v/F/F_BB.tar", 5, -1, List.of("--tpslimit", "9"), sink);
    assertEquals("F_BB.tar\n", name);
    List<String> arguments = Files.readAllLines(temp.resolve("arguments"));
    assertEquals(
        List.of(
            "cat",
            "--copy-links",
            "--use-json-log",
            "--tpslimit",
            "9",
            "--offset",
            "5",
            "--count",
            "-1"),
        arguments.subList(0, 9));
    assertEquals(
        List.of("--", "db:Cybershake/v/F"),
        arguments.subList(arguments.size() - 2, arguments.size()));
    assertTrue(
        Files.readAllLines(temp.resolve("environment")).contains("RCLONE_DISABLE_HTTP2=true"));
  }

  @Test
  void aSinkMeetsNoEndWhereTooFewBytesCame() throws Exception {
    rclone("head -c 100000 /dev/zero");
    AtomicReference<IOException> met = new AtomicReference<>();
    SyncException thrown = failureOf(remote(), 200_000, meetingTheEnd(met));
    assertEquals(Kind.DATA, thrown.kind());
    assertTrue(thrown.getMessage().contains("asked for 200000 B"), thrown.getMessage());
    assertTrue(thrown.getMessage().contains("100000 B came"), thrown.getMessage());
    assertEquals(thrown.getMessage(), met.get().getMessage());
  }

  @Test
  void aSinkMeetsNoEndWhereRcloneFailed() throws Exception {
    rclone("head -c 100000 /dev/zero; echo 'connection reset by peer' >&2; exit 1");
    AtomicReference<IOException> met = new AtomicReference<>();
    SyncException thrown = failureOf(remote(), -1, meetingTheEnd(met));
    assertEquals(Kind.REMOTE, thrown.kind());
    assertTrue(thrown.getMessage().contains("connection reset by peer"), thrown.getMessage());
    assertTrue(met.get().getMessage().contains("connection reset by peer"));
    assertEquals(Kind.REMOTE, failureOf(remote(), 100_000, in -> in.readNBytes(100_000)).kind());
  }

  private static Remote.Sink<Boolean> meetingTheEnd(AtomicReference<IOException> met) {
    return in -> {
      try {
        in.readAllBytes();
        return true;
      } catch (IOException e) {
        met.set(e);
        // Whoever extracts may well say something of his own here.
        throw new SyncException(Kind.BAD_INPUT, "the tar is cut short", e);
      }
    };
  }

  @Test
  void moreThanWasAskedForIsAFailureAndNotHandedOut() throws Exception {
    rclone("head -c 100001 /dev/zero");
    AtomicLong taken = new AtomicLong();
    SyncException thrown =
        failureOf(
            remote(),
            100_000,
            in -> {
              byte[] bytes = new byte[8_192];
              for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                taken.addAndGet(read);
              }
              return null;
            });
    assertEquals(Kind.DATA, thrown.kind());
    assertTrue(thrown.getMessage().contains("more came than the 100000 B"), thrown.getMessage());
    assertEquals(100_000, taken.get());
    assertEquals(Kind.DATA, failureOf(remote(), 100_000, in -> in.readNBytes(100_000)).kind());
  }

  @Test
  void nothingForAFileThatIsThereIsAFailure() throws Exception {
    // Dropbox finds a file in other letters, rclone's list of names then does not.
    rclone("[ $1 = lsjson ] && echo '[{\"Path\":\"F_bb.tar\",\"Size\":7}]'; exit 0");
    SyncException thrown = failureOf(remote(), -1, InputStream::readAllBytes);
    assertEquals(Kind.DATA, thrown.kind());
    assertTrue(thrown.getMessage().contains("but 0 B came"), thrown.getMessage());
    rclone("[ $1 = lsjson ] && echo '[{\"Path\":\"F_BB.tar\",\"Size\":0}]'; exit 0");
    assertEquals(0, remote().read("v/F/F_BB.tar", 0, -1, InputStream::readAllBytes).length);
    rclone("[ $1 = lsjson ] && { echo 'invalid_access_token' >&2; exit 1; }; exit 0");
    assertEquals(Kind.TOKEN, failureOf(remote(), -1, InputStream::readAllBytes).kind());
  }

  @Test
  void aRangeThatTheRemoteRefusesForLyingBehindTheEndIsOfThatFileAlone() throws Exception {
    rclone(
        "[ $1 = lsjson ] && { echo '[{\"Path\":\"F_BB.tar\",\"Size\":7}]'; exit 0; };"
            + " echo 'Failed to cat: Unexpected error:  (code: 416)' >&2; exit 1");
    assertEquals(Kind.DATA, kindOf(() -> remote().read("F_BB.tar", 7, 1, in -> in.read())));
    assertEquals(Kind.DATA, kindOf(() -> remote().read("F_BB.tar", 6, 2, in -> in.read())));
    assertEquals(-1, remote().<Integer>read("F_BB.tar", 7, -1, in -> in.read()));
    assertEquals(Kind.REMOTE, kindOf(() -> remote().read("F_BB.tar", 6, 1, in -> in.read())));
  }

  @Test
  void aSinkThatHasHadEnoughStopsRclone() throws Exception {
    rclone("echo $$ > pid; exec cat /dev/zero");
    assertEquals(7, remote().read("x", 0, -1, in -> in.readNBytes(7)).length);
    assertFalse(alive("pid"));
    assertThrows(
        IllegalStateException.class,
        () ->
            remote()
                .read(
                    "x",
                    0,
                    -1,
                    in -> {
                      in.read();
                      throw new IllegalStateException();
                    }));
    assertFalse(alive("pid"));
  }

  @Test
  void rcloneThatSendsNothingAnyMoreIsKilled() throws Exception {
    rclone("head -c 100000 /dev/zero; exec sleep 600");
    SyncException thrown = failureOf(remote(Duration.ofMillis(500)), -1, InputStream::readAllBytes);
    assertEquals(Kind.REMOTE, thrown.kind());
    assertTrue(thrown.getMessage().contains("nothing moved any more"), thrown.getMessage());
  }

  @Test
  void anInterruptReachesASinkThatWaits() throws Exception {
    rclone("head -c 100000 /dev/zero; echo $$ > pid.new; mv pid.new pid; exec sleep 600");
    Thread here = Thread.currentThread();
    Thread interrupter =
        new Thread(
            () -> {
              awaitFile("pid");
              here.interrupt();
            });
    interrupter.start();
    assertEquals(
        Kind.INTERRUPTED, kindOf(() -> remote().read("x", 0, -1, InputStream::readAllBytes)));
    assertTrue(Thread.interrupted());
    assertFalse(alive("pid"));
    interrupter.join();
  }

  @Test
  void anInterruptedThreadStartsNoStream() throws Exception {
    Remote remote = remote();
    remote.traits();
    Thread.currentThread().interrupt();
    assertEquals(
        Kind.INTERRUPTED, kindOf(() -> remote.stream("x", out -> out.write(1), transfer(true))));
    assertTrue(Thread.interrupted());
    assertFalse(exists("taken"));
  }
}

package org.quakecore.cssync.remote.dropbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quakecore.cssync.archive.ContentHash;
import org.quakecore.cssync.catalogue.FolderListing;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.TemporaryPlace;
import org.quakecore.cssync.remote.Access;
import org.quakecore.cssync.remote.Bandwidth;
import org.quakecore.cssync.remote.Engine;
import org.quakecore.cssync.remote.Limits;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.RemoteContract;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.remote.Transfer;
import org.quakecore.cssync.remote.rclone.Configuration;
import org.quakecore.cssync.remote.rclone.ConfiguredRemotes;
import org.quakecore.cssync.testing.Script;
import org.quakecore.cssync.testing.dropbox.Endpoint;
import org.quakecore.cssync.testing.dropbox.FakeDropbox;

/** The API, on a Dropbox of this machine. */
class DropboxTest extends RemoteContract {
  private static final int UNIT = 4 << 20;

  @TempDir Path own;

  private FakeDropbox dropbox;
  private String rclone;
  private Map<String, String> environment;
  private Remote remote;

  @BeforeEach
  void startOne() throws IOException, SyncException {
    dropbox = FakeDropbox.start();
    environment = new HashMap<>(dropbox.environment());
    environment.put("XDG_CACHE_HOME", own.resolve("cache").toString());
    StringBuilder script = new StringBuilder("#!/bin/bash\n");
    environment.forEach((name, value) -> script.append("export " + name + "='" + value + "'\n"));
    rclone = own.resolve("rclone").toString();
    Script.write(Path.of(rclone), script + "exec rclone \"$@\"\n");
    remote = anew();
  }

  @AfterEach
  void stopIt() throws IOException {
    dropbox.close();
  }

  @Override
  public Remote remote() {
    return remote;
  }

  /** As another run sees it, which has seen nothing yet. */
  private Remote anew() throws SyncException {
    return at(FakeDropbox.REMOTE + "Cybershake", Engine.AUTO);
  }

  private Remote at(String root, Engine engine) throws SyncException {
    return at(root, engine, 4);
  }

  private Remote at(String root, Engine engine, int connections) throws SyncException {
    Limits limits = new Limits(engine, OptionalInt.of(connections), 1_000, Bandwidth.UNLIMITED);
    return new DirectRemotes(
            new ConfiguredRemotes(rclone), new Configuration(rclone, environment), environment)
        .at(
            root,
            new Access(TemporaryPlace.ofThisMachine(), limits, line -> {}, (who, until) -> {}));
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private Transfer resumable(long bytes) {
    return transfer().of(bytes).resumable(own.resolve("x.resume"));
  }

  @Test
  void aLargeFileGoesByManyConnectionsAndComesBackSo() throws Exception {
    byte[] content = bytes(9 * UNIT + 12_345);
    Optional<StoredFile> stored =
        remote.stream("v/F/F_BB.tar", out -> out.write(content), transfer().of(content.length));
    assertEquals(
        Optional.of(ContentHash.of(content, 0, content.length)), stored.get().contentHash());
    assertTrue(dropbox.counters().calls(Endpoint.SESSION_APPEND) > 4);
    assertTrue(dropbox.counters().mostUploadsAtOnce() > 1);
    assertEquals(content.length, told.get());
    byte[] back = anew().read("v/F/F_BB.tar", 0, -1, in -> in.readAllBytes());
    assertArrayEquals(content, back);
    byte[] range = anew().read("v/F/F_BB.tar", 5_000_000, 10_000_000, in -> in.readAllBytes());
    assertArrayEquals(Arrays.copyOfRange(content, 5_000_000, 15_000_000), range);
  }

  /** As a kill leaves it: some pieces on record, and half a line. */
  private long interrupted(byte[] content) throws Exception {
    Path record = own.resolve("x.resume");
    Remote.Source breaking =
        out -> {
          out.write(content, 0, content.length - 1);
          try {
            while (!Files.exists(record) || Files.readAllLines(record).size() < 3) {
              Thread.sleep(20);
            }
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          throw new IOException("killed");
        };
    assertThrows(
        SyncException.class, () -> remote.stream("v/x", breaking, resumable(content.length)));
    List<String> lines = Files.readAllLines(record);
    Files.writeString(record, "4194304 41943", StandardOpenOption.APPEND);
    return lines.subList(1, lines.size()).stream()
        .mapToLong(line -> Long.parseLong(line.split(" ", -1)[1]))
        .sum();
  }

  private void sendAllButTheCommit(byte[] content) {
    dropbox.onCommit().path("/Cybershake/v/x").nth(1).refuseCommit("restricted_content");
    assertThrows(
        SyncException.class,
        () -> remote.stream("v/x", out -> out.write(content), resumable(content.length)));
  }

  @Test
  void whatWasInterruptedGoesOnWhereItWas() throws Exception {
    byte[] content = bytes(9 * UNIT + 1);
    long taken = interrupted(content);
    for (long came = -1; came != dropbox.counters().bytesUploaded(); Thread.sleep(300)) {
      // What was cut off is on its way for a moment.
      came = dropbox.counters().bytesUploaded();
    }
    long before = dropbox.counters().bytesUploaded();
    remote = anew();
    remote.stream("v/x", out -> out.write(content), resumable(content.length));
    assertTrue(taken >= 2L * UNIT, "taken " + taken);
    assertEquals(content.length - taken, dropbox.counters().bytesUploaded() - before);
    assertArrayEquals(content, anew().read("v/x", 0, -1, in -> in.readAllBytes()));
    assertTrue(Files.notExists(own.resolve("x.resume")));
  }

  @Test
  void aSessionThatDropboxHasForgottenBeginsAnew() throws Exception {
    byte[] content = bytes(9 * UNIT + 1);
    interrupted(content);
    Path record = own.resolve("x.resume");
    Files.writeString(record, Files.readString(record).replaceFirst("session:\\d+", "session:77"));
    SyncException forgotten =
        assertThrows(
            SyncException.class,
            () -> anew().stream("v/x", out -> out.write(content), resumable(content.length)));
    assertTrue(forgotten.getMessage().endsWith("it is sent anew"), forgotten.getMessage());
    anew().stream("v/x", out -> out.write(content), resumable(content.length));
    assertArrayEquals(content, anew().read("v/x", 0, -1, in -> in.readAllBytes()));
  }

  @Test
  void aSessionThatIsForgottenBeforeItsCommitBeginsAnewAsWell() throws Exception {
    byte[] content = bytes(9 * UNIT + 1);
    sendAllButTheCommit(content);
    Path record = own.resolve("x.resume");
    Files.writeString(record, Files.readString(record).replaceFirst("session:\\d+", "session:77"));
    assertThrows(
        SyncException.class,
        () -> anew().stream("v/x", out -> out.write(content), resumable(content.length)));
    anew().stream("v/x", out -> out.write(content), resumable(content.length));
    assertArrayEquals(content, anew().read("v/x", 0, -1, in -> in.readAllBytes()));
  }

  @Test
  void aLastPieceThatCameAndWasNotNotedNeedNotComeAgain() throws Exception {
    byte[] content = bytes(9 * UNIT + 1);
    sendAllButTheCommit(content);
    Path record = own.resolve("x.resume");
    List<String> lines = Files.readAllLines(record);
    Files.writeString(record, String.join("\n", lines.subList(0, lines.size() - 1)) + "\n");
    long before = dropbox.counters().bytesUploaded();
    anew().stream("v/x", out -> out.write(content), resumable(content.length));
    assertTrue(dropbox.counters().bytesUploaded() - before <= 1);
    assertArrayEquals(content, anew().read("v/x", 0, -1, in -> in.readAllBytes()));
  }

  /** Whether it is one of the first pieces, or the last. */
  @ParameterizedTest
  @ValueSource(ints = {10, 9 * UNIT})
  void sourcesThatHaveChangedMakeTheUploadBeginAnew(int where) throws Exception {
    byte[] content = bytes(9 * UNIT + 1);
    sendAllButTheCommit(content);
    content[where]++;
    SyncException changed =
        assertThrows(
            SyncException.class,
            () -> anew().stream("v/x", out -> out.write(content), resumable(content.length)));
    assertTrue(changed.getMessage().contains("its sources have changed"), changed.getMessage());
    anew().stream("v/x", out -> out.write(content), resumable(content.length));
    assertArrayEquals(content, anew().read("v/x", 0, -1, in -> in.readAllBytes()));
  }

  @Test
  void whatAppearedMeanwhileIsNotReplaced() throws Exception {
    assertEquals(Optional.empty(), remote.list("v", true));
    anew().stream("v/x", out -> out.write(1), transfer());
    SyncException refused =
        assertThrows(
            SyncException.class, () -> remote.stream("v/x", out -> out.write(2), transfer()));
    assertTrue(refused.getMessage().contains("dropbox:Cybershake/v/x"), refused.getMessage());
    assertTrue(refused.getMessage().contains("was not there"), refused.getMessage());
    assertArrayEquals(new byte[] {1}, anew().read("v/x", 0, -1, in -> in.readAllBytes()));
  }

  @Test
  void whatAppearedMeanwhileIsNotReplacedBecauseItWasLookedAtSince() throws Exception {
    write("x", "ours");
    Remote other = anew();
    other.list("", false);
    assertEquals(Optional.empty(), remote.list("v", false));
    write("x", "theirs");
    other.send(here, "v", List.of("x"), transfer());
    write("x", "ours");
    assertThrows(SyncException.class, () -> send("v", "x"));
    assertEquals(1, remote.look("v", List.of("x"), true).size());
    assertThrows(SyncException.class, () -> send("v", "x"));
    assertEquals(6, remote.list("v", true).orElseThrow().get(0).size());
    send("v", "x");
    assertEquals(4, anew().look("v", List.of("x"), true).get(0).size());
  }

  private List<Remote.Move> movingThree() throws Exception {
    for (String name : List.of("a", "b", "c")) {
      write(name, name);
    }
    send("v", "a", "b", "c");
    return List.of(
        new Remote.Move("v/a", "v/F/a"),
        new Remote.Move("v/b", "v/F/b"),
        new Remote.Move("v/c", "v/F/c"));
  }

  @Test
  void severalMovesAreOneJobOfWhichEachFileIsTold() throws Exception {
    List<StoredFile> told = remote.move(movingThree());
    assertEquals(List.of("v/F/a", "v/F/b", "v/F/c"), told.stream().map(StoredFile::path).toList());
    assertEquals(
        anew().list("v", true).orElseThrow().stream().map(file -> file.below("v")).toList(), told);
    assertEquals(1, dropbox.counters().calls(Endpoint.MOVE_BATCH));
    assertEquals(0, dropbox.counters().calls(Endpoint.MOVE));
  }

  @Test
  void aMoveThatWasRefusedForOtherChangesIsMadeAgain() throws Exception {
    List<Remote.Move> moves = movingThree();
    dropbox.onCommit().path("**/v/b").nth(1).refuseCommit("too_many_write_operations");
    dropbox.on(Endpoint.MOVE_BATCH).nth(1).refuse("too_many_write_operations");
    assertEquals(3, remote.move(moves).size());
    assertEquals(3, dropbox.counters().calls(Endpoint.MOVE_BATCH));
    assertEquals(List.of("F/a", "F/b", "F/c"), paths("v"));
  }

  @Test
  void aJobOfMovesWhoseReplyWasLostIsFoundDone() throws Exception {
    dropbox.on(Endpoint.MOVE_BATCH).nth(1).loseReply();
    List<StoredFile> told = remote.move(movingThree());
    assertEquals(
        anew().list("v", true).orElseThrow().stream().map(file -> file.below("v")).toList(), told);
    assertEquals(2, dropbox.counters().calls(Endpoint.MOVE_BATCH));
  }

  @Test
  void rcloneAndItFindWhatTheOtherSent() throws Exception {
    Remote other = at(FakeDropbox.REMOTE + "Cybershake", Engine.RCLONE);
    Path from = Files.createDirectories(here.resolve("odd"));
    for (String name : ODD_NAMES) {
      Files.writeString(from.resolve(name), name);
    }
    Files.writeString(from.resolve("space\u2420"), "space\u2420");
    List<String> names =
        FolderListing.of(from).stream().map(path -> path.getFileName().toString()).toList();
    other.send(from, "theirs", names, transfer());
    remote.send(from, "ours", names, transfer());
    assertEquals(other.list("theirs", true), anew().list("theirs", true));
    assertEquals(other.list("theirs", true), other.list("ours", true));
    Path to = own.resolve("to");
    anew().fetch("theirs", to, names, transfer());
    for (String name : names) {
      assertEquals(name, Files.readString(to.resolve(name)));
    }
  }

  @Test
  void wrongBytesOfARangeAreReadAgainByOthers() throws Exception {
    byte[] content = bytes(5 * UNIT);
    remote.stream("v/x", out -> out.write(content), transfer().of(content.length));
    remote = anew();
    assertArrayEquals(content, remote.read("v/x", 0, -1, in -> in.readAllBytes()));
  }

  /** A range of one piece, of a file that has other bytes to be mistaken for it. */
  private byte[] readPiece(Remote from) throws SyncException {
    return from.read("v/x", 0, UNIT, in -> in.readAllBytes());
  }

  @Test
  void aPieceThatIsAnotherEachTimeIsReadUntilSomethingCameTwice() throws Exception {
    byte[] content = bytes(2 * UNIT);
    remote.stream("v/x", out -> out.write(content), transfer().of(content.length));
    byte[] piece = Arrays.copyOf(content, UNIT);
    Remote reading = anew();
    dropbox.on(Endpoint.DOWNLOAD).nth(1).wrongRange(false);
    assertFalse(Arrays.equals(piece, readPiece(reading)));
    dropbox.on(Endpoint.DOWNLOAD).times(4).wrongRange(false);

    byte[] voted = readPiece(reading);

    assertArrayEquals(piece, voted);
    assertEquals(7, dropbox.counters().calls(Endpoint.DOWNLOAD));
    assertArrayEquals(piece, readPiece(reading));
    assertEquals(8, dropbox.counters().calls(Endpoint.DOWNLOAD));
  }

  @Test
  void whoReadsOnFromTheMiddleFindsWhatCameOfTheSamePieces() throws Exception {
    byte[] content = bytes(9 * UNIT + 5);
    remote.stream("v/x", out -> out.write(content), transfer().of(content.length));
    Remote reading = at(FakeDropbox.REMOTE + "Cybershake", Engine.AUTO, 1);
    dropbox.on(Endpoint.DOWNLOAD).nth(3).wrongRange(false);
    assertFalse(Arrays.equals(content, reading.read("v/x", 0, -1, in -> in.readAllBytes())));
    int pieces = dropbox.counters().calls(Endpoint.DOWNLOAD);
    dropbox.behave();

    byte[] rest = reading.read("v/x", UNIT + 7, -1, in -> in.readAllBytes());

    assertArrayEquals(Arrays.copyOfRange(content, UNIT + 7, content.length), rest);
    assertEquals(2 * pieces + 1, dropbox.counters().calls(Endpoint.DOWNLOAD));
  }

  @Test
  void aPieceOfWhichNothingComesTwiceIsGivenUp() throws Exception {
    byte[] content = bytes(2 * UNIT);
    remote.stream("v/x", out -> out.write(content), transfer().of(content.length));
    Remote reading = anew();
    dropbox.on(Endpoint.DOWNLOAD).wrongRange(false);
    assertEquals(UNIT, readPiece(reading).length);

    SyncException given = assertThrows(SyncException.class, () -> readPiece(reading));

    assertTrue(given.getMessage().endsWith("is another each time"), given.getMessage());
    assertEquals(7, dropbox.counters().calls(Endpoint.DOWNLOAD));
  }

  @Test
  void aLookFindsAFileInAnotherCaseUnderTheNameAskedFor() throws Exception {
    write("F/one.tar", "1");
    send("v", "F/one.tar");
    List<StoredFile> found = anew().look("v", List.of("f/ONE.TAR"), true);
    assertEquals(List.of("f/ONE.TAR"), found.stream().map(StoredFile::path).toList());
    assertEquals(1, found.get(0).size());
  }

  @Test
  void halfAFileThatCameIsGoneOnWithUnlessItIsAnotherByNow() throws Exception {
    byte[] content = bytes(9 * UNIT);
    remote.stream("v/x", out -> out.write(content), transfer().of(content.length));
    Path to = Files.createDirectories(own.resolve("to"));
    Transfer resumable = transfer().resumable(own.resolve("to/x.resume"));
    anew().fetch("v", to, List.of("x"), resumable);
    int here = 2 * UNIT + 5;
    Files.write(to.resolve("x"), Arrays.copyOf(content, here));
    long before = dropbox.counters().bytesDownloaded();

    told.set(0);
    anew().fetch("v", to, List.of("x"), resumable);

    assertEquals(content.length - here, told.get(), "what is here does not pass");
    assertArrayEquals(content, Files.readAllBytes(to.resolve("x")));
    assertEquals(content.length - here, dropbox.counters().bytesDownloaded() - before);

    byte[] other = bytes(9 * UNIT + 1);
    remote.stream("v/x", out -> out.write(other), transfer().of(other.length));
    anew().fetch("v", to, List.of("x"), resumable);
    assertArrayEquals(other, Files.readAllBytes(to.resolve("x")));
  }

  /** Each holds memory while it waits for more, and there is less than all of them want. */
  @Test
  void moreFilesAtOnceThanThereIsMemoryForAllGetThere() throws Exception {
    List<CompletableFuture<Optional<StoredFile>>> all = new ArrayList<>();
    byte[] content = bytes(7 * UNIT + UNIT / 2);
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      for (int i = 0; i < 16; i++) {
        String name = "v/x" + i;
        all.add(
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return remote.stream(
                        name, out -> out.write(content), transfer().of(content.length));
                  } catch (SyncException e) {
                    throw new IllegalStateException(e);
                  }
                },
                threads));
      }
      for (CompletableFuture<Optional<StoredFile>> each : all) {
        assertEquals(
            Optional.of(ContentHash.of(content, 0, content.length)),
            each.get(60, TimeUnit.SECONDS).orElseThrow().contentHash());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void whatStandsStillIsGivenUpAndMadeAgain() throws Exception {
    environment.put("RCLONE_TIMEOUT", "1s");
    byte[] content = bytes(5 * UNIT);
    dropbox.on(Endpoint.SESSION_APPEND).nth(2).stall(100_000);
    dropbox.on(Endpoint.SESSION_APPEND).nth(4).loseReply();
    dropbox.on(Endpoint.SESSION_FINISH_BATCH_V2).nth(1).loseReply();
    anew().stream("v/x", out -> out.write(content), transfer().of(content.length));
    dropbox.on(Endpoint.DOWNLOAD).nth(2).stall(100_000);
    dropbox.on(Endpoint.DOWNLOAD).nth(4).cut(10);
    assertArrayEquals(content, anew().read("v/x", 0, -1, in -> in.readAllBytes()));
    assertEquals(List.of(), dropbox.troublesToCome());
  }

  @Test
  void aThreadThatIsInterruptedIsTakenOutOfItsCall() throws Exception {
    byte[] content = bytes(5 * UNIT);
    dropbox.on(Endpoint.SESSION_APPEND).stall(100_000);
    Thread me = Thread.currentThread();
    Thread stop =
        new Thread(
            () -> {
              while (dropbox.counters().callsStopped() < 2) {
                LockSupport.parkNanos(5_000_000);
              }
              me.interrupt();
            });
    stop.start();
    assertEquals(
        SyncException.Kind.INTERRUPTED,
        kindOf(
            () -> remote.stream("v/x", out -> out.write(content), transfer().of(content.length))));
    assertTrue(Thread.interrupted());
    stop.join();
    dropbox.behave();
    remote.stream("v/x", out -> out.write(content), transfer().of(content.length));
    assertArrayEquals(content, anew().read("v/x", 0, -1, in -> in.readAllBytes()));
  }

  @Test
  void aFlatListingSaysNothingOfWhatLiesDeeper() throws Exception {
    anew().stream("v/F/x", out -> out.write(1), transfer());
    anew().stream("v/y", out -> out.write(1), transfer());
    remote.list("v", true);
    remote.folders("");
    remote.folders("v");
    remote.stream("v/F/x", out -> out.write(2), transfer());
    remote.stream("v/y", out -> out.write(2), transfer());
    assertArrayEquals(new byte[] {2}, anew().read("v/F/x", 0, -1, in -> in.readAllBytes()));
    assertArrayEquals(new byte[] {2}, anew().read("v/y", 0, -1, in -> in.readAllBytes()));
  }

  @Test
  void whatIsGoneByTheNextListingMayComeIntoBeingAgain() throws Exception {
    remote.stream("v/F/x", out -> out.write(1), transfer());
    anew().delete("v/F/x");
    remote.list("v", true);
    remote.stream("v/F/x", out -> out.write(2), transfer());
    assertArrayEquals(new byte[] {2}, anew().read("v/F/x", 0, -1, in -> in.readAllBytes()));
  }

  @Test
  void theTimeOfItsServerIsKnownFromItsFirstAnswerOn() throws Exception {
    assertEquals(Optional.empty(), remote.clockAhead());
    remote.folders("");
    long apart = remote.clockAhead().orElseThrow().abs().toMinutes();
    assertEquals(0, apart);
  }

  /** Each takes turns for its files, and there are fewer than all of them want. */
  @Test
  void smallFilesThatManyFetchAtOnceAllCome() throws Exception {
    Path from = Files.createDirectories(here.resolve("small"));
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      names.add("x" + i);
      Files.writeString(from.resolve("x" + i), "content " + i);
    }
    for (int i = 0; i < 4; i++) {
      remote.send(from, "v" + i, names, transfer());
    }
    Remote few = at(FakeDropbox.REMOTE + "Cybershake", Engine.AUTO, 1);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        String version = "v" + i;
        all.add(
            CompletableFuture.runAsync(
                () -> {
                  try {
                    few.fetch(version, own.resolve(version), names, transfer());
                  } catch (SyncException failure) {
                    throw new AssertionError(failure);
                  }
                },
                threads));
      }
      CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
    } finally {
      threads.shutdownNow();
    }
    assertEquals("content 11", Files.readString(own.resolve("v3/x11")));
  }
}

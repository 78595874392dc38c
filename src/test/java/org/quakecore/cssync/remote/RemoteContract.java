package org.quakecore.cssync.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.testing.FakeRemote;

/** What every remote keeps to, whatever is behind it. */
public abstract class RemoteContract {
  public static final List<String> ODD_NAMES =
      List.of(
          "two words_BB.tar",
          "$(touch pwned)",
          "`touch pwned`",
          "-dash",
          "--help",
          "q'uo\"te",
          "M\u0101ori_\u00e9",
          "st*r?",
          "[x]{y}",
          "# not a comment",
          "; nor this",
          " leading",
          "back\\slash",
          "+ plus",
          "x".repeat(251) + ".tar");

  @TempDir public Path here;

  public final AtomicLong told = new AtomicLong();

  /** An empty remote, the same one throughout a test. */
  public abstract Remote remote();

  public Transfer transfer() {
    return new Transfer(List.of(), true, Optional.empty(), told::addAndGet);
  }

  public Path write(String name, String text) throws IOException {
    Path file = here.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  public void send(String to, String... names) throws SyncException {
    remote().send(here, to, List.of(names), transfer());
  }

  public List<String> paths(String folder) throws SyncException {
    return remote().list(folder, false).orElseThrow().stream().map(StoredFile::path).toList();
  }

  @Test
  public void aFolderThatIsNotThereIsNoEmptyFolder() throws Exception {
    write("x", "1");
    send("v22p12", "x");
    assertEquals(Optional.empty(), remote().list("v22p4", false));
    assertEquals(Optional.empty(), remote().folders("v22p4"));
    assertEquals(List.of(), remote().look("v22p4", List.of("x"), false));
    assertEquals(List.of(), remote().folders("v22p12").orElseThrow());
  }

  @Test
  public void aListingIsDeepAndSortedByBytes() throws Exception {
    for (String name : List.of("b/two", "a", "b/One", "b-1", "C")) {
      write(name, name);
    }
    send("v", "b/two", "a", "b/One", "b-1", "C");
    assertEquals(List.of("C", "a", "b-1", "b/One", "b/two"), paths("v"));
    assertEquals(List.of("One", "two"), paths("v/b"));
    assertEquals(List.of("b"), remote().folders("v").orElseThrow());
    assertEquals(List.of("v"), remote().folders("").orElseThrow());
    StoredFile last = remote().list("v", false).orElseThrow().get(4);
    assertEquals("two", last.name());
    assertEquals(5, last.size());
  }

  @Test
  public void aFileKeepsItsTimeToTheSecond() throws Exception {
    Instant time = Instant.parse("2023-04-26T01:02:03Z");
    Files.setLastModifiedTime(write("x", "1"), FileTime.from(time));
    send("v", "x");
    assertEquals(time, remote().list("v", false).orElseThrow().get(0).modified());
  }

  @Test
  public void lookFindsOnlyWhatIsAskedForAndThere() throws Exception {
    write("F/one", "1");
    write("F/two", "22");
    send("v", "F/one", "F/two");
    List<StoredFile> found =
        remote().look("v", List.of("F/two", "F/three", "G/one", "F", "F/one/deeper"), false);
    assertEquals(List.of("F/two"), found.stream().map(StoredFile::path).toList());
    assertEquals(2, found.get(0).size());
    assertEquals(List.of(), remote().look("v", List.of(), true));
  }

  @Test
  public void hashesComeWhenAskedFor() throws Exception {
    write("hello", "hello");
    send("v", "hello");
    String expected = "9595c9df90075148eb06860365df33584b75bff782a510c6cd4883a419833d50";
    assertEquals(
        Optional.of(expected), remote().list("v", true).orElseThrow().get(0).contentHash());
    assertEquals(
        Optional.of(expected), remote().look("v", List.of("hello"), true).get(0).contentHash());
    assertEquals(Optional.empty(), remote().list("v", false).orElseThrow().get(0).contentHash());
  }

  @Test
  public void sendingReplacesAFileOfTheSameSizeAndTime() throws Exception {
    FileTime time = FileTime.from(Instant.parse("2023-04-26T01:02:03Z"));
    Files.setLastModifiedTime(write("x", "old"), time);
    send("v", "x");
    Files.setLastModifiedTime(write("x", "new"), time);
    send("v", "x");
    assertEquals(Set.of(), remote().differing(here, "v", List.of("x")));
  }

  @Test
  public void fetchingReplacesAFileOfTheSameSizeAndTime() throws Exception {
    FileTime time = FileTime.from(Instant.parse("2023-04-26T01:02:03Z"));
    Files.setLastModifiedTime(write("x", "new"), time);
    send("v", "x");
    Files.setLastModifiedTime(write("to/x", "old"), time);
    remote().fetch("v", here.resolve("to"), List.of("x"), transfer());
    assertEquals("new", Files.readString(here.resolve("to/x")));
  }

  @Test
  public void oddNamesMakeTheRoundTrip() throws Exception {
    for (String name : ODD_NAMES) {
      write("from/" + name, name);
    }
    Path from = here.resolve("from");
    Path to = here.resolve("to");
    remote().send(from, "v", ODD_NAMES, transfer());
    assertEquals(ODD_NAMES.size(), paths("v").size());
    assertEquals(
        Set.copyOf(ODD_NAMES),
        Set.copyOf(remote().look("v", ODD_NAMES, false).stream().map(StoredFile::path).toList()));
    assertEquals(Set.of(), remote().differing(from, "v", ODD_NAMES));
    remote().fetch("v", to, ODD_NAMES, transfer());
    for (String name : ODD_NAMES) {
      assertEquals(name, Files.readString(to.resolve(name)));
    }
    for (String name : ODD_NAMES.subList(0, 5)) {
      remote().move("v/" + name, "w/" + name);
      remote().delete("w/" + name);
    }
    assertEquals(ODD_NAMES.size() - 5, paths("v").size());
    assertEquals(List.of(), paths("w"));
    assertFalse(Files.exists(Path.of("pwned")), "a name was run");
  }

  @Test
  public void aNameWithALineBreakIsRefusedBeforeAnythingIsSent() throws Exception {
    write("good", "1");
    write("bad\nname", "2");
    List<String> names = List.of("good", "bad\nname");
    assertEquals(Kind.DATA, kindOf(() -> remote().send(here, "v", names, transfer())));
    assertEquals(Kind.DATA, kindOf(() -> remote().look("v", names, false)));
    assertEquals(Kind.DATA, kindOf(() -> remote().fetch("v", here, names, transfer())));
    assertEquals(Kind.DATA, kindOf(() -> remote().differing(here, "v", names)));
    assertEquals(Optional.empty(), remote().list("v", false));
  }

  @Test
  public void aSourceThatIsNotThereIsAnError() throws Exception {
    write("good", "1");
    assertEquals(Kind.DATA, kindOf(() -> send("v", "good", "missing")));
  }

  @Test
  public void fetchingWhatIsNotThereIsAnErrorThatNamesIt() throws Exception {
    write("good", "1");
    send("v", "good");
    SyncException failure =
        assertThrows(
            SyncException.class,
            () -> remote().fetch("v", here.resolve("to"), List.of("good", "gone"), transfer()));
    assertEquals(Kind.DATA, failure.kind());
    assertTrue(failure.getMessage().contains("gone"), failure.getMessage());
  }

  @Test
  public void linksAreSentAndComparedAsTheFilesTheyLeadTo() throws Exception {
    write("real", "1");
    Files.createSymbolicLink(here.resolve("link"), Path.of("real"));
    send("v", "link");
    assertEquals(Set.of(), remote().differing(here, "v", List.of("link")));
  }

  @Test
  public void whatDiffersOrIsMissingOnEitherSideIsNotProven() throws Exception {
    write("same", "1");
    write("other", "1");
    write("onlyThere", "1");
    send("v", "same", "other", "onlyThere");
    write("other", "2");
    Files.delete(here.resolve("onlyThere"));
    write("onlyHere", "1");
    assertEquals(
        Set.of("other", "onlyHere", "onlyThere", "nowhere"),
        remote()
            .differing(here, "v", List.of("same", "other", "onlyHere", "onlyThere", "nowhere")));
    assertEquals(Set.of("same"), remote().differing(here, "nosuch", List.of("same")));
  }

  @Test
  public void aFileIsMovedIntoAFolderThatIsMade() throws Exception {
    write("x", "1");
    send("v", "x");
    remote().move("v/x", "v/_retired/F/x");
    assertEquals(List.of("_retired/F/x"), paths("v"));
  }

  @Test
  public void movingWhatIsNotThereIsAnError() throws Exception {
    write("x", "1");
    send("v", "x");
    assertThrows(SyncException.class, () -> remote().move("v/y", "v/z"));
    assertEquals(List.of("x"), paths("v"));
  }

  @Test
  public void severalFilesAreMovedTogether() throws Exception {
    for (String name : List.of("F/a", "F/b c", "_incoming/F_BB/x", "_incoming/F_BB/y")) {
      write(name, name);
    }
    send("v", "F/a", "F/b c", "_incoming/F_BB/x", "_incoming/F_BB/y");
    assertEquals(List.of(), remote().move(List.of()));
    List<StoredFile> told =
        remote()
            .move(
                List.of(
                    new Remote.Move("v/F/a", "v/_retired/F_BB/a"),
                    new Remote.Move("v/F/b c", "v/_retired/F_BB/b c"),
                    new Remote.Move("v/_incoming/F_BB/x", "v/F/x"),
                    new Remote.Move("v/_incoming/F_BB/y", "v/F/Y")));
    assertEquals(List.of("F/Y", "F/x", "_retired/F_BB/a", "_retired/F_BB/b c"), paths("v"));
    List<StoredFile> there =
        remote().list("v", true).orElseThrow().stream().map(file -> file.below("v")).toList();
    told.forEach(file -> assertTrue(there.contains(file), file + " is none of " + there));
  }

  @Test
  public void noneOfSeveralIsMovedOverAnother() throws Exception {
    for (String name : List.of("F/a", "F/b", "F/c", "G/b")) {
      write(name, name);
    }
    send("v", "F/a", "F/b", "F/c", "G/b");
    for (int moves : List.of(1, 3)) {
      List<Remote.Move> some =
          Stream.of("b", "a", "c")
              .limit(moves)
              .map(name -> new Remote.Move("v/F/" + name, "v/G/" + name))
              .toList();
      SyncException refused = assertThrows(SyncException.class, () -> remote().move(some));
      assertEquals(SyncException.Kind.DATA, refused.kind());
      assertTrue(refused.getMessage().contains(remote().address("v/G/b")), refused.getMessage());
      assertEquals("G/b", text("v/G/b"));
      assertEquals("F/b", text("v/F/b"));
    }
  }

  private String text(String file) throws SyncException {
    return remote().read(file, 0, -1, in -> new String(in.readAllBytes(), UTF_8));
  }

  @Test
  public void movingSeveralOfWhichOneIsNotThereIsAnError() throws Exception {
    write("F/a", "1");
    write("F/c", "1");
    send("v", "F/a", "F/c");
    List<Remote.Move> moves =
        Stream.of("a", "b", "c")
            .map(name -> new Remote.Move("v/F/" + name, "v/G/" + name))
            .toList();
    assertThrows(SyncException.class, () -> remote().move(moves));
  }

  @Test
  public void foldersAreDeletedTogetherAndTwice() throws Exception {
    for (String name : List.of("F/a", "G/a", "H/a", "I/a")) {
      write(name, "1");
    }
    send("v", "F/a", "G/a", "H/a", "I/a");
    remote().deleteFolders(List.of("v/F"));
    remote().deleteFolders(List.of("v/F", "v/G", "v/H", "v/none"));
    remote().deleteFolders(List.of("v/F", "v/G", "v/H", "v/none"));
    assertEquals(List.of("I/a"), paths("v"));
  }

  @Test
  public void deletingTwiceIsNoError() throws Exception {
    write("F/x", "1");
    write("F/y", "1");
    send("v", "F/x", "F/y");
    remote().delete("v/F/x");
    remote().delete("v/F/x");
    remote().delete("w/F/x");
    assertEquals(List.of("F/y"), paths("v"));
    write("F/a b", "2");
    write("F/z", "3");
    send("v", "F/a b", "F/z");
    remote().delete("v/F", List.of("a b", "z", "none"));
    remote().delete("v/F", List.of("z", "none"));
    remote().delete("w/F", List.of("x", "y"));
    assertEquals(List.of("F/y"), paths("v"));
    remote().deleteFolder("v/F");
    remote().deleteFolder("v/F");
    assertEquals(Optional.empty(), remote().list("v/F", false));
  }

  @Test
  public void theLogSaysInWordsWhatHasPassed() throws Exception {
    write("x", "1");
    Path log = here.resolve("logs/F_progress.log");
    Transfer followed = new Transfer(List.of(), true, Optional.of(log), told::addAndGet);
    remote().send(here, "v", List.of("x"), followed);
    assertTrue(Files.readString(log, UTF_8).contains("Transferred:"));
    assertEquals(1, told.get());
  }

  @Test
  public void anInterruptedThreadIsToldSo() throws Exception {
    Remote remote = remote();
    Thread.currentThread().interrupt();
    try {
      assertEquals(Kind.INTERRUPTED, kindOf(() -> remote.list("v", false)));
    } finally {
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  public void hashesAreOfWholeBlocks() throws Exception {
    byte[] bytes = new byte[4 * 1024 * 1024 + 1];
    bytes[bytes.length - 1] = 7;
    Files.write(here.resolve("x"), bytes);
    send("v", "x");
    assertEquals(
        Optional.of(FakeRemote.hash(bytes)),
        remote().list("v", true).orElseThrow().get(0).contentHash());
  }

  public static byte[] pattern(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  public void stream(String to, byte[] bytes) throws SyncException {
    remote().stream(to, out -> out.write(bytes), transfer());
  }

  public byte[] read(String file, long offset, long length) throws SyncException {
    return remote().read(file, offset, length, InputStream::readAllBytes);
  }

  @Test
  public void aStreamBecomesAFileOfThoseBytes() throws Exception {
    byte[] bytes = pattern(5_000_001);
    stream("v/F/F_BB.tar", bytes);
    assertEquals(
        Optional.of(FakeRemote.hash(bytes)),
        remote().list("v/F", true).orElseThrow().get(0).contentHash());
    assertArrayEquals(bytes, read("v/F/F_BB.tar", 0, -1));
    assertEquals(bytes.length, told.get());
  }

  @Test
  public void aStreamReplacesWhatIsThereAndMayBeEmptyOrWrittenByteForByte() throws Exception {
    stream("x", pattern(200_000));
    stream("x", new byte[0]);
    assertEquals(0, remote().list("", false).orElseThrow().get(0).size());
    assertArrayEquals(new byte[0], read("x", 0, -1));
    assertArrayEquals(new byte[0], read("x", 0, 0));
    remote().stream(
        "x",
        out -> {
          for (int each = 0; each < 300; each++) {
            out.write(each);
          }
          out.close();
        },
        transfer());
    assertEquals(300, read("x", 0, -1).length);
    assertEquals(43, read("x", 299, 1)[0]);
  }

  @Test
  public void aSourceThatFailsLeavesNoFileAndItsOwnWords() throws Exception {
    SyncException own = new SyncException(Kind.BAD_INPUT, "F_REL01_BB.bin has changed");
    SyncException thrown =
        assertThrows(
            SyncException.class,
            () ->
                remote().stream(
                    "v/x",
                    out -> {
                      out.write(pattern(1_000));
                      out.flush();
                      out.close();
                      throw own;
                    },
                    transfer()));
    assertSame(own, thrown);
    assertEquals(List.of(), remote().look("v", List.of("x"), false));
  }

  @Test
  public void aSourceThatCannotReadIsAFailureOfThatFile() throws Exception {
    SyncException thrown =
        assertThrows(
            SyncException.class,
            () ->
                remote().stream(
                    "v/x",
                    out -> {
                      throw new IOException("Input/output error");
                    },
                    transfer()));
    assertEquals(Kind.DATA, thrown.kind());
    assertEquals("v/x: Input/output error", thrown.getMessage());
    assertThrows(
        IllegalStateException.class,
        () ->
            remote().stream(
                "v/x",
                out -> {
                  throw new IllegalStateException();
                },
                transfer()));
    assertEquals(List.of(), remote().look("v", List.of("x"), false));
  }

  @Test
  public void aSourceThatIsInterruptedLeavesNoFile() throws Exception {
    Remote remote = remote();
    remote.traits();
    assertEquals(
        Kind.INTERRUPTED,
        kindOf(
            () ->
                remote.stream(
                    "v/x",
                    out -> {
                      out.write(pattern(1_000));
                      Thread.currentThread().interrupt();
                    },
                    transfer())));
    assertTrue(Thread.interrupted());
    assertEquals(List.of(), remote.look("v", List.of("x"), false));
  }

  @Test
  public void nothingIsWrittenOnceASourceHasClosedItsStream() throws Exception {
    Remote remote = remote();
    assertEquals(
        Kind.DATA,
        kindOf(
            () ->
                remote.stream(
                    "v/x",
                    out -> {
                      out.close();
                      out.write(1);
                    },
                    transfer())));
    assertEquals(List.of(), remote.look("v", List.of("x"), false));
  }

  @Test
  public void theLogOfAStreamSaysInWordsWhatHasPassed() throws Exception {
    Path log = here.resolve("logs/F_progress.log");
    Transfer followed = new Transfer(List.of(), false, Optional.of(log), told::addAndGet);
    remote().stream("x", out -> out.write(1), followed);
    assertTrue(Files.readString(log, UTF_8).contains("Transferred:"));
  }

  @Test
  public void aRangeIsExactlyTheBytesAskedFor() throws Exception {
    byte[] bytes = pattern(300_000);
    stream("v/x", bytes);
    assertArrayEquals(Arrays.copyOfRange(bytes, 512, 200_512), read("v/x", 512, 200_000));
    assertArrayEquals(Arrays.copyOfRange(bytes, 299_999, 300_000), read("v/x", 299_999, 1));
    assertArrayEquals(Arrays.copyOfRange(bytes, 7, 300_000), read("v/x", 7, -1));
    assertArrayEquals(new byte[0], read("v/x", 300_000, -1));
    assertArrayEquals(new byte[0], read("v/x", 300_000, 0));
    assertArrayEquals(bytes, read("v/x", 0, 300_000));
  }

  @Test
  public void aRangeThatGoesBeyondTheFileIsAnErrorThatSaysBothNumbers() throws Exception {
    stream("v/x", pattern(10));
    SyncException thrown = assertThrows(SyncException.class, () -> read("v/x", 4, 7));
    assertEquals(Kind.DATA, thrown.kind());
    assertTrue(thrown.getMessage().contains("v/x"), thrown.getMessage());
    assertTrue(thrown.getMessage().contains("7 B"), thrown.getMessage());
    assertTrue(thrown.getMessage().contains("6 B"), thrown.getMessage());
    assertEquals(Kind.DATA, kindOf(() -> read("v/x", 10, 1)));
    assertEquals(Kind.DATA, kindOf(() -> read("v/x", 11, 1)));
  }

  @Test
  public void readingWhatIsNotThereOrIsAFolderIsAnErrorThatNamesIt() throws Exception {
    stream("v/F/x", pattern(10));
    for (String path : List.of("v/F/y", "v/G/x", "v/F", "v", "y")) {
      for (long length : List.of(-1L, 0L, 5L)) {
        SyncException thrown =
            assertThrows(SyncException.class, () -> read(path, 0, length), path + " " + length);
        assertEquals(Kind.DATA, thrown.kind(), thrown.getMessage());
        assertTrue(thrown.getMessage().contains(path), thrown.getMessage());
      }
    }
  }

  @Test
  public void aSinkThatHasHadEnoughGetsItsValue() throws Exception {
    stream("v/x", pattern(5_000_000));
    byte[] first = remote().read("v/x", 0, -1, in -> in.readNBytes(1_000));
    assertArrayEquals(Arrays.copyOf(pattern(5_000_000), 1_000), first);
    assertEquals(1, remote().<Integer>read("v/x", 0, 4_000_000, in -> in.readNBytes(1).length));
  }

  @Test
  public void whatASinkThrowsIsThrown() throws Exception {
    stream("v/x", pattern(5_000_000));
    SyncException own = new SyncException(Kind.DATA, "F_REL01_BB.bin is damaged");
    for (int taken : List.of(0, 1_000, 5_000_001)) {
      SyncException thrown =
          assertThrows(
              SyncException.class,
              () ->
                  remote()
                      .read(
                          "v/x",
                          0,
                          -1,
                          in -> {
                            in.readNBytes(taken);
                            throw own;
                          }));
      assertSame(own, thrown);
      assertEquals(0, own.getSuppressed().length);
    }
    SyncException full =
        assertThrows(
            SyncException.class,
            () ->
                remote()
                    .read(
                        "v/x",
                        0,
                        5_000_000,
                        in -> {
                          throw new IOException("No space left on device");
                        }));
    assertEquals(Kind.DISK_FULL, full.kind());
  }

  @Test
  public void oddNamesAreStreamedAndRead() throws Exception {
    for (String name : ODD_NAMES) {
      stream("v/" + name, name.getBytes(UTF_8));
    }
    for (String name : ODD_NAMES) {
      assertEquals(name, new String(read("v/" + name, 0, -1), UTF_8));
    }
    assertEquals(ODD_NAMES.size(), paths("v").size());
    assertEquals(Kind.DATA, kindOf(() -> stream("v/bad\nname", new byte[1])));
    assertEquals(Kind.DATA, kindOf(() -> read("v/bad\nname", 0, -1)));
  }

  public interface Call {
    void run() throws SyncException;
  }

  public static Kind kindOf(Call call) {
    return assertThrows(SyncException.class, call::run).kind();
  }
}

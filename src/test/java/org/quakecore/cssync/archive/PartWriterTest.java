package org.quakecore.cssync.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.testing.Types;

class PartWriterTest {
  private static final Fault HOPE = new Fault("Hope");
  private static final long MTIME = 1_600_000_000L;

  @TempDir Path scratch;
  private Path source;
  private Path out;
  private Path target;

  @BeforeEach
  void layOut() throws IOException {
    source = Files.createDirectory(scratch.resolve("source"));
    out = Files.createDirectory(scratch.resolve("out"));
    target = out.resolve("Hope_BB.tar");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tar", "bsdtar"})
  void otherProgramsListAndExtractOurTars(String program) throws Exception {
    List<String> names =
        List.of(
            " leading space",
            "$(touch x)",
            "--checkpoint-action=exec=sh",
            "a \"b\" 'c'",
            "back\\slash",
            "empty",
            "new\nline",
            "n".repeat(99),
            "n".repeat(100),
            "n".repeat(101),
            "n".repeat(255),
            "é".repeat(127));
    List<Member> members = new ArrayList<>();
    for (String name : names) {
      members.add(member(name, name.equals("empty") ? 0 : 1 + name.length() * 31));
    }

    PackedPart packed = PartWriter.write(onePart(members), target, n -> {});

    Path there = Files.createDirectory(scratch.resolve("there"));
    Tools.run(there, program, "-xf", target.toString());
    assertEquals(names, names(packed));
    for (Member member : members) {
      Path file = there.resolve(member.name());
      assertEquals(-1, Files.mismatch(member.source(), file));
      assertEquals(FileTime.from(MTIME, TimeUnit.SECONDS), Files.getLastModifiedTime(file));
    }
    assertEquals(names.size(), there.toFile().list().length);
  }

  @Test
  void theResultTellsWhatTheTarHolds() throws Exception {
    Member first = member("a", 1000);
    Member second = member("b", 0);
    AtomicLong told = new AtomicLong();

    PackedPart packed = PartWriter.write(onePart(List.of(first, second)), target, told::addAndGet);

    assertEquals(1000, told.get());
    assertEquals(Files.size(target), packed.bytes());
    assertEquals(ContentHash.of(target, n -> {}), packed.contentHash());
    assertEquals(PartReader.read(target, n -> {}), packed);
    String sums = Tools.run(source, "sha256sum", "a", "b");
    assertEquals(
        sums.lines().map(line -> line.substring(0, 64)).toList(),
        packed.members().stream().map(PackedMember::sha256).toList());
    assertEquals(
        List.of(512L, 2048L), packed.members().stream().map(PackedMember::offset).toList());
    assertEquals(MTIME, packed.members().get(0).mtime());
  }

  @Test
  void theSameSourcesMakeTheSameBytesWhoeverPacksThem() throws Exception {
    List<Member> members = List.of(member("n".repeat(120), 700), member("z", 10));
    String user = System.getProperty("user.name");
    PartWriter.write(onePart(members), target, n -> {});
    byte[] first = Files.readAllBytes(target);
    System.setProperty("user.name", "somebody");
    try {
      Files.setLastModifiedTime(
          members.get(1).source(), FileTime.from(MTIME * 1000 + 999, TimeUnit.MILLISECONDS));
      PartWriter.write(onePart(members), target, n -> {});
    } finally {
      System.setProperty("user.name", user);
    }

    assertTrue(Arrays.equals(first, Files.readAllBytes(target)));
    String listing = Tools.run(out, "tar", "--numeric-owner", "-tvf", target.toString());
    assertTrue(listing.lines().allMatch(line -> line.startsWith("-rw-r--r-- 0/0 ")), listing);
  }

  @Test
  void aSetOfManyFilesIsPackedWhole() throws Exception {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < 4500; i++) {
      members.add(member("Hope_REL" + i + ".csv", 3));
    }

    PackedPart packed = PartWriter.write(onePart(members), target, n -> {});

    assertEquals(4500, packed.members().size());
    assertEquals(4500, Tools.run(out, "tar", "-tf", target.toString()).lines().count());
  }

  @Test
  void everyTarHasTheSizeThatWasPlannedAndThatGnuTarMakes() throws Exception {
    Random random = new Random(10_240);
    for (int round = 0; round < 40; round++) {
      List<Member> members = new ArrayList<>();
      for (int i = random.nextInt(12); i >= 0; i--) {
        String name = round + "_" + i + "n".repeat(random.nextInt(90));
        members.add(member(name, random.nextInt(4) * 512 + random.nextInt(3)));
      }
      Collections.shuffle(members, random);
      long limit = 10_240L * (1 + random.nextInt(3));

      List<Part> parts = TarSplitter.split(HOPE, Types.BB, members, limit);

      List<String> packed = new ArrayList<>();
      for (Part part : parts) {
        PackedPart written = PartWriter.write(part, target, n -> {});
        packed.addAll(names(written));
        assertEquals(part.tarBytes(), Files.size(target));
        assertTrue(part.tarBytes() <= limit);
        assertEquals(gnuTarSize(part), part.tarBytes());
      }
      assertEquals(members.stream().map(Member::name).sorted().toList(), packed);
    }
  }

  @Test
  void longNamesHaveThePlannedSizeToo() throws Exception {
    for (int length : new int[] {99, 100, 101, 254, 255}) {
      Part part = onePart(List.of(member("n".repeat(length), 512 * 14)));

      PartWriter.write(part, target, n -> {});

      assertEquals(part.tarBytes(), Files.size(target));
    }
  }

  @Test
  void linkedSourcesAreFollowed() throws Exception {
    Member real = member("real", 50);
    Path link = Files.createSymbolicLink(source.resolve("link"), real.source());

    PackedPart packed =
        PartWriter.write(onePart(List.of(new Member("link", link, 50))), target, n -> {});

    assertEquals(50, packed.members().get(0).size());
  }

  @Test
  void timesBefore1970AreKept() throws Exception {
    Member old = member("old", 5);
    Tools.run(source, "touch", "-d", "@-1.5", "old");

    assertEquals(
        -2, PartWriter.write(onePart(List.of(old)), target, n -> {}).members().get(0).mtime());
  }

  @Test
  void whatAKilledRunLeftIsReplaced() throws Exception {
    Files.writeString(out.resolve(".Hope_BB.tar.part"), "half a tar");

    PartWriter.write(onePart(List.of(member("a", 5))), target, n -> {});

    assertOnlyTheTarIsThere();
  }

  @Test
  void aMissingSourceIsNamed() throws Exception {
    Member gone = new Member("gone", source.resolve("gone"), 5);

    assertRefused(List.of(member("a", 1), gone), n -> {}, "gone: no such file");
  }

  @Test
  void aDanglingLinkIsNamed() throws Exception {
    Path link = Files.createSymbolicLink(source.resolve("link"), source.resolve("gone"));

    assertRefused(List.of(new Member("link", link, 5)), n -> {}, "link: no such file");
  }

  @Test
  void aFolderIsNoSource() throws Exception {
    Path folder = Files.createDirectory(source.resolve("folder"));

    assertRefused(
        List.of(new Member("folder", folder, Files.size(folder))), n -> {}, "not a plain file");
  }

  @Test
  void aSourceOfAnotherSizeThanRecordedIsRefused() throws Exception {
    Member member = member("a", 10);
    Member recorded = new Member("a", member.source(), 11);

    assertRefused(List.of(recorded), n -> {}, "has 10 bytes, but files_to_sync.yaml says 11");
  }

  @Test
  void aSourceThatGrowsWhileItIsReadIsRefused() throws Exception {
    Member member = member("a", 3 << 20);

    assertRefused(
        List.of(member),
        once(() -> Files.writeString(member.source(), "x", StandardOpenOption.APPEND)),
        "changed while it was read");
  }

  @Test
  void aSourceThatShrinksWhileItIsReadIsRefused() throws Exception {
    Member member = member("a", 3 << 20);

    assertRefused(
        List.of(member),
        once(() -> Files.write(member.source(), new byte[2 << 20])),
        "changed while it was read");
  }

  @Test
  void aSourceRewrittenInPlaceWithinOneSecondIsRefused() throws Exception {
    Member member = member("a", 3 << 20);

    assertRefused(
        List.of(member),
        once(
            () ->
                Files.setLastModifiedTime(
                    member.source(), FileTime.from(MTIME * 1000 + 1, TimeUnit.MILLISECONDS))),
        "changed while it was read");
  }

  /** Only its ctime, which nobody can put back, tells. */
  private static void rewriteInPlace(Path source) throws IOException {
    FileTime before = Files.getLastModifiedTime(source);
    byte[] torn = new byte[(int) Files.size(source)];
    Arrays.fill(torn, (byte) 'z');
    Files.write(source, torn, StandardOpenOption.WRITE);
    Files.setLastModifiedTime(source, before);
  }

  @Test
  void aSourceRewrittenInPlaceWithItsTimePutBackIsRefused() throws Exception {
    Member member = member("a", 3 << 20);

    assertRefused(
        List.of(member), once(() -> rewriteInPlace(member.source())), "changed while it was read");
  }

  @Test
  void soItIsWhereATarOrASampleIsStreamed() throws Exception {
    Member member = member("a", 3 << 20);
    OutputStream nowhere = OutputStream.nullOutputStream();

    SyncException refused =
        assertThrows(
            SyncException.class,
            () ->
                PartWriter.stream(
                    onePart(List.of(member)),
                    nowhere,
                    once(() -> rewriteInPlace(member.source()))));
    assertTrue(refused.getMessage().contains("changed while it was read"), refused::getMessage);
    refused =
        assertThrows(
            SyncException.class,
            () ->
                SampleWriter.stream(member, nowhere, once(() -> rewriteInPlace(member.source()))));
    assertTrue(refused.getMessage().contains("changed while it was read"), refused::getMessage);
  }

  @Test
  void aSourceReplacedByAnotherFileOfTheSameSizeAndTimeIsRefused() throws Exception {
    Member member = member("a", 3 << 20);
    Member other = member("other", 3 << 20);

    assertRefused(
        List.of(member),
        once(
            () -> Files.move(other.source(), member.source(), StandardCopyOption.REPLACE_EXISTING)),
        "changed while it was read");
  }

  @Test
  void aSourceThatVanishesWhileItIsReadIsRefused() throws Exception {
    Member member = member("a", 3 << 20);

    assertRefused(
        List.of(member), once(() -> Files.delete(member.source())), "no such file or folder");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 511, 512, 1024, 1_000_000, 3_000_000})
  void aFullDiskLeavesNothingAndIsNamedWithTheBytes(long room) throws Exception {
    Part part = onePart(List.of(member("a", 3 << 20)));

    SyncException failure =
        assertThrows(
            SyncException.class,
            () -> PartWriter.write(part, target, n -> {}, FaultyDisk.withRoomFor(room)));

    assertEquals(SyncException.Kind.DISK_FULL, failure.kind());
    assertTrue(failure.getMessage().startsWith(target.toString()), failure::getMessage);
    assertTrue(failure.getMessage().contains(part.tarBytes() + " bytes"), failure::getMessage);
    assertNothingIsThere();
  }

  @Test
  void aDiskThatIsFullOnlyWhenSyncedLeavesNothingEither() throws Exception {
    Part part = onePart(List.of(member("a", 3)));

    SyncException failure =
        assertThrows(
            SyncException.class,
            () -> PartWriter.write(part, target, n -> {}, FaultyDisk.failingToSync()));

    assertEquals(SyncException.Kind.DISK_FULL, failure.kind());
    assertNothingIsThere();
  }

  @Test
  void aTarThatIsNotReadBackAsWrittenIsRefused() throws Exception {
    Part part = onePart(List.of(member("a", 600), member("b", 600)));
    long inside = 512 + 1024 + 512 + 7;

    SyncException failure =
        assertThrows(
            SyncException.class,
            () -> PartWriter.write(part, target, n -> {}, FaultyDisk.corruptingAt(inside)));

    assertEquals(SyncException.Kind.DATA, failure.kind());
    assertTrue(failure.getMessage().contains("\"b\" differed"), failure::getMessage);
    assertNothingIsThere();
  }

  @Test
  void anInterruptLeavesNothing() throws Exception {
    try {
      SyncException failure =
          assertThrows(
              SyncException.class,
              () ->
                  PartWriter.write(
                      onePart(List.of(member("a", 9 << 20))),
                      target,
                      bytes -> Thread.currentThread().interrupt()));
      assertEquals(SyncException.Kind.INTERRUPTED, failure.kind());
    } finally {
      Thread.interrupted();
    }
    assertNothingIsThere();
  }

  @Test
  void aFailureKeepsTheTarThatWasThere() throws Exception {
    Files.writeString(target, "an earlier tar");

    assertThrows(
        SyncException.class,
        () ->
            PartWriter.write(
                onePart(List.of(new Member("gone", source.resolve("gone"), 5))), target, n -> {}));

    assertEquals("an earlier tar", Files.readString(target));
    assertOnlyTheTarIsThere();
  }

  @Test
  void aPartThatWasPlannedWithAnotherSizeIsRefused() throws Exception {
    Part wrong = new Part(PartName.whole(HOPE, Types.BB), List.of(member("a", 5)), 20_480);

    SyncException failure =
        assertThrows(SyncException.class, () -> PartWriter.write(wrong, target, n -> {}));

    assertEquals(SyncException.Kind.DATA, failure.kind());
    assertNothingIsThere();
  }

  private void assertRefused(List<Member> members, LongConsumer progress, String reason)
      throws Exception {
    SyncException failure =
        assertThrows(
            SyncException.class, () -> PartWriter.write(onePart(members), target, progress));
    assertEquals(SyncException.Kind.DATA, failure.kind());
    assertTrue(failure.getMessage().contains(reason), failure::getMessage);
    assertNothingIsThere();
  }

  private void assertNothingIsThere() throws IOException {
    try (Stream<Path> files = Files.list(out)) {
      assertEquals(List.of(), files.toList());
    }
  }

  private void assertOnlyTheTarIsThere() throws IOException {
    try (Stream<Path> files = Files.list(out)) {
      assertEquals(List.of(target), files.toList());
    }
  }

  @FunctionalInterface
  private interface Deed {
    void happen() throws IOException;
  }

  private static LongConsumer once(Deed deed) {
    AtomicLong calls = new AtomicLong();
    return bytes -> {
      try {
        if (calls.getAndIncrement() == 0) {
          deed.happen();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  private long gnuTarSize(Part part) throws Exception {
    Path theirs = scratch.resolve("theirs.tar");
    List<String> command =
        new ArrayList<>(List.of("tar", "--format=gnu", "-cf", theirs.toString(), "--"));
    part.members().forEach(member -> command.add(member.name()));
    Tools.run(source, command);
    return Files.size(theirs);
  }

  private static Part onePart(List<Member> members) throws SyncException {
    List<Part> parts = TarSplitter.split(HOPE, Types.BB, members, Long.MAX_VALUE);
    assertEquals(1, parts.size());
    return parts.get(0);
  }

  private Member member(String name, int size) throws IOException {
    byte[] bytes = new byte[size];
    new Random(name.hashCode()).nextBytes(bytes);
    Path file = Files.write(source.resolve(name), bytes);
    Files.setLastModifiedTime(file, FileTime.from(MTIME, TimeUnit.SECONDS));
    return new Member(name, file, size);
  }

  private static List<String> names(PackedPart part) {
    return part.members().stream().map(PackedMember::name).toList();
  }
}

package org.quakecore.cssync.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quakecore.cssync.catalogue.SyncException;

class PartReaderTest {
  @TempDir Path scratch;
  private Path source;
  private Path target;
  private Path tar;

  @BeforeEach
  void layOut() throws IOException {
    source = Files.createDirectory(scratch.resolve("source"));
    target = Files.createDirectory(scratch.resolve("target"));
    tar = scratch.resolve("Hope_BB.tar");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tar -cf",
        "tar --format=gnu -cf",
        "tar --format=oldgnu -cf",
        "tar --format=pax -cf",
        "bsdtar -cf",
        "bsdtar --format=gnutar -cf",
        "bsdtar --format=pax -cf"
      })
  void tarsOfOtherProgramsAreReadAndExtracted(String program) throws Exception {
    List<String> names =
        List.of(
            "-dash.csv",
            "Hope_BB.bin",
            "a b.csv",
            "new\nline",
            "$(touch x)",
            "é".repeat(49) + "1",
            "é".repeat(49) + "12",
            "n".repeat(99),
            "n".repeat(100),
            "n".repeat(101),
            "n".repeat(255),
            "empty",
            "folder/below/deep.bin");
    writeSources(names);

    pack(program, names);

    assertReadsAndExtracts(names);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"tar --format=ustar -cf", "tar --format=v7 -cf", "bsdtar --format=ustar -cf"})
  void tarsOfTheOlderFormatsAreReadAndExtracted(String program) throws Exception {
    List<String> names = List.of("Hope_BB.bin", "empty", "n".repeat(99), "folder/deep.bin");
    writeSources(names);

    pack(program, names);

    assertReadsAndExtracts(names);
  }

  @Test
  void ustarsPrefixBelongsToTheName() throws Exception {
    String name = "p".repeat(90) + "/" + "n".repeat(90);
    writeSources(List.of(name));

    pack("tar --format=ustar -cf", List.of(name));

    assertReadsAndExtracts(List.of(name));
  }

  /** Empty ones, long names and folders between them. */
  @Test
  void anExtractionGoesOnBehindAnyOfItsMembers() throws Exception {
    List<String> names =
        List.of("Hope_BB.bin", "empty", "folder/a.bin", "folder/b.bin", "n".repeat(255));
    writeSources(names);
    Tools.run(source, "tar", "-cf", tar.toString(), "Hope_BB.bin", "empty", "folder", names.get(4));
    PackedPart whole = PartReader.read(tar, n -> {});
    byte[] bytes = Files.readAllBytes(tar);

    for (int i = 0; i <= names.size(); i++) {
      List<PackedMember> front = whole.members().subList(0, i);
      target = Files.createDirectory(scratch.resolve("target" + i));
      for (PackedMember member : front) {
        Path file = target.resolve(member.name());
        Files.createDirectories(file.getParent());
        Files.copy(source.resolve(member.name()), file);
      }
      AtomicLong told = new AtomicLong();
      int end = Math.toIntExact(PartReader.end(front));

      PackedPart part =
          PartReader.extractRest(
              new ByteArrayInputStream(bytes, end, bytes.length - end),
              "Hope_BB.tar",
              target,
              front,
              told::addAndGet);

      assertEquals(whole.members(), part.members());
      assertEquals(whole.bytes(), part.bytes());
      assertEquals(bytes.length - end, told.get());
      for (String name : names) {
        assertEquals(-1, Files.mismatch(source.resolve(name), target.resolve(name)), name);
      }
    }
  }

  @Test
  void theRestOfATarRepeatsNoNameAndFindsNothingElse() throws Exception {
    List<String> names = List.of("a", "b");
    writeSources(names);
    pack("tar -cf", names);
    PackedMember first = PartReader.read(tar, n -> {}).members().get(0);
    byte[] bytes = Files.readAllBytes(tar);
    InputStream again = new ByteArrayInputStream(bytes);
    SyncException twice =
        assertThrows(
            SyncException.class,
            () -> PartReader.extractRest(again, "Hope_BB.tar", target, List.of(first), n -> {}));
    assertTrue(twice.getMessage().contains("is there twice"), twice.getMessage());

    Files.writeString(target.resolve("stranger"), "x");
    SyncException stranger =
        assertThrows(
            SyncException.class,
            () -> PartReader.extractRest(again, "Hope_BB.tar", target, List.of(first), n -> {}));
    assertTrue(stranger.getMessage().contains("empty folder"), stranger.getMessage());
  }

  @Test
  void aTarOfAWholeFolderKeepsItsEmptyFolders() throws Exception {
    writeSources(List.of("a/b.bin"));
    Files.createDirectories(source.resolve("none/inside"));
    Tools.run(source, "tar", "-cf", tar.toString(), ".");

    PackedPart part = extract();

    assertEquals(List.of("a/b.bin"), names(part));
    assertTrue(Files.isDirectory(target.resolve("none/inside")));
  }

  @Test
  void fractionsOfSecondsAreRoundedDown() throws Exception {
    Path file = Files.writeString(source.resolve("a"), "x");
    Path old = Files.writeString(source.resolve("old"), "x");
    Files.setLastModifiedTime(file, FileTime.from(1_700_000_000_999L, TimeUnit.MILLISECONDS));
    Tools.run(source, "touch", "-d", "@-1.5", old.toString());
    pack("tar --format=pax -cf", List.of("a", "old"));

    PackedPart part = extract();

    assertEquals(1_700_000_000L, part.members().get(0).mtime());
    assertEquals(-2L, part.members().get(1).mtime());
    assertEquals(
        FileTime.from(-2, TimeUnit.SECONDS), Files.getLastModifiedTime(target.resolve("old")));
  }

  @Test
  void negativeTimesInBase256AreRead() throws Exception {
    Path old = Files.writeString(source.resolve("old"), "x");
    Files.setLastModifiedTime(old, FileTime.from(-86_400L, TimeUnit.SECONDS));
    pack("tar --format=gnu -cf", List.of("old"));

    assertEquals(-86_400L, PartReader.read(tar, n -> {}).members().get(0).mtime());
  }

  @Test
  void sizesInBase256AreRead() throws Exception {
    byte[] header = new RawTar().header('0', "a", 0).unfinished();
    Arrays.fill(header, 124, 136, (byte) 0);
    header[124] = (byte) 0x80;
    header[135] = 3;

    PackedPart part = read(new RawTar().block(header).data("abc".getBytes(UTF_8)).finished());

    assertEquals(3, part.members().get(0).size());
  }

  @Test
  void everyByteCountsTowardsTheProgressAndTheContentHash() throws Exception {
    writeSources(List.of("a", "b"));
    pack("tar -cf", List.of("a", "b"));
    byte[] longer = Arrays.copyOf(Files.readAllBytes(tar), (int) Files.size(tar) + 777);
    Files.write(tar, longer);
    AtomicLong told = new AtomicLong();

    PackedPart part = PartReader.read(tar, told::addAndGet);

    assertEquals(longer.length, part.bytes());
    assertEquals(longer.length, told.get());
    assertEquals(ContentHash.of(tar, n -> {}), part.contentHash());
  }

  @Test
  void aLargeTarHasTheContentHashOfItsFile() throws Exception {
    byte[] bytes = new byte[11 << 20];
    new Random(11).nextBytes(bytes);
    Files.write(source.resolve("large"), bytes);
    pack("tar -cf", List.of("large"));

    PackedPart part = extract();

    assertEquals(ContentHash.of(tar, n -> {}), part.contentHash());
    assertEquals(sha256(bytes), part.members().get(0).sha256());
    assertEquals(-1, Files.mismatch(source.resolve("large"), target.resolve("large")));
  }

  @Test
  void anEmptyFileIsNoTar() throws Exception {
    refused(new byte[0], "is empty");
  }

  @Test
  void anEmptyArchiveIsATarOfNothing() throws Exception {
    assertEquals(List.of(), read(new byte[1024]).members());
  }

  @Test
  void aTarCutAtAMemberBoundaryIsRefused() throws Exception {
    refused(new RawTar().file("a", "x").unfinished(), "without the blocks that end a tar");
  }

  @Test
  void oneBlockOfZerosDoesNotEndATar() throws Exception {
    refused(
        new RawTar().file("a", "x").raw(new byte[512]).unfinished(),
        "without the blocks that end a tar");
    refused(
        new RawTar().file("a", "x").raw(new byte[512]).file("b", "x").finished(), "before its end");
  }

  @Test
  void whateverFollowsTheEndIsRefusedUnlessItIsZero() throws Exception {
    refused(new RawTar().file("a", "x").raw(new byte[1024]).file("b", "y").finished(), "follows");
    refused(new RawTar().raw(new byte[50_000]).raw(new byte[] {1}).unfinished(), "follows");
  }

  @ParameterizedTest
  @CsvSource({
    "/etc/passwd, absolute",
    "../a, leads out",
    "a/../../b, leads out",
    "a/.., leads out",
    ".., leads out",
    "., is no name",
    ".//., is no name",
    "'', has no name"
  })
  void namesThatLeadElsewhereAreRefused(String name, String reason) throws Exception {
    refused(new RawTar().file(name, "x").finished(), reason);
  }

  @ParameterizedTest
  @CsvSource({"1, hard link", "2, symbolic link", "3, device", "4, device", "6, pipe", "S, sparse"})
  void onlyPlainFilesAndFoldersAreTaken(char type, String kind) throws Exception {
    refused(new RawTar().file("a", "x").header(type, "bad", 0).finished(), kind);
  }

  @Test
  void sparseFilesOfPaxAreRefused() throws Exception {
    Tools.run(source, "truncate", "-s", "1M", "sparse");
    Files.writeString(source.resolve("plain"), "x");
    Tools.run(source, "tar", "--format=pax", "-Scf", tar.toString(), "sparse");

    refused(Files.readAllBytes(tar), "sparse");
  }

  @Test
  void linksInTarsOfOthersAreRefused() throws Exception {
    Files.writeString(source.resolve("a"), "x");
    Files.createLink(source.resolve("hard"), source.resolve("a"));
    pack("tar -cf", List.of("a", "hard"));
    refused(Files.readAllBytes(tar), "hard link");

    Files.createSymbolicLink(source.resolve("l".repeat(120)), Path.of("t".repeat(150)));
    pack("tar -cf", List.of("l".repeat(120)));
    refused(Files.readAllBytes(tar), "lll\" is a symbolic link");
  }

  @Test
  void aLinkInOnePartDoesNotLeadTheNextOneOutside() throws Exception {
    Path outside = Files.createDirectory(scratch.resolve("outside"));
    byte[] link = new RawTar().header('0', "way", 0).unfinished();
    link[156] = '2';
    byte[] to = outside.toString().getBytes(UTF_8);
    System.arraycopy(to, 0, link, 157, Math.min(100, to.length));
    refused(new RawTar().block(link).file("way/evil", "x").finished(), "symbolic link");

    Files.createSymbolicLink(target.resolve("way"), outside);
    byte[] through = new RawTar().file("way/evil", "x").finished();
    SyncException failure =
        assertThrows(
            SyncException.class,
            () ->
                PartReader.extract(
                    new ByteArrayInputStream(through), "Hope_BB_1f.tar", target, n -> {}));

    assertTrue(failure.getMessage().contains("empty folder"), failure::getMessage);
    assertEquals(0, outside.toFile().list().length);
  }

  @Test
  void aLinkPlantedWhileExtractingIsNotFollowed() throws Exception {
    Path outside = scratch.resolve("outside");
    byte[] bytes = new RawTar().file("a", "x".repeat(1 << 20)).file("b", "evil").finished();
    LinkPlanter planter = new LinkPlanter(target.resolve("b"), outside);

    SyncException failure =
        assertThrows(
            SyncException.class,
            () ->
                PartReader.extract(
                    new ByteArrayInputStream(bytes), "Hope_BB.tar", target, planter::plant));

    assertEquals(SyncException.Kind.DATA, failure.kind());
    assertTrue(Files.notExists(outside));
  }

  private record LinkPlanter(Path link, Path to) {
    void plant(long read) {
      try {
        if (Files.notExists(link, LinkOption.NOFOLLOW_LINKS)) {
          Files.createSymbolicLink(link, to);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void oneNameTwiceIsRefusedHoweverItIsSpelt() throws Exception {
    refused(new RawTar().file("a", "x").file("a", "y").finished(), "\"a\" is there twice");
    refused(new RawTar().file("d/a", "x").file("./d//a", "y").finished(), "twice");
  }

  @Test
  void aFileIsNoFolderForAnother() throws Exception {
    refused(new RawTar().file("a", "x").file("a/b", "y").finished(), "as a file and as a folder");
    refused(new RawTar().file("a/b", "x").file("a", "y").finished(), "as a file and as a folder");
  }

  @Test
  void namesThatDifferByCaseAreTwoFilesWhereTheDiskSaysSo() throws Exception {
    PackedPart part =
        PartReader.extract(
            new ByteArrayInputStream(new RawTar().file("a", "x").file("A", "y").finished()),
            "Hope_BB.tar",
            target,
            n -> {});

    assertEquals(List.of("a", "A"), names(part));
    assertEquals("y", Files.readString(target.resolve("A")));
  }

  @Test
  void aFolderMayComeTwice() throws Exception {
    PackedPart part =
        read(
            new RawTar()
                .entry('5', "d/", new byte[0])
                .file("d/a", "x")
                .entry('5', "d", new byte[0])
                .finished());

    assertEquals(List.of("d/a"), names(part));
  }

  @Test
  void aNulInALongNameIsRefused() throws Exception {
    refused(
        new RawTar()
            .entry('L', "././@LongLink", "good\0bad\0".getBytes(UTF_8))
            .file("good", "x")
            .finished(),
        "NUL");
    refused(
        new RawTar()
            .entry('x', "pax", "14 path=go\0od\n".getBytes(UTF_8))
            .file("good", "x")
            .finished(),
        "NUL");
  }

  @Test
  void namesThatAreNotUtf8AreRefused() throws Exception {
    byte[] header = new RawTar().header('0', "aa", 0).unfinished();
    header[1] = (byte) 0xe9;

    refused(new RawTar().block(header).finished(), "not UTF-8");
  }

  @ParameterizedTest
  @CsvSource({"L, 8589934591", "x, 8589934591", "g, 8589934591", "L, 5000", "K, 5000"})
  void aHeaderThatClaimsGigabytesOfNameTakesNoMemory(char type, long size) throws Exception {
    byte[] start = new RawTar().header(type, "././@LongLink", size).unfinished();
    SyncException failure =
        assertThrows(
            SyncException.class,
            () ->
                PartReader.extract(
                    new SequenceInputStream(new ByteArrayInputStream(start), new Letters()),
                    "Hope_BB.tar",
                    target,
                    n -> {}));

    assertEquals(SyncException.Kind.DATA, failure.kind());
    assertTrue(failure.getMessage().contains("claims"), failure::getMessage);
  }

  /** A stream of letters without an end. */
  private static final class Letters extends InputStream {
    @Override
    public int read() {
      return 'a';
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      Arrays.fill(bytes, offset, offset + length, (byte) 'a');
      return length;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4 a=\n",
        "99 path=a\n",
        "x path=a\n",
        "8 path=a\n",
        "9 path-a\n",
        "14 size=1x2\n\n",
        "13 size=1x2\n",
        "13 mtime=1e9\n",
        "999999999 path=a\n",
        " 9 path=a\n",
        "path",
        "10 path=a\n30.path=b\n",
        "12"
      })
  void malformedPaxHeadersAreRefused(String records) throws Exception {
    refused(
        new RawTar().entry('x', "pax", records.getBytes(UTF_8)).file("a", "x").finished(), "pax");
  }

  @Test
  void aGlobalPaxHeaderMayCommentButNotName() throws Exception {
    assertEquals(
        List.of("a"),
        names(
            read(
                new RawTar()
                    .entry('g', "pax", "14 comment=hi\n".getBytes(UTF_8))
                    .file("a", "x")
                    .finished())));
    refused(
        new RawTar().entry('g', "pax", "10 path=b\n".getBytes(UTF_8)).file("a", "x").finished(),
        "for all its members");
  }

  @Test
  void aHeaderWithTheWrongChecksumIsRefused() throws Exception {
    byte[] bytes = new RawTar().file("a", "x").finished();
    bytes[0] = 'b';

    refused(bytes, "checksum");
  }

  @Test
  void aNegativeSizeIsRefused() throws Exception {
    byte[] header = new RawTar().header('0', "a", 0).unfinished();
    Arrays.fill(header, 124, 136, (byte) 0xff);

    refused(new RawTar().block(header).finished(), "size -1");
    header[125] = 0x7f;
    refused(new RawTar().block(header).finished(), "too many digits");
  }

  @Test
  void aStreamThatFailsMakesTheTarBroken() {
    byte[] start = new RawTar().header('0', "a", 1000).unfinished();
    InputStream failing =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("No space left on device");
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            return read();
          }
        };

    SyncException failure =
        assertThrows(
            SyncException.class,
            () ->
                PartReader.extract(
                    new SequenceInputStream(new ByteArrayInputStream(start), failing),
                    "Hope_BB.tar",
                    target,
                    n -> {}));

    assertEquals(SyncException.Kind.DATA, failure.kind());
    assertTrue(failure.getMessage().startsWith("Hope_BB.tar is broken"), failure::getMessage);
  }

  @Test
  void anInterruptEndsTheReading() throws Exception {
    writeSources(List.of("a"));
    pack("tar -cf", List.of("a"));
    try {
      SyncException failure =
          assertThrows(
              SyncException.class,
              () -> PartReader.read(tar, n -> Thread.currentThread().interrupt()));
      assertEquals(SyncException.Kind.INTERRUPTED, failure.kind());
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void aMissingTarIsNamed() {
    SyncException failure = assertThrows(SyncException.class, () -> PartReader.read(tar, n -> {}));

    assertEquals(SyncException.Kind.DATA, failure.kind());
    assertTrue(failure.getMessage().contains(tar.toString()), failure::getMessage);
  }

  @Test
  void aMessageStaysOnOneLineWhateverTheName() throws Exception {
    String message = refused(new RawTar().file("a\nb", "x").file("a\nb", "x").finished(), "twice");

    assertEquals(1, message.lines().count());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u001b[2J", "\u007f", "\u009b2J", "\u202e", "\u2028"})
  void aMessageMovesNoCursorWhateverTheName(String name) throws Exception {
    String message = refused(new RawTar().file(name, "x").file(name, "x").finished(), "twice");

    assertFalse(message.contains(name.substring(0, 1)), message);
  }

  @Test
  void foldersAThousandDeepAreRefusedBeforeTheyFillTheMemory() throws Exception {
    RawTar deep = new RawTar();
    for (int i = 0; i < 300; i++) {
      String name = "d/".repeat(1850) + i;
      deep.entry('L', "././@LongLink", name.getBytes(UTF_8)).file("short", "x");
    }
    refused(deep.finished(), "lies in 1850 folders, and at most 32 are taken");
    Files.write(tar, folders(32));
    assertEquals(1, PartReader.read(tar, n -> {}).members().size());
    refused(folders(33), "33 folders");
  }

  private static byte[] folders(int deep) {
    return new RawTar().file("d/".repeat(deep) + "f", "x").finished();
  }

  @Test
  void aTarOfMoreNamesThanFitIntoMemoryIsRefused() throws Exception {
    RawTar many = new RawTar();
    for (int i = 0; i < 80_000; i++) {
      many.header('0', "a name of some length that a member of a tar could have " + i, 0);
    }
    refused(many.finished(), "more than this program can keep in mind");
  }

  private void assertReadsAndExtracts(List<String> names) throws Exception {
    PackedPart read = PartReader.read(tar, n -> {});
    PackedPart extracted = extract();

    assertEquals(read, extracted);
    assertEquals(names, names(read));
    byte[] bytes = Files.readAllBytes(tar);
    for (PackedMember member : read.members()) {
      Path file = target.resolve(member.name());
      byte[] expected = Files.readAllBytes(source.resolve(member.name()));
      assertEquals(-1, Files.mismatch(source.resolve(member.name()), file));
      assertEquals(sha256(expected), member.sha256());
      assertEquals(1_600_000_000L, member.mtime());
      assertEquals(
          FileTime.from(1_600_000_000L, TimeUnit.SECONDS), Files.getLastModifiedTime(file));
      int offset = (int) member.offset();
      assertTrue(
          Arrays.equals(bytes, offset, offset + expected.length, expected, 0, expected.length));
    }
  }

  private void writeSources(List<String> names) throws IOException {
    Random random = new Random(1);
    for (String name : names) {
      Path file = source.resolve(name);
      Files.createDirectories(file.getParent());
      byte[] bytes = new byte[name.equals("empty") ? 0 : random.nextInt(3000)];
      random.nextBytes(bytes);
      Files.write(file, bytes);
      Files.setLastModifiedTime(file, FileTime.from(1_600_000_000L, TimeUnit.SECONDS));
    }
  }

  private void pack(String program, List<String> names) throws Exception {
    List<String> command = new ArrayList<>(List.of(program.split(" ")));
    command.add(tar.toString());
    command.add("--");
    command.addAll(names);
    Tools.run(source, command);
  }

  private PackedPart extract() throws Exception {
    try (InputStream in = Files.newInputStream(tar)) {
      return PartReader.extract(in, "Hope_BB.tar", target, n -> {});
    }
  }

  private PackedPart read(byte[] bytes) throws Exception {
    Files.write(tar, bytes);
    return PartReader.read(tar, n -> {});
  }

  private String refused(byte[] bytes, String reason) throws IOException {
    Files.write(tar, bytes);
    SyncException failure = assertThrows(SyncException.class, () -> PartReader.read(tar, n -> {}));
    assertEquals(SyncException.Kind.DATA, failure.kind());
    assertTrue(failure.getMessage().startsWith(tar.toString()), failure::getMessage);
    assertTrue(failure.getMessage().contains(reason), failure::getMessage);
    return failure.getMessage();
  }

  private static List<String> names(PackedPart part) {
    return part.members().stream().map(PackedMember::name).toList();
  }

  private static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(ContentHash.sha256().digest(bytes));
  }
}

package org.quakecore.cssync.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.testing.Types;

class TarSplitterTest {
  private static final Fault HOPE = new Fault("Hope");
  private static final long GIB = 1L << 30;

  @Test
  void whatFitsIsOneTar() throws SyncException {
    List<Part> parts = split(10_240, member("b", 1), member("a", 2));

    assertEquals(1, parts.size());
    assertEquals("Hope_BB.tar", parts.get(0).name().fileName());
    assertEquals(List.of("a", "b"), names(parts.get(0)));
    assertEquals(10_240, parts.get(0).tarBytes());
  }

  @Test
  void headersPaddingAndTheEndOfTheArchiveCountTowardsTheLimit() throws SyncException {
    // 8 x (512 + 512) + 1024 are 9,216 bytes, which pad to one record; ten members need two.
    assertEquals(1, split(10_240, members(8, 512)).size());
    assertEquals(2, split(10_240, members(10, 512)).size());
    assertEquals(2, split(20_479, members(10, 512)).size());
    assertEquals(1, split(20_480, members(10, 512)).size());
  }

  @Test
  void partsAreNumberedFromZeroAndTheLastIsMarked() throws SyncException {
    List<Part> parts = split(10_240, members(20, 512));

    assertEquals(
        List.of("Hope_BB_0.tar", "Hope_BB_1.tar", "Hope_BB_2f.tar"),
        parts.stream().map(part -> part.name().fileName()).toList());
  }

  @Test
  void aMemberOverTheLimitGetsAPartOfItsOwn() throws SyncException {
    List<Part> parts = split(10_240, member("a", 1), member("b", 50_000), member("c", 1));

    assertEquals(List.of(List.of("a"), List.of("b"), List.of("c")), allNames(parts));
    assertTrue(parts.get(1).tarBytes() > 10_240);
  }

  @Test
  void nothingMakesNoParts() throws SyncException {
    assertEquals(List.of(), split(10_240));
  }

  @Test
  void namesAreSortedByTheirBytes() throws SyncException {
    List<Part> parts =
        split(GIB, member("é", 1), member("Z", 1), member("a", 1), member("😀", 1), member("｡", 1));

    assertEquals(List.of("Z", "a", "é", "｡", "😀"), names(parts.get(0)));
  }

  @Test
  void sizesPastEightGibNeedNoFurtherHeader() {
    assertEquals(512 + 9 * GIB, TarSplitter.memberBytes("a", 9 * GIB));
  }

  @Test
  void aNameOfAHundredBytesNeedsAHeaderOfItsOwn() {
    assertEquals(512, TarSplitter.memberBytes("n".repeat(99), 0));
    assertEquals(1536, TarSplitter.memberBytes("n".repeat(100), 0));
    assertEquals(1536, TarSplitter.memberBytes("é".repeat(50), 0));
    assertEquals(1536, TarSplitter.memberBytes("n".repeat(255), 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"new\nline", "$(touch x)", "-rf", "a \"b\" 'c'", "é", " ", "...", ".hidden", "\\"})
  void oddNamesThatAFileCanHaveAreTaken(String name) throws SyncException {
    assertEquals(List.of(name), names(split(GIB, member(name, 1)).get(0)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "/", "a\0b", "\ud800"})
  void namesThatNoFileCanHaveAreRefused(String name) {
    assertTrue(refused(member(name, 1)).startsWith("/scratch"));
  }

  @Test
  void aNameOf256BytesIsRefusedAndOneOf255IsNot() throws SyncException {
    assertTrue(refused(member("é".repeat(128), 1)).contains("256 bytes"));
    assertEquals(1, split(GIB, member("é".repeat(127) + "n", 1)).size());
  }

  @Test
  void twoSourcesWithOneNameAreRefusedNamingBoth() {
    String message =
        refused(
            new Member("REL01_BB.bin", Path.of("/scratch/one/BB.bin"), 1),
            new Member("other", Path.of("/scratch/other"), 1),
            new Member("REL01_BB.bin", Path.of("/scratch/two/BB.bin"), 1));

    assertTrue(message.contains("/scratch/one/BB.bin and /scratch/two/BB.bin"), message);
    assertTrue(message.contains("REL01_BB.bin"), message);
  }

  @Test
  void namesThatDifferOnlyByCaseOrTheFormOfAccentsAreRefused() {
    assertTrue(refused(member("a.CSV", 1), member("A.csv", 1)).contains("case"));
    assertTrue(refused(member("\u00e9", 1), member("e\u0301", 1)).contains("accents"));
  }

  @Test
  void aFileTooLargeForDropboxIsRefusedWithItsSizeAndTheLimit() throws SyncException {
    String message = refused(member("huge", 2048 * GIB - (4L << 20) + 1));

    assertTrue(message.contains("/scratch/huge"), message);
    assertTrue(message.contains("2199019061249"), message);
    assertTrue(message.contains("2199019061248"), message);
    assertTrue(refused(member("endless", Long.MAX_VALUE)).contains("/scratch/endless"));
    assertEquals(1, split(GIB, member("large", 2048 * GIB - (4L << 20) - 10_240)).size());
  }

  @Test
  void noPartIsTooLargeForDropboxWhateverTheLimit() throws SyncException {
    List<Part> parts = split(Long.MAX_VALUE, member("a", 1500 * GIB), member("b", 1500 * GIB));

    assertEquals(List.of(List.of("a"), List.of("b")), allNames(parts));
  }

  @Test
  void morePartsThanCanBeNumberedAreRefused() throws SyncException {
    String message =
        assertThrows(SyncException.class, () -> split(1, members(10_001, 1))).getMessage();

    assertTrue(message.contains("--part_size"), message);
    assertEquals(10_000, split(1, members(10_000, 1)).size());
  }

  @Test
  void anySetIsCoveredOnceInOrderAndAsTightlyAsGreedyCan() throws SyncException {
    Random random = new Random(350);
    for (int round = 0; round < 2_000; round++) {
      long limit = 10_240L * (1 + random.nextInt(20)) + random.nextInt(3) - 1;
      List<Member> members = new ArrayList<>();
      for (int i = random.nextInt(40); i >= 0; i--) {
        String name = (char) ('a' + random.nextInt(26)) + "_" + i;
        int length = random.nextInt(8) == 0 ? 90 + random.nextInt(160) : 1;
        members.add(member(name + "n".repeat(length), random.nextInt(60_000)));
      }
      Collections.shuffle(members, random);

      List<Part> parts = TarSplitter.split(HOPE, Types.BB, members, limit);

      List<String> all = parts.stream().flatMap(part -> names(part).stream()).toList();
      assertEquals(members.stream().map(Member::name).sorted().toList(), all);
      for (int i = 0; i < parts.size(); i++) {
        Part part = parts.get(i);
        assertTrue(part.tarBytes() <= limit || part.members().size() == 1);
        assertEquals(0, part.tarBytes() % 10_240);
        if (i > 0) {
          Member first = part.members().get(0);
          long before = parts.get(i - 1).members().stream().mapToLong(this::bytes).sum();
          assertTrue(before + bytes(first) + 1024 > limit / 10_240 * 10_240);
        }
      }
      assertTrue(PartSet.of(HOPE, Types.BB, parts.stream().map(Part::name).toList()).isComplete());
    }
  }

  private long bytes(Member member) {
    return TarSplitter.memberBytes(member.name(), member.size());
  }

  private static String refused(Member... members) {
    SyncException failure = assertThrows(SyncException.class, () -> split(GIB, members));
    assertEquals(SyncException.Kind.DATA, failure.kind());
    return failure.getMessage();
  }

  private static List<Part> split(long limit, Member... members) throws SyncException {
    return TarSplitter.split(HOPE, Types.BB, Arrays.asList(members), limit);
  }

  private static Member[] members(int count, long size) {
    return IntStream.range(0, count)
        .mapToObj(i -> member(String.format("%05d", i), size))
        .toArray(Member[]::new);
  }

  private static Member member(String name, long size) {
    String file = name.replace('\0', '0').replace('\ud800', 'd');
    return new Member(name, Path.of("/scratch/" + file), size);
  }

  private static List<String> names(Part part) {
    return part.members().stream().map(Member::name).toList();
  }

  private static List<List<String>> allNames(List<Part> parts) {
    return parts.stream().map(TarSplitterTest::names).toList();
  }
}

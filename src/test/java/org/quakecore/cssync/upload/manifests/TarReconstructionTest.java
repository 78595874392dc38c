package org.quakecore.cssync.upload.manifests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quakecore.cssync.archive.Member;
import org.quakecore.cssync.archive.PackedMember;
import org.quakecore.cssync.archive.PackedPart;
import org.quakecore.cssync.archive.Part;
import org.quakecore.cssync.archive.PartReader;
import org.quakecore.cssync.archive.PartWriter;
import org.quakecore.cssync.archive.TarSplitter;
import org.quakecore.cssync.archive.Tools;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.testing.Types;

class TarReconstructionTest {
  private static final int LARGE = 600_000;

  @TempDir Path scratch;
  private Path source;
  private Path tar;
  private int calls;
  private long fetched;

  @BeforeEach
  void layOut() throws IOException {
    source = Files.createDirectory(scratch.resolve("source"));
    tar = scratch.resolve("Hope_BB.tar");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tar -cf",
        "tar -b1 -cf",
        "tar --format=gnu -cf",
        "tar --format=oldgnu -cf",
        "tar --format=pax -cf",
        "bsdtar -cf",
        "bsdtar --format=gnutar -cf",
        "bsdtar --format=pax -cf"
      })
  void tarsOfOtherProgramsAreMadeAgainFromTheirSources(String program) throws Exception {
    List<Member> members = new ArrayList<>();
    members.add(member("-dash.csv", 3));
    members.add(member("a b", 511));
    members.add(member("$(touch x)", 512));
    members.add(member("é".repeat(49) + "12", 513));
    members.add(member("n".repeat(99), LARGE));
    members.add(member("n".repeat(100), LARGE + 1));
    members.add(member("n".repeat(101), LARGE + 511));
    members.add(member("n".repeat(255), 2 * LARGE));
    members.add(member("empty", 0));
    pack(program, members);

    assertMadeAgain(members);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"tar --format=ustar -cf", "tar --format=v7 -cf", "bsdtar --format=ustar -cf"})
  void tarsOfTheOlderFormatsAreMadeAgain(String program) throws Exception {
    List<Member> members =
        List.of(member("Hope_BB.bin", LARGE), member("empty", 0), member("n".repeat(99), LARGE));
    pack(program, members);

    assertMadeAgain(members);
  }

  @Test
  void ourOwnTarsAreMadeAgain() throws Exception {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      members.add(member("Hope_REL" + (10 + i) + ".csv", i * 777));
    }
    members.add(member("m".repeat(150), LARGE));
    Part part = TarSplitter.split(new Fault("Hope"), Types.IM, members, 1L << 40).get(0);
    PartWriter.write(part, tar, bytes -> {});

    assertMadeAgain(members);
  }

  @Test
  void aTarOfAWholeFolderIsMadeAgain() throws Exception {
    List<Member> members = List.of(member("a.bin", LARGE), member("b.bin", 10));
    Tools.run(source, "tar", "-cf", tar.toString(), ".");

    assertMadeAgain(members);
  }

  @Test
  void manySmallMembersCostOneCall() throws Exception {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      members.add(member(String.format(Locale.ROOT, "Hope_REL%03d.csv", i), 1500));
    }
    pack("tar -cf", members);

    assertMadeAgain(members);

    assertEquals(1, calls);
  }

  @Test
  void ofLargeMembersOnlyTheHeadersAreFetchedOneCallForEachGap() throws Exception {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      members.add(member("Hope_REL0" + i + "_BB.bin", 2_000_000 + i));
    }
    pack("tar --format=pax -cf", members);

    assertMadeAgain(members);

    assertEquals(11, calls);
    assertTrue(fetched < Files.size(tar) / 50, fetched + " of " + Files.size(tar));
  }

  @Test
  void theTimesAreThoseOfTheSources() throws Exception {
    Member member = member("a", 10);
    pack("tar --mtime=@1600000000 -cf", List.of(member));
    setTime(member, 1_700_000_000_999L);
    TarReconstruction again = again(List.of(member));

    PackedPart part = again.part("Hope_BB.tar", Files.size(tar), file());

    assertEquals(1_700_000_000L, part.members().get(0).mtime());
    assertEquals(List.of(member.source()), again.newer());
  }

  @Test
  void progressIsToldEveryByteOfTheSourcesAndNoOther() throws Exception {
    List<Member> members = List.of(member("a", LARGE), member("b", 10));
    pack("tar -cf", members);
    AtomicLong read = new AtomicLong();

    new TarReconstruction(members, read::addAndGet).part("x.tar", Files.size(tar), file());

    assertEquals(LARGE + 10, read.get());
  }

  @Test
  void aByteChangedInASmallSourceIsToldWithItsPlace() throws Exception {
    List<Member> members = List.of(member("a", 1000), member("b", 2000));
    pack("tar -cf", members);
    flip(members.get(1).source(), 1234);

    SyncException refusal = refusal(members);

    assertEquals(
        "the archive is not what these sources make: \"b\" differs from "
            + members.get(1).source()
            + " after 1234 bytes",
        refusal.getMessage());
  }

  @Test
  void aByteChangedInALargeSourceChangesTheHash() throws Exception {
    List<Member> members = List.of(member("a", 2_000_000), member("b", 2_000_000));
    pack("tar -cf", members);
    flip(members.get(1).source(), 1_234_567);

    PackedPart part = again(members).part("Hope_BB.tar", Files.size(tar), file());

    assertNotEquals(PartReader.read(tar, bytes -> {}).contentHash(), part.contentHash());
    assertEquals(Files.size(tar), part.bytes());
  }

  @Test
  void aMemberWithoutASourceIsRefused() throws Exception {
    List<Member> members = List.of(member("a", 10), member("b", LARGE));
    pack("tar -cf", members);

    SyncException refusal = refusal(members.subList(0, 1));

    assertEquals(
        "the archive is not what these sources make: Hope_BB.tar holds \"b\","
            + " which is not among them or was in another part",
        refusal.getMessage());
  }

  @Test
  void aMemberOfAnotherSizeIsRefused() throws Exception {
    pack("tar -cf", List.of(member("a", 10)));

    SyncException refusal = refusal(List.of(member("a", 11)));

    assertTrue(
        refusal.getMessage().contains("\"a\" has 10 bytes in Hope_BB.tar, and "),
        refusal.getMessage());
  }

  @Test
  void aSourceThatIsInNoPartIsMissing() throws Exception {
    List<Member> members = List.of(member("a", 10), member("b", 10), member("c", 10));
    pack("tar -cf", members.subList(0, 2));
    TarReconstruction again = again(members);
    again.part("Hope_BB_0.tar", Files.size(tar), file());

    assertEquals(members.subList(2, 3), again.missing());

    pack("tar -cf", members.subList(2, 3));
    again.part("Hope_BB_1f.tar", Files.size(tar), file());

    assertEquals(List.of(), again.missing());
  }

  @Test
  void aMemberInTwoPartsIsRefused() throws Exception {
    List<Member> members = List.of(member("a", 10));
    pack("tar -cf", members);
    TarReconstruction again = again(members);
    again.part("Hope_BB_0.tar", Files.size(tar), file());

    assertThrows(SyncException.class, () -> again.part("Hope_BB_1f.tar", Files.size(tar), file()));
  }

  @Test
  void aSourceThatIsGoneIsToldByItsPath() throws Exception {
    List<Member> members = List.of(member("a", 10), member("b", 10));
    pack("tar -cf", members);
    Files.delete(members.get(1).source());

    SyncException refusal = refusal(members);

    assertEquals(Kind.DATA, refusal.kind());
    assertTrue(refusal.getMessage().startsWith(members.get(1).source().toString()));
  }

  @Test
  void aSourceThatGrowsWhileItIsReadIsRefused() throws Exception {
    List<Member> members = List.of(member("a", 3_000_000));
    pack("tar -cf", members);
    TarReconstruction again =
        new TarReconstruction(
            members,
            bytes -> {
              try {
                Files.write(members.get(0).source(), new byte[3_000_001]);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });

    SyncException refusal =
        assertThrows(SyncException.class, () -> again.part("Hope_BB.tar", Files.size(tar), file()));

    assertTrue(refusal.getMessage().contains("changed while it was read"), refusal.getMessage());
  }

  @Test
  void aRangeOfAnotherLengthThanAskedForIsRefused() throws Exception {
    List<Member> members = List.of(member("a", 10));
    pack("tar -cf", members);

    SyncException refusal =
        assertThrows(
            SyncException.class,
            () ->
                again(members)
                    .part(
                        "Hope_BB.tar", Files.size(tar), (offset, length) -> new byte[length - 1]));

    assertEquals(
        "Hope_BB.tar: asked for 10240 B from byte 0 on, 10239 B came", refusal.getMessage());
  }

  @Test
  void aFailureOfTheRemotePassesAsItIs() throws Exception {
    List<Member> members = List.of(member("a", 10));
    pack("tar -cf", members);
    SyncException expired = new SyncException(Kind.TOKEN, "expired");

    SyncException failure =
        assertThrows(
            SyncException.class,
            () ->
                again(members)
                    .part(
                        "Hope_BB.tar",
                        Files.size(tar),
                        (offset, length) -> {
                          throw expired;
                        }));

    assertEquals(expired, failure);
  }

  @Test
  void anEmptyTarIsBroken() throws Exception {
    Files.write(tar, new byte[0]);

    assertTrue(refusal(List.of()).getMessage().contains("Hope_BB.tar is broken: it is empty"));
  }

  @Test
  void aTarCutAnywhereIsRefusedUnlessOnlyPaddingIsLost() throws Exception {
    List<Member> members = List.of(member("a", 700), member("n".repeat(120), 600));
    pack("tar -cf", members);
    byte[] whole = Files.readAllBytes(tar);
    // Header, data; long name's header and name, header, data; two blocks of zeros.
    int end = 512 + 1024 + 512 + 512 + 512 + 1024 + 1024;
    for (int length = 0; length <= whole.length; length += length < end ? 37 : 512) {
      byte[] cut = Arrays.copyOf(whole, length);
      boolean read = outcome(members, cut) != null;

      assertEquals(length >= end, read, "cut to " + length + " of " + whole.length);
    }
  }

  @Test
  void whateverBitIsFlippedTheHashIsThatOfTheTarJustWhenTheTarHoldsTheSources() throws Exception {
    List<Member> members = List.of(member("a", 700), member("b", LARGE), member("c", LARGE));
    pack("tar --format=pax -cf", members);
    byte[] whole = Files.readAllBytes(tar);
    List<PackedMember> truth = withoutTimes(PartReader.read(tar, bytes -> {}));
    Random random = new Random(3);
    int equal = 0;
    int unequal = 0;
    int rounds = 1500;
    for (int round = 0; round < rounds; round++) {
      byte[] bytes = whole.clone();
      // Mostly in the headers, where something can be misread.
      int at =
          round % 3 == 0
              ? random.nextInt(whole.length)
              : headerOf(members, random) + random.nextInt(1536);
      bytes[at] ^= (byte) (1 << random.nextInt(8));

      PackedPart made = outcome(members, bytes);

      if (made != null) {
        Files.write(tar, bytes);
        PackedPart found = PartReader.read(tar, read -> {});
        boolean same = made.contentHash().equals(found.contentHash());
        assertEquals(withoutTimes(found).equals(truth), same, "bit flipped at " + at);
        assertEquals(truth, withoutTimes(made), "bit flipped at " + at);
        equal += same ? 1 : 0;
        unequal += same ? 0 : 1;
      }
    }
    assertTrue(
        equal > 0 && unequal > 0 && equal + unequal < rounds,
        equal + " and " + unequal + " of " + rounds);
  }

  /** In a pax tar three blocks precede the data: the records' header, the records, the member's. */
  private static int headerOf(List<Member> members, Random random) {
    int at = 0;
    for (Member member : members.subList(0, random.nextInt(members.size()))) {
      at += 1536 + (int) TarSplitter.padded(member.size());
    }
    return at;
  }

  private static List<PackedMember> withoutTimes(PackedPart part) {
    return part.members().stream()
        .map(each -> new PackedMember(each.name(), each.size(), 0, each.sha256(), each.offset()))
        .toList();
  }

  private void assertMadeAgain(List<Member> members) throws Exception {
    calls = 0;
    fetched = 0;
    PackedPart truth = PartReader.read(tar, bytes -> {});
    TarReconstruction again = again(members);

    PackedPart made = again.part("Hope_BB.tar", Files.size(tar), file());

    assertEquals(truth, made);
    assertEquals(members.size(), made.members().size());
    assertEquals(List.of(), again.missing());
    assertEquals(List.of(), again.newer());
  }

  private static TarReconstruction again(List<Member> members) {
    return new TarReconstruction(members, bytes -> {});
  }

  private SyncException refusal(List<Member> members) {
    SyncException refusal =
        assertThrows(
            SyncException.class, () -> again(members).part("Hope_BB.tar", Files.size(tar), file()));
    assertEquals(Kind.DATA, refusal.kind());
    return refusal;
  }

  /** What is made of these bytes, or null where they are refused. */
  private static PackedPart outcome(List<Member> members, byte[] bytes) {
    try {
      return again(members).part("x.tar", bytes.length, ranged(bytes));
    } catch (SyncException refusal) {
      assertEquals(Kind.DATA, refusal.kind(), refusal::getMessage);
      return null;
    }
  }

  private static RangedFile ranged(byte[] bytes) {
    return (offset, length) -> Arrays.copyOfRange(bytes, (int) offset, (int) offset + length);
  }

  private RangedFile file() throws IOException {
    byte[] bytes = Files.readAllBytes(tar);
    return (offset, length) -> {
      assertTrue(offset + length <= bytes.length, "a range beyond the end");
      calls++;
      fetched += length;
      return ranged(bytes).read(offset, length);
    };
  }

  private Member member(String name, int size) throws IOException {
    byte[] content = new byte[size];
    new Random(name.hashCode()).nextBytes(content);
    Member member = new Member(name, Files.write(source.resolve(name), content), size);
    setTime(member, 1_600_000_000_000L + size * 1000L);
    return member;
  }

  private static void setTime(Member member, long milliseconds) throws IOException {
    Files.setLastModifiedTime(member.source(), FileTime.from(milliseconds, TimeUnit.MILLISECONDS));
  }

  private static void flip(Path file, int at) throws IOException {
    FileTime time = Files.getLastModifiedTime(file);
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 1;
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, time);
  }

  private void pack(String program, List<Member> members) throws Exception {
    List<String> command = new ArrayList<>(List.of(program.split(" ")));
    command.addAll(List.of(tar.toString(), "--"));
    members.forEach(member -> command.add(member.name()));
    Tools.run(source, command);
  }
}

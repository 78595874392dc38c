package org.quakecore.cssync.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * Damages good tars in every way a transfer or a disk can, from fixed seeds. The reader must either
 * find the truth or say DATA: no other exception, no end of memory, nothing written elsewhere.
 */
// A reader that never comes back fails here too.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TarFuzzTest {
  /** With a fraction, for which pax needs a header of its own. */
  private static final long MICROSECONDS = 1_600_000_000_123_456L;

  @TempDir Path scratch;
  private Path source;
  private Path cage;

  @BeforeEach
  void layOut() throws IOException {
    source = Files.createDirectory(scratch.resolve("source"));
    cage = Files.createDirectory(scratch.resolve("cage"));
  }

  @Test
  void aTarCutAnywhereIsRefusedUnlessOnlyPaddingIsLost() throws Exception {
    byte[] whole = gnuTar("--format=gnu");
    PackedPart truth = read(whole).orElseThrow();
    int end = endOfArchive(whole);
    for (int length = 0; length < whole.length; length += length % 512 == 1 ? 510 : 1) {
      Optional<PackedPart> found = read(Arrays.copyOf(whole, length));

      assertEquals(length >= end, found.isPresent(), "cut to " + length + " of " + whole.length);
      if (found.isPresent()) {
        assertEquals(truth.members(), found.get().members());
      }
    }
  }

  @Test
  void aFlippedBitIsRefusedOrChangesNothingButTheContentItIsIn() throws Exception {
    byte[] whole = gnuTar("--format=gnu");
    PackedPart truth = read(whole).orElseThrow();
    Random random = new Random(1);
    for (int round = 0; round < 4000; round++) {
      int at = random.nextInt(whole.length);
      byte[] bytes = whole.clone();
      bytes[at] ^= (byte) (1 << random.nextInt(8));

      Optional<PackedPart> found = read(bytes);

      if (found.isPresent()) {
        List<PackedMember> expected =
            truth.members().stream().map(member -> rehashed(member, bytes)).toList();
        assertEquals(expected, found.get().members(), "bit flipped at " + at);
      }
    }
  }

  @Test
  void whateverIsDoneToATarTheReaderTellsWhatItHoldsOrRefuses() throws Exception {
    List<byte[]> tars =
        List.of(
            gnuTar("--format=gnu"),
            gnuTar("--format=pax", "--pax-option=delete=atime,delete=ctime"),
            tar(
                "bsdtar",
                "--format=ustar",
                "--uid",
                "0",
                "--gid",
                "0",
                "--uname",
                "",
                "--gname",
                ""),
            longNamesTar());
    Random random = new Random(2);
    int refused = 0;
    int rounds = 4000;
    for (int round = 0; round < rounds; round++) {
      byte[] bytes = damaged(tars.get(random.nextInt(tars.size())), random);

      Optional<PackedPart> found = read(bytes);

      refused += found.isEmpty() ? 1 : 0;
      if (found.isPresent()) {
        assertEquals(bytes.length, found.get().bytes());
        for (PackedMember member : found.get().members()) {
          assertEquals(rehashed(member, bytes), member);
        }
      }
    }
    assertTrue(refused > rounds / 2, refused + " refused");
  }

  @Test
  void aDamagedPaxHeaderIsReadOrRefused() {
    byte[] records = "30 mtime=1600000000.123456789\n16 path=Hope_BB\n10 size=7\n".getBytes(UTF_8);
    Random random = new Random(5);
    int refused = 0;
    int rounds = 100_000;
    for (int round = 0; round < rounds; round++) {
      byte[] bytes = records.clone();
      for (int times = 1 + random.nextInt(4); times > 0; times--) {
        bytes[random.nextInt(bytes.length)] = (byte) "0123 =\n.a\0".charAt(random.nextInt(10));
      }
      try {
        PaxHeader header = PaxHeader.parse(bytes);
        assertTrue(header.size().orElse(0) >= 0);
        assertTrue(header.mtime().orElse(0) >= 0);
      } catch (BrokenTarException e) {
        refused++;
      }
    }
    assertTrue(refused > rounds / 4 && refused < rounds, refused + " refused");
  }

  @Test
  void nothingIsEverWrittenOutsideTheFolder() throws Exception {
    Files.writeString(scratch.resolve("untouched"), "untouched");
    List<byte[]> tars =
        List.of(longNamesTar(), gnuTar("--format=pax", "--pax-option=delete=atime,delete=ctime"));
    Random random = new Random(3);
    for (int round = 0; round < 1000; round++) {
      byte[] bytes = damaged(tars.get(random.nextInt(tars.size())), random);
      Path folder = Files.createDirectory(cage.resolve("round" + round));

      Optional<PackedPart> found = extract(bytes, folder);

      if (found.isPresent()) {
        for (PackedMember member : found.get().members()) {
          Path file = folder.resolve(member.name());
          assertEquals(member.sha256(), sha256(Files.readAllBytes(file)));
        }
      }
      assertEquals(List.of("cage", "source", "untouched"), list(scratch));
      assertEquals(List.of("round" + round), list(cage));
      deleteTree(folder);
    }
    assertEquals("untouched", Files.readString(scratch.resolve("untouched")));
  }

  private static byte[] damaged(byte[] tar, Random random) {
    byte[] bytes = tar.clone();
    for (int times = 1 + random.nextInt(3); times > 0; times--) {
      int at = random.nextInt(bytes.length);
      int to = Math.min(bytes.length, at + 1 + random.nextInt(1500));
      int block = at / 512 * 512;
      byte[] noise = new byte[to - at];
      random.nextBytes(noise);
      bytes =
          switch (random.nextInt(8)) {
            case 0 -> splice(bytes, at, at + 1, new byte[] {(byte) random.nextInt(256)});
            case 1 -> splice(bytes, at, to, new byte[0]);
            case 2 -> splice(bytes, at, at, noise);
            case 3 -> splice(bytes, at, to, noise);
            case 4 -> splice(bytes, at, to, new byte[to - at]);
            case 5 -> splice(bytes, block, Math.min(bytes.length, block + 512), new byte[0]);
            case 6 -> splice(bytes, at, at, Arrays.copyOfRange(bytes, block, to));
            // A damaged header whose checksum is right reaches the code behind the checksum.
            default -> rechecksummed(bytes, block, random);
          };
      if (bytes.length == 0) {
        return bytes;
      }
    }
    return bytes;
  }

  private static byte[] rechecksummed(byte[] bytes, int block, Random random) {
    if (block + 512 > bytes.length) {
      return bytes;
    }
    byte[] header = Arrays.copyOfRange(bytes, block, block + 512);
    int[] fields = {0, 50, 99, 124, 125, 135, 136, 156, 257, 263, 345};
    header[fields[random.nextInt(fields.length)]] =
        (byte) "./L01257xgKS\0~".charAt(random.nextInt(14));
    return splice(bytes, block, block + 512, new RawTar().block(header).unfinished());
  }

  private static byte[] splice(byte[] bytes, int from, int to, byte[] instead) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, from);
    out.writeBytes(instead);
    out.write(bytes, to, bytes.length - to);
    return out.toByteArray();
  }

  /** The same bytes every time and everywhere, so that a failure can be had again. */
  private byte[] gnuTar(String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of("tar", "--owner=:0", "--group=:0"));
    command.addAll(List.of(options));
    return tar(command.toArray(String[]::new));
  }

  private byte[] tar(String... program) throws Exception {
    List<String> names = List.of("Hope_BB.bin", "Hope_REL01_BB.bin", "empty", "zeros");
    Random random = new Random(4);
    for (String name : names) {
      byte[] bytes = new byte[name.equals("empty") ? 0 : 1500 + random.nextInt(1500)];
      if (name.startsWith("Hope")) {
        random.nextBytes(bytes);
      }
      Path file = Files.write(source.resolve(name), bytes);
      Files.setLastModifiedTime(file, FileTime.from(MICROSECONDS, TimeUnit.MICROSECONDS));
    }
    Path tar = scratch.resolve("good.tar");
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of("-cf", tar.toString()));
    command.addAll(names);
    Tools.run(source, command);
    byte[] bytes = Files.readAllBytes(tar);
    Files.delete(tar);
    return bytes;
  }

  private static byte[] longNamesTar() {
    byte[] name = ("folder/" + "n".repeat(150)).getBytes(UTF_8);
    return new RawTar()
        .file("first", "x".repeat(700))
        .entry('L', "././@LongLink", Arrays.copyOf(name, name.length + 1))
        .file("cut", "y".repeat(600))
        .entry('5', "other/", new byte[0])
        .file("other/last", "z")
        .finished();
  }

  /** What the tar holds, or nothing when it is refused; anything else fails the test. */
  private Optional<PackedPart> read(byte[] bytes) throws IOException {
    Path tar = Files.write(cage.resolve("damaged.tar"), bytes);
    try {
      return Optional.of(PartReader.read(tar, n -> {}));
    } catch (SyncException e) {
      return refusal(e);
    } finally {
      Files.delete(tar);
    }
  }

  private static Optional<PackedPart> extract(byte[] bytes, Path folder) {
    try {
      return Optional.of(
          PartReader.extract(new ByteArrayInputStream(bytes), "damaged.tar", folder, n -> {}));
    } catch (SyncException e) {
      return refusal(e);
    }
  }

  private static Optional<PackedPart> refusal(SyncException refusal) {
    if (refusal.kind() != SyncException.Kind.DATA) {
      return fail("not a matter of the data", refusal);
    }
    return Optional.empty();
  }

  private static PackedMember rehashed(PackedMember member, byte[] tar) {
    int from = (int) member.offset();
    byte[] content = Arrays.copyOfRange(tar, from, from + (int) member.size());
    return new PackedMember(
        member.name(), member.size(), member.mtime(), sha256(content), member.offset());
  }

  /** Just behind the second of the two blocks of zeros; what follows is padding. */
  private static int endOfArchive(byte[] tar) {
    int last = tar.length;
    while (tar[last - 1] == 0) {
      last--;
    }
    // The last member is zeros too: its header is what ends in the last byte that is not.
    int header = (last - 1) / 512 * 512;
    long size = Long.parseLong(new String(tar, header + 124, 11, US_ASCII), 8);
    return header + 512 + (int) TarSplitter.padded(size) + 1024;
  }

  private static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(ContentHash.sha256().digest(bytes));
  }

  private static List<String> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static void deleteTree(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}

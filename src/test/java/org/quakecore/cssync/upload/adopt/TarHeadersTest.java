package org.quakecore.cssync.upload.adopt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quakecore.cssync.archive.BrokenTarException;
import org.quakecore.cssync.archive.PackedMember;
import org.quakecore.cssync.archive.PartReader;
import org.quakecore.cssync.archive.RawTar;
import org.quakecore.cssync.archive.Tools;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.upload.manifests.RangedFile;

class TarHeadersTest {
  private static final String NAME = "Hope_BB.tar";

  @TempDir Path folder;

  /** Counts what it is asked for. */
  private static final class Counted implements RangedFile {
    private final RangedFile file;
    private int calls;
    private long bytes;

    Counted(RangedFile file) {
      this.file = file;
    }

    @Override
    public byte[] read(long offset, int length) throws SyncException {
      calls++;
      bytes += length;
      return file.read(offset, length);
    }
  }

  private static RangedFile of(byte[] tar) {
    return (offset, length) -> Arrays.copyOfRange(tar, (int) offset, (int) offset + length);
  }

  /** Headers so far apart that nobody has the disk for what is between them. */
  private static RangedFile sparse(int members, long size) {
    Map<Long, byte[]> headers = new TreeMap<>();
    for (int i = 0; i < members; i++) {
      headers.put(i * (512 + size), new RawTar().header('0', "m" + i, size).unfinished());
    }
    return (offset, length) -> {
      byte[] range = new byte[length];
      headers.forEach(
          (at, header) -> {
            for (int i = 0; i < header.length; i++) {
              if (at + i >= offset && at + i < offset + length) {
                range[(int) (at + i - offset)] = header[i];
              }
            }
          });
      return range;
    };
  }

  private static List<PackedMember> withoutContent(List<PackedMember> members) {
    return members.stream()
        .map(each -> new PackedMember(each.name(), each.size(), each.mtime(), null, each.offset()))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tar --format=gnu -cf",
        "tar --format=oldgnu -cf",
        "tar --format=pax -cf",
        "tar -b 1 --format=gnu -cf",
        "bsdtar --format=pax -cf"
      })
  void theHeadersTellWhatAReadingOfAllOfItTells(String program) throws Exception {
    List<String> names = new ArrayList<>(List.of("empty", "n".repeat(120), "folder/é.csv"));
    for (int i = 0; i < 40; i++) {
      names.add("Hope_REL" + i + ".csv");
    }
    Files.createDirectories(folder.resolve("folder"));
    for (int i = 0; i < names.size(); i++) {
      Files.write(folder.resolve(names.get(i)), new byte[i * 997]);
    }
    Path tar = folder.resolve(NAME);
    List<String> command = new ArrayList<>(List.of(program.split(" ")));
    command.add(tar.toString());
    command.add("folder");
    command.addAll(names.stream().filter(name -> !name.startsWith("folder")).toList());
    Tools.run(folder, command);
    byte[] bytes = Files.readAllBytes(tar);

    List<PackedMember> members = TarHeaders.read(of(bytes), NAME, bytes.length);

    assertEquals(withoutContent(PartReader.read(tar, count -> {}).members()), members);
    assertEquals(names.size(), members.size());
  }

  @Test
  void fiftyLargeMembersCostACallEach() throws Exception {
    long each = 3L << 29;
    Counted tar = new Counted(sparse(50, each));

    List<PackedMember> members = TarHeaders.read(tar, NAME, 50 * (512 + each) + 10_240);

    assertEquals(50, members.size());
    assertEquals(49 * (512 + each) + 512, members.get(49).offset());
    assertEquals(51, tar.calls);
    assertTrue(tar.bytes < 1 << 20, () -> tar.bytes + " bytes");
  }

  @Test
  void aThousandSmallMembersAreReadThroughInFewCalls() throws Exception {
    RawTar raw = new RawTar();
    for (int i = 0; i < 1000; i++) {
      raw.entry('0', "Hope_REL" + i + ".csv", new byte[10_000]);
    }
    byte[] bytes = raw.finished();
    Counted tar = new Counted(of(bytes));

    assertEquals(1000, TarHeaders.read(tar, NAME, bytes.length).size());

    assertTrue(tar.calls <= 12, () -> tar.calls + " calls");
    assertTrue(tar.bytes <= bytes.length, () -> tar.bytes + " bytes");
  }

  @Test
  void aMemberBeyondEightGibibytesIsPassedOver() throws Exception {
    byte[] block = new RawTar().header('0', "large", 0).unfinished();
    long size = 12L << 30;
    Arrays.fill(block, 124, 136, (byte) 0);
    block[124] = (byte) 0x80;
    for (int i = 0; i < 8; i++) {
      block[135 - i] = (byte) (size >> (8 * i));
    }
    byte[] header = new RawTar().block(block).unfinished();
    RangedFile tar =
        (offset, length) ->
            offset < 512
                ? Arrays.copyOf(Arrays.copyOfRange(header, (int) offset, 512), length)
                : new byte[length];

    List<PackedMember> members = TarHeaders.read(tar, NAME, 512 + size + 1024);

    assertEquals(List.of(new PackedMember("large", size, 1_700_000_000L, null, 512)), members);
  }

  @Test
  void whatIsBrokenIsToldWithoutReadingItsMembers() {
    RawTar whole = new RawTar().file("a", "x".repeat(2_000_000)).file("b", "y");
    byte[] unended = whole.unfinished();
    assertBroken(unended, "without the blocks that end a tar");
    assertBroken(Arrays.copyOf(unended, 1_000_448), "cut off inside a member");
    byte[] bent = whole.finished();
    bent[2_001_408 - 512 + 3] ^= 1;
    assertBroken(bent, "checksum");
    assertBroken(new RawTar().entry('2', "link", new byte[0]).finished(), "a symbolic link");
    assertBroken(new RawTar().entry('S', "sparse", new byte[9]).finished(), "a sparse file");
    assertBroken(new RawTar().file("a", "1").file("a", "2").finished(), "is there twice");
    assertBroken(new byte[0], "it is empty");
  }

  private static void assertBroken(byte[] tar, String how) {
    IOException broken =
        assertThrows(
            BrokenTarException.class, () -> TarHeaders.read(of(tar), NAME, tar.length), how);
    assertTrue(broken.getMessage().contains(how), broken::getMessage);
  }
}

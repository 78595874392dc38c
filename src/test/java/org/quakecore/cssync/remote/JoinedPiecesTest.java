package org.quakecore.cssync.remote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.testing.FaultyRemote;

class JoinedPiecesTest {
  private static final String WHOLE = "v1/Hope/Hope_BB.tar";

  private final FakeRemote there = new FakeRemote();
  private final List<String> warnings = new ArrayList<>();
  private final byte[] bytes = new byte[3000];

  private JoinedPieces cut(String... suffixes) {
    new Random(7).nextBytes(bytes);
    int each = bytes.length / suffixes.length;
    for (int i = 0; i < suffixes.length; i++) {
      there.put(
          WHOLE + "." + suffixes[i],
          Arrays.copyOfRange(
              bytes, i * each, i == suffixes.length - 1 ? bytes.length : (i + 1) * each));
    }
    there.put("v1/list.txt", "Hope 1r\n");
    return new JoinedPieces(there, warnings::add);
  }

  private static List<StoredFile> listed(Remote remote) throws SyncException {
    return remote.list("v1", true).orElseThrow();
  }

  @Test
  void piecesAreListedLookedAtAndReadAsOneFile() throws Exception {
    JoinedPieces remote = cut("aa", "ab", "ac", "ad");

    List<StoredFile> files = listed(remote);

    assertEquals(
        List.of("Hope/Hope_BB.tar", "list.txt"), files.stream().map(StoredFile::path).toList());
    assertEquals(3000, files.get(0).size());
    assertEquals(Optional.empty(), files.get(0).contentHash());
    assertEquals(files, remote.look("v1", List.of("Hope/Hope_BB.tar", "list.txt"), true));
    assertArrayEquals(bytes, remote.read(WHOLE, 0, -1, InputStream::readAllBytes));
    for (long from : List.of(0L, 749L, 750L, 751L, 2249L, 2999L)) {
      for (int length : List.of(1, 2, 750, 1501, 3000)) {
        if (from + length <= bytes.length) {
          assertArrayEquals(
              Arrays.copyOfRange(bytes, (int) from, (int) from + length),
              remote.read(WHOLE, from, length, InputStream::readAllBytes));
        }
      }
    }
    assertEquals(List.of(), warnings);
  }

  @Test
  void oneFileIsFetched(@TempDir Path folder) throws Exception {
    JoinedPieces remote = cut("aa", "ab");
    listed(remote);
    long[] passed = {0};

    remote.fetch(
        "v1/Hope",
        folder,
        List.of("Hope_BB.tar"),
        new Transfer(List.of(), true, Optional.empty(), count -> passed[0] += count));

    assertArrayEquals(bytes, Files.readAllBytes(folder.resolve("Hope_BB.tar")));
    assertEquals(3000, passed[0]);
  }

  @Test
  void aGapInTheLettersIsToldAndLeavesNothing() throws Exception {
    assertEquals(0, listed(cut("aa", "ab", "ad")).get(0).size());
    assertTrue(warnings.toString().contains("Hope/Hope_BB.tar.ac is missing"), warnings::toString);
    there.remove(WHOLE + ".aa");
    assertEquals(0, listed(new JoinedPieces(there, warnings::add)).get(0).size());
    assertTrue(warnings.get(1).contains("Hope/Hope_BB.tar.aa is missing"), warnings::toString);
  }

  @Test
  void theLettersGoOnAsSplitHasThem() throws Exception {
    List<String> suffixes = new ArrayList<>();
    for (char first = 'a'; first <= 'y'; first++) {
      for (char second = 'a'; second <= 'z'; second++) {
        suffixes.add("" + first + second);
      }
    }
    suffixes.addAll(List.of("zaaa", "zaab"));
    assertEquals(3000, listed(cut(suffixes.toArray(String[]::new))).get(0).size());
    assertEquals(List.of(), warnings);
  }

  @Test
  void aWholeFileBesidePiecesIsLeftAsItIs() throws Exception {
    JoinedPieces remote = cut("aa", "ab");
    there.put(WHOLE, "whole");
    assertEquals(4, listed(remote).size());
    assertEquals(5, remote.read(WHOLE, 0, -1, InputStream::readAllBytes).length);
  }

  @Test
  void aPieceThatBreaksOffIsNoEnd() throws Exception {
    cut("aa", "ab", "ac");
    FaultyRemote faulty = new FaultyRemote(there).breakRead(WHOLE + ".ab", 100);
    JoinedPieces remote = new JoinedPieces(faulty, warnings::add);
    listed(remote);

    assertThrows(SyncException.class, () -> remote.read(WHOLE, 0, -1, InputStream::readAllBytes));
    assertArrayEquals(bytes, remote.read(WHOLE, 0, 3000, InputStream::readAllBytes));
    assertEquals(7, remote.read(WHOLE, 998, 2000, in -> in.readNBytes(7)).length);
  }
}

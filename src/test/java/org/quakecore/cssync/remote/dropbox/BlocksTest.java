package org.quakecore.cssync.remote.dropbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlocksTest {
  private static final int MIB = 1 << 20;

  private static List<Long> cut(long bytes, int largest) {
    List<Long> pieces = new ArrayList<>();
    for (long offset = 0; offset < bytes; ) {
      long piece = Math.min(bytes - offset, Blocks.nextPiece(offset, bytes, largest));
      pieces.add(piece / MIB);
      offset += piece;
    }
    return pieces;
  }

  @Test
  void piecesGrowSmallerTowardsTheEnd() {
    assertEquals(List.of(12L, 8L, 8L, 4L, 4L, 2L), cut(38 * MIB, 12 * MIB));
  }

  @Test
  void whereThereIsMuchTheFirstAreSmall() {
    List<Long> pieces = cut(1L << 30, 12 * MIB);
    assertEquals(4, pieces.get(0));
    assertEquals(12, pieces.get(20));
    assertEquals(4, pieces.get(pieces.size() - 1));
    assertTrue(pieces.size() < 110, pieces.toString());
  }

  /** A piece for each connection, and some to be filled meanwhile, in bounded memory. */
  @ParameterizedTest
  @CsvSource({"1, 16", "4, 16", "8, 12", "16, 4", "100, 4"})
  void theMoreConnectionsTheSmallerThePieces(int connections, int mebibytes) {
    assertEquals(mebibytes * MIB, new Blocks(connections).size());
  }

  @Test
  void memoryIsGivenBackOnceHoweverOftenItIsClosed() throws Exception {
    Blocks blocks = new Blocks(1);
    List<Blocks.Block> all = List.of(blocks.take(), blocks.take(), blocks.take());
    assertTrue(blocks.takeSpare().isEmpty());
    all.get(0).close();
    all.get(0).close();
    assertTrue(blocks.takeSpare().isPresent());
    assertTrue(blocks.takeSpare().isEmpty());
  }
}

package org.quakecore.cssync.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.testing.Types;

class PartSetTest {
  private static final Fault HOPE = new Fault("Hope");

  @Test
  void aSetInOnePieceIsComplete() {
    assertTrue(bb("Hope_BB.tar").isComplete());
  }

  @Test
  void aLastPartWithTheNumberZeroIsACompleteSet() {
    assertTrue(bb("Hope_BB_0f.tar").isComplete());
  }

  @Test
  void everyPartUpToTheLastMakesACompleteSetInAnyOrder() {
    PartSet set = bb("Hope_BB_2f.tar", "Hope_BB_0.tar", "Hope_BB_1.tar");

    assertTrue(set.isComplete());
    assertEquals(
        List.of("Hope_BB_0.tar", "Hope_BB_1.tar", "Hope_BB_2f.tar"),
        set.parts().stream().map(PartName::fileName).toList());
    assertEquals(List.of(), set.missing());
  }

  @Test
  void aFirstPartAloneIsNotACompleteSet() {
    PartSet set = bb("Hope_BB_0.tar");

    assertFalse(set.isComplete());
    assertEquals(List.of("the last part (Hope_BB_<number>f.tar)"), set.missing());
  }

  @Test
  void partsMissingInTheMiddleAreNamed() {
    PartSet set = bb("Hope_BB_1.tar", "Hope_BB_4f.tar");

    assertFalse(set.isComplete());
    assertEquals(List.of("Hope_BB_0.tar", "Hope_BB_2.tar", "Hope_BB_3.tar"), set.missing());
    assertEquals(Optional.empty(), set.contradiction());
  }

  @Test
  void gapsAreNamedEvenWhenTheLastPartIsUnknown() {
    assertEquals(
        List.of("Hope_BB_1.tar", "the last part (Hope_BB_<number>f.tar)"),
        bb("Hope_BB_0.tar", "Hope_BB_2.tar").missing());
  }

  @Test
  void nothingAtAllIsNotComplete() {
    PartSet set = bb();

    assertTrue(set.isEmpty());
    assertFalse(set.isComplete());
    assertEquals(List.of("Hope_BB.tar"), set.missing());
  }

  @Test
  void aSingleTarBesideNumberedPartsIsAContradiction() {
    PartSet set = bb("Hope_BB_0.tar", "Hope_BB_1f.tar", "Hope_BB.tar");

    assertFalse(set.isComplete());
    assertEquals(
        Optional.of("Hope_BB.tar is a whole set, but beside it lies Hope_BB_0.tar, Hope_BB_1f.tar"),
        set.contradiction());
    assertEquals(List.of(), set.missing());
  }

  @Test
  void twoLastPartsAreAContradiction() {
    PartSet set = bb("Hope_BB_0.tar", "Hope_BB_1f.tar", "Hope_BB_1.tar", "Hope_BB_2f.tar");

    assertFalse(set.isComplete());
    assertEquals(
        Optional.of("only one part can be the last, but there are Hope_BB_1f.tar, Hope_BB_2f.tar"),
        set.contradiction());
  }

  @Test
  void partsAboveTheLastAreAContradiction() {
    PartSet set = bb("Hope_BB_0.tar", "Hope_BB_1f.tar", "Hope_BB_2.tar");

    assertFalse(set.isComplete());
    assertEquals(
        Optional.of("Hope_BB_1f.tar is the last part, but beside it lies Hope_BB_2.tar"),
        set.contradiction());
  }

  @Test
  void oneNumberWithAndWithoutTheMarkIsAContradiction() {
    assertTrue(bb("Hope_BB_0.tar", "Hope_BB_0f.tar").contradiction().isPresent());
  }

  @Test
  void partsOfOtherTypesAndFaultsDoNotCount() {
    Fault other = new Fault("Other");
    PartSet set =
        PartSet.of(
            HOPE,
            Types.BB,
            List.of(
                PartName.whole(HOPE, Types.IM),
                PartName.whole(other, Types.BB),
                new PartName(HOPE, Types.BB, 0, true)));

    assertTrue(set.isComplete());
    assertEquals(1, set.parts().size());
  }

  @Test
  void aTypeThatIsNotKeptInTarsIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> PartSet.of(HOPE, Types.SAMPLE_BB, List.of()));
  }

  private static PartSet bb(String... names) {
    return PartSet.of(
        HOPE,
        Types.BB,
        Arrays.stream(names).map(name -> PartNameTest.parse(HOPE, name).orElseThrow()).toList());
  }
}

package org.quakecore.cssync.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.testing.Types;

class PartNameTest {
  private static final Fault HOPE = new Fault("Hope");

  static Optional<PartName> parse(Fault fault, String name) {
    return ArchiveLayout.STANDARD.choices().stream()
        .map(type -> PartName.parse(fault, type, name, false))
        .flatMap(Optional::stream)
        .findFirst();
  }

  @Test
  void theThreeFormsOfTheSpecificationAreRead() {
    assertEquals(
        Optional.of(new PartName(HOPE, Types.BB, PartName.WHOLE, true)),
        parse(HOPE, "Hope_BB.tar"));
    assertEquals(Optional.of(new PartName(HOPE, Types.BB, 0, false)), parse(HOPE, "Hope_BB_0.tar"));
    assertEquals(Optional.of(new PartName(HOPE, Types.IM, 6, true)), parse(HOPE, "Hope_IM_6f.tar"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".tar",
        "Hope.tar",
        "Hope_BB",
        "Hope_BB_old.tar",
        "Hope_BB.tar.md5",
        "Hope_BB_00.tar",
        "Hope_BB_01f.tar",
        "Hope_BB_0f",
        "Hope_BB_f.tar",
        "Hope_BB_.tar",
        "Hope_BB_-1.tar",
        "Hope_BB_+1.tar",
        "Hope_BB_0F.tar",
        "Hope_BB_0ff.tar",
        "Hope_BB_٣.tar",
        "Hope_BB_0.tar ",
        "Hope_BB_0.tar\n",
        "Hope_BB_0\n.tar",
        "Hope_BB_10000.tar",
        "Hope_BB_99999999999999999999f.tar",
        "hope_BB.tar",
        "Hope_bb.tar",
        "Hope_BB.TAR",
        "Hope_VM.tar",
        "Hope_SAMPLE_BB.tar",
        "HopeX_BB.tar",
        "_not_computed/Hope_BB.tar",
        "Other_BB.tar"
      })
  void whateverElseLiesInTheFolderIsNotAPart(String name) {
    assertEquals(Optional.empty(), parse(HOPE, name));
  }

  @Test
  void aFaultWhoseNameLooksLikeAPartKeepsItsPartsToItself() {
    Fault odd = new Fault("Hope_BB_0");

    assertEquals(
        Optional.of(new PartName(odd, Types.BB, 1, true)), parse(odd, "Hope_BB_0_BB_1f.tar"));
    assertEquals(Optional.empty(), parse(HOPE, "Hope_BB_0_BB_1f.tar"));
    assertEquals(Optional.empty(), parse(odd, "Hope_BB_0.tar"));
  }

  @Test
  void everyNameIsReadBackAsThePartItWasMadeFor() {
    Random random = new Random(20230427);
    List<String> pieces = List.of("Hope", "_", "BB", "IM", "Source", "0", "7f", "é", " ", "a.tar");
    for (int round = 0; round < 20_000; round++) {
      StringBuilder name = new StringBuilder("A");
      for (int i = random.nextInt(6); i > 0; i--) {
        name.append(pieces.get(random.nextInt(pieces.size())));
      }
      Fault fault = new Fault(name.append('z').toString());
      DataType type = List.of(Types.SOURCE, Types.IM, Types.BB).get(random.nextInt(3));
      int index = random.nextInt(-1, PartName.MOST_INDEX + 1);
      PartName part =
          new PartName(fault, type, index, index == PartName.WHOLE || random.nextBoolean());

      assertEquals(Optional.of(part), parse(fault, part.fileName()));
    }
  }

  @Test
  void partsAreOrderedByNumberAndNotByText() {
    List<PartName> sorted =
        List.of("Hope_BB_10.tar", "Hope_BB_9.tar", "Hope_BB_11f.tar", "Hope_BB_0.tar").stream()
            .map(name -> parse(HOPE, name).orElseThrow())
            .sorted()
            .toList();

    assertEquals(
        List.of("Hope_BB_0.tar", "Hope_BB_9.tar", "Hope_BB_10.tar", "Hope_BB_11f.tar"),
        sorted.stream().map(PartName::fileName).toList());
  }

  @Test
  void partsThatCannotBeNamedAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new PartName(HOPE, Types.VM, 0, true));
    assertThrows(IllegalArgumentException.class, () -> new PartName(HOPE, Types.BB, -2, true));
    assertThrows(IllegalArgumentException.class, () -> new PartName(HOPE, Types.BB, 10_000, true));
    assertThrows(
        IllegalArgumentException.class, () -> new PartName(HOPE, Types.BB, PartName.WHOLE, false));
  }
}

package org.quakecore.cssync.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.quakecore.cssync.testing.Types;

class ArchiveLayoutTest {
  private static final Fault HOPE = new Fault("Hope");

  @Test
  void theSpecificationsTypesStandInTheOrderOfTheStocktake() {
    assertEquals("[Source, IM, BB, SAMPLE_BB, VM]", ArchiveLayout.STANDARD.types().toString());
    assertEquals("[Source, IM, BB, SAMPLE_BB]", ArchiveLayout.STANDARD.choices().toString());
    assertEquals("[Source, IM, BB]", ArchiveLayout.STANDARD.withoutSamples().toString());
  }

  @Test
  void typesOfOneNameShareATar() {
    assertEquals(List.of(Types.SOURCE, Types.VM), Types.SOURCE.contents());
    assertEquals(Types.SOURCE, Types.VM.archivedAs());
    assertEquals("Hope_Source.tar", Types.VM.file().of(HOPE));
    assertEquals(List.of(Types.BB), Types.BB.contents());
  }

  @Test
  void aSampleIsAFileOfAnotherType() {
    assertTrue(Types.SAMPLE_BB.isSample());
    assertFalse(Types.SAMPLE_BB.isTar());
    assertEquals(Types.BB, Types.SAMPLE_BB.foundAs());
    assertEquals(Types.IM, Types.IM.foundAs());
  }

  @Test
  void aSampleIsKnownByItsEvent() {
    assertTrue(Types.SAMPLE_BB.isFile(HOPE, "Hope_BB.bin", false));
    assertTrue(Types.SAMPLE_BB.isFile(HOPE, "Hope_REL07_BB.bin", false));
    assertTrue(Types.SAMPLE_BB.isFile(HOPE, "Hope_rel1_BB.bin", false));
    assertFalse(Types.SAMPLE_BB.isFile(HOPE, "HopeCW_BB.bin", false));
    assertFalse(Types.SAMPLE_BB.isFile(HOPE, "Hope_REL07_BB.bin.part", false));
    assertFalse(Types.SAMPLE_BB.isFile(HOPE, "HOPE_rel07_bb.BIN", false));
    assertTrue(Types.SAMPLE_BB.isFile(HOPE, "HOPE_rel07_bb.BIN", true));
    assertFalse(Types.BB.isFile(HOPE, "Hope_BB.tar", false));
  }

  @Test
  void membersAreCalledAsTheLayoutSays() {
    assertEquals("Hope_REL01_BB.bin", Types.BB.member().of(HOPE, "Hope_REL01", "BB.bin"));
    assertEquals("nzvm.cfg", Types.VM.member().of(HOPE, "", "nzvm.cfg"));
  }

  @Test
  void aTemplateKnowsItsPlaceholdersOnly() {
    assertThrows(IllegalArgumentException.class, () -> new NameTemplate("{fault}/{type}.tar"));
    assertThrows(IllegalArgumentException.class, () -> new NameTemplate("{fault"));
    assertTrue(
        new NameTemplate("{fault}+[a].b/{event}.h5")
            .names(new Fault("A.B"), "A.B+[a].b/A.B_REL3.h5", false));
    assertFalse(new NameTemplate("{fault}.h5").names(new Fault("A.B"), "AxB.h5", false));
  }
}

package org.quakecore.cssync.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quakecore.cssync.catalogue.FaultList.Entry;

class FaultListTest {
  private static final String GOOD =
      "# faults\nHope 31r\n\nAlpineF2K 50 10r # skipped\nOhariuC 4\nNo_1 3 0\n";

  @TempDir Path folder;

  private List<Entry> read(String text) throws SyncException, IOException {
    return FaultList.read(Files.writeString(folder.resolve("list.txt"), text)).entries();
  }

  @Test
  void twoAndThreeColumnsAreReadInTheOrderOfTheFile() throws Exception {
    assertEquals(
        List.of(
            new Entry(new Fault("Hope"), 31, 1),
            new Entry(new Fault("AlpineF2K"), 40, 11),
            new Entry(new Fault("OhariuC"), 4, 1),
            new Entry(new Fault("No_1"), 3, 1)),
        read(GOOD));
  }

  @Test
  void windowsLineEndsAByteOrderMarkAndTabsAreAccepted() throws Exception {
    assertEquals(
        List.of(new Entry(new Fault("Hope"), 31, 1), new Entry(new Fault("Höpe"), 2, 1)),
        read("\uFEFFHope\t31r\r\n\r\n  Höpe   2r  \r\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      value = {
        "Hope 3x => list.txt:2: \"Hope 3x\": the number of realisations must be a whole number, like \"Hope 3r\"",
        "Hope 3.5 => must be a whole number, like \"Hope 3r\"",
        "Hope -3r => must be a whole number",
        "Hope => like \"Hope 31r\", or \"Hope 0r\" when it has the median event alone",
        "Hope 20n => must be a whole number, like \"Hope 20r\"",
        "Hope 5k => must be a whole number, like \"Hope 5r\"",
        "Hope 3 r => write it without the space, \"Hope 3r\"",
        "Hope 5000000r => the number of realisations can be at most 1000000",
        "Hope 99999999999999999999r => can be at most 1000000",
        "Hope 10 10r => skips 10 of 10 realisations, which leaves none",
        "Hope 10 -1r => the number of realisations to skip must be a whole number",
        "Hope => \"Hope\": a line has a fault and its number of realisations, like \"Hope 31r\"",
        "Hope 1 2 3 => a line has a fault and its number",
        "../Hope 3r => list.txt:2: \"../Hope\"",
        "_Hope 3r => names that start with _ are kept",
        "Alpine 3r => \"Alpine\": this fault is on line 1 already",
        "ALPINE 3r => \"ALPINE\": this fault is on line 1 already (Dropbox ignores case)",
      })
  void aMalformedLineIsRefusedWithItsNumberAndARemedy(String line, String message) {
    SyncException e =
        assertThrows(SyncException.class, () -> read("Alpine 2r\n" + line + "\nHope2 2r\n"));
    assertEquals(SyncException.Kind.BAD_INPUT, e.kind());
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertTrue(e.getMessage().contains("list.txt:2: "), e.getMessage());
  }

  @Test
  void aListWithoutFaultsAndAMissingListAreRefused() {
    assertTrue(
        assertThrows(SyncException.class, () -> read("# none\n\n"))
            .getMessage()
            .contains("lists no fault"));
    SyncException e =
        assertThrows(SyncException.class, () -> FaultList.read(folder.resolve("absent.txt")));
    assertEquals(SyncException.Kind.BAD_INPUT, e.kind());
    assertTrue(e.getMessage().endsWith("absent.txt: no such file or folder"), e.getMessage());
  }

  @Test
  void textThatIsNotUtf8IsRefusedWithItsLine() throws Exception {
    Path list = folder.resolve("list.txt");
    Files.write(list, new byte[] {'A', ' ', '1', '\n', 'H', (byte) 0xe9, ' ', '1'});
    SyncException e = assertThrows(SyncException.class, () -> FaultList.read(list));
    assertTrue(e.getMessage().contains("list.txt:2: is not UTF-8"), e.getMessage());
  }

  @Test
  void aListOfMoreFaultsThanAnyRunHasIsRefused() {
    StringBuilder list = new StringBuilder();
    for (int i = 0; i <= FaultList.MOST_FAULTS; i++) {
      list.append('F').append(i).append(" 1r\n");
    }
    SyncException e = assertThrows(SyncException.class, () -> read(list.toString()));
    assertEquals(SyncException.Kind.BAD_INPUT, e.kind());
    assertTrue(
        e.getMessage()
            .endsWith(
                "list.txt:100001: lists more than 100000 faults, which no run has;"
                    + " give the right file"),
        e.getMessage());
  }

  @Test
  void aNameWithoutAnEndIsShownByItsStart() {
    SyncException e = assertThrows(SyncException.class, () -> read("a".repeat(100_000) + " 1r"));
    assertTrue(
        e.getMessage().endsWith("aaa...\": a fault's name can have at most 230 bytes"), "" + e);
    assertTrue(e.getMessage().length() < 500);
  }

  @Test
  void damagedListsAreReadOrRefusedAndNothingElse() throws Exception {
    new Mutations(2).check(folder, GOOD, 4_000, FaultList::read);
  }

  @Test
  void aFaultCanHaveTheMedianEventAlone() throws Exception {
    FaultList.Entry entry = read("Hope 0r\n").get(0);
    assertEquals(0, entry.realisations());
    assertFalse(entry.expects(1));
  }

  @Test
  void aListThatNeverEndsIsRefusedAndNotReadToItsEnd() throws Exception {
    Path list = folder.resolve("list.txt");
    Files.write(list, new byte[InputText.MOST_BYTES + 1]);
    SyncException large = assertThrows(SyncException.class, () -> FaultList.read(list));
    assertTrue(large.getMessage().contains("is larger than 16 MiB"), large.getMessage());
    SyncException endless =
        assertThrows(SyncException.class, () -> FaultList.read(Path.of("/dev/zero")));
    assertEquals(SyncException.Kind.BAD_INPUT, endless.kind());
    assertTrue(endless.getMessage().contains("is larger than 16 MiB"), endless.getMessage());
  }

  @Test
  void aLineWithoutAnEndIsRefused() throws Exception {
    SyncException refused =
        assertThrows(SyncException.class, () -> read("Hope 3r\n" + ",".repeat((1 << 20) + 1)));
    assertEquals(SyncException.Kind.BAD_INPUT, refused.kind());
    assertTrue(refused.getMessage().contains("a line of more than 1 MiB"), refused.getMessage());
  }
}

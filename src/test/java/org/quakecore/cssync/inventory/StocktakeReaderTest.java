package org.quakecore.cssync.inventory;

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
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.Mutations;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.testing.Types;

class StocktakeReaderTest {
  private static final String OLD =
      """
      ,rel_nums,rel_start,num(Source_a),OK(Source_a),num(BB_*/BB.bin),OK(BB_*/BB.bin),num(SAMPLE_BB),OK(SAMPLE_BB),num(VM_$*.csv),OK(VM_$*.csv)
      Hope,31,1,1,True,29,False,1,True,30,False
      Alpine,4,11,1,True,4,True,1,False,4,True
      Ohariu,4,1,,,4,True,,,,
      """;
  private static final String NEW =
      """
      ,rel_nums,rel_start,num(Source_a),OK(Source_a),num(BB_*/BB.bin),OK(BB_*/BB.bin),num(VM_b),OK(VM_b),problems
      Hope,31,1,0,False,29,False,0,False,"Source found 0 of 1: no ""a"" | BB found 29 of 31: missing REL07, REL12 | VM found 0 of 1: x"
      Alpine,31,1,1,True,29,False,1,True,
      """;

  @TempDir Path folder;

  private Verdicts read(String csv) throws SyncException, IOException {
    return StocktakeReader.read(
        Files.writeString(folder.resolve("stocktake.csv"), csv), ArchiveLayout.STANDARD);
  }

  @Test
  void aStocktakeWithoutProblemsNamesTheColumnsThatFailed() throws Exception {
    Verdicts verdicts = read(OLD);
    Fault hope = new Fault("Hope");

    assertEquals(List.of("OK(BB_*/BB.bin) is False"), verdicts.failures(hope, Types.BB));
    assertEquals(List.of("OK(VM_$*.csv) is False"), verdicts.failures(hope, Types.SOURCE));
    assertEquals(List.of(), verdicts.failures(hope, Types.SAMPLE_BB));
    assertEquals(
        List.of("OK(SAMPLE_BB) is False"), verdicts.failures(new Fault("Alpine"), Types.SAMPLE_BB));
  }

  @Test
  void whatWasNotCheckedDidNotFail() throws Exception {
    assertEquals(List.of(), read(OLD).failures(new Fault("Ohariu"), Types.SOURCE));
  }

  @Test
  void problemsAreToldInTheirWordsAndVmsWithSources() throws Exception {
    Verdicts verdicts = read(NEW);
    Fault hope = new Fault("Hope");

    assertEquals(
        List.of("BB found 29 of 31: missing REL07, REL12"), verdicts.failures(hope, Types.BB));
    assertEquals(
        List.of("Source found 0 of 1: no \"a\"", "VM found 0 of 1: x"),
        verdicts.failures(hope, Types.SOURCE));
    assertEquals(
        List.of("OK(BB_*/BB.bin) is False"), verdicts.failures(new Fault("Alpine"), Types.BB));
  }

  @Test
  void onlyListedFaultsAreKnown() throws Exception {
    Verdicts verdicts = read(OLD);
    assertTrue(verdicts.knows(new Fault("Hope")));
    assertFalse(verdicts.knows(new Fault("HopeCW")));
  }

  @Test
  void aFileThatWentThroughASpreadsheetIsRead() throws Exception {
    String csv = "\uFEFF" + OLD.replace("True", "TRUE").replace("\n", "\r\n");
    assertEquals(1, read(csv).failures(new Fault("Hope"), Types.BB).size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      value = {
        ",rel_nums|Hope,3 => stocktake.csv:1: is no stocktake",
        "Hope 31r|Alpine 4r => stocktake.csv:1: is no stocktake",
        ",OK(LF_x)|Hope,True => the column \"OK(LF_x)\" is about no known data type",
        ",OK(BB_x)|Hope => stocktake.csv:2: has 1 values where the first line has 2",
        ",OK(BB_x)|Hope,yes => stocktake.csv:2: OK(BB_x) must be True or False, not \"yes\"",
        ",OK(BB_x)|Hope,True|Hope,True => stocktake.csv:3: \"Hope\" has a line already",
        ",OK(BB_x)|../x,True => stocktake.csv:2: \"../x\"",
        ",OK(BB_x)|\"Hope,True => is not CSV",
      })
  void whatIsNoStocktakeIsRefusedWithItsLine(String csv, String message) {
    SyncException e = assertThrows(SyncException.class, () -> read(csv.replace('|', '\n')));
    assertEquals(SyncException.Kind.BAD_INPUT, e.kind());
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertTrue(e.getMessage().endsWith("; run preprocess again"), e.getMessage());
  }

  @Test
  void anEmptyFileIsRefused() {
    SyncException e = assertThrows(SyncException.class, () -> read(""));
    assertTrue(e.getMessage().contains("is empty"), e.getMessage());
  }

  @Test
  void damagedStocktakesAreReadOrRefusedAndNothingElse() throws Exception {
    new Mutations(4)
        .check(folder, NEW, 4_000, file -> StocktakeReader.read(file, ArchiveLayout.STANDARD));
  }
}

package org.quakecore.cssync.catalogue.patterns;

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
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.Mutations;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.testing.Types;

class SyncPatternsTest {
  private static final String GOOD =
      """
      BB:
        where: "Runs/{fault_name}"
        pattern:
          - "*/BB/Acc/BB.bin"
      VM:
        where: Data/VMs/{fault_name}
        pattern: [vm_params.yaml, "${fault_name}_REL[0-9]*.pertb.csv"]
      """;
  private static final Fault HOPE = new Fault("Hope");

  @TempDir Path folder;

  private SyncPatterns read(String text) throws SyncException, IOException {
    return SyncPatterns.read(Files.writeString(folder.resolve("sync_patterns.yaml"), text));
  }

  @Test
  void theProgramBringsThePatternsOfTheSpecification() throws Exception {
    SyncPatterns patterns = SyncPatterns.defaults();

    assertEquals(
        List.of("Srf/{fault_name}*.info", "Srf/{fault_name}*.csv", "Sim_params/{fault_name}*.yaml"),
        patterns.of(Types.SOURCE).orElseThrow().patterns().stream()
            .map(FilePattern::text)
            .toList());
    assertEquals("Data/VMs/Hope", patterns.of(Types.VM).orElseThrow().folderFor(HOPE));
  }

  @Test
  void aDollarMakesAPatternOptionalAndAPatternWithoutWildcardsIsOneFile() throws Exception {
    List<FilePattern> patterns = read(GOOD).of(Types.VM).orElseThrow().patterns();

    assertTrue(patterns.get(0).isSingle());
    assertFalse(patterns.get(0).optional());
    assertFalse(patterns.get(1).isSingle());
    assertTrue(patterns.get(1).optional());
    assertEquals("$Hope_REL[0-9]*.pertb.csv", patterns.get(1).shownFor(HOPE));
    assertEquals("$*_REL[0-9]*.pertb.csv", patterns.get(1).column());
  }

  @Test
  void aFaultsNameIsNeverAWildcard() throws Exception {
    FilePattern pattern = FilePattern.parse("{fault_name}/a.csv");
    assertTrue(pattern.isSingle());
    assertEquals("x[1]*", pattern.segments().get(0).nameFor(new Fault("x[1]*")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      value = {
        "BB: {where: ../x, pattern: a} => \"../x\": \"..\" would lead out of the CS root",
        "BB: {where: /x, pattern: a} => \"/x\": it must be relative to the CS root",
        "BB: {where: x, pattern: a/../../b} => \"..\" would lead out of the CS root",
        "BB: {where: x, pattern: /etc/passwd} => it must be relative to the CS root",
        "BB: {where: x, pattern: $/etc/passwd} => it must be relative to the CS root",
        "BB: {where: 'x*', pattern: a} => wildcards belong in pattern, not in where",
        "BB: {where: x, pattern: 'a/**/b'} => ** is not supported",
        "BB: {where: x, pattern: a/} => it must end in the name of a file",
        "BB: {where: x, pattern: ''} => a path is missing here",
        "BB: {where: x, pattern: '.'} => it must name files",
        "BB: {where: x, pattern: []} => the list of patterns is empty",
        "BB: {where: x, pattern: [a, a]} => \"a\" is here twice",
        "BB: {where: x, pattern: 'a[z-a]'} => the range in [z-a] runs backwards",
        "BB: {where: 'Runs/{fault}', pattern: a} => the only thing braces can hold is {fault_name}",
        "BB: {where: x} => BB lacks pattern, the files to look for",
        "BB: {pattern: x} => BB lacks where, the folder to look in",
        "BB: {where: x, where: y, pattern: a} => BB has where twice",
        "BB: {where: x, pattern: a, patern: b} => \"patern\" is not known here",
        "{BB: {where: x, pattern: a}, BB: {where: x, pattern: a}} => BB is here twice",
        "LF: {where: x, pattern: a} => \"LF\" is no data type; write Source, IM, BB or VM",
        "SAMPLE_BB: {where: x, pattern: a} => SAMPLE_BB is taken from what BB matches",
        "LF: {where: x, pattern: a, optional: true} => LF lacks archive",
        "LF: {where: x, pattern: a, archive: 'LF/all.tar'} => has {fault} or {event} in it",
        "LF: {where: x, pattern: a, archive: 'LF/{event}/{fault}.tar'} => {event} belongs in",
        "LF: {where: x, pattern: a, archive: '{event}_LF.tar'} => an archive lies in a folder",
        "LF: {where: x, pattern: a, archive: '../{event}.tar'} => a path below the version's folder",
        "LF: {where: x, pattern: a, archive: '/x/{event}.tar'} => a path below the version's folder",
        "LF: {where: x, pattern: a, archive: '_LF/{event}.tar'} => does not begin with _",
        "LF: {where: x, pattern: a, archive: 'LF/{event}.bin'} => an archive of each event is a tar",
        "LF: {where: x, pattern: a, archive: 'LF/{fualt}.tar'} => the placeholders are {fault}",
        "LF: {where: x, pattern: a, archive: 'LF/{fault}.tar', member: x} => has {file} in it",
        "L-F: {where: x, pattern: a, archive: 'LF/{fault}.tar'} => letters, digits and underscores",
        "LF: {where: x, pattern: a, archive: 'LF/{fault}.tar', optional: maybe} => true or false",
        "{A: {where: x, pattern: a, archive: 'A/{fault}.tar'}, B: {where: x, pattern: a, archive: 'B/{fault}.tar'}} => are called alike",
        "BB: x => expected where and pattern of BB here",
        "{} => has no data type",
      })
  void whatCouldNotWorkIsRefusedWithItsLine(String yaml, String message) {
    SyncException e = assertThrows(SyncException.class, () -> read("# a\n" + yaml + "\n"));
    assertEquals(SyncException.Kind.BAD_INPUT, e.kind());
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertTrue(e.getMessage().matches("(?s).*sync_patterns.yaml:[23]: .*"), e.getMessage());
  }

  @Test
  void damagedPatternsAreReadOrRefusedAndNothingElse() throws Exception {
    new Mutations(3).check(folder, GOOD, 4_000, SyncPatterns::read);
  }

  private static final String CHECKED =
      """
      BB:
        where: "Runs/{fault_name}"
        check:
          "*/BB/Acc/BB.bin":
            - size: 0x500 + 44*n + 12*n*nt, n = int32 at 0, nt = int32 at 4
            - no_zero_station
          "$*/BB/Acc/BB.log":
            - contains: 'Simulation "completed"'
            - equals: v1 at 224
        pattern:
          - "*/BB/Acc/BB.bin"
          - "$*/BB/Acc/BB.log"
      """;

  @Test
  void whatIsAskedOfTheContentIsReadWrittenAndFoundByPath() throws Exception {
    SyncPatterns patterns = read(CHECKED);

    SyncPatterns.Place place = patterns.of(Types.BB).orElseThrow();
    assertEquals(
        List.of("size: 0x500 + 44*n + 12*n*nt, n = int32 at 0, nt = int32 at 4", "no_zero_station"),
        place.demands(HOPE, "Runs/Hope/Hope_REL01/BB/Acc/BB.bin").stream()
            .map(demand -> demand.check().text())
            .toList());
    assertEquals(
        List.of("$*/BB/Acc/BB.log", "$*/BB/Acc/BB.log"),
        place.demands(HOPE, "Runs/Hope/Hope/BB/Acc/BB.log").stream()
            .map(demand -> demand.pattern())
            .toList());
    assertEquals(List.of(), place.demands(HOPE, "Runs/Kelly/Hope/BB/Acc/BB.bin"));
    SyncPatterns again = read(patterns.text());
    assertEquals(place.checks(), again.types().values().iterator().next().checks());
    assertEquals(patterns.text(), again.text());
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      value = {
        "- no_zero => :6: \"no_zero\" is no check; there are size, contains, equals, not_empty",
        "- lines: 3 => :6: \"lines\" is no check; there are size",
        "- size => :6: say what it is to be behind a colon, like \"- size: ...\"",
        "- not_empty: true => :6: not_empty stands alone; take the colon and what follows away",
        "- size: 44*n => :6: \"44*n\": say where n stands in the file: add \", n = int32 at 0\"",
        "- size: 44/2 => :6: \"44/2\": the formula cannot be read; write it like \"0x500",
        "- equals: abc => :6: \"abc\": write the text and where it stands in the file",
        "- contains: '' => :6: \"\": say the text that the file has in it",
        "- [not_empty] => :6: expected a check like",
        "not_empty => :6: expected a list of checks, each behind a dash like",
      })
  void aCheckThatCouldNotWorkIsRefusedWithItsLine(String check, String message) {
    String text = "BB:\n  where: r\n  pattern: [a, b]\n  check:\n    \"a\":\n      " + check + "\n";
    SyncException e = assertThrows(SyncException.class, () -> read(text));
    assertTrue(e.getMessage().contains("sync_patterns.yaml" + message), e.getMessage());
  }

  @Test
  void aCheckIsOfOneOfThePatternsAndOfEachOnce() {
    String head = "BB:\n  where: r\n  pattern: [a, b]\n  check:\n";
    String other =
        assertThrows(SyncException.class, () -> read(head + "    c:\n      - not_empty\n"))
            .getMessage();
    assertTrue(
        other.endsWith(
            ":5: \"c\" is none of the patterns of BB; write one as it stands there: \"a\", \"b\""),
        other);
    String one = "    a:\n      - not_empty\n";
    assertTrue(
        assertThrows(SyncException.class, () -> read(head + one + one))
            .getMessage()
            .endsWith(":7: \"a\" is checked twice; make one of the two"));
    assertTrue(
        assertThrows(SyncException.class, () -> read(head + one + "      - not_empty\n"))
            .getMessage()
            .endsWith(":7: not_empty is here twice; take one away"));
  }
}

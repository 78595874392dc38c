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
}

package org.quakecore.cssync.preprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.quakecore.cssync.testing.RunFolder.fault;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.FaultList;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.patterns.SyncPatterns;
import org.quakecore.cssync.inventory.TypeChoice;
import org.quakecore.cssync.testing.RunFolder;
import org.quakecore.cssync.testing.Said;
import org.quakecore.cssync.testing.Types;
import org.quakecore.cssync.transfer.Shard;

/** What lies in examples/, and what is said of it there. */
class ExamplesTest {
  private static final Path EXAMPLES = Path.of("examples");
  private static final Path SOURCES = Path.of("Data/Sources/Hope");

  @TempDir private Path folder;

  private static SyncPatterns patterns(String version) throws SyncException {
    return SyncPatterns.read(EXAMPLES.resolve(version).resolve("sync_patterns.yaml"));
  }

  /** Each fault of a list with the first and last realisation expected. */
  private static List<String> list(String version) throws SyncException {
    return FaultList.read(EXAMPLES.resolve(version).resolve("list.txt")).entries().stream()
        .map(each -> each.fault() + " " + each.first() + "-" + each.last())
        .toList();
  }

  @Test
  void thePatternsOfV22p12AreThoseThatCountWithoutConfig() throws Exception {
    assertEquals(SyncPatterns.defaults(), patterns("v22p12"));
    assertEquals(SyncPatterns.defaults(), SyncPatterns.read(Path.of("sync_patterns.yaml")));
  }

  @Test
  void thePatternsOfV22p4DifferInSourceAlone() throws Exception {
    Map<DataType, SyncPatterns.Place> before = new HashMap<>(patterns("v22p4").types());
    Map<DataType, SyncPatterns.Place> after = new HashMap<>(patterns("v22p12").types());

    assertEquals(
        List.of("{fault_name}*.info", "{fault_name}*.csv", "Sim_params/{fault_name}*.yaml"),
        before.remove(Types.SOURCE).patterns().stream().map(each -> each.text()).toList());
    after.remove(Types.SOURCE);
    assertEquals(before, after);
  }

  @Test
  void theListsExpectWhatTheirCommentsSay() throws Exception {
    assertEquals(List.of("HikWgtnmax 1-50", "Hope 1-24", "AlpineK2T 1-31"), list("v22p4"));
    assertEquals(
        List.of("BooBooEAST 1-33", "Moonshine 1-31", "OhariuC 11-50", "DryHuang 1-0"),
        list("v22p12"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"v22p4", "v22p12"})
  void aRunPassesWithThePatternsOfItsVersionAlone(String version) throws Exception {
    RunFolder run = RunFolder.at(folder.resolve(version)).add(fault("Hope", 2).withMedian());
    if (version.equals("v22p4")) {
      Path srf = run.root().resolve(SOURCES).resolve("Srf");
      try (Stream<Path> files = Files.list(srf)) {
        for (Path file : files.toList()) {
          Files.move(file, srf.resolveSibling(file.getFileName()));
        }
      }
    }

    assertEquals(version.equals("v22p4"), passes(run, "v22p4"));
    assertEquals(version.equals("v22p12"), passes(run, "v22p12"));
  }

  private boolean passes(RunFolder run, String patterns) throws SyncException {
    return new Preprocess(
            new Preprocess.Options(
                run.root(),
                run.list(),
                Optional.of(EXAMPLES.resolve(patterns).resolve("sync_patterns.yaml")),
                folder.resolve("files_to_sync.yaml"),
                folder.resolve("stocktake.csv"),
                new TypeChoice(List.of(), true),
                false,
                Shard.ALL,
                Optional.empty(),
                Optional.empty()),
            new Said())
        .run()
        .complete();
  }

  @ParameterizedTest
  @ValueSource(strings = {"v25p11", "v26p6"})
  void todaysLayoutsAskForTheContentThatTheGroupAsksFor(String version) throws Exception {
    List<String> checks =
        patterns(version).types().values().stream()
            .flatMap(place -> place.checks().values().stream())
            .flatMap(List::stream)
            .map(check -> check.text())
            .toList();

    assertEquals(
        List.of(
            "contains: Simulation completed",
            "size: 0x500 + 44*n + 12*n*nt, n = int32 at 0, nt = int32 at 4",
            "no_zero_station",
            "not_empty"),
        checks);
  }
}

package org.quakecore.cssync.preprocess;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.quakecore.cssync.testing.RunFolder.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.FilesToSync;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncFile;
import org.quakecore.cssync.inventory.StocktakeReader;
import org.quakecore.cssync.inventory.TypeChoice;
import org.quakecore.cssync.purge.Rule;
import org.quakecore.cssync.testing.BbBin;
import org.quakecore.cssync.testing.RunFolder;
import org.quakecore.cssync.testing.Said;
import org.quakecore.cssync.testing.Types;
import org.quakecore.cssync.transfer.ByteCount;
import org.quakecore.cssync.transfer.Shard;

class PreprocessTest {
  @TempDir Path folder;
  private RunFolder run;
  private Path out;
  private Path csv;
  private Optional<Path> config = Optional.empty();
  private Optional<Path> page = Optional.empty();
  private final List<String> said = new ArrayList<>();

  @BeforeEach
  void makeRun() throws IOException {
    run = RunFolder.at(folder.resolve("v22p12"));
    out = run.root().resolve("files_to_sync.yaml");
    csv = run.root().resolve("stocktake.csv");
  }

  private static final TypeChoice ALL = new TypeChoice(List.of(), true);

  private boolean quiet;
  private Optional<Rule> purge = Optional.empty();

  private boolean preprocess(DataType... types) throws SyncException {
    said.clear();
    return new Preprocess(
            new Preprocess.Options(
                run.root(),
                run.list(),
                config,
                out,
                csv,
                TypeChoice.of(Set.of(types)),
                quiet,
                Shard.ALL,
                page,
                purge),
            new Said(said::add))
        .run()
        .complete();
  }

  @Test
  void sharesWriteDownTogetherWhatOneRunDoes() throws Exception {
    for (String name : List.of("Alpine", "Hope", "Kelly", "OhariuC", "Wairau")) {
      run.add(name.equals("Hope") ? fault(name, 2).withPerturbations() : fault(name, 3));
    }
    assertFalse(preprocess());
    Set<String> rows = new TreeSet<>(Files.readAllLines(csv));
    Map<Fault, Object> faults =
        new TreeMap<>(FilesToSync.read(out, ArchiveLayout.STANDARD).faults());
    assertTrue(rows.stream().anyMatch(row -> row.contains("pertb")), rows::toString);

    Set<String> sharedRows = new TreeSet<>();
    Map<Fault, Object> shared = new TreeMap<>();
    for (int i = 1; i <= 3; i++) {
      Shard shard = new Shard(i, 3, Optional.empty());
      new Preprocess(
              new Preprocess.Options(
                  run.root(),
                  run.list(),
                  config,
                  out,
                  csv,
                  ALL,
                  false,
                  shard,
                  page,
                  Optional.empty()),
              new Said(said::add))
          .run();
      List<String> own = Files.readAllLines(csv);
      assertTrue(own.size() < 4, own::toString);
      sharedRows.addAll(own);
      shared.putAll(FilesToSync.read(out, ArchiveLayout.STANDARD).faults());
    }

    assertEquals(rows, sharedRows, "whether files must be there is decided over the whole run");
    assertEquals(faults, shared);
  }

  @Test
  void whatAPurgeTakesIsToldOfEachFileOnceAndOnlyWhereItIsAskedFor() throws Exception {
    run.add(fault("Hope", 2));
    run.add(fault("Kelly", 2));
    Path old = run.root().resolve("Runs/Kelly/Kelly_REL01/BB/Acc/BB.bin");
    Instant now = Instant.now();
    Files.getFileAttributeView(old, BasicFileAttributeView.class)
        .setTimes(null, FileTime.from(now.minus(Duration.ofDays(95))), null);
    assertTrue(preprocess());
    assertFalse(said.stream().anyMatch(line -> line.contains("Purge")), said::toString);

    purge = Optional.of(new Rule(Duration.ofDays(90), now));
    page = Optional.of(run.root().resolve("page.html"));
    assertTrue(preprocess());
    String bytes = ByteCount.human(Files.size(old));
    int at = said.indexOf("   Errors: 0");
    assertTrue(
        said.get(at - 2).startsWith("   Purge after 90 days: 1 file, " + bytes + ", of 1 fault by"),
        said::toString);
    assertTrue(said.get(at - 2).endsWith("; overdue already: 1 file, " + bytes), said::toString);
    assertTrue(said.get(at - 1).startsWith("     Kelly, since "), said::toString);
    assertTrue(Files.readString(page.get()).contains("Kelly, since "));
    assertTrue(preprocess(Types.SAMPLE_BB));
    assertTrue(
        said.get(said.indexOf("   Errors: 0") - 1).contains("1 file of 1"),
        "the sample is that file: " + said);
  }

  /** The failures at the end, which repeat those said at each pattern. */
  private List<String> failures() {
    return said.stream().filter(line -> line.startsWith("FAILED: ")).toList();
  }

  private List<String> pathsOf(String fault, DataType type) throws SyncException {
    return FilesToSync.read(out, ArchiveLayout.STANDARD)
        .faults()
        .get(new Fault(fault))
        .get(type)
        .stream()
        .map(SyncFile::path)
        .toList();
  }

  private void config(String yaml) throws IOException {
    config = Optional.of(Files.writeString(folder.resolve("sync_patterns.yaml"), yaml));
  }

  @Test
  void theSessionOfTheSpecificationReadsTheSame() throws Exception {
    run.add(fault("OhariuC", 31).withPerturbations());
    config(
        """
        BB: {where: "Runs/{fault_name}", pattern: ["*/BB/Acc/BB.bin"]}
        IM: {where: "Runs/{fault_name}", pattern: ["*/IM_calc/*.csv"]}
        Source:
          where: "Data/Sources/{fault_name}"
          pattern: ["Srf/{fault_name}.info", "Srf/{fault_name}.csv", "Srf/*REL*.info", "Srf/*REL*.csv"]
        VM: {where: "Data/VMs/{fault_name}", pattern: [vm_params.yaml, nzvm.cfg, "$*.pertb.csv"]}
        """);

    assertTrue(preprocess());
    assertEquals(
        """
        ['Source', 'IM', 'BB', 'VM', "SAMPLE_BB"]

        OhariuC
        - Check Source in Data/Sources/OhariuC
        --  Check Srf/OhariuC.info
        ---   single expected: True
        ---   Passed
        --  Check Srf/OhariuC.csv
        ---   single expected: True
        ---   Passed
        --  Check Srf/*REL*.info
        ---   multiple expected: 31
        ---   Passed
        --  Check Srf/*REL*.csv
        ---   multiple expected: 31
        ---   Passed
        - Check IM in Runs/OhariuC
        --  Check */IM_calc/*.csv
        ---   multiple expected: 31
        ---   Passed
        - Check BB in Runs/OhariuC
        --  Check */BB/Acc/BB.bin
        ---   multiple expected: 31
        ---   Passed
        - Check VM in Data/VMs/OhariuC
        --  Check vm_params.yaml
        ---   single expected: True
        ---   Passed
        --  Check nzvm.cfg
        ---   single expected: True
        ---   Passed
        --  Check $*.pertb.csv
        ---   $*.pertb.csv is optional
        ---   multiple expected: 31
        ---   Now, must find 31
        ---   Passed

        ======== Completed: Output files produced
              - %s
              - %s

        ======== Summary
           Faults: 1 whole, 0 incomplete; 159 files, 177 KiB
           Errors: 0
        """
            .formatted(out, csv)
            .indent(0)
            .strip(),
        String.join("\n", said));
  }

  @Test
  void theSummaryTellsWhatIsMissingByFaultAndQuietTellsNothingElseButTheFailures()
      throws Exception {
    run.add(fault("Hope", 20).withMedian());
    run.add(fault("Alpine", 2));
    run.delete("Runs/Hope/Hope_REL07/BB/Acc/BB.bin");
    run.delete("Data/VMs/Hope/nzvm.cfg");
    run.write("Runs/Hope/Hope_REL03/IM_calc/Hope_REL03.csv", 0);
    quiet = true;
    assertFalse(preprocess());
    assertEquals(
        """
        FAILED: Hope IM found 21 of 21: empty REL03
        FAILED: Hope BB found 20 of 21: missing REL07
        FAILED: Hope VM nzvm.cfg found 0 of 1: there is no such file

        ======== Completed: Output files produced
              - %s
              - %s

        ======== Summary
           Faults: 1 whole, 1 incomplete; 120 files, 127 KiB
           Incomplete: Hope: IM 21 of 21 (empty REL03); BB 20 of 21; VM 0 of 1
           Errors: 3
        """
            .formatted(out, csv)
            .indent(0)
            .strip(),
        String.join("\n", said));
  }

  @Test
  void aRunThatIsStoppedSaysThatNothingWasWritten() throws Exception {
    run.add(fault("Hope", 2));
    Thread.currentThread().interrupt();
    SyncException stopped = assertThrows(SyncException.class, this::preprocess);
    assertTrue(Thread.interrupted());
    assertEquals(SyncException.Kind.INTERRUPTED, stopped.kind());
    assertEquals(
        List.of(
            "   Run the same command again: 1 of 1 faults are left, and nothing was written",
            "   Errors: 1"),
        said.subList(said.size() - 2, said.size()));
    assertFalse(Files.exists(out));
  }

  @Test
  void theStocktakeSaysInItsProblemsOutOfHowMany() throws Exception {
    run.add(fault("Hope", 20).withMedian());
    run.delete("Runs/Hope/Hope_REL07/BB/Acc/BB.bin");
    assertFalse(preprocess());
    assertTrue(
        Files.readString(csv).endsWith(",BB found 20 of 21: missing REL07\n"),
        Files.readString(csv));
  }

  @Test
  void aFolderWithNothingOfWhatThePatternsLookInIsRefused() throws Exception {
    Path other = Files.createDirectories(folder.resolve("home"));
    Preprocess.Options options =
        new Preprocess.Options(
            other, run.list(), config, out, csv, ALL, false, Shard.ALL, page, Optional.empty());
    Files.writeString(run.list(), "Hope 1r\n");
    SyncException refused =
        assertThrows(SyncException.class, () -> new Preprocess(options, new Said(said::add)).run());
    assertEquals(SyncException.Kind.USAGE, refused.kind());
    assertTrue(
        refused.getMessage().startsWith(other + ": there is no Data and no Runs in it, where"),
        refused::getMessage);
    assertFalse(Files.exists(out));
    // One of them is enough: the rest may not be computed yet.
    Files.createDirectories(other.resolve("Runs"));
    assertFalse(new Preprocess(options, new Said(said::add)).run().complete());
  }

  @Test
  void aFolderIsNotRefusedWherePatternsLookInNoFolderOfTheirOwn() throws Exception {
    config("BB: {where: \"{fault_name}\", pattern: [\"*.bin\"]}\n");
    Path other = Files.createDirectories(folder.resolve("flat/Hope"));
    Files.writeString(other.resolve("Hope_REL01.bin"), "b");
    Files.writeString(run.list(), "Hope 1r\n");
    assertTrue(
        new Preprocess(
                new Preprocess.Options(
                    other.getParent(),
                    run.list(),
                    config,
                    out,
                    csv,
                    ALL,
                    false,
                    Shard.ALL,
                    page,
                    Optional.empty()),
                new Said(said::add))
            .run()
            .complete(),
        said::toString);
  }

  @Test
  void bothFilesHoldWhatTheRunHas() throws Exception {
    run.add(fault("Zed", 2).startingAt(11).withMedian().withPerturbations());
    run.add(fault("Alpha", 1).sized(70, 50, 30).withPerturbations());

    assertTrue(preprocess());
    assertEquals(
        """
        ,rel_nums,rel_start,num(Source_Srf/**.info),OK(Source_Srf/**.info),\
        num(Source_Srf/**.csv),OK(Source_Srf/**.csv),\
        num(Source_Sim_params/**.yaml),OK(Source_Sim_params/**.yaml),\
        num(IM_*/IM_calc/**.csv),OK(IM_*/IM_calc/**.csv),\
        num(BB_*/BB/Acc/BB.bin),OK(BB_*/BB/Acc/BB.bin),num(SAMPLE_BB),OK(SAMPLE_BB),\
        num(VM_vm_params.yaml),OK(VM_vm_params.yaml),num(VM_nzvm.cfg),OK(VM_nzvm.cfg),\
        num(VM_$*_REL*.pertb.csv),OK(VM_$*_REL*.pertb.csv),problems
        Zed,2,11,3,True,3,True,3,True,3,True,3,True,1,True,1,True,1,True,2,True,
        Alpha,1,1,2,True,2,True,2,True,1,True,1,True,1,True,1,True,1,True,1,True,
        """,
        Files.readString(csv));
    String yaml = Files.readString(out);
    assertEquals(
        """
        .:
          list.txt: %d
          stocktake.csv: %d
        Alpha:
          BB:
            Runs/Alpha/Alpha_REL01/BB/Acc/BB.bin: 70
          IM:
            Runs/Alpha/Alpha_REL01/IM_calc/Alpha_REL01.csv: 50
          SAMPLE_BB:
            Runs/Alpha/Alpha_REL01/BB/Acc/BB.bin: 70
          Source:
            Data/Sources/Alpha/Sim_params/Alpha.yaml: 30
            Data/Sources/Alpha/Sim_params/Alpha_REL01.yaml: 30
            Data/Sources/Alpha/Srf/Alpha.csv: 30
            Data/Sources/Alpha/Srf/Alpha.info: 30
            Data/Sources/Alpha/Srf/Alpha_REL01.csv: 30
            Data/Sources/Alpha/Srf/Alpha_REL01.info: 30
          VM:
            Data/VMs/Alpha/Alpha_REL01.pertb.csv: 30
            Data/VMs/Alpha/nzvm.cfg: 30
            Data/VMs/Alpha/vm_params.yaml: 30
        """
            .formatted(Files.size(run.list()), Files.size(csv)),
        yaml.substring(0, yaml.indexOf("Zed:")));
    assertEquals(List.of("Runs/Zed/Zed/BB/Acc/BB.bin"), pathsOf("Zed", Types.SAMPLE_BB));
  }

  @Test
  void runningTwiceWritesTheSameBytes() throws Exception {
    run.add(fault("Hope", 3)).add(fault("Alpine", 5)).add(fault("Ohariu", 2));
    assertTrue(preprocess());
    String first = Files.readString(out) + Files.readString(csv);
    assertTrue(preprocess());
    assertEquals(first, Files.readString(out) + Files.readString(csv));
  }

  @Test
  void aFailureNamesWhatIsMissingUnexpectedAndEmpty() throws Exception {
    run.add(fault("OhariuC", 31));
    run.delete("Runs/OhariuC/OhariuC_REL07/BB/Acc/BB.bin");
    run.delete("Runs/OhariuC/OhariuC_REL12/BB/Acc/BB.bin");
    run.write("Runs/OhariuC/OhariuC_REL01_old/BB/Acc/BB.bin", 9);
    run.write("Runs/OhariuC/OhariuC_REL03/BB/Acc/BB.bin", 0);

    assertFalse(preprocess());
    String failure =
        "FAILED: OhariuC BB found 29 of 31: missing REL07, REL12; unexpected REL01_old; empty REL03";
    assertEquals(List.of(failure), failures());
    assertTrue(said.contains("---   " + failure));
    assertEquals(
        List.of(failure.substring("FAILED: OhariuC ".length())),
        StocktakeReader.read(csv, ArchiveLayout.STANDARD).failures(new Fault("OhariuC"), Types.BB));
    assertTrue(
        pathsOf("OhariuC", Types.BB).contains("Runs/OhariuC/OhariuC_REL01_old/BB/Acc/BB.bin"),
        "what matched still enters files_to_sync.yaml");
  }

  /** Counts alone were right: REL02 missing, and a stray file in its place. */
  @Test
  void loss5AStrayFileDoesNotStandInForAMissingRealisation() throws Exception {
    run.add(fault("Hope", 3));
    run.delete("Runs/Hope/Hope_REL02/IM_calc/Hope_REL02.csv");
    run.write("Runs/Hope/Hope_REL01/IM_calc/Hope_REL01_old.csv", 5);

    assertFalse(preprocess());
    assertEquals(
        List.of("FAILED: Hope IM found 2 of 3: missing REL02; unexpected REL01_old"), failures());
  }

  @Test
  void loss5AnEmptyFileFailsWhateverItIs() throws Exception {
    run.add(fault("Hope", 2).withMedian());
    run.write("Runs/Hope/Hope/BB/Acc/BB.bin", 0);
    run.write("Data/VMs/Hope/nzvm.cfg", 0);

    assertFalse(preprocess());
    assertEquals(
        List.of(
            "FAILED: Hope BB found 3 of 3: empty the median event",
            "FAILED: Hope VM nzvm.cfg found 1 of 1: empty nzvm.cfg",
            "FAILED: Hope SAMPLE_BB found 1 of 1: the file is empty"),
        failures());
  }

  @Test
  void aMissingSingleFileFails() throws Exception {
    run.add(fault("Hope", 2)).delete("Data/VMs/Hope/vm_params.yaml");
    assertFalse(preprocess());
    assertEquals(
        List.of("FAILED: Hope VM vm_params.yaml found 0 of 1: there is no such file"), failures());
    assertTrue(said.contains("---   single expected: False"));
  }

  @Test
  void aFaultWithNothingAtAllIsNamedAndKeepsItsSection() throws Exception {
    run.add(fault("Hope", 2));
    Files.writeString(run.list(), "Hope 2r\nGhost 31r\n");

    assertFalse(preprocess());
    assertTrue(failures().contains("FAILED: Ghost BB found 0 of 31: missing REL01 to REL31"));
    assertEquals(List.of(), pathsOf("Ghost", Types.BB));
  }

  @Test
  void loss19TheMedianEventNeedsNoPerturbation() throws Exception {
    run.add(fault("Hope", 4).withMedian().withPerturbations());
    assertTrue(preprocess());
    assertTrue(said.contains("---   Now, must find 4"));
    assertTrue(said.contains("---   multiple expected: 5"));
  }

  @Test
  void theMedianEventMustBeInBothBbAndIm() throws Exception {
    run.add(fault("Hope", 2).withMedian()).add(fault("Alpine", 2).withMedian());
    run.delete("Runs/Hope/Hope/IM_calc/Hope.csv");
    run.delete("Runs/Alpine/Alpine/BB/Acc/BB.bin");

    assertFalse(preprocess());
    assertEquals(
        List.of(
            "FAILED: Hope IM found 2 of 3: the median event is missing, which BB has",
            "FAILED: Alpine BB found 2 of 3: the median event is missing, which IM has"),
        failures());
  }

  @Test
  void aRunWithoutPerturbationsPasses() throws Exception {
    run.add(fault("Hope", 2)).add(fault("Alpine", 2));
    assertTrue(preprocess());
    assertTrue(said.contains("---   OK if not found"));
  }

  @Test
  void onePerturbedFaultMakesTheWholeRunPerturbedInTheOrderOfTheList() throws Exception {
    run.add(fault("Alpine", 2)).add(fault("Hope", 2).withPerturbations()).add(fault("Zed", 9));

    assertFalse(preprocess());
    assertEquals(
        List.of(
            "FAILED: Alpine VM $Alpine_REL*.pertb.csv found 0 of 2: missing REL01, REL02",
            "FAILED: Zed VM $Zed_REL*.pertb.csv found 0 of 9: missing REL01 to REL09"),
        failures());
    assertTrue(said.indexOf("Alpine") < said.indexOf("Hope"));
    assertTrue(said.indexOf("Hope") < said.indexOf("Zed"));
  }

  @Test
  void aPerturbationOfTheMedianEventIsUnexpected() throws Exception {
    run.add(fault("Hope", 1).withPerturbations());
    run.write("Data/VMs/Hope/Hope.pertb.csv", 4);
    config("VM: {where: 'Data/VMs/{fault_name}', pattern: '$*.pertb.csv'}");

    assertFalse(preprocess());
    assertEquals(List.of("FAILED: Hope VM found 1 of 1: unexpected Hope.pertb.csv"), failures());
  }

  @Test
  void aFaultIsNotConfusedByOneWithALongerName() throws Exception {
    run.add(fault("Hope", 2)).add(fault("HopeCW", 2));
    assertTrue(preprocess());
    assertEquals(2, pathsOf("Hope", Types.BB).size());

    run.delete("Data/Sources/Hope/Srf/Hope_REL02.csv");
    run.write("Data/Sources/Hope/Srf/HopeCW_REL02.csv", 5);
    assertFalse(preprocess());
    assertEquals(
        List.of(
            "FAILED: Hope Source Srf/Hope*.csv found 2 of 3:"
                + " missing REL02; unexpected Srf/HopeCW_REL02.csv"),
        failures());
  }

  @Test
  void oneFolderForAllFaultsIsToldApartByName() throws Exception {
    for (String name : List.of("Hope", "HopeCW")) {
      run.write("Flat/" + name + ".csv", 3);
      run.write("Flat/" + name + "_REL01.csv", 3);
    }
    Files.writeString(run.list(), "Hope 1r\nHopeCW 1r\n");
    config("IM: {where: Flat, pattern: ['{fault_name}.csv', '{fault_name}_REL*.csv']}");

    assertTrue(preprocess(), () -> String.join("\n", failures()));
    assertEquals(List.of("Flat/HopeCW.csv", "Flat/HopeCW_REL01.csv"), pathsOf("HopeCW", Types.IM));
  }

  @Test
  void numbersCountHoweverTheyArePaddedAndOnlyThoseOfTheList() throws Exception {
    run.add(fault("Hope", 2).startingAt(11));
    run.write("Runs/Hope/Hope_REL10/BB/Acc/BB.bin", 5);
    run.write("Runs/Hope/Hope_REL011/BB/Acc/BB.bin", 5);
    run.write("Runs/Hope/Hope_REL12/IM_calc/Hope_REL11.csv", 5);

    assertFalse(preprocess());
    assertEquals(
        List.of(
            "FAILED: Hope IM found 2 of 2: unexpected Hope_REL12/IM_calc/Hope_REL11.csv",
            "FAILED: Hope BB found 2 of 2: unexpected REL10; more than one file for REL11"),
        failures());
  }

  @Test
  void twoMedianEventsFail() throws Exception {
    run.add(fault("Hope", 1).withMedian());
    run.write("Runs/Hope/median/BB/Acc/BB.bin", 5);
    assertFalse(preprocess());
    assertEquals(
        List.of(
            "FAILED: Hope BB found 2 of 2: more than one median event:"
                + " Hope/BB/Acc/BB.bin, median/BB/Acc/BB.bin"),
        failures());
  }

  @Test
  void whereNoNameCarriesANumberTheCountDecides() throws Exception {
    config("IM: {where: 'IM/{fault_name}', pattern: '*.csv'}");
    Files.writeString(run.list(), "Hope 2r\n");
    run.write("IM/Hope/a.csv", 1);
    assertFalse(preprocess());
    assertEquals(1, failures().size());
    assertTrue(failures().get(0).startsWith("FAILED: Hope IM found 1 of 2: the names tell no"));
    run.write("IM/Hope/b.csv", 1);
    assertTrue(preprocess());
    run.write("IM/Hope/c.csv", 1);
    assertTrue(preprocess());
    run.write("IM/Hope/d.csv", 1);
    assertFalse(preprocess());
  }

  @Test
  void aTypeThatIsNotAskedForHasEmptyCellsAndNoSection() throws Exception {
    run.add(fault("Hope", 2)).delete("Runs/Hope/Hope_REL01/IM_calc/Hope_REL01.csv");

    assertTrue(preprocess(Types.BB));
    assertEquals("['BB']", said.get(0));
    assertTrue(Files.readString(csv).endsWith("\nHope,2,1,,,,,,,,,2,True,,,,,,,,,\n"));
    assertEquals(
        Set.of(Types.BB),
        FilesToSync.read(out, ArchiveLayout.STANDARD).faults().get(new Fault("Hope")).keySet());
  }

  @Test
  void theSampleAloneIsFoundWithoutCheckingBb() throws Exception {
    run.add(fault("Hope", 3).startingAt(11)).delete("Runs/Hope/Hope_REL13/BB/Acc/BB.bin");

    assertTrue(preprocess(Types.SAMPLE_BB));
    assertEquals(List.of("Runs/Hope/Hope_REL11/BB/Acc/BB.bin"), pathsOf("Hope", Types.SAMPLE_BB));
    run.delete("Runs/Hope/Hope_REL11/BB/Acc/BB.bin");
    assertFalse(preprocess(Types.SAMPLE_BB));
    assertEquals(
        List.of("FAILED: Hope SAMPLE_BB found 0 of 1: BB has neither the median event nor REL11"),
        failures());
  }

  @Test
  void sourceBringsVm() throws Exception {
    run.add(fault("Hope", 2));
    assertTrue(preprocess(Types.SOURCE));
    assertEquals("['Source', 'VM']", said.get(0));
    assertEquals(2, pathsOf("Hope", Types.VM).size());
  }

  @Test
  void loss18LinksAreFollowedAndADanglingOneIsNamed() throws Exception {
    run.add(fault("Hope", 3));
    Path scratch = folder.resolve("scratch");
    Files.move(run.root().resolve("Runs"), scratch);
    Files.createSymbolicLink(run.root().resolve("Runs"), scratch);
    assertTrue(preprocess());

    Files.delete(run.bb("Hope", "Hope_REL02"));
    Files.createSymbolicLink(run.bb("Hope", "Hope_REL02"), Path.of("gone"));
    Files.delete(run.im("Hope", "Hope_REL03"));
    Files.createSymbolicLink(run.im("Hope", "Hope_REL03"), Path.of("Hope_REL03.csv"));
    assertFalse(preprocess());
    assertEquals(2, failures().size());
    assertTrue(failures().get(0).contains("missing REL03; Hope_REL03/IM_calc/Hope_REL03.csv is "));
    assertEquals(
        "FAILED: Hope BB found 2 of 3: missing REL02;"
            + " Hope_REL02/BB/Acc/BB.bin is a dangling link",
        failures().get(1));
  }

  @Test
  void aFolderInPlaceOfAFileIsNamed() throws Exception {
    run.add(fault("Hope", 1)).delete("Data/VMs/Hope/nzvm.cfg");
    Files.createDirectory(run.file("Data/VMs/Hope/nzvm.cfg"));
    assertFalse(preprocess());
    assertEquals(
        List.of("FAILED: Hope VM nzvm.cfg found 0 of 1: nzvm.cfg is a folder, not a file"),
        failures());
  }

  @Test
  void aNameThatIsNotUtf8IsReportedNotLost() throws Exception {
    run.add(fault("Hope", 1));
    Process touch =
        new ProcessBuilder(
                "bash",
                "-c",
                "echo 1 > \"$0/Hope_REL01\"$'\\377'.csv",
                run.file("Data/Sources/Hope/Srf").toString())
            .start();
    assertEquals(0, touch.waitFor());

    assertFalse(preprocess());
    assertEquals(
        List.of(
            "FAILED: Hope Source Srf/Hope*.csv found 2 of 2:"
                + " Srf/Hope_REL01\uFFFD.csv is a name that is not UTF-8 (rename it)"),
        failures());
  }

  @Test
  void oddNamesEnterTheListAsTheyAre() throws Exception {
    config("IM: {where: 'IM/{fault_name}', pattern: '*'}");
    List<String> names =
        List.of(
            "$(touch x)",
            "'quoted'",
            "--dash",
            "-n",
            "a b  c",
            "line\nbreak",
            "tab\there",
            "x\"y",
            "é à ü",
            "日本",
            "😀",
            "#hash",
            "a: b",
            "null",
            "x".repeat(255));
    List<String> paths = new ArrayList<>();
    for (String name : names) {
      run.write("IM/Hope of a/" + name, 3);
      paths.add("IM/Hope of a/" + name);
    }
    Files.writeString(run.list(), "Hope_of_a 15r\n");
    Files.move(run.file("IM/Hope of a"), run.file("IM/Hope_of_a"));

    assertTrue(preprocess(), () -> String.join("\n", failures()));
    List<String> found = new ArrayList<>(pathsOf("Hope_of_a", Types.IM));
    found.replaceAll(path -> path.replace("Hope_of_a", "Hope of a"));
    assertEquals(Set.copyOf(paths), Set.copyOf(found));
    assertEquals(paths.size(), found.size());
  }

  @Test
  void filesOutsideTheRootAreListedAbsolutely() throws Exception {
    run.add(fault("Hope", 1));
    csv = folder.resolve("stocktake.csv");
    assertTrue(preprocess());
    assertEquals(
        List.of(
            new SyncFile(csv.toString(), Files.size(csv)),
            new SyncFile("list.txt", Files.size(run.list()))),
        FilesToSync.read(out, ArchiveLayout.STANDARD).rootFiles());
  }

  @Test
  void aRootReachedThroughALinkStillHoldsItsOwnFiles() throws Exception {
    run.add(fault("Hope", 1));
    Path link = Files.createSymbolicLink(folder.resolve("nobackup"), run.root());
    Preprocess.Options options =
        new Preprocess.Options(
            link, run.list(), config, out, csv, ALL, false, Shard.ALL, page, Optional.empty());
    assertTrue(new Preprocess(options, new Said(said::add)).run().complete());
    assertEquals(
        List.of("list.txt", "stocktake.csv"),
        FilesToSync.read(out, ArchiveLayout.STANDARD).rootFiles().stream()
            .map(SyncFile::path)
            .toList());
  }

  @Test
  void theReportHoldsTheVerdictsOfTheStocktakeAndItsSums() throws Exception {
    run.add(fault("Hope", 3)).delete("Runs/Hope/Hope_REL02/BB/Acc/BB.bin");
    run.add(fault("Alpine", 2));
    page = Optional.of(folder.resolve("stocktake.html"));

    assertFalse(preprocess());

    String html = Files.readString(page.get());
    assertFalse(failures().isEmpty());
    for (String failure : failures()) {
      assertTrue(html.contains("<li>" + failure.replace("FAILED: Hope ", "") + "</li>"), failure);
    }
    assertTrue(html.contains("<dd id=\"errors\">" + failures().size() + "</dd>"), html);
    long files = 0;
    for (var fault : FilesToSync.read(out, ArchiveLayout.STANDARD).faults().values()) {
      for (var type : fault.entrySet()) {
        files += type.getKey().isSample() ? 0 : type.getValue().size();
      }
    }
    assertTrue(html.contains("<dd id=\"files\">" + files + "</dd>"), html);
    assertTrue(html.indexOf("Hope") < html.indexOf("Alpine"), "what is wrong comes first");
    assertTrue(said.contains("      - " + page.get()), said::toString);
  }

  @Test
  void aReportThatWouldOverwriteAnotherFileIsRefusedBeforeAnythingIsDone() throws Exception {
    run.add(fault("Hope", 1));
    for (Path other : List.of(run.list(), out, csv, folder, folder.resolve("none/page.html"))) {
      page = Optional.of(other);
      SyncException refused = assertThrows(SyncException.class, this::preprocess);
      assertEquals(SyncException.Kind.USAGE, refused.kind());
      assertTrue(refused.getMessage().contains("--report"), refused::toString);
    }
    assertFalse(Files.exists(out));
  }

  @Test
  void badInputLeavesEarlierFilesAlone() throws Exception {
    run.add(fault("Hope", 1));
    assertTrue(preprocess());
    String before = Files.readString(out) + Files.readString(csv);
    Files.writeString(run.list(), "Hope 1r\nAlpine x\n");

    SyncException e = assertThrows(SyncException.class, this::preprocess);
    assertEquals(SyncException.Kind.BAD_INPUT, e.kind());
    assertEquals(before, Files.readString(out) + Files.readString(csv));
  }

  @Test
  void argumentsThatContradictEachOtherAreRefused() throws Exception {
    run.add(fault("Hope", 1));
    Path good = out;
    for (Path bad : List.of(run.list(), csv, folder.resolve("absent/x"))) {
      out = bad;
      SyncException e = assertThrows(SyncException.class, this::preprocess);
      assertEquals(SyncException.Kind.USAGE, e.kind(), e.getMessage());
    }
    out = good;
    config("BB: {where: 'Runs/{fault_name}', pattern: '*/BB/Acc/BB.bin'}");
    assertTrue(preprocess());
    SyncException e = assertThrows(SyncException.class, () -> preprocess(Types.IM));
    assertEquals("-t asks for IM, but sync_patterns.yaml has no section IM", e.getMessage());
  }

  @Test
  void anInterruptedRunWritesNothing() throws Exception {
    run.add(fault("Hope", 1));
    Thread.currentThread().interrupt();
    SyncException e = assertThrows(SyncException.class, this::preprocess);
    assertTrue(Thread.interrupted());
    assertEquals(SyncException.Kind.INTERRUPTED, e.kind());
    try (var files = Files.list(run.root())) {
      assertEquals(
          List.of("Data", "Runs", "list.txt"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void theMedianEventStandsForNoRealisationThatOtherNamesShow() throws Exception {
    run.add(fault("Hope", 1).withMedian());
    run.delete("Runs/Hope/Hope_REL01/BB/Acc/BB.bin");
    run.delete("Runs/Hope/Hope_REL01/IM_calc/Hope_REL01.csv");
    assertFalse(preprocess());
    assertEquals(
        List.of(
            "FAILED: Hope IM found 1 of 2: missing REL01",
            "FAILED: Hope BB found 1 of 2: missing REL01"),
        failures());
  }

  @Test
  void whereNoNameTellsItIsSaidWhatTheOneEventWasTakenFor() throws Exception {
    run.add(fault("Hope", 0).withMedian());
    Files.writeString(run.list(), "Hope 1r\n");
    assertTrue(preprocess(), said.toString());
    assertTrue(
        said.contains(
            "---   Hope is taken for its one realisation: no name of the fault has a REL number"),
        said.toString());
  }

  /** A pipe with a name, which any test can make; as root a device node would go the same way. */
  private Path pipe(String name) throws Exception {
    Path pipe = folder.resolve(name);
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start().waitFor());
    return pipe;
  }

  @Test
  void aListOrStocktakeThatIsNoPlainFileIsRefusedBeforeAnythingIsDone() throws Exception {
    run.add(fault("Hope", 1));
    Path pipe = pipe("pipe");
    for (List<Path> files : List.of(List.of(pipe, csv), List.of(run.list(), pipe))) {
      SyncException refused =
          assertThrows(
              SyncException.class,
              () ->
                  new Preprocess(
                          new Preprocess.Options(
                              run.root(),
                              files.get(0),
                              config,
                              out,
                              files.get(1),
                              ALL,
                              false,
                              Shard.ALL,
                              page,
                              Optional.empty()),
                          new Said(said::add))
                      .run());
      assertEquals(SyncException.Kind.BAD_INPUT, refused.kind());
      assertTrue(refused.getMessage().startsWith(pipe + ": is no plain file"), refused::toString);
    }
    assertFalse(Files.exists(out));
    assertFalse(Files.exists(csv));
  }

  @Test
  void anOutputThatIsNoPlainFileIsWrittenIntoAndNeverReplaced() throws Exception {
    run.add(fault("Hope", 1));
    assertTrue(preprocess());
    byte[] expected = Files.readAllBytes(out);
    out = pipe("out");
    FutureTask<byte[]> reader = new FutureTask<>(() -> Files.readAllBytes(out));
    new Thread(reader).start();
    assertTrue(preprocess());
    assertArrayEquals(expected, reader.get());
    assertFalse(Files.isRegularFile(out));
  }

  @Test
  void aFaultWithTheMedianEventAloneMustHaveIt() throws Exception {
    run.add(fault("Hope", 0).withMedian());
    Files.writeString(run.list(), "Hope 0r\n");
    assertTrue(preprocess(), said.toString());
    run.delete("Runs/Hope/Hope/BB/Acc/BB.bin");
    assertFalse(preprocess());
    assertTrue(
        failures().get(0).contains("the median event is missing"), () -> failures().toString());
  }

  @Test
  void whatAFewReadsTellOfTheContentIsToldByRealisation() throws Exception {
    run.add(fault("Hope", 3).withMedian());
    config =
        Optional.of(
            Files.writeString(
                folder.resolve("patterns.yaml"),
                """
                BB:
                  where: "Runs/{fault_name}"
                  pattern: "*/BB/Acc/BB.bin"
                  check:
                    "*/BB/Acc/BB.bin":
                      - size: 0x500 + 44*n + 12*n*nt, n = int32 at 0, nt = int32 at 4
                      - equals: ST0000 at 0x508
                      - no_zero_station
                """));
    Path runs = run.root().resolve("Runs/Hope");
    for (String event : List.of("Hope", "Hope_REL01", "Hope_REL02", "Hope_REL03")) {
      Files.write(runs.resolve(event + "/BB/Acc/BB.bin"), new BbBin(2, 5).bytes());
    }
    assertTrue(preprocess(Types.BB), said::toString);
    assertTrue(said.contains("---   content: equals: ST0000 at 0x508"), said::toString);
    assertTrue(
        said.contains("---   content: no_zero_station, which upload looks at"), said::toString);

    byte[] other = Arrays.copyOf(new BbBin(2, 5).bytes(), 1300);
    System.arraycopy("a | b".getBytes(UTF_8), 0, other, 0x508, 6 - 1);
    other[0x508 + 5] = 0;
    Files.write(runs.resolve("Hope_REL02/BB/Acc/BB.bin"), other);
    Files.write(runs.resolve("Hope/BB/Acc/BB.bin"), Arrays.copyOf(other, 1280));
    Files.write(runs.resolve("Hope_REL03/BB/Acc/BB.bin"), new byte[0]);
    assertFalse(preprocess(Types.BB));

    String words =
        "found 4 of 4: empty REL03; the median event: 1280 bytes, not 1488 with n = 2, nt = 5; "
            + "the median event: \"\" at 1288, not \"ST0000\"; "
            + "REL02: 1300 bytes, not 1488 with n = 2, nt = 5; "
            + "REL02: \"a | b\" at 1288, not \"ST0000\"";
    assertEquals(List.of("FAILED: Hope BB " + words), failures());
    assertEquals(
        List.of("BB " + words.replace("a | b", "a / b")),
        StocktakeReader.read(csv, ArchiveLayout.STANDARD).failures(new Fault("Hope"), Types.BB));
  }
}

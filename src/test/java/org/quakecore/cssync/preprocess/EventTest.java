package org.quakecore.cssync.preprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.patterns.PatternSegment;
import org.quakecore.cssync.catalogue.patterns.SyncPatterns;
import org.quakecore.cssync.testing.Types;

class EventTest {
  @TempDir Path folder;

  /** The one folder level that a pattern consists of, as sync_patterns.yaml would give it. */
  private SegmentMatcher matcher(String pattern, String fault) throws Exception {
    Path file = folder.resolve("sync_patterns.yaml");
    Files.writeString(file, "BB: {where: ., pattern: '" + pattern + "'}\n");
    PatternSegment segment =
        SyncPatterns.read(file).of(Types.BB).orElseThrow().patterns().get(0).segments().get(0);
    return new SegmentMatcher(segment, new Fault(fault));
  }

  @ParameterizedTest
  @CsvSource({
    "*, Hope, Hope_REL01, REALISATION 1",
    "*, Hope, Hope_REL001, REALISATION 1",
    "*, Hope, REL7, REALISATION 7",
    "*, Hope, Hope_REL1234, REALISATION 1234",
    "*, Hope, Hope, MEDIAN 0",
    "*, Hope, median, UNNUMBERED 0",
    "*, Hope, HopeCW, OTHER_FAULT 0",
    "*, Hope, HopeCW_REL01, UNCLEAR 0",
    "*, Hope, Alpine_REL01, UNCLEAR 0",
    "*, Hope, Hope_REL07_old, UNCLEAR 0",
    "*, Hope, Hope_REL07old, UNCLEAR 0",
    "*, Hope, Hope_REL99999999999, UNCLEAR 0",
    "*, Foo_REL2, Foo_REL2, MEDIAN 0",
    "*, Foo_REL2, Foo_REL2_REL01, REALISATION 1",
    "*, Foo, Foo_REL2_REL01, UNCLEAR 0",
    "{fault_name}*.csv, Hope, Hope.csv, MEDIAN 0",
    "{fault_name}*.csv, Hope, Hope_REL03.csv, REALISATION 3",
    "{fault_name}*.csv, Hope, HopeCW_REL03.csv, UNCLEAR 0",
    "{fault_name}*.csv, Hope, HopeCW.csv, OTHER_FAULT 0",
    "{fault_name}*.csv, Hope, Hope2.csv, OTHER_FAULT 0",
    "{fault_name}_REL*.pertb.csv, Hope, Hope_REL03.pertb.csv, REALISATION 3",
    "{fault_name}_REL*.pertb.csv, Hope, Hope_REL03_old.pertb.csv, UNCLEAR 0",
    "{fault_name}_REL0*.csv, Hope, Hope_REL03.csv, REALISATION 3",
    "{fault_name}_REL??.csv, Hope, Hope_REL03.csv, REALISATION 3",
    "{fault_name}_REL[0-9][!a].csv, Hope, Hope_REL13.csv, REALISATION 13",
    "*REL*.info, OhariuC, OhariuC_REL31.info, REALISATION 31",
    "run_*.csv, Hope, run_Hope_REL02.csv, REALISATION 2",
    "run_{fault_name}*.csv, Hope, run_Hope_REL02.csv, REALISATION 2",
    "{fault_name}*_im.csv, Hope, Hope_REL02_im.csv, REALISATION 2",
  })
  void theTextOfAWildcardTellsTheEvent(String pattern, String fault, String name, String event)
      throws Exception {
    Event told = matcher(pattern, fault).match(name);
    assertEquals(event, told.kind() + " " + told.number());
  }

  @ParameterizedTest
  @CsvSource({
    "*, .hidden",
    "*.csv, a.csv.bak",
    "*.csv, csv",
    "a*a, a",
    "{fault_name}*, Alpine",
    "[ab]*, c",
    "[!ab]*, a",
    "?, ab",
    "?, ''",
    "x[1].csv, x[1].csv",
  })
  void otherNamesDoNotMatch(String pattern, String name) throws Exception {
    assertNull(matcher(pattern, "Hope").match(name));
  }

  @Test
  void aWildcardTakesNewlinesAndAccents() throws Exception {
    assertEquals(Event.Kind.UNNUMBERED, matcher("*.csv", "Hope").match("a\né.csv").kind());
  }

  @Test
  void twoNumbersInOnePathAreUnclearAndOneCountsForBoth() {
    Event one = Event.of("_REL01", false);
    assertEquals(Event.Kind.UNCLEAR, one.and(Event.of("_REL02", false)).kind());
    assertEquals(one, one.and(Event.of("REL001", false)));
    assertEquals(one, Event.MEDIAN.and(one));
    assertEquals(one, one.and(Event.of("all", false)));
  }
}

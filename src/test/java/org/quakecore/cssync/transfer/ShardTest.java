package org.quakecore.cssync.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quakecore.cssync.catalogue.Fault;

class ShardTest {
  private static Map<Fault, Long> weights(Random random, int faults, int heaviest) {
    Map<Fault, Long> weights = new HashMap<>();
    for (int i = 0; i < faults; i++) {
      weights.put(new Fault("F" + i), (long) random.nextInt(heaviest));
    }
    return weights;
  }

  @Test
  void everyFaultIsInOneShareWhateverTheWeightsAre() {
    Random random = new Random(1);
    for (int count = 1; count <= 9; count++) {
      Map<Fault, Long> weights = weights(random, random.nextInt(60), 1 + random.nextInt(1000));
      List<Fault> all = new ArrayList<>();
      for (int index = 1; index <= count; index++) {
        Shard shard = Shard.parse(index + "/" + count).of(weights);
        weights.keySet().stream().filter(shard::has).forEach(all::add);
      }
      assertEquals(weights.size(), all.size());
      assertEquals(weights.keySet(), new TreeSet<>(all));
    }
  }

  @Test
  void theOrderInWhichFaultsAreToldChangesNothing() {
    Map<Fault, Long> weights = weights(new Random(2), 40, 5);

    assertEquals(Shard.parse("3/8").of(weights), Shard.parse("3/8").of(new TreeMap<>(weights)));
  }

  @Test
  void sharesAreEvenToWithinTheHeaviestFault() {
    Map<Fault, Long> weights = weights(new Random(3), 40, 1000);
    List<Long> loads = new ArrayList<>();
    for (int index = 1; index <= 8; index++) {
      Shard shard = Shard.parse(index + "/8").of(weights);
      loads.add(
          weights.entrySet().stream()
              .filter(fault -> shard.has(fault.getKey()))
              .mapToLong(Map.Entry::getValue)
              .sum());
    }
    long spread =
        loads.stream().max(Long::compare).orElseThrow()
            - loads.stream().min(Long::compare).orElseThrow();

    assertTrue(spread <= 100, "with the small ones last they differ little: " + loads);
  }

  @Test
  void faultsOfWhichNothingIsKnownAreSpreadByTheirNumber() {
    Map<Fault, Long> weights = new TreeMap<>();
    for (int i = 0; i < 16; i++) {
      weights.put(new Fault("F" + i), 0L);
    }

    for (int index = 1; index <= 8; index++) {
      assertEquals(2, Shard.parse(index + "/8").of(weights).faults().orElseThrow().size());
    }
  }

  @Test
  void moreSharesThanFaultsLeaveSomeWithNothing() {
    Shard last = Shard.parse("3/3").of(Map.of(new Fault("A"), 7L, new Fault("B"), 9L));

    assertEquals(Set.of(), last.faults().orElseThrow());
    assertFalse(last.has(new Fault("A")));
  }

  @Test
  void oneOfOneIsAllOfIt() {
    assertTrue(Shard.parse("1/1").isAll());
    assertTrue(Shard.parse("1/1").has(new Fault("Hope")));
    assertEquals("upload.lock", Shard.ALL.own("upload.lock"));
    assertEquals("upload.3of8.lock", Shard.parse("3/8").own("upload.lock"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "3", "0/8", "9/8", "3/0", "-1/8", "3/8/9", "a/b", "3 / 8", "03/8"})
  void whatIsNoShareIsRefused(String text) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> Shard.parse(text));

    assertTrue(refused.getMessage().contains("from 1/8 to 8/8"), refused.getMessage());
  }
}

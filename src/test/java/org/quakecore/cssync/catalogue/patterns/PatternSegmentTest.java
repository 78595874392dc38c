package org.quakecore.cssync.catalogue.patterns;

import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternSegmentTest {
  private static boolean matches(String glob, String name) {
    return PatternSegment.parse(glob).regex().matcher(name).matches();
  }

  @ParameterizedTest
  @CsvSource({
    "*, '', true",
    "*, anything, true",
    "a*, a, true",
    "*a, ba, true",
    "*a, ab, false",
    "*ab*, xaab, true",
    "*ab*ab, ab, false",
    "*ab*ab, abab, true",
    "*aab, aaab, true",
    "?*?, a, false",
    "?*?, ab, true",
    "*[0-9]*.csv, Hope_REL01.csv, true",
    "*[!0-9], a1, false",
    "a**b, ab, true",
    "*REL0?_BB*, Hope_REL07_BB.bin, true",
    "*\u00e9?, xx\u00e9y, true"
  })
  void globsMeanWhatTheyMeanInAShell(String glob, String name, boolean fits) {
    assertEquals(fits, matches(glob, name));
  }

  /** It would take longer than the age of the world where each star tries every place. */
  @Test
  void manyStarsTakeNoLongerThanFew() {
    String name = "a".repeat(255);
    assertTimeoutPreemptively(
        ofSeconds(20), () -> assertFalse(matches("*a".repeat(40) + "*Z*", name)));
    assertTimeoutPreemptively(
        ofSeconds(20), () -> assertFalse(matches("*?a".repeat(40) + "*Z", name)));
    assertTrue(matches("*a".repeat(40) + "*", name));
  }

  @Test
  void theFirstPlaceThatFitsIsAsGoodAsAny() {
    Random random = new Random(9);
    for (int i = 0; i < 20_000; i++) {
      String glob = letters(random, "ab*?", 7);
      String name = letters(random, "ab", 8);
      String naive =
          glob.chars()
              .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Character.toString(c))
              .collect(Collectors.joining());
      if (!glob.isEmpty()) {
        assertEquals(name.matches(naive), matches(glob, name), glob + " on " + name);
      }
    }
  }

  private static String letters(Random random, String from, int most) {
    return Stream.generate(() -> from.charAt(random.nextInt(from.length())))
        .limit(random.nextInt(most))
        .map(String::valueOf)
        .collect(Collectors.joining());
  }

  @Test
  void whereThereIsNoFaultItCannotBeNamed() {
    for (String glob : List.of("{fault_name}*", "{a,b}")) {
      assertThrows(IllegalArgumentException.class, () -> PatternSegment.parse(glob).regex(), glob);
    }
  }

  @Test
  void aPatternThatNoNameCouldNeedIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> PatternSegment.parse("?".repeat(800_000)));
    assertTrue(matches("*".repeat(1_000), "x"));
  }
}

package org.quakecore.cssync.stocktake;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.catalogue.ByteOrder;
import org.quakecore.cssync.catalogue.FaultList.Entry;
import org.quakecore.cssync.catalogue.Realisation;

/** Chooses the BB file that is kept beside the archives, to look at without unpacking. */
final class Sample {
  private Sample() {}

  /**
   * The median event's file where there is one, else the first realisation's. Where the names tell
   * no realisations it is the first file in sort order.
   */
  static Optional<Match> of(Entry entry, List<Match> bb) {
    boolean numbered = bb.stream().anyMatch(match -> match.event().isNumbered());
    return bb.stream()
        .filter(match -> !numbered || rank(entry, match.event()) < Integer.MAX_VALUE)
        .min(
            Comparator.comparingInt((Match match) -> numbered ? rank(entry, match.event()) : 0)
                .thenComparing(match -> match.file().path(), ByteOrder.COMPARATOR));
  }

  private static int rank(Entry entry, Event event) {
    return switch (event.kind()) {
      case MEDIAN -> 0;
      case UNNUMBERED -> 1;
      case REALISATION -> event.number() == entry.first() ? 2 : Integer.MAX_VALUE;
      case OTHER_FAULT, UNCLEAR -> Integer.MAX_VALUE;
    };
  }

  static PatternVerdict verdict(Entry entry, Optional<Match> sample) {
    if (sample.isEmpty()) {
      String first = new Realisation(entry.first()).label();
      String words = "found 0 of 1: BB has neither the median event nor " + first;
      return new PatternVerdict(null, 0, 1, false, words);
    }
    boolean whole = sample.get().file().size() > 0;
    return new PatternVerdict(null, 1, 1, whole, "found 1 of 1: the file is empty");
  }
}

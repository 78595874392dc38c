package org.quakecore.cssync.preprocess;

import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.catalogue.ByteOrder;
import org.quakecore.cssync.catalogue.FaultList.Entry;
import org.quakecore.cssync.catalogue.Realisation;
import org.quakecore.cssync.catalogue.SyncFile;

/**
 * Chooses the BB file that is kept beside the archives, to look at without unpacking: the median
 * event's where there is one, else the first realisation's. Where the names tell no realisations it
 * is the first file in sort order.
 */
final class Sample {
  private static final int NONE = Integer.MAX_VALUE;

  private final Entry entry;
  private boolean numbered;
  private Match best;
  private int bestRank = NONE;
  private Match first;

  Sample(Entry entry) {
    this.entry = entry;
  }

  void add(Match match) {
    numbered |= match.event().isNumbered();
    int rank = rank(match.event());
    if (rank < bestRank || (rank == bestRank && rank != NONE && isBefore(match, best))) {
      best = match;
      bestRank = rank;
    }
    if (isBefore(match, first)) {
      first = match;
    }
  }

  private static boolean isBefore(Match match, Match other) {
    return other == null || ByteOrder.compare(match.file().path(), other.file().path()) < 0;
  }

  private int rank(Event event) {
    return switch (event.kind()) {
      case MEDIAN -> 0;
      case UNNUMBERED -> 1;
      case REALISATION -> event.number() == entry.first() ? 2 : NONE;
      case OTHER_FAULT, UNCLEAR -> NONE;
    };
  }

  /** The one file, or none. */
  List<SyncFile> files() {
    return chosen().map(Match::file).stream().toList();
  }

  Optional<Match> chosen() {
    return Optional.ofNullable(numbered ? best : first);
  }

  PatternVerdict verdict() {
    if (files().isEmpty()) {
      String label = new Realisation(entry.first()).label();
      String words = "found 0 of 1: BB has neither the median event nor " + label;
      return new PatternVerdict(null, 0, 1, false, words, "");
    }
    boolean whole = files().get(0).size() > 0;
    return new PatternVerdict(null, 1, 1, whole, "found 1 of 1: the file is empty", "");
  }
}

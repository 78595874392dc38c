package org.quakecore.cssync.preprocess;

import java.util.List;
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
  private SyncFile best;
  private int bestRank = NONE;
  private SyncFile first;

  Sample(Entry entry) {
    this.entry = entry;
  }

  void add(Match match) {
    numbered |= match.event().isNumbered();
    int rank = rank(match.event());
    if (rank < bestRank || (rank == bestRank && rank != NONE && isBefore(match.file(), best))) {
      best = match.file();
      bestRank = rank;
    }
    if (isBefore(match.file(), first)) {
      first = match.file();
    }
  }

  private static boolean isBefore(SyncFile file, SyncFile other) {
    return other == null || ByteOrder.compare(file.path(), other.path()) < 0;
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
    SyncFile chosen = numbered ? best : first;
    return chosen == null ? List.of() : List.of(chosen);
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

package org.quakecore.cssync.upload.plan;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.quakecore.cssync.archive.Member;
import org.quakecore.cssync.catalogue.FileState;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.purge.Forecast;
import org.quakecore.cssync.purge.Forecast.Subject;
import org.quakecore.cssync.purge.Rule;
import org.quakecore.cssync.transfer.Conclusion.Purge;
import org.quakecore.cssync.upload.plan.Options.Order;
import org.quakecore.cssync.upload.plan.PlannedSet.Decision;

/**
 * When the sources of what is not archived were last read: before this run reads them, which sets
 * these times anew.
 */
public final class SourceAges {
  private static final int MOST_TOLD = 5;

  private final Optional<Forecast> purge;

  /** Of the source that was not read for longest, by the title of its set. */
  private final Map<String, Instant> oldest = new HashMap<>();

  private SourceAges(Optional<Rule> rule, Options options) {
    this.purge = rule.map(each -> new Forecast(each, Subject.NOT_ARCHIVED, options.csRoot()));
  }

  /**
   * Looks at the sources, where an order or a purge is asked for.
   *
   * @throws SyncException INTERRUPTED
   */
  public static SourceAges look(Options options, Plan plan) throws SyncException {
    SourceAges ages = new SourceAges(options.purge(), options);
    boolean ordered = options.order() == Order.PURGE;
    if (ordered || ages.purge.isPresent()) {
      for (PlannedSet planned : plan.all()) {
        boolean open =
            planned.decision() != Decision.SKIP && planned.decision() != Decision.NOTHING;
        if (open) {
          ages.look(planned, ordered, isCountedElsewhere(planned.set(), options));
        }
      }
    }
    return ages;
  }

  /** A sample is one of the files of another set. */
  private static boolean isCountedElsewhere(SourceSet set, Options options) {
    return set.type().isSample() && options.types().contains(set.type().foundAs());
  }

  private void look(PlannedSet planned, boolean ordered, boolean counted) throws SyncException {
    SourceSet set = planned.set();
    for (OutgoingFile file : set.files()) {
      for (Member member : file.members()) {
        if (Thread.currentThread().isInterrupted()) {
          throw SyncException.interrupted(null);
        }
        Optional<FileState> found = look(member);
        if (ordered && planned.isWorkedOn() && found.isPresent()) {
          oldest.merge(
              set.title(),
              found.get().read().toInstant(),
              (one, other) -> one.isBefore(other) ? one : other);
        }
        if (purge.isPresent() && !counted && found.filter(FileState::isFile).isPresent()) {
          purge.get().add(set.fault().name(), found.get().size(), found.get().read());
        }
      }
    }
  }

  /** Of what is gone, whoever comes to read it will say so. */
  private static Optional<FileState> look(Member member) {
    try {
      return Optional.of(FileState.of(member.source()));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  /** When the first source of a set was read last; later than all where the order is another. */
  public Instant of(SourceSet set) {
    return oldest.getOrDefault(set.title(), Instant.MAX);
  }

  /** The same of the sets of a fault. */
  public Instant of(Collection<PlannedSet> fault) {
    return fault.stream()
        .map(each -> of(each.set()))
        .min(Comparator.naturalOrder())
        .orElse(Instant.MAX);
  }

  /** What a purge takes of what is not archived, and in which order that is sent. */
  public List<String> lines(Plan plan) {
    List<String> lines = new ArrayList<>(purge.map(Forecast::lines).orElse(List.of()));
    List<String> first =
        plan.byFault().entrySet().stream()
            .filter(fault -> of(fault.getValue()).isBefore(Instant.MAX))
            .sorted(Comparator.comparing(fault -> of(fault.getValue())))
            .map(fault -> fault.getKey().name())
            .toList();
    if (!first.isEmpty()) {
      lines.add(
          "   Order: "
              + String.join(", ", first.subList(0, Math.min(MOST_TOLD, first.size())))
              + (first.size() > MOST_TOLD ? " and " + (first.size() - MOST_TOLD) + " more" : "")
              + ", by when their sources were last read");
    }
    return lines;
  }

  /** The same for programs. */
  public Optional<Purge> purge() {
    return purge.map(Forecast::values);
  }
}

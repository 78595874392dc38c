package org.quakecore.cssync.archive;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;

/**
 * The tars there are of one fault and data type, judged by their names alone: whether they can be a
 * whole set, and if not, what is missing or what contradicts what.
 */
public final class PartSet {
  private final Fault fault;
  private final DataType type;
  private final List<PartName> parts;

  private PartSet(Fault fault, DataType type, List<PartName> parts) {
    this.fault = fault;
    this.type = type;
    this.parts = parts;
  }

  /**
   * Judges the names that belong to the fault and type; those of others are left aside.
   *
   * @throws IllegalArgumentException when the type is not kept in tars
   */
  public static PartSet of(Fault fault, DataType type, Collection<PartName> names) {
    if (!type.isTar()) {
      throw new IllegalArgumentException(type + " is not kept in tars");
    }
    return new PartSet(
        fault,
        type,
        names.stream()
            .filter(name -> name.fault().equals(fault) && name.type().equals(type))
            .distinct()
            .sorted()
            .toList());
  }

  /** What is there, by number. */
  public List<PartName> parts() {
    return parts;
  }

  /** Whether nothing of the set is there at all. */
  public boolean isEmpty() {
    return parts.isEmpty();
  }

  /** Whether every part is there, and nothing besides. */
  public boolean isComplete() {
    return contradiction().isEmpty() && missing().isEmpty();
  }

  /**
   * The parts that are not there, each in words fit for a list. Without the part that has the
   * {@code f} nobody can know how many there are, so it is named last, without its number. Of a set
   * of which nothing is there, the one tar, or any of its tars; of a contradictory set, nothing.
   * Which events there should be no names tell.
   */
  public List<String> missing() {
    if (contradiction().isPresent()) {
      return List.of();
    }
    if (parts.isEmpty()) {
      return List.of(
          type.isByEvent()
              ? "all of " + type.file().of(fault, "<event>", "")
              : PartName.whole(fault, type).fileName());
    }
    return byEvent().stream().flatMap(event -> missing(event).stream()).toList();
  }

  /** The parts of each tar that was cut by itself. */
  private Collection<List<PartName>> byEvent() {
    return parts.stream()
        .collect(Collectors.groupingBy(PartName::event, LinkedHashMap::new, Collectors.toList()))
        .values();
  }

  private static List<String> missing(List<PartName> parts) {
    PartName highest = parts.get(parts.size() - 1);
    List<String> missing = new ArrayList<>();
    IntStream.range(0, highest.index())
        .mapToObj(
            index -> new PartName(highest.fault(), highest.type(), highest.event(), index, false))
        .filter(part -> !parts.contains(part))
        .map(PartName::fileName)
        .forEach(missing::add);
    if (!highest.last()) {
      missing.add("the last part (" + highest.stem() + "_<number>f.tar)");
    }
    return missing;
  }

  /** Why these tars cannot all belong to one set, as a sentence without its full stop. */
  public Optional<String> contradiction() {
    return byEvent().stream().map(PartSet::contradiction).flatMap(Optional::stream).findFirst();
  }

  private static Optional<String> contradiction(List<PartName> parts) {
    List<PartName> numbered =
        parts.stream().filter(part -> part.index() != PartName.WHOLE).toList();
    if (numbered.isEmpty()) {
      return Optional.empty();
    }
    if (numbered.size() < parts.size()) {
      return Optional.of(parts.get(0) + " is a whole set, but beside it lies " + list(numbered));
    }
    List<PartName> lasts = numbered.stream().filter(PartName::last).toList();
    if (lasts.size() > 1) {
      return Optional.of("only one part can be the last, but there are " + list(lasts));
    }
    List<PartName> beyond =
        lasts.isEmpty()
            ? List.of()
            : numbered.stream()
                .filter(part -> !part.last() && part.index() >= lasts.get(0).index())
                .toList();
    return beyond.isEmpty()
        ? Optional.empty()
        : Optional.of(lasts.get(0) + " is the last part, but beside it lies " + list(beyond));
  }

  private static String list(List<PartName> names) {
    return names.stream().map(PartName::fileName).collect(Collectors.joining(", "));
  }
}

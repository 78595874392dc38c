package org.quakecore.cssync.status;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Predicate;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.purge.Forecast;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.transfer.Conclusion;
import org.quakecore.cssync.transfer.Conclusion.Done;
import org.quakecore.cssync.transfer.Conclusion.Left;
import org.quakecore.cssync.transfer.Conclusion.SetEnd;

/**
 * All that a status has found out, before it is told in one form or another.
 *
 * @param address of the version's folder
 * @param sets by fault, then by type
 * @param leftovers what interrupted replacements have left, by folder
 * @param ignored paths that belong to no set
 * @param problems of the version as a whole, each an error
 * @param anyHashes whether the remote has content hashes at all
 * @param against what a comparison with the sources came to
 */
record VersionStatus(
    String address,
    Options options,
    List<DataType> types,
    List<JudgedSet> sets,
    SortedMap<String, List<StoredFile>> leftovers,
    List<String> ignored,
    List<String> problems,
    boolean anyHashes,
    Optional<SourceComparison.Result> against) {

  long errors() {
    return problems.size() + sets.stream().filter(JudgedSet::isError).count();
  }

  long bytes(DataType type) {
    return sets.stream().filter(set -> set.type().equals(type)).mapToLong(JudgedSet::bytes).sum();
  }

  long files(DataType type) {
    return sets.stream()
        .filter(set -> set.type().equals(type))
        .mapToLong(s -> s.files().size())
        .sum();
  }

  long bytes() {
    return types.stream().mapToLong(this::bytes).sum();
  }

  long files() {
    return types.stream().mapToLong(this::files).sum();
  }

  long faults() {
    return sets.stream().map(JudgedSet::fault).distinct().count();
  }

  long count(State state) {
    return sets.stream().filter(set -> set.state() == state).count();
  }

  /** How many sets have a manifest of this kind that was made of what lay there. */
  long adopted(Predicate<Manifest> which) {
    return sets.stream()
        .flatMap(set -> set.trusted().stream())
        .filter(manifest -> manifest.adopted() != null)
        .filter(which)
        .count();
  }

  /** What it comes to, as it is told. */
  Conclusion conclusion(List<String> lines) {
    Map<String, Long> ends = new LinkedHashMap<>();
    for (State state : State.values()) {
      if (count(state) > 0) {
        ends.put(state.name(), count(state));
      }
    }
    return new Conclusion(
            address,
            new Done(0, 0, 0, Duration.ZERO),
            ends,
            Left.NOTHING,
            errors(),
            sets.stream()
                .map(set -> new SetEnd(set.toString(), set.state().name(), set.state().words()))
                .toList(),
            lines)
        .with(against.flatMap(SourceComparison.Result::purge).map(Forecast::values));
  }

  /** The sets whose members cannot be told, though they are there or should be. */
  List<JudgedSet> untold() {
    return sets.stream()
        .filter(set -> set.trusted().isEmpty())
        .filter(set -> set.expected() || set.state() != State.ABSENT)
        .toList();
  }
}

package org.quakecore.cssync.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.inventory.Expectation;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.remote.StoredFile;

/**
 * One data type of a fault on the remote, judged.
 *
 * @param expected whether it is an error when it is absent
 * @param files of it that lie in the fault's folder
 * @param manifest that could be read, whether or not the files agree with it
 * @param proven whether every part's content hash is the manifest's
 * @param problems what is wrong, each fit for a line
 */
public record JudgedSet(
    Fault fault,
    DataType type,
    State state,
    boolean expected,
    List<StoredFile> files,
    Optional<Manifest> manifest,
    boolean proven,
    List<String> problems) {
  public JudgedSet {
    files = List.copyOf(files);
    problems = List.copyOf(problems);
  }

  /** Bytes of the files that are there. */
  public long bytes() {
    return files.stream().mapToLong(StoredFile::size).sum();
  }

  public boolean isError() {
    return switch (state) {
      case COMPLETE, COMPLETE_NO_MANIFEST -> false;
      case INCOMPLETE, CHANGED, DAMAGED -> true;
      case ABSENT -> expected;
    };
  }

  /** Its manifest, where the remote's files agree with it. */
  public Optional<Manifest> trusted() {
    return state == State.COMPLETE || state == State.CHANGED ? manifest : Optional.empty();
  }

  JudgedSet asProven() {
    return new JudgedSet(fault, type, state, expected, files, manifest, true, problems);
  }

  /** The same with another state, and more that is wrong. */
  JudgedSet turned(State into, List<String> more) {
    List<String> all = new ArrayList<>(problems);
    all.addAll(more);
    boolean still = proven && into == State.CHANGED;
    return new JudgedSet(fault, type, into, expected, files, manifest, still, all);
  }

  /**
   * The same held against what the version's own records say should be there. A set that is whole
   * by itself is INCOMPLETE where they name realisations that it lacks.
   */
  JudgedSet measured(Expectation expectation) {
    return switch (state) {
      case ABSENT -> {
        String ofSet = expectation.why(fault, type);
        String why = ofSet.isEmpty() ? expectation.why(fault) : ofSet;
        yield expected && !why.isEmpty() ? turned(state, List.of(why)) : this;
      }
      case COMPLETE, COMPLETE_NO_MANIFEST -> {
        List<String> lacking = new ArrayList<>();
        manifest
            .map(each -> expectation.lacking(fault, type, each.memberNames()))
            .filter(realisations -> !realisations.isEmpty())
            .ifPresent(realisations -> lacking.add("list.txt expects " + realisations + ", too"));
        expectation
            .packedWithout(fault, type)
            .forEach(what -> lacking.add("its stocktake.csv says: " + what));
        yield lacking.isEmpty() ? this : turned(State.INCOMPLETE, lacking);
      }
      case INCOMPLETE, CHANGED, DAMAGED -> this;
    };
  }

  @Override
  public String toString() {
    return fault + " " + type;
  }
}

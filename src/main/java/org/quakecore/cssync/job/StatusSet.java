package org.quakecore.cssync.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.archive.Manifest;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.remote.RemoteFile;

/**
 * One data type of a fault on the remote, judged.
 *
 * @param expected whether it is an error when it is absent
 * @param files of it that lie in the fault's folder
 * @param manifest that could be read, whether or not the files agree with it
 * @param proven whether every part's content hash is the manifest's
 * @param problems what is wrong, each fit for a line
 */
record StatusSet(
    Fault fault,
    DataType type,
    StatusState state,
    boolean expected,
    List<RemoteFile> files,
    Optional<Manifest> manifest,
    boolean proven,
    List<String> problems) {
  StatusSet {
    files = List.copyOf(files);
    problems = List.copyOf(problems);
  }

  /** Bytes of the files that are there. */
  long bytes() {
    return files.stream().mapToLong(RemoteFile::size).sum();
  }

  boolean isError() {
    return switch (state) {
      case COMPLETE, COMPLETE_NO_MANIFEST -> false;
      case INCOMPLETE, CHANGED, DAMAGED -> true;
      case ABSENT -> expected;
    };
  }

  /** Its manifest, where the remote's files agree with it. */
  Optional<Manifest> trusted() {
    return state == StatusState.COMPLETE || state == StatusState.CHANGED
        ? manifest
        : Optional.empty();
  }

  StatusSet asProven() {
    return new StatusSet(fault, type, state, expected, files, manifest, true, problems);
  }

  /** The same with another state, and more that is wrong. */
  StatusSet turned(StatusState into, List<String> more) {
    List<String> all = new ArrayList<>(problems);
    all.addAll(more);
    boolean still = proven && into == StatusState.CHANGED;
    return new StatusSet(fault, type, into, expected, files, manifest, still, all);
  }

  /**
   * The same held against what the version's own records say should be there. A set that is whole
   * by itself is INCOMPLETE where they name realisations that it lacks.
   */
  StatusSet measured(Expectation expectation) {
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
        yield lacking.isEmpty() ? this : turned(StatusState.INCOMPLETE, lacking);
      }
      case INCOMPLETE, CHANGED, DAMAGED -> this;
    };
  }

  @Override
  public String toString() {
    return fault + " " + type;
  }
}

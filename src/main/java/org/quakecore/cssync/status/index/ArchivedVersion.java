package org.quakecore.cssync.status.index;

import java.util.List;
import java.util.stream.Stream;

/**
 * What the index keeps of a folder right below the remote's.
 *
 * @param sets none, where it is a folder that is kept aside
 * @param others files of no set
 * @param problem why its sets cannot be told; empty where they are
 */
record ArchivedVersion(
    String name, List<ArchivedSet> sets, List<ArchivedFile> others, String problem) {

  Stream<ArchivedFile> files() {
    return Stream.concat(sets.stream().flatMap(set -> set.files().stream()), others.stream());
  }

  long bytes() {
    return files().mapToLong(ArchivedFile::size).sum();
  }

  long errors() {
    return sets.stream().filter(ArchivedSet::error).count() + (problem.isEmpty() ? 0 : 1);
  }
}

package org.quakecore.cssync.download.plan;

import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.manifest.Manifest;

/**
 * What there is of one data type of a fault: a tar, several numbered ones, or a sample.
 *
 * @param files by number
 * @param problem why the files are not a whole set, where they are not
 * @param manifest what the set is made of, where that is known and agrees with the files
 */
public record ArchivedSet(
    Fault fault,
    DataType type,
    List<ArchivedFile> files,
    Optional<String> problem,
    Optional<Manifest> manifest) {
  public ArchivedSet {
    files = List.copyOf(files);
  }

  public ArchivedSet(
      Fault fault, DataType type, List<ArchivedFile> files, Optional<String> problem) {
    this(fault, type, files, problem, Optional.empty());
  }

  public ArchivedSet withFiles(List<ArchivedFile> newFiles) {
    return new ArchivedSet(fault, type, newFiles, problem, manifest);
  }

  /** The same, to be proven by a manifest that agrees with its files. */
  public ArchivedSet withManifest(Manifest agreeing) {
    return new ArchivedSet(fault, type, files, problem, Optional.of(agreeing));
  }

  public ArchivedSet withProblem(String newProblem) {
    return new ArchivedSet(fault, type, files, Optional.of(newProblem), manifest);
  }

  /** Like {@code OhariuC BB}, for messages. */
  public String label() {
    return fault + " " + type;
  }

  public long bytes() {
    return files.stream().mapToLong(ArchivedFile::size).sum();
  }
}

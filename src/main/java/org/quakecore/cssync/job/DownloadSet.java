package org.quakecore.cssync.job;

import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.archive.Manifest;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;

/**
 * What there is of one data type of a fault: a tar, several numbered ones, or a sample.
 *
 * @param files by number
 * @param problem why the files are not a whole set, where they are not
 * @param manifest what the set is made of, where that is known and agrees with the files
 */
record DownloadSet(
    Fault fault,
    DataType type,
    List<DownloadFile> files,
    Optional<String> problem,
    Optional<Manifest> manifest) {
  DownloadSet {
    files = List.copyOf(files);
  }

  DownloadSet(Fault fault, DataType type, List<DownloadFile> files, Optional<String> problem) {
    this(fault, type, files, problem, Optional.empty());
  }

  DownloadSet withFiles(List<DownloadFile> newFiles) {
    return new DownloadSet(fault, type, newFiles, problem, manifest);
  }

  /** The same, to be proven by a manifest that agrees with its files. */
  DownloadSet withManifest(Manifest agreeing) {
    return new DownloadSet(fault, type, files, problem, Optional.of(agreeing));
  }

  DownloadSet withProblem(String newProblem) {
    return new DownloadSet(fault, type, files, Optional.of(newProblem), manifest);
  }

  /** Like {@code OhariuC BB}, for messages. */
  String label() {
    return fault + " " + type;
  }

  long bytes() {
    return files.stream().mapToLong(DownloadFile::size).sum();
  }
}

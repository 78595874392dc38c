package org.quakecore.cssync.job;

import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;

/**
 * What there is of one data type of a fault: a tar, several numbered ones, or a sample.
 *
 * @param files by number
 * @param problem why the files are not a whole set, where they are not
 */
record DownloadSet(Fault fault, DataType type, List<DownloadFile> files, Optional<String> problem) {
  DownloadSet {
    files = List.copyOf(files);
  }

  DownloadSet withFiles(List<DownloadFile> newFiles) {
    return new DownloadSet(fault, type, newFiles, problem);
  }

  long bytes() {
    return files.stream().mapToLong(DownloadFile::size).sum();
  }
}

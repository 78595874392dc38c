package org.quakecore.cssync.status;

import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.remote.StoredFile;

/**
 * A set that is COMPLETE on the remote.
 *
 * @param files of it, as the remote spells them, below the version's folder
 */
public record WholeSet(Fault fault, DataType type, Manifest manifest, List<StoredFile> files) {
  public WholeSet {
    files = List.copyOf(files);
  }

  /** Where a part of it lies below the version's folder. */
  public Optional<String> pathOf(String part) {
    String wanted = Fault.folded(part);
    return files.stream()
        .filter(file -> Fault.folded(file.name()).equals(wanted))
        .map(StoredFile::path)
        .findFirst();
  }

  /** How messages name it, like {@code Hope BB}. */
  @Override
  public String toString() {
    return fault + " " + type;
  }
}

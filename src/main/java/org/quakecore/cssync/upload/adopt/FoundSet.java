package org.quakecore.cssync.upload.adopt;

import java.util.List;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.transfer.Item;
import org.quakecore.cssync.transfer.Work;

/**
 * A set that lies on the remote and is to be given a manifest.
 *
 * @param files of it, in order, below the version's folder
 */
record FoundSet(Fault fault, DataType type, List<StoredFile> files) {
  FoundSet {
    files = List.copyOf(files);
  }

  String title() {
    return fault + " " + type;
  }

  long bytes() {
    return files.stream().mapToLong(StoredFile::size).sum();
  }

  /** A file of it, as it is told while so many bytes of it are read. */
  Item item(StoredFile file, long bytes) {
    return new Item(Work.READ, title(), file.path(), bytes);
  }
}

package org.quakecore.cssync.download.plan;

import java.time.Instant;
import java.util.Optional;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.transfer.Item;
import org.quakecore.cssync.transfer.Work;

/**
 * One tar or sample to download, and what is known of the remote's copy.
 *
 * @param name in the fault's folder
 * @param size in bytes
 * @param hash its content hash, where the remote gave one
 * @param modified where the file is the remote's
 */
public record ArchivedFile(
    Fault fault,
    DataType type,
    String name,
    long size,
    Optional<String> hash,
    Optional<Instant> modified) {

  /** The path below the version's folder on the remote. */
  public String path() {
    return type.folder(fault) + "/" + name;
  }

  /** As it is told while it is worked on. */
  public Item item(Work work) {
    return new Item(work, fault + " " + type, path(), size);
  }

  public ArchivedFile withHash(Optional<String> newHash) {
    return new ArchivedFile(fault, type, name, size, newHash, modified);
  }

  /** The same as a listing has it, by its name in the fault's folder. */
  StoredFile stored() {
    return new StoredFile(name, size, modified.orElse(Instant.EPOCH), hash);
  }
}

package org.quakecore.cssync.job;

import java.time.Instant;
import java.util.Optional;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;

/**
 * One tar or sample to download, and what is known of the remote's copy.
 *
 * @param name in the fault's folder
 * @param size in bytes
 * @param hash its content hash, where the remote gave one
 * @param modified where the file is the remote's
 */
record DownloadFile(
    Fault fault,
    DataType type,
    String name,
    long size,
    Optional<String> hash,
    Optional<Instant> modified) {

  /** The path below the version's folder on the remote. */
  String path() {
    return fault.name() + "/" + name;
  }

  DownloadFile withHash(Optional<String> newHash) {
    return new DownloadFile(fault, type, name, size, newHash, modified);
  }
}

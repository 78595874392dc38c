package org.quakecore.cssync.status.index;

import java.util.Optional;
import java.util.Set;
import org.quakecore.cssync.inventory.ArchiveRecords;
import org.quakecore.cssync.inventory.FaultLock;
import org.quakecore.cssync.inventory.RemoteSets;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.manifest.Manifest.PartEntry;
import org.quakecore.cssync.remote.StoredFile;

/**
 * A file below the remote's folder.
 *
 * @param path with the version's folder in front
 * @param size in bytes
 * @param hash its content hash, where it is known
 * @param byManifest whether only the manifest of its set says so, and not the remote
 */
record ArchivedFile(String path, long size, Optional<String> hash, boolean byManifest) {
  private static final Set<String> RECORDS =
      Set.of(ArchiveRecords.LIST, ArchiveRecords.STOCKTAKE, RemoteSets.TABLE, RemoteSets.PAGE);

  /** A file of which the remote alone tells. */
  static ArchivedFile of(StoredFile file, String version) {
    return new ArchivedFile(
        version + "/" + file.path(),
        file.size(),
        file.contentHash().filter(hash -> !hash.isEmpty()),
        false);
  }

  /** A file of a set whose manifest may know what a listing does not. */
  static ArchivedFile of(StoredFile file, String version, Optional<Manifest> manifest) {
    ArchivedFile plain = of(file, version);
    if (plain.hash().isPresent()) {
      return plain;
    }
    Optional<String> hash =
        manifest
            .flatMap(each -> each.part(file.name()))
            .filter(part -> part.size() == file.size())
            .map(PartEntry::contentHash);
    return new ArchivedFile(plain.path(), plain.size(), hash, hash.isPresent());
  }

  /** Whether it is a record of what lies there: manifests, locks, list.txt and the like. */
  boolean isRecord() {
    String below = path.substring(path.indexOf('/') + 1);
    return RECORDS.contains(name())
        || below.startsWith(Manifest.FOLDER + "/")
        || below.startsWith(FaultLock.FOLDER + "/");
  }

  String folder() {
    return path.substring(0, path.lastIndexOf('/'));
  }

  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}

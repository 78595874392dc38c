package org.quakecore.cssync.upload.plan;

import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.StoredFile;

/**
 * Sees to it that no archive is begun where nobody meant one to be: a name that was mistyped would
 * make one in silence.
 */
public final class Destination {
  private final Options options;
  private final Remote remote;

  public Destination(Options options, Remote remote) {
    this.options = options;
    this.remote = remote;
  }

  /**
   * What stands in the version's folder, which need not be there yet.
   *
   * @param listing of that folder; empty where there is none
   * @throws SyncException of kind USAGE where something new has to be confirmed first
   */
  public List<StoredFile> confirmed(Optional<List<StoredFile>> listing) throws SyncException {
    if (listing.isEmpty() && !options.createRoot() && !options.manifestOnly()) {
      requireUsualName();
      requireRoot();
    }
    return listing.orElse(List.of());
  }

  private void requireUsualName() throws SyncException {
    if (!options.version().looksUsual()) {
      throw new SyncException(
          Kind.USAGE,
          remote.address(options.version().name())
              + ": there is no such version, and the name does not look like one (v22p4 or v22p12);"
              + " check --cs_ver, or confirm the name with --create_root");
    }
  }

  private void requireRoot() throws SyncException {
    if (remote.folders("").isEmpty()) {
      throw new SyncException(
          Kind.USAGE,
          remote.address("")
              + ": there is no such folder, so that a new archive would be begun; check --remote and"
              + " CS_SYNC_REMOTE, or confirm it with --create_root");
    }
  }
}

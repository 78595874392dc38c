package org.quakecore.cssync.remote;

import java.util.Set;
import org.quakecore.cssync.catalogue.SyncException;

/** Where remotes come from. */
@FunctionalInterface
public interface Remotes {
  /**
   * The remote of a root; nothing is asked of it yet but, of rclone, what its name means.
   *
   * @param root a folder, or what comes to one after the name of a remote, like {@code
   *     dropbox:Cybershake}
   */
  Remote at(String root, Access access) throws SyncException;

  /** The names, without their colons, of the remotes that are configured. */
  default Set<String> names() throws SyncException {
    return Set.of();
  }
}

package org.quakecore.cssync.remote;

import java.util.Set;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.TemporaryPlace;

/** Where remotes come from. */
@FunctionalInterface
public interface Remotes {
  /**
   * The remote of a root; nothing is asked of it yet.
   *
   * @param root a folder, or what comes to one after the name of a remote, like {@code
   *     dropbox:Cybershake}
   * @param place for what is there for a moment
   */
  Remote at(String root, TemporaryPlace place);

  /** The names, without their colons, of the remotes that are configured. */
  default Set<String> names() throws SyncException {
    return Set.of();
  }
}

package org.quakecore.cssync.cli;

import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import picocli.CommandLine.Option;

/** {@code --remote}, the same for every command. */
final class RemoteOption {
  @Option(
      names = "--remote",
      paramLabel = "REMOTE",
      defaultValue = "${env:CS_SYNC_REMOTE:-dropbox:Cybershake}",
      description =
          "Where the versions are kept: any rclone remote, or a plain path. Also taken from the"
              + " environment variable CS_SYNC_REMOTE. Default: dropbox:Cybershake")
  private String root;

  /**
   * What the user named.
   *
   * @throws SyncException USAGE when that is nothing, as an unset variable of a script makes it: it
   *     must not come to mean another archive
   */
  String root() throws SyncException {
    if (root.isBlank()) {
      throw new SyncException(
          Kind.USAGE,
          "--remote or CS_SYNC_REMOTE is empty, and so names no remote: give one like"
              + " dropbox:Cybershake, or unset CS_SYNC_REMOTE");
    }
    return root;
  }
}

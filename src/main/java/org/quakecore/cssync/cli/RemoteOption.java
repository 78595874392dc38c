package org.quakecore.cssync.cli;

import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.remote.Access;
import org.quakecore.cssync.remote.JoinedPieces;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.Remotes;
import picocli.CommandLine.Option;

/** {@code --remote}, the same for every command. */
final class RemoteOption {
  private static final String VARIABLE = "CS_SYNC_REMOTE";
  private static final String STANDARD = "dropbox:Cybershake";

  /** Where the archives of earlier scripts are, which had this root written into them. */
  private static final String EARLIER = "dropbox:/QuakeCoRE/Public/Cybershake";

  @Option(
      names = "--remote",
      paramLabel = "REMOTE",
      defaultValue = "${env:" + VARIABLE + "}",
      description =
          "Where the versions are kept: any rclone remote, or a plain path. Also taken from the"
              + " environment variable "
              + VARIABLE
              + ". Default: "
              + STANDARD
              + "; where "
              + EARLIER
              + " is there, too, one of them has to be named.")
  private String root;

  /**
   * The remote that is meant.
   *
   * @throws SyncException of kind USAGE where it cannot be told which one that is
   */
  Remote in(Remotes remotes, Access access) throws SyncException {
    if (root == null) {
      requireOneArchive(remotes.at(EARLIER, access.silent()));
      return remotes.at(STANDARD, access);
    }
    if (root.isBlank()) {
      // As an unset variable of a script makes it: it must not come to mean another archive.
      throw usage(
          "--remote or CS_SYNC_REMOTE is empty, and so names no remote: give one like"
              + " dropbox:Cybershake, or unset CS_SYNC_REMOTE");
    }
    if (root.indexOf(':') < 0 && !root.startsWith("/") && !root.startsWith(".")) {
      requireNoForgottenColon(remotes);
    }
    return remotes.at(root, access);
  }

  /** The same for who only looks and fetches: what split(1) has cut is whole there. */
  Remote joined(Remotes remotes, Access access) throws SyncException {
    return new JoinedPieces(in(remotes, access), access.tell());
  }

  /** Two archives side by side would each look like the whole. */
  private static void requireOneArchive(Remote earlier) throws SyncException {
    if (!earlier.folders("").orElse(List.of()).isEmpty()) {
      throw usage(
          "neither --remote nor "
              + VARIABLE
              + " is given, and there is an archive in "
              + EARLIER
              + " besides the default, "
              + STANDARD
              + ": say which one is meant, once for all with export "
              + VARIABLE
              + "="
              + EARLIER
              + " or export "
              + VARIABLE
              + "="
              + STANDARD
              + ", or for this command with --remote");
    }
  }

  /** A folder that is called as a remote is would fill the disk here, and look like the archive. */
  private void requireNoForgottenColon(Remotes remotes) throws SyncException {
    int slash = root.indexOf('/');
    String first = slash < 0 ? root : root.substring(0, slash);
    Optional<String> name =
        remotes.names().stream().filter(each -> each.equalsIgnoreCase(first.strip())).findFirst();
    if (name.isPresent()) {
      throw usage(
          "--remote or "
              + VARIABLE
              + " "
              + Quoted.of(root)
              + ": "
              + name.get()
              + " is a remote that rclone knows, and without a colon this is a folder here; write "
              + name.get()
              + ":"
              + Quoted.bare(slash < 0 ? "" : root.substring(slash + 1))
              + " for the remote, or ./"
              + Quoted.bare(root)
              + " for the folder");
    }
  }

  private static SyncException usage(String message) {
    return new SyncException(Kind.USAGE, message);
  }
}

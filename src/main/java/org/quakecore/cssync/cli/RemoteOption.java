package org.quakecore.cssync.cli;

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

  String root() {
    return root;
  }
}

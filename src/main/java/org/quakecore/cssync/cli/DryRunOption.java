package org.quakecore.cssync.cli;

import picocli.CommandLine.Option;

/** {@code --dry_run}, the same for every command that changes something. */
final class DryRunOption {
  @Option(
      names = {"--dry_run", "--dry-run"},
      description = "Say what would be done, with sizes, and do nothing.")
  private boolean given;

  boolean given() {
    return given;
  }
}

package org.quakecore.cssync.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.patterns.SyncPatterns;
import org.quakecore.cssync.inventory.VersionLayout;
import picocli.CommandLine.Option;

/** {@code --config} of the commands that find the layout of a version by themselves. */
final class LayoutOption {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The patterns that say how the version is laid out. Only needed where it has no"
              + " _manifest/layout.yaml and its names tell none that is known.")
  private Path config;

  /** What is said of the layout. */
  VersionLayout given() throws SyncException {
    return new VersionLayout(
        config == null ? Optional.empty() : Optional.of(SyncPatterns.read(config)));
  }
}

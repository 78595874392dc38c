package org.quakecore.cssync.cli;

import picocli.CommandLine.Option;

/** {@code --retries}, the same for every command that streams. */
final class RetryOption {
  @Option(
      names = "--retries",
      paramLabel = "N",
      defaultValue = "3",
      converter = AtLeastOne.class,
      description =
          "How often a stream is tried (--staging none, and --rel of download), each time after a"
              + " longer wait. Default: ${DEFAULT-VALUE}")
  private int tries;

  int tries() {
    return tries;
  }
}

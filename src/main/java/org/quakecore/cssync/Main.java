package org.quakecore.cssync;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Starts the program. */
@Command(name = "cs-dropbox-sync", mixinStandardHelpOptions = true)
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }
}

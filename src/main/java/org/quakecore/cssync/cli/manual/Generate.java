package org.quakecore.cssync.cli.manual;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.WholeFile;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The command by which the build makes man pages and completions of what {@code --help} says.
 * Nobody else is told of it.
 */
@Command(
    name = Generate.NAME,
    hidden = true,
    description = "Writes man pages and shell completions.")
public final class Generate implements Callable<Integer> {
  public static final String NAME = "generate";

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FOLDER", description = "Where share/man and the others are made.")
  private Path folder;

  @Override
  public Integer call() throws SyncException {
    for (Map.Entry<String, String> page : pages(spec.root()).entrySet()) {
      Path file = folder.resolve("share").resolve(page.getKey());
      try {
        Files.createDirectories(file.getParent());
      } catch (IOException e) {
        throw SyncException.of(e, file, SyncException.Kind.USAGE);
      }
      WholeFile.write(file, page.getValue());
    }
    return 0;
  }

  private static Map<String, String> pages(CommandSpec program) {
    String name = program.name();
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("man/man1/" + name + ".1", ManPage.of(program));
    for (CommandLine command : program.subcommands().values()) {
      CommandSpec spec = command.getCommandSpec();
      if (!spec.usageMessage().hidden()) {
        pages.put("man/man1/" + name + "-" + spec.name() + ".1", ManPage.of(spec));
      }
    }
    pages.put(
        "bash-completion/completions/" + name, AutoComplete.bash(name, program.commandLine()));
    pages.put("zsh/site-functions/_" + name, ZshCompletion.of(program));
    return pages;
  }
}

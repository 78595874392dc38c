package org.quakecore.cssync.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Spells out long options that were cut short, like {@code --over} for {@code --overwrite}, as the
 * Python scripts took them. picocli can do that, but takes {@code --dry_run} and {@code --dry-run}
 * for two options, and so {@code --dry} for ambiguous.
 */
public final class Abbreviations {
  private static final String END_OF_OPTIONS = "--";

  /**
   * The options the Python scripts had. A beginning that was clear to them stays what it was,
   * whatever options have come since: {@code --down} is {@code --download_dir}.
   */
  private static final Set<String> OF_THE_SCRIPTS =
      Set.of(
          "--config",
          "--data_types",
          "--tmp_dir",
          "--overwrite",
          "--no_checksum",
          "--download_dir",
          "--cleanup",
          "--no_download",
          "--inc_fault",
          "--exc_fault",
          "--force_untar",
          "--help");

  private Abbreviations() {}

  /**
   * The arguments with every long option in full. What is no beginning of an option stays as it is.
   *
   * @param line of the whole program
   * @throws ParameterException when a beginning could be one of several options
   */
  public static String[] spelledOut(CommandLine line, String[] args) {
    String[] full = args.clone();
    CommandLine command = line;
    for (int i = 0; i < full.length && !full[i].equals(END_OF_OPTIONS); i++) {
      if (command == line && line.getSubcommands().containsKey(full[i])) {
        command = line.getSubcommands().get(full[i]);
      } else if (full[i].startsWith(END_OF_OPTIONS)) {
        full[i] = spelledOut(command, full[i]);
      }
    }
    return full;
  }

  private static String spelledOut(CommandLine command, String argument) {
    int equals = argument.indexOf('=');
    String given = equals < 0 ? argument : argument.substring(0, equals);
    String value = equals < 0 ? "" : argument.substring(equals);
    List<OptionSpec> options = command.getCommandSpec().options();
    if (options.stream().flatMap(Abbreviations::names).anyMatch(given::equals)) {
      return argument;
    }
    String beginning = underscored(given);
    Set<String> candidates =
        options.stream()
            .map(OptionSpec::longestName)
            .map(Abbreviations::underscored)
            .filter(name -> name.startsWith(beginning))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> known = new TreeSet<>(candidates);
    known.retainAll(OF_THE_SCRIPTS);
    Set<String> meant = known.size() == 1 ? known : candidates;
    if (meant.size() > 1) {
      throw new ParameterException(
          command, given + " could be " + String.join(", ", meant) + ": write more of it");
    }
    return meant.isEmpty() ? argument : meant.iterator().next() + value;
  }

  private static Stream<String> names(OptionSpec option) {
    return Arrays.stream(option.names());
  }

  private static String underscored(String name) {
    return END_OF_OPTIONS + name.substring(END_OF_OPTIONS.length()).replace('-', '_');
  }
}

package org.quakecore.cssync.cli.manual;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A completion function for zsh, with what each option does beside it. */
final class ZshCompletion {
  private final CommandSpec program;
  private final StringBuilder text = new StringBuilder();

  private ZshCompletion(CommandSpec program) {
    this.program = program;
  }

  static String of(CommandSpec program) {
    return new ZshCompletion(program).write();
  }

  private String write() {
    List<CommandSpec> commands =
        program.subcommands().values().stream()
            .map(CommandLine::getCommandSpec)
            .filter(each -> !each.usageMessage().hidden())
            .toList();
    line("#compdef " + program.name());
    line("");
    line(function(program) + "() {");
    line("  local curcontext=$curcontext state line");
    line("  typeset -A opt_args");
    arguments(
        program, List.of(quoted("1:command:->command"), quoted("*::argument:->argument")), "-C");
    line("  case $state in");
    line("    command)");
    line("      local -a commands");
    line("      commands=(");
    for (CommandSpec command : commands) {
      String said = Words.firstSentence(Words.of(command).get(0));
      line("        " + quoted(command.name() + ":" + said));
    }
    line("      )");
    line("      _describe command commands");
    line("      ;;");
    line("    argument)");
    line("      case $words[1] in");
    for (CommandSpec command : commands) {
      line("        " + command.name() + ") " + function(command) + " ;;");
    }
    line("      esac");
    line("      ;;");
    line("  esac");
    line("}");
    for (CommandSpec command : commands) {
      line("");
      line(function(command) + "() {");
      arguments(command, positional(command), "-S");
      line("}");
    }
    line("");
    line(function(program) + " \"$@\"");
    return text.toString();
  }

  private void arguments(CommandSpec command, List<String> positional, String flags) {
    List<String> words = new ArrayList<>();
    command.options().stream()
        .filter(option -> !option.hidden())
        .forEach(option -> words.add(option(option)));
    words.addAll(positional);
    line("  _arguments -s " + flags + " \\");
    line("    " + String.join(" \\\n    ", words));
  }

  /** As {@code '(-f --overwrite)'{-f,--overwrite}'[replace]'}; the first long spelling will do. */
  private static String option(OptionSpec option) {
    List<String> names = new ArrayList<>();
    Arrays.stream(option.names()).filter(name -> !name.startsWith("--")).forEach(names::add);
    names.add(option.longestName().replace("-", "_").replace("__", "--"));
    names.removeIf(name -> !List.of(option.names()).contains(name));
    boolean value = option.arity().max() > 0;
    String rest =
        "["
            + Words.firstSentence(Words.of(option)).replace("[", "\\[").replace("]", "\\]")
            + "]"
            + (value ? ":" + option.paramLabel().replace(":", "\\:") + ":" + action(option) : "");
    String mark = option.isMultiValue() ? "*" : "";
    if (names.size() == 1) {
      String name = names.get(0) + (value && names.get(0).startsWith("--") ? "=" : "");
      return quoted(mark + name + rest);
    }
    String either =
        names.stream()
            .map(name -> name + (value ? name.startsWith("--") ? "=" : "+" : ""))
            .collect(Collectors.joining(",", "{", "}"));
    String first = mark.isEmpty() ? "(" + String.join(" ", names) + ")" : mark;
    return quoted(first) + either + quoted(rest);
  }

  private static List<String> positional(CommandSpec command) {
    List<String> words = new ArrayList<>();
    for (PositionalParamSpec each : command.positionalParameters()) {
      if (!each.hidden() && !each.isMultiValue()) {
        String optional = each.required() ? ":" : "::";
        words.add(
            quoted((each.index().min() + 1) + optional + each.paramLabel() + ":" + action(each)));
      }
    }
    return words;
  }

  private static String action(ArgSpec argument) {
    if (argument.completionCandidates() != null) {
      String choices = String.join(" ", argument.completionCandidates());
      return argument.splitRegex().isEmpty()
          ? "(" + choices + ")"
          : "_sequence compadd - " + choices;
    }
    return argument.type() == Path.class ? "_files" : "";
  }

  private static String function(CommandSpec command) {
    return "_" + command.qualifiedName("_");
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}

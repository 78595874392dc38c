package org.quakecore.cssync.cli.manual;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A page for {@code man}, in roff with the macros of man(7). */
final class ManPage {
  private static final String EXAMPLE_INDENT = "  ";

  /** What the launcher and the program read, which no help lists. */
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "CS_SYNC_REMOTE",
          "Where the versions are kept, unless --remote says it.",
          "CS_SYNC_ENGINE",
          "Who moves the bytes, unless --engine says it.",
          "CS_SYNC_RCLONE",
          "Another rclone than the one on the PATH.",
          "CS_SYNC_JAVA",
          "A Java of version 17 or later, or its home; else JAVA_HOME, the PATH, the usual folders"
              + " and modules are searched.",
          "CS_SYNC_JAVA_OPTS",
          "More options for Java, like -Xmx1g; the default is -Xmx256m.");

  private final CommandSpec command;
  private final StringBuilder page = new StringBuilder();

  private ManPage(CommandSpec command) {
    this.command = command;
  }

  static String of(CommandSpec command) {
    return new ManPage(command).write();
  }

  private String write() {
    String name = command.qualifiedName("-");
    String program = command.root().name();
    List<String> words = Words.of(command);
    macro(
        "TH",
        name.toUpperCase(Locale.ROOT),
        "1",
        "",
        String.join(" ", command.root().version()),
        program);
    section("NAME");
    text(name + " - " + Words.firstSentence(words.get(0)));
    section("SYNOPSIS");
    synopsis();
    section("DESCRIPTION");
    words.forEach(this::paragraph);
    commands();
    options();
    if (command.parent() == null) {
      section("ENVIRONMENT");
      ENVIRONMENT.entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(each -> item(bold(each.getKey()), each.getValue()));
    }
    section("EXIT STATUS");
    command.usageMessage().exitCodeList().forEach((code, meaning) -> item(bold(code), meaning));
    examples();
    section("SEE ALSO");
    text("rclone(1), " + seeAlso());
    return page.toString();
  }

  /** In full, as --help has it, but broken where man breaks it. */
  private void synopsis() {
    String synopsis =
        new Help(command, Help.defaultColorScheme(Ansi.OFF)).synopsis(0).replaceAll("\\s+", " ");
    String name = command.qualifiedName();
    page.append(bold(name)).append(escaped(synopsis.strip().substring(name.length()))).append('\n');
  }

  private void commands() {
    List<CommandSpec> all = shown(command);
    if (all.isEmpty()) {
      return;
    }
    section("COMMANDS");
    all.forEach(each -> item(bold(each.name()), Words.of(each).get(0)));
  }

  private void options() {
    if (!command.positionalParameters().isEmpty()) {
      section("ARGUMENTS");
      command.positionalParameters().stream()
          .filter(each -> !each.hidden())
          .forEach(each -> item(italic(each.paramLabel()), Words.of(each)));
    }
    section("OPTIONS");
    command.options().stream()
        .filter(each -> !each.hidden())
        .forEach(each -> item(names(each), Words.of(each)));
  }

  private static String names(OptionSpec option) {
    String names =
        Arrays.stream(option.names()).map(ManPage::bold).collect(Collectors.joining(", "));
    return names + (takesValue(option) ? "=" + italic(option.paramLabel()) : "");
  }

  private static boolean takesValue(ArgSpec argument) {
    return argument.arity().max() > 0;
  }

  /** Lines that are typed are indented in the help; the others are sentences. */
  private void examples() {
    String[] lines = command.usageMessage().footer();
    if (lines.length == 0) {
      return;
    }
    section("EXAMPLES");
    for (String line : lines) {
      String words = Words.plain(line);
      if (words.startsWith(EXAMPLE_INDENT)) {
        macro("PP");
        macro("nf");
        text(words);
        macro("fi");
      } else if (!words.isBlank()) {
        paragraph(words);
      }
    }
  }

  private String seeAlso() {
    CommandSpec root = command.root();
    return Stream.concat(Stream.of(root), shown(root).stream())
        .filter(each -> each != command)
        .map(each -> each.qualifiedName("-") + "(1)")
        .collect(Collectors.joining(", "));
  }

  private static List<CommandSpec> shown(CommandSpec command) {
    return command.subcommands().values().stream()
        .map(CommandLine::getCommandSpec)
        .filter(each -> !each.usageMessage().hidden())
        .toList();
  }

  private void section(String title) {
    macro("SH", title);
  }

  private void paragraph(String words) {
    macro("PP");
    text(words);
  }

  /**
   * @param term in roff
   */
  private void item(String term, String words) {
    macro("TP");
    page.append(term).append('\n');
    text(words);
  }

  private void macro(String name, String... arguments) {
    page.append('.').append(name);
    for (String argument : arguments) {
      page.append(" \"").append(escaped(argument)).append('"');
    }
    page.append('\n');
  }

  private void text(String words) {
    page.append(escaped(words)).append('\n');
  }

  private static String bold(String text) {
    return "\\fB" + escaped(text) + "\\fR";
  }

  private static String italic(String text) {
    return "\\fI" + escaped(text) + "\\fR";
  }

  /** A dot or quote that begins a line would be a command, and a bare hyphen no minus sign. */
  private static String escaped(String text) {
    String safe =
        text.replace("\\", "\\e").replace("-", "\\-").replace("\"", "\\(dq").replace("'", "\\(aq");
    return safe.startsWith(".") ? "\\&" + safe : safe;
  }
}

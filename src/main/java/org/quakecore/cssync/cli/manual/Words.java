package org.quakecore.cssync.cli.manual;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** What {@code --help} says, without its line breaks and colours. */
final class Words {
  private Words() {}

  /** Of an option or argument, in one paragraph. */
  static String of(ArgSpec argument) {
    return Arrays.stream(argument.description()).map(Words::plain).collect(Collectors.joining(" "));
  }

  /** What the command does: a paragraph each. */
  static List<String> of(CommandSpec command) {
    return Stream.of(command.usageMessage().header(), command.usageMessage().description())
        .flatMap(Arrays::stream)
        .map(Words::plain)
        .filter(line -> !line.isBlank())
        .toList();
  }

  /** Its first sentence, without the full stop. */
  static String firstSentence(String text) {
    int end = text.indexOf(". ");
    String sentence = end < 0 ? text : text.substring(0, end);
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }

  /** Help texts are formats, with marks for what is bold. */
  static String plain(String line) {
    return Ansi.OFF.string(String.format(Locale.ROOT, line));
  }
}

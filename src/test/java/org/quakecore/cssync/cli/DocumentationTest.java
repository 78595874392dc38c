package org.quakecore.cssync.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The pages in docs say what the program does, and its help shows how. */
class DocumentationTest {
  private static final Path DOCS = Path.of("docs");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern NAME = Pattern.compile("(?<![\\w-])--?[A-Za-z][\\w-]*");

  /** The commands, without the program as a whole, and without what builds its manual. */
  static List<Class<?>> commands() {
    return OptionsTest.commands().stream()
        .filter(each -> each.getPackage().equals(DocumentationTest.class.getPackage()))
        .toList();
  }

  private static String name(Class<?> command) {
    return command.getAnnotation(CommandLine.Command.class).name();
  }

  /** Of a table of a page, below a heading, the cells of each row but its first two. */
  private static List<List<String>> table(String page, String heading) throws IOException {
    List<String> lines = Files.readAllLines(DOCS.resolve(page));
    int from = lines.indexOf("## " + heading);
    assertTrue(from >= 0, page + " has no section " + heading);
    List<List<String>> rows = new ArrayList<>();
    for (String line : lines.subList(from + 1, lines.size())) {
      if (line.startsWith("## ")) {
        break;
      }
      if (line.startsWith("| ")) {
        // A bar within a cell is escaped.
        String[] cells = line.replaceAll("^\\||\\|$", "").split("(?<!\\\\)\\|", -1);
        rows.add(Arrays.stream(cells).map(String::strip).toList());
      }
    }
    assertTrue(rows.size() > 2, page + ", " + heading + ": no table");
    return rows.subList(2, rows.size());
  }

  /** The names of options in the code of the first cells of these rows. */
  private static Set<String> optionsIn(List<List<String>> rows) {
    Set<String> names = new TreeSet<>();
    for (List<String> row : rows) {
      CODE.matcher(row.get(0))
          .results()
          .map(code -> code.group(1))
          .flatMap(code -> NAME.matcher(code).results().map(MatchResult::group))
          .forEach(names::add);
    }
    return names;
  }

  /** The names of a command's options, spelled with underscores. */
  private static Set<String> optionsOf(CommandLine line) {
    Set<String> names = new TreeSet<>();
    for (OptionSpec option : line.getCommandSpec().options()) {
      Arrays.stream(option.names())
          .filter(name -> !name.substring(2).contains("-"))
          .forEach(names::add);
    }
    return names;
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionOfACommandStandsInTheReferenceAndNoOther(Class<?> command) throws Exception {
    Set<String> documented = optionsIn(table("reference.md", name(command)));
    documented.addAll(optionsIn(table("reference.md", "Every command")));
    Set<String> known = optionsOf(OptionsTest.lineOf(command));
    // Of the program as a whole, inherited by each.
    for (Class<?> each : OptionsTest.commands()) {
      if (name(each).contains("-")) {
        known.addAll(optionsOf(OptionsTest.lineOf(each)));
      }
    }
    assertEquals(String.join("\n", known), String.join("\n", documented), name(command));
  }

  @Test
  void everyExitCodeStandsInTheReferenceWithItsMeaning() throws Exception {
    List<List<String>> rows = table("reference.md", "Exit codes");
    for (ExitCode code : ExitCode.values()) {
      assertTrue(
          rows.stream()
              .anyMatch(
                  row ->
                      row.get(0).contains(String.valueOf(code.code()))
                          && (code == ExitCode.INTERRUPTED || row.get(1).equals(code.meaning()))),
          code + " " + rows);
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void theHelpOfACommandHasExamplesThatItUnderstands(Class<?> command) throws Exception {
    CommandLine line = OptionsTest.lineOf(command);
    String start = "  cs-dropbox-sync " + name(command);
    List<String> examples =
        Arrays.stream(line.getCommandSpec().usageMessage().footer())
            .filter(each -> each.startsWith(start))
            .toList();
    assertTrue(examples.size() >= 2, "examples of " + name(command) + ": " + examples);
    for (String example : examples) {
      String call = example.substring(start.length()).replaceFirst(" [|>] .*| #.*", "").strip();
      String[] words =
          call.isEmpty()
              ? new String[0]
              : Arrays.stream(call.split(" +", -1))
                  .map(word -> word.replace("'", ""))
                  .toArray(String[]::new);
      CommandLine anew = OptionsTest.lineOf(command);
      assertDoesNotThrow(() -> anew.parseArgs(words), example);
    }
  }

  /** The lines of a list kept beside the tests, without its heading, in cells. */
  private static List<List<String>> kept(String list) throws IOException {
    return Files.readAllLines(Path.of("src/test/resources", list)).stream()
        .skip(1)
        .map(line -> Arrays.asList(line.split("\t", -1)))
        .toList();
  }

  private static List<List<String>> plain(List<List<String>> rows) {
    return rows.stream()
        .map(row -> row.stream().map(cell -> cell.replace("`", "")).toList())
        .toList();
  }

  @Test
  void whatThePythonScriptsTookIsTakenAndToldAsTheListHasIt() throws Exception {
    List<List<String>> listed = kept("python-options.tsv");
    TreeMap<String, CommandLine> lines = new TreeMap<>();
    for (Class<?> command : commands()) {
      lines.put(name(command), OptionsTest.lineOf(command));
    }
    for (List<String> row : listed) {
      CommandLine line = lines.get(row.get(0));
      for (String then : row.get(1).split(", ", -1)) {
        boolean taken =
            then.startsWith("-")
                ? line.getCommandSpec().findOption(then) != null
                : line.getCommandSpec().positionalParameters().stream()
                    .anyMatch(each -> each.paramLabel().equals(then));
        assertTrue(taken, row.toString());
      }
    }
    assertEquals(
        listed.stream()
            .map(row -> row.stream().map(cell -> cell.equals("-") ? "" : cell).toList())
            .toList(),
        plain(table("python.md", "Options")));
  }

  @Test
  void theDefaultsOfOptionsThatThePythonScriptsHadAreThoseOfTheList() throws Exception {
    for (Class<?> command : commands()) {
      CommandLine line = OptionsTest.lineOf(command);
      for (List<String> row : kept("python-options.tsv")) {
        OptionSpec option =
            row.get(0).equals(name(command))
                ? line.getCommandSpec().findOption(row.get(1).split(", ", -1)[0])
                : null;
        if (option != null && option.defaultValue() != null) {
          String words =
              option.defaultValue().equals(".") ? "the current folder" : option.defaultValue();
          assertEquals(row.get(4), words, row.toString());
        }
        if (option != null && option.arity().max() == 0) {
          assertEquals("off", row.get(4), row.toString());
        }
      }
    }
  }

  @Test
  void whatThePythonScriptsPrintedIsToldAsTheListHasIt() throws Exception {
    assertEquals(kept("python-lines.tsv"), plain(table("python.md", "Lines that are printed")));
  }

  /** That list is of the lines that a run is seen to print, with what differs between left out. */
  @Test
  void everyLineThatAnotherTestSeesPrintedIsInTheTableOfThosePrinted() throws Exception {
    List<List<String>> table = plain(table("python.md", "Lines that are printed"));
    List<String> missing = new ArrayList<>();
    for (String kept : Files.readAllLines(Path.of("src/test/resources/python-lines.txt"))) {
      String[] cells = kept.split(" *\\| +", 3);
      if (kept.startsWith("#") || cells.length < 3 || cells[2].contains("Errors: ")) {
        continue;
      }
      String words = Pattern.quote(cells[2].strip()).replace("...", "\\E.+\\Q");
      if (table.stream()
          .noneMatch(row -> row.get(0).equals(cells[0]) && row.get(1).matches(words))) {
        missing.add(kept);
      }
    }
    assertEquals(List.of(), missing);
  }

  @Test
  void linksBetweenThePagesLeadSomewhere() throws Exception {
    Pattern link = Pattern.compile("\\]\\(([^)#: ]*)(?:#([^)]*))?\\)");
    List<String> dead = new ArrayList<>();
    List<Path> pages = new ArrayList<>(List.of(Path.of("README.md"), Path.of("CONTRIBUTING.md")));
    try (Stream<Path> all = Files.list(DOCS)) {
      all.filter(page -> page.toString().endsWith(".md")).forEach(pages::add);
    }
    for (Path page : pages) {
      String text = Files.readString(page);
      link.matcher(text)
          .results()
          .forEach(
              found -> {
                Path target =
                    found.group(1).isEmpty()
                        ? page
                        : page.resolveSibling(found.group(1)).normalize();
                if (!Files.exists(target)
                    || (found.group(2) != null && !headings(target).contains(found.group(2)))) {
                  dead.add(page + ": " + found.group());
                }
              });
    }
    assertEquals(List.of(), dead);
  }

  /** As they are linked to. */
  private static Set<String> headings(Path page) {
    Set<String> anchors = new TreeSet<>();
    try {
      for (String line : Files.readAllLines(page)) {
        if (line.startsWith("#")) {
          anchors.add(
              line.replaceFirst("^#+ ", "")
                  .toLowerCase(Locale.ROOT)
                  .replaceAll("[^\\w -]", "")
                  .replace(' ', '-'));
        }
      }
    } catch (IOException unreadable) {
      return Set.of();
    }
    return anchors;
  }

  @Test
  void everyArgumentIsNamedInTheReferencesSynopsis() throws Exception {
    String reference = Files.readString(DOCS.resolve("reference.md"));
    for (Class<?> command : commands()) {
      StringBuilder words = new StringBuilder("cs-dropbox-sync " + name(command));
      for (ArgSpec each : OptionsTest.lineOf(command).getCommandSpec().positionalParameters()) {
        String label = ((PositionalParamSpec) each).paramLabel();
        words.append(each.arity().min() == 0 ? " [" + label + "]" : " " + label);
      }
      assertTrue(reference.contains(words.toString()), words.toString());
    }
  }
}

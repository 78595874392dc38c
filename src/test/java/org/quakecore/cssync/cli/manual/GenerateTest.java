package org.quakecore.cssync.cli.manual;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.Main;

class GenerateTest {
  private static final Pattern OPTION = Pattern.compile("(?m)^(?:  -., |      )(--[a-z_]+)");

  @TempDir private Path folder;

  @BeforeEach
  void generate() {
    assertEquals("", output("generate", folder.toString()));
  }

  private static String output(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertEquals(0, Main.run(args, out, out), out.toString(UTF_8));
    return out.toString(UTF_8);
  }

  private String page(String name) throws Exception {
    return Files.readString(folder.resolve("share").resolve(name));
  }

  /** The options that a command's help lists. */
  private static List<String> options(String command) {
    List<String> options = new ArrayList<>();
    Matcher matcher = OPTION.matcher(output(command, "--help"));
    while (matcher.find()) {
      options.add(matcher.group(1));
    }
    assertTrue(options.size() > 5, options.toString());
    return options;
  }

  @Test
  void everyOptionOfTheHelpIsInTheManPageAndInBothCompletions() throws Exception {
    List<String> commands = commands();
    assertTrue(commands.containsAll(List.of("preprocess", "upload", "download", "status")));
    for (String command : commands) {
      assertToldOfAll(options(command), command);
    }
  }

  /** As the program's help lists them. */
  private static List<String> commands() {
    String list = between(output("--help"), "Commands:", "Exit codes:");
    return Pattern.compile("(?m)^  ([a-z]+) ")
        .matcher(list)
        .results()
        .map(m -> m.group(1))
        .toList();
  }

  private void assertToldOfAll(List<String> options, String command) throws Exception {
    String man = page("man/man1/cs-dropbox-sync-" + command + ".1").replace("\\-", "-");
    String function = "cs-dropbox-sync_" + command + "()";
    String zsh = between(page("zsh/site-functions/_cs-dropbox-sync"), function, "\n}");
    String bash =
        between(
            page("bash-completion/completions/cs-dropbox-sync"),
            "function _picocli_" + function,
            "\n}");
    for (String option : options) {
      assertTrue(man.contains("\\fB" + option + "\\fR"), option + " in\n" + man);
      assertTrue(zsh.contains(option), option + " in\n" + zsh);
      assertTrue(bash.contains(option), option + " in\n" + bash);
    }
  }

  private static String between(String text, String start, String end) {
    int from = text.indexOf(start);
    int to = text.indexOf(end, from);
    assertTrue(from >= 0 && to > from, start + " .. " + end + " in\n" + text);
    return text.substring(from + start.length(), to);
  }

  @Test
  void theCommandThatMakesThePagesIsNotTold() throws Exception {
    for (String page :
        List.of(
            "man/man1/cs-dropbox-sync.1",
            "zsh/site-functions/_cs-dropbox-sync",
            "bash-completion/completions/cs-dropbox-sync")) {
      assertFalse(page(page).contains("cs-dropbox-sync_generate"), page);
      assertFalse(page(page).contains("Writes man pages"), page);
    }
    assertFalse(output("--help").contains("generate"));
  }

  @Test
  void nothingThatManWouldTakeForACommandOfItsOwnIsInAManPage() throws Exception {
    for (String line : page("man/man1/cs-dropbox-sync-upload.1").lines().toList()) {
      assertTrue(line.matches("[^.'].*|\\.(TH|SH|PP|TP|nf|fi)( .*)?"), line);
    }
  }

  @Test
  void bashCompletesCommandsOptionsAndTheirValues() throws Exception {
    assertEquals("download", completed("cs-dropbox-sync", "dow"));
    assertEquals("--safe_to_delete_out", completed("cs-dropbox-sync", "status", "--safe_"));
    assertEquals("none", completed("cs-dropbox-sync", "upload", "--staging", "n"));
    assertEquals("SAMPLE_BB", completed("cs-dropbox-sync", "preprocess", "-t", "SA"));
  }

  /** What bash makes of the last word when Tab is pressed. */
  private String completed(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", "-c"));
    command.add(
        ". \"$0\"; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); COMP_LINE=$*;"
            + " compopt() { :; }; COMP_POINT=${#COMP_LINE}; _complete_cs-dropbox-sync; echo ${COMPREPLY[@]}");
    command.add(folder.resolve("share/bash-completion/completions/cs-dropbox-sync").toString());
    command.addAll(List.of(words));
    Process bash = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(bash.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, bash.waitFor(), said);
    return said.strip();
  }
}

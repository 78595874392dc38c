package org.quakecore.cssync.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What holds for every option of every command, also of those yet to come. */
class OptionsTest {
  /** Every class that is a command, the whole program's included. */
  static List<Class<?>> commands() {
    return new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.quakecore.cssync")
            .stream()
            .filter(each -> each.isAnnotatedWith(Command.class))
            .<Class<?>>map(JavaClass::reflect)
            .toList();
  }

  /** Made without what it works with: only its options are looked at. */
  static CommandLine lineOf(Class<?> command) throws ReflectiveOperationException {
    Constructor<?> constructor = command.getDeclaredConstructors()[0];
    constructor.setAccessible(true);
    return new CommandLine(constructor.newInstance(new Object[constructor.getParameterCount()]));
  }

  private static List<OptionSpec> optionsOf(Class<?> command) throws ReflectiveOperationException {
    return lineOf(command).getCommandSpec().options();
  }

  @Test
  void theCommandsAreFound() {
    assertTrue(commands().contains(UploadCommand.class), commands().toString());
    assertTrue(commands().size() >= 4, commands().toString());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyNameWithUnderscoresCanBeWrittenWithDashesToo(Class<?> command) throws Exception {
    for (OptionSpec option : optionsOf(command)) {
      List<String> names = List.of(option.names());
      List<String> missing =
          names.stream()
              .map(name -> name.replace('_', '-'))
              .filter(name -> !names.contains(name))
              .toList();
      assertEquals(List.of(), missing, "other spellings of " + names);
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyNameWithDashesInsideIsAnUnderscoredOneToo(Class<?> command) throws Exception {
    for (OptionSpec option : optionsOf(command)) {
      List<String> names = List.of(option.names());
      List<String> missing =
          names.stream()
              .filter(name -> name.startsWith("--"))
              .map(name -> "--" + name.substring(2).replace('-', '_'))
              .filter(name -> !names.contains(name))
              .toList();
      assertEquals(List.of(), missing, "other spellings of " + names);
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionAndParameterIsDescribed(Class<?> command) throws Exception {
    CommandLine line = lineOf(command);
    List<ArgSpec> undescribed =
        Stream.<ArgSpec>concat(
                line.getCommandSpec().options().stream(),
                line.getCommandSpec().positionalParameters().stream())
            .filter(each -> String.join("", each.description()).isBlank())
            .toList();
    assertEquals(List.of(), undescribed);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionThatTakesAValueSaysWhatItIs(Class<?> command) throws Exception {
    for (OptionSpec option : optionsOf(command)) {
      if (option.arity().max() > 0) {
        assertTrue(option.paramLabel().matches("[A-Z_/]+"), option + " " + option.paramLabel());
      }
    }
  }
}

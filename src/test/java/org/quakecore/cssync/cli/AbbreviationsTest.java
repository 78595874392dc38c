package org.quakecore.cssync.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

class AbbreviationsTest {
  private final CommandLine line =
      new CommandLine(CommandSpec.create().name("cs-dropbox-sync"))
          .addSubcommand("preprocess", new PreprocessCommand(null, Optional.empty()))
          .addSubcommand("upload", new UploadCommand(null, null, Optional.empty()))
          .addSubcommand("download", new DownloadCommand(null, null))
          .addSubcommand("status", new StatusCommand(null, null));

  private String[] spelledOut(String... args) {
    return Abbreviations.spelledOut(line, args);
  }

  @ParameterizedTest
  @CsvSource({
    "upload, --over, --overwrite",
    "upload, --no, --no_checksum",
    "upload, --dry, --dry_run",
    "upload, --exc-f, --exc_fault",
    "upload, --tmp=/scratch, --tmp_dir=/scratch",
    "download, --force, --force_untar",
    "download, --no-d, --no_download",
    "status, --safe, --safe_to_delete_out",
    "preprocess, --conf=a=b, --config=a=b"
  })
  void aBeginningOfOneOptionIsThatOption(String command, String given, String full) {
    assertArrayEquals(new String[] {command, full}, spelledOut(command, given));
  }

  @ParameterizedTest
  @CsvSource({
    "download, --down, --download_dir",
    "download, --download, --download_dir",
    "upload, --d, --data_types",
    "download, --f, --force_untar"
  })
  void whatWasClearToThePythonScriptsStaysWhatItWas(String command, String given, String full) {
    assertArrayEquals(new String[] {command, full}, spelledOut(command, given));
  }

  @ParameterizedTest
  @CsvSource({"--dry-run", "--dry_run", "-t", "-f", "./", "--nothing_has_this_name", "-"})
  void allElseStaysAsItIs(String argument) {
    assertArrayEquals(new String[] {"upload", argument}, spelledOut("upload", argument));
  }

  @Test
  void aFullNameIsNeverTakenForTheBeginningOfALongerOne() {
    assertArrayEquals(
        new String[] {"download", "--downloads", "3"}, spelledOut("download", "--downloads", "3"));
  }

  @Test
  void whatIsForRcloneIsLeftAlone() {
    assertArrayEquals(
        new String[] {"upload", "--", "--over"}, spelledOut("upload", "--", "--over"));
  }

  @Test
  void aBeginningOfSeveralOptionsIsRefusedWithTheirNames() {
    ParameterException refused =
        assertThrows(ParameterException.class, () -> spelledOut("status", "--re"));
    assertEquals(
        "--re could be --rehash, --remote, --report: write more of it", refused.getMessage());
  }
}

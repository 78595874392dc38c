package org.quakecore.cssync.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quakecore.cssync.testing.Types;

class FilesToSyncTest {
  private static final String GOOD =
      """
      .:
        /scratch/v22p12/stocktake.csv: 737
        list.txt: 50
      BooBooEAST:
        BB:
          Runs/BooBooEAST/BooBooEAST_REL01/BB/Acc/BB.bin: 1560129496
          Runs/BooBooEAST/BooBooEAST_REL02/BB/Acc/BB.bin: 1560129496
        SAMPLE_BB:
          Runs/BooBooEAST/BooBooEAST_REL01/BB/Acc/BB.bin: 1560129496
        Source:
          Data/Sources/BooBooEAST/Srf/BooBooEAST.csv: 1506
        VM:
          Data/VMs/BooBooEAST/nzvm.cfg: 439
      """;

  @TempDir Path folder;

  private FilesToSync read(String yaml) throws SyncException, IOException {
    return FilesToSync.read(
        Files.writeString(folder.resolve("files_to_sync.yaml"), yaml), ArchiveLayout.STANDARD);
  }

  private String refusal(String yaml) {
    SyncException e = assertThrows(SyncException.class, () -> read(yaml));
    assertEquals(SyncException.Kind.BAD_INPUT, e.kind());
    return e.getMessage().replace(folder + "/", "");
  }

  @Test
  void theFileOfTheSpecificationIsRead() throws Exception {
    FilesToSync files = read(GOOD);

    assertEquals(
        List.of(new SyncFile("/scratch/v22p12/stocktake.csv", 737), new SyncFile("list.txt", 50)),
        files.rootFiles());
    Map<DataType, List<SyncFile>> types = files.faults().get(new Fault("BooBooEAST"));
    assertEquals(Set.of(Types.BB, Types.SAMPLE_BB, Types.SOURCE, Types.VM), types.keySet());
    assertEquals(
        new SyncFile("Runs/BooBooEAST/BooBooEAST_REL02/BB/Acc/BB.bin", 1_560_129_496),
        types.get(Types.BB).get(1));
  }

  @Test
  void whatWasReadIsWrittenAsTheSameBytes() throws Exception {
    assertEquals(GOOD, written(read(GOOD)));
  }

  private static String written(FilesToSync files) throws IOException {
    StringWriter out = new StringWriter();
    FilesToSyncWriter root = new FilesToSyncWriter(out, FilesToSyncWriter.ROOT_KEY);
    root.files(files.rootFiles());
    root.end();
    for (Fault fault : files.faults().keySet()) {
      out.append(section(fault, files.faults().get(fault)));
    }
    return out.toString();
  }

  private static String section(Fault fault, Map<DataType, List<SyncFile>> types)
      throws IOException {
    StringWriter out = new StringWriter();
    FilesToSyncWriter writer = new FilesToSyncWriter(out, fault.name());
    Map<String, DataType> sorted = new TreeMap<>();
    types.keySet().forEach(type -> sorted.put(type.label(), type));
    for (DataType type : sorted.values()) {
      writer.type(type, types.get(type));
    }
    writer.end();
    return out.toString();
  }

  @Test
  void flowStyleQuotesAndAnyOrderAreRead() throws Exception {
    FilesToSync files = read("{'Hope': {\"BB\": {b: 2, a: 1}, IM: }, .: {list.txt: 0}}");

    assertEquals(
        List.of(new SyncFile("a", 1), new SyncFile("b", 2)),
        files.faults().get(new Fault("Hope")).get(Types.BB));
    assertEquals(List.of(), files.faults().get(new Fault("Hope")).get(Types.IM));
    assertEquals(List.of(new SyncFile("list.txt", 0)), files.rootFiles());
  }

  @ParameterizedTest
  @ValueSource(strings = {"NO", "1_0", "017", "1e3", "~", "null", "true", "2020-01-02", "0x1F"})
  void namesThatYamlTakesForSomethingElseStayNames(String name) throws Exception {
    assertEquals(Set.of(new Fault(name)), read(name + ":\n  BB:\n    a: 1\n").faults().keySet());
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      value = {
        "Hope: {BB: {a: 1, a: 1}} => files_to_sync.yaml:1: \"a\" is listed twice",
        "Hope: {BB: {b: 1, a: 2, b: 1}} => files_to_sync.yaml:1: \"b\" is listed twice",
        "Hope: {BB: {}, BB: {}} => files_to_sync.yaml:1: Hope has BB twice",
        "{Hope: {}, HOPE: {}} => \"HOPE\": this fault has a section already, as \"Hope\"",
        "{.: {}, .: {}} => the section \".\" is here twice",
        "Hope: {LF: {}} => \"LF\" is no data type; Hope can have Source, IM, BB",
        "Hope: {BB: {a: 1.5}} => \"a\": its size must be a whole number of bytes, not \"1.5\"",
        "Hope: {BB: {a: -1}} => not \"-1\"",
        "Hope: {BB: {a: 1_0}} => not \"1_0\"",
        "Hope: {BB: {a: 017}} => not \"017\"",
        "Hope: {BB: {a: '1'}} => not \"1\"",
        "Hope: {BB: {a: 99999999999999999999}} => not \"99999999999999999999\"",
        "Hope: {BB: {a: [1]}} => not a list",
        "Hope: {BB: {../a: 1}} => \"../a\" leads out of its folder",
        "Hope: {BB: {a/: 1}} => \"a/\" is no path of a file",
        "_x: {} => \"_x\": names that start with _",
        "a/b: {} => a fault's name cannot hold slashes",
        "[Hope] => files_to_sync.yaml:1: expected a section for each fault",
        "Hope: 3 => files_to_sync.yaml:1: expected the data types of \"Hope\" here",
        "Hope: {BB: &a {x: 1}} => anchors (&) and aliases (*) are not read",
        "Hope: !!python/none {} => the tag \"tag:yaml.org,2002:python/none\"",
        "{Hope: => files_to_sync.yaml:1: is not YAML",
      })
  void whatPreprocessWouldNotWriteIsRefusedWithTheLine(String yaml, String message) {
    assertTrue(refusal(yaml).contains(message), refusal(yaml));
  }

  @Test
  void theLineOfARepeatedFileIsNamed() {
    assertEquals(
        "files_to_sync.yaml:4: \"a\" is listed twice; run preprocess again",
        refusal("Hope:\n  BB:\n    a: 1\n    a: 2\n"));
  }

  @Test
  void anEmptyFileASecondDocumentAndAMissingFileAreRefused() {
    assertTrue(refusal("").contains("is empty"));
    assertTrue(refusal("# nothing\n").contains("is empty"));
    assertTrue(refusal("Hope: {}\n---\nHope: {}\n").contains(":2: a second YAML document"));
    SyncException e =
        assertThrows(
            SyncException.class,
            () -> FilesToSync.read(folder.resolve("absent"), ArchiveLayout.STANDARD));
    assertTrue(e.getMessage().endsWith("absent: no such file or folder"), e.getMessage());
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() throws Exception {
    Path file = Files.write(folder.resolve("f"), new byte[] {'H', (byte) 0xff, ':', ' ', '1'});
    SyncException e =
        assertThrows(SyncException.class, () -> FilesToSync.read(file, ArchiveLayout.STANDARD));
    assertEquals(SyncException.Kind.BAD_INPUT, e.kind());
  }

  @Test
  void aDocumentOfMoreThanThreeMegabytesIsRead() throws Exception {
    StringBuilder yaml = new StringBuilder("Hope:\n  BB:\n");
    for (int i = 100_000; i < 180_000; i++) {
      yaml.append("    Runs/Hope/Hope_REL").append(i).append("/BB/Acc/BB.bin: 1\n");
    }
    assertTrue(yaml.length() > 3 << 20);
    assertEquals(
        80_000, read(yaml.toString()).faults().get(new Fault("Hope")).get(Types.BB).size());
  }

  /**
   * The right side is what PyYAML 6.0.3 made of these keys, but for line breaks in a name, which it
   * tells by empty lines, and for the case of hexadecimal digits.
   */
  @Test
  void keysAreQuotedAsPyYamlDoes() throws IOException {
    String long122 = "/" + "x".repeat(121);
    assertEquals(
        """
        Hope O'Neil:
          BB:
            '#a': 1
            $(touch x): 1
            '''q''': 1
            '- a': 1
            '---a': 1
            --a: 1
            %s: 1
            ? %sx
            : 1
            1/2: 1
            '12:30': 1
            "a\\tb": 1
            ? "a\\nb"
            : 1
            a b: 1
            a#b: 1
            'a: b': 1
            'null': 1
            w%s: 1
            "\\xe9": 1
            "\\U0001f600": 1
        """
            .formatted(long122, long122, " w".repeat(37)),
        section(
            new Fault("Hope O'Neil"),
            Map.of(
                Types.BB,
                files(
                    "é",
                    "😀",
                    "'q'",
                    "a b",
                    "a: b",
                    "a#b",
                    "#a",
                    "- a",
                    "--a",
                    "---a",
                    "null",
                    "12:30",
                    "1/2",
                    "a\nb",
                    "a\tb",
                    "$(touch x)",
                    long122,
                    long122 + "x",
                    "w" + " w".repeat(37)))));
  }

  private static List<SyncFile> files(String... paths) {
    List<SyncFile> files = new ArrayList<>();
    for (String path : paths) {
      files.add(new SyncFile(path, 1));
    }
    return files;
  }

  @Test
  void aVeryLongFaultAndOneWithoutFilesKeepTheirPlaces() throws Exception {
    String name = "F".repeat(130);
    String yaml =
        section(new Fault(name), Map.of(Types.BB, files("a"), Types.IM, List.of()))
            + section(new Fault("Hope"), Map.of());
    assertEquals("? " + name + "\n: BB:\n    a: 1\n  IM: {}\nHope: {}\n", yaml);
    assertEquals(Set.of(new Fault(name), new Fault("Hope")), read(yaml).faults().keySet());
  }

  @Test
  void anyNameComesBackAsItWasWritten() throws Exception {
    String[] pieces = {
      "a",
      "_REL01",
      "/",
      "-",
      ".",
      ":",
      " ",
      "#",
      "'",
      "\"",
      "\\",
      "\n",
      "é",
      "😀",
      "\t",
      "\u0007",
      "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
      ": ",
      " #",
      "?",
      "\u2029",
      "0",
      ",",
      "]",
      "*",
      "&",
      "\u0085"
    };
    Random random = new Random(20);
    for (int round = 0; round < 500; round++) {
      Set<SyncFile> files = new LinkedHashSet<>();
      for (int i = 0; i < 20; i++) {
        StringBuilder path = new StringBuilder("p");
        for (int j = random.nextInt(20); j >= 0; j--) {
          path.append(pieces[random.nextInt(pieces.length)]);
        }
        files.add(new SyncFile(path.append('e').toString(), files.size()));
      }
      if (files.stream().map(SyncFile::path).distinct().count() == files.size()) {
        Fault fault = new Fault("Hope: é #" + round);
        FilesToSync again = read(section(fault, Map.of(Types.IM, List.copyOf(files))));
        assertEquals(files, Set.copyOf(again.faults().get(fault).get(Types.IM)));
      }
    }
  }

  @Test
  void damagedFilesAreReadOrRefusedAndNothingElse() throws Exception {
    new Mutations(1)
        .check(folder, GOOD, 4_000, file -> FilesToSync.read(file, ArchiveLayout.STANDARD));
  }

  private SyncException refusalOf(String piece, long times) throws Exception {
    Path file = folder.resolve("files_to_sync.yaml");
    try (Writer out = Files.newBufferedWriter(file)) {
      out.write("Hope:\n  BB:\n    ");
      for (long i = 0; i < times; i++) {
        out.write(piece);
      }
      out.write(": 1\n");
    }
    SyncException refused =
        assertThrows(SyncException.class, () -> FilesToSync.read(file, ArchiveLayout.STANDARD));
    assertEquals(SyncException.Kind.BAD_INPUT, refused.kind());
    return refused;
  }

  @Test
  void aFileThatNeedsMoreMemoryThanThereIsIsRefusedWithWhatToDo() throws Exception {
    // Comments, so that nothing is kept of it and the limit alone can be met.
    String comment = "# " + "x ".repeat(500) + "\n";
    SyncException refused =
        refusalOf(comment, Runtime.getRuntime().maxMemory() / 10 / comment.length() + 1);
    assertTrue(refused.getMessage().contains("CS_SYNC_JAVA_OPTS"), refused.getMessage());
  }

  @Test
  void aLineWithoutAnEndIsRefusedBeforeItIsKept() throws Exception {
    // The parser's time grows with the square of each of these.
    for (String piece : List.of("x", "a,", "a\"", "a #")) {
      assertTrue(
          refusalOf(piece.repeat(1024), 1100)
              .getMessage()
              .endsWith("has a line of more than 1 MiB; write one path a line, as preprocess does"),
          piece);
    }
    assertTrue(refusalOf("# " + "x ".repeat(1024), 1100).getMessage().contains("1 MiB"));
  }

  @Test
  void moreFilesThanThereIsMemoryForAreRefusedHoweverShortTheyAre() throws Exception {
    String yaml = "Hope:\n  BB:\n    a: 1\n    b: 1\nPahiatua:\n  BB:\n    c: 1\n";
    assertEquals(2, parse(yaml, 3).faults().size());
    SyncException refused = assertThrows(SyncException.class, () -> parse(yaml, 2));
    assertEquals(SyncException.Kind.BAD_INPUT, refused.kind());
    assertTrue(
        refused.getMessage().startsWith("files.yaml:7: lists more than 2 files, and needs more"),
        refused.getMessage());
  }

  private static FilesToSync parse(String yaml, long mostFiles) throws Exception {
    return new FilesToSyncParser(
            YamlEvents.of(
                "files.yaml", new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8))),
            ArchiveLayout.STANDARD,
            mostFiles)
        .parse();
  }

  @Test
  void moreFaultsThanAnyRunHasAreRefused() throws Exception {
    StringBuilder yaml = new StringBuilder();
    for (int i = 0; i <= FaultList.MOST_FAULTS; i++) {
      yaml.append('F').append(i).append(":\n");
    }
    SyncException refused = assertThrows(SyncException.class, () -> parse(yaml.toString(), 1));
    assertTrue(
        refused.getMessage().startsWith("files.yaml:100001: lists more than 100000 faults"),
        refused.getMessage());
  }
}

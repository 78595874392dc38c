package org.quakecore.cssync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.download.DownloadScene;
import org.quakecore.cssync.inventory.TypeChoice;
import org.quakecore.cssync.preprocess.Preprocess;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.testing.RunFolder;
import org.quakecore.cssync.testing.Said;
import org.quakecore.cssync.transfer.Shard;
import org.quakecore.cssync.upload.UploadScene;

/** What other scripts look for in the output is printed by runs, line by line. */
class PythonLinesTest {
  private static final Path LIST = Path.of("src/test/resources/python-lines.txt");

  private record Line(String command, String when, String text) {
    boolean isAmong(List<String> said) {
      Pattern form =
          Pattern.compile(
              Arrays.stream(text.split(Pattern.quote("..."), -1))
                  .map(Pattern::quote)
                  .collect(Collectors.joining(".+")));
      return said.stream().anyMatch(line -> form.matcher(line).matches());
    }
  }

  @TempDir Path folder;

  private static List<Line> listed() throws Exception {
    return Files.readAllLines(LIST).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.split(" *\\| ", 3))
        .map(cells -> new Line(cells[0], cells[1].strip(), cells[2]))
        .toList();
  }

  @Test
  void everyLineIsPrintedByARunAndOnesOfSuccessByNoneThatFailed() throws Exception {
    Map<String, List<String>> good = new HashMap<>();
    Map<String, List<String>> bad = new HashMap<>();
    UploadScene scene =
        UploadScene.of(folder, RunFolder.fault("Hope", 2), RunFolder.fault("Alpine", 1));
    Said said = new Said();
    new Preprocess(
            new Preprocess.Options(
                scene.run.root(),
                scene.run.list(),
                Optional.empty(),
                scene.list,
                scene.run.root().resolve("stocktake.csv"),
                new TypeChoice(List.of(), true),
                false,
                Shard.ALL,
                Optional.empty(),
                Optional.empty()),
            said)
        .run();
    good.put("preprocess", said.lines());
    scene.upload();
    good.put("upload", scene.said.lines());

    DownloadScene down = new DownloadScene(folder.resolve("down"), scene.remote);
    down.run();
    good.put("download", down.said().lines().toList());

    UploadScene broken =
        UploadScene.of(
            folder.resolve("other"), RunFolder.fault("Hope", 2), RunFolder.fault("Alpine", 1));
    broken.run.delete("Runs/Hope/Hope_REL01/BB/Acc/BB.bin");
    FakeRemote there = broken.remote;
    broken.onLine =
        line -> {
          if (line.startsWith("#### Upload finished")) {
            there.remove("v22p12/Alpine/Alpine_BB.tar");
          }
        };
    broken.upload();
    bad.put("upload", broken.said.lines());

    there.remove("v22p12/_manifest/Alpine_BB.json");
    there.put("v22p12/Alpine/Alpine_BB.tar", "no tar at all".repeat(100));
    DownloadScene half = new DownloadScene(folder.resolve("half"), there);
    half.run();
    bad.put("download", half.said().lines().toList());
    bad.put("preprocess", List.of());

    List<String> unsaid = new ArrayList<>();
    for (Line line : listed()) {
      Map<String, List<String>> runs = line.when().equals("failed") ? bad : good;
      if (!line.isAmong(runs.get(line.command()))) {
        unsaid.add(line.toString());
      }
    }
    assertEquals(List.of(), unsaid, () -> good + "\n" + bad);
    assertFalse(half.said().contains("### All tar files are good"), half.said());
  }
}

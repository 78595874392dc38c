package org.quakecore.cssync.upload.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.FilesToSync;
import org.quakecore.cssync.catalogue.SyncFile;
import org.quakecore.cssync.testing.Types;
import org.quakecore.cssync.upload.UploadScene;

class SourceSetsTest {
  @TempDir private Path folder;

  private SourceSet bb(String path) throws Exception {
    UploadScene scene = new UploadScene(folder);
    scene.types = Set.of(Types.BB);
    Fault hope = new Fault("Hope");
    FilesToSync files =
        new FilesToSync(
            List.of(),
            new TreeMap<>(
                Map.of(hope, new TreeMap<>(Map.of(Types.BB, List.of(new SyncFile(path, 5)))))));
    return new SourceSets(folder, scene.patterns, 1 << 20)
        .of(files, scene.options())
        .get(hope)
        .get(0);
  }

  @ParameterizedTest
  @CsvSource({
    "Runs/Hope/Hope_REL01/BB/Acc/BB.bin, Hope_REL01_BB.bin",
    "Runs/Hope/Hope/BB/Acc/BB.bin, Hope_BB.bin",
    "Runs/Hope/REL01/BB/Acc/BB.bin, REL01_BB.bin",
    "BBs/Hope_REL01/BB/Acc/BB.bin, Hope_REL01_BB.bin",
    "Hope/BB/Hope_REL01_BB.bin, Hope_REL01_BB.bin",
    "dl/Hope/BB/Hope_REL01_BB.bin, Hope_REL01_BB.bin",
    "Hope_download/Hope/BB/Hope_BB.bin, Hope_BB.bin"
  })
  void aMemberIsNamedByAnEventBelowItsFaultOrLikeTheFile(String path, String member)
      throws Exception {
    assertEquals(member, bb(path).files().get(0).members().get(0).name());
  }

  @Test
  void whereNothingNamesTheEventTheSetIsRefused() throws Exception {
    String obstacle = bb("dl/1/BB/BB.bin").obstacle().orElseThrow();
    assertTrue(obstacle.contains("three above the file"), obstacle);
  }
}

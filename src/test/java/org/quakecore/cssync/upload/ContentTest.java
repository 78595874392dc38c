package org.quakecore.cssync.upload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.quakecore.cssync.catalogue.patterns.SyncPatterns;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.manifest.Manifest.CheckEntry;
import org.quakecore.cssync.testing.BbBin;
import org.quakecore.cssync.testing.RunFolder;
import org.quakecore.cssync.testing.Types;
import org.quakecore.cssync.transfer.Staging;

/** What the content has to be like, looked at while it is read for its tar. */
class ContentTest {
  private static final String BB = "*/BB/Acc/BB.bin";
  private static final String SIZE = "0x500 + 44*n + 12*n*nt, n = int32 at 0, nt = int32 at 4";
  private static final String PATTERNS =
      """
      BB:
        where: "Runs/{fault_name}"
        pattern: "*/BB/Acc/BB.bin"
        check:
          "*/BB/Acc/BB.bin":
            - size: 0x500 + 44*n + 12*n*nt, n = int32 at 0, nt = int32 at 4
            - no_zero_station
      """;

  @TempDir Path folder;

  private UploadScene scene;

  @BeforeEach
  void layOut() throws Exception {
    scene = new UploadScene(folder);
    scene.run.add(RunFolder.fault("Hope", 3));
    for (int i = 1; i <= 3; i++) {
      bb(i, new BbBin(4, 20));
    }
    Path file = Files.writeString(folder.resolve("patterns.yaml"), PATTERNS);
    scene.config = Optional.of(file);
    scene.patterns = SyncPatterns.read(file);
    scene.types = Set.of(Types.BB);
    assertTrue(scene.preprocess().complete());
  }

  private void bb(int realisation, BbBin content) throws Exception {
    Files.write(scene.run.bb("Hope", "Hope_REL0" + realisation), content.bytes());
  }

  private List<CheckEntry> checks() throws Exception {
    byte[] json = scene.onRemote("_manifest/Hope_BB.json");
    return Manifest.parse(new String(json, UTF_8), "Hope_BB").checks();
  }

  private List<String> tars() {
    return scene.remote.paths().stream().filter(path -> path.endsWith(".tar")).toList();
  }

  @ParameterizedTest
  @EnumSource(Staging.class)
  void whatPassedIsInTheManifest(Staging staging) throws Exception {
    scene.staging = staging;

    assertTrue(scene.upload().complete(), scene.said.text());

    assertEquals(
        List.of(
            new CheckEntry(BB, "size: " + SIZE, 3, null),
            new CheckEntry(BB, "no_zero_station", 3, null)),
        checks());
  }

  @ParameterizedTest
  @EnumSource(Staging.class)
  void zeroStationsAreToldByRealisationAndNothingOfThemIsKept(Staging staging) throws Exception {
    scene.staging = staging;
    bb(2, new BbBin(4, 20).zero(1).zero(3));
    bb(3, new BbBin(4, 20).zero(0));

    assertFalse(scene.upload().complete());

    assertEquals(List.of(), tars());
    assertTrue(
        scene
            .said
            .text()
            .contains(
                "Hope BB: the content is not as sync_patterns.yaml asks, and was not sent: "
                    + "Hope_REL02_BB.bin: 2 of 4 stations are zero throughout: ST0001, ST0003; "
                    + "Hope_REL03_BB.bin: 1 of 4 stations are zero throughout: ST0000; make"),
        scene.said.text());

    bb(2, new BbBin(4, 20));
    bb(3, new BbBin(4, 20));
    assertTrue(scene.upload().complete(), scene.said.text());
    assertEquals(List.of("v22p12/Hope/Hope_BB.tar"), tars());
    assertEquals(3, checks().get(1).passed());
  }

  @Test
  void whatIsFitOfASetInPartsIsSentAndNotSentAgain() throws Exception {
    scene.staging = Staging.NONE;
    scene.partSize = 10_240;
    bb(1, new BbBin(4, 20).zero(1));
    for (int i = 2; i <= 3; i++) {
      bb(i, new BbBin(4, 150));
    }
    assertTrue(scene.preprocess().complete());

    assertFalse(scene.upload().complete());
    assertEquals(List.of("v22p12/Hope/Hope_BB_1.tar", "v22p12/Hope/Hope_BB_2f.tar"), tars());
    assertTrue(scene.remote.bytes("v22p12/_manifest/Hope_BB.json").isEmpty());

    bb(1, new BbBin(4, 20));
    scene.remote.resetCounts();
    assertTrue(scene.upload().complete(), scene.said.text());
    assertEquals(3, tars().size());
    assertTrue(scene.remote.bytesSent() < 2 * 10_240 + 5_000, "two parts were there");
    assertEquals(3, checks().get(1).passed());
  }

  @ParameterizedTest
  @EnumSource(Staging.class)
  void asItIsIsSentWhereTheUserSaysSoAndTheManifestTells(Staging staging) throws Exception {
    scene.staging = staging;
    bb(2, new BbBin(4, 20).zero(1));
    assertFalse(scene.upload().complete());
    scene.allowIncomplete = true;

    assertTrue(scene.upload().complete(), scene.said.text());

    assertEquals(
        List.of(
            new CheckEntry(BB, "size: " + SIZE, 3, null),
            new CheckEntry(
                BB,
                "no_zero_station",
                2,
                List.of("Hope_REL02_BB.bin: 1 of 4 stations are zero throughout: ST0001"))),
        checks());
  }

  @Test
  void aCheckThatIsNewIsNotTakenForPassed() throws Exception {
    scene.staging = Staging.NONE;
    scene.patterns =
        SyncPatterns.parse(
            PATTERNS
                .lines()
                .filter(line -> !line.contains("no_zero"))
                .reduce("", (a, b) -> a + b + "\n"),
            "patterns.yaml");
    bb(2, new BbBin(4, 20).zero(1));
    assertTrue(scene.upload().complete(), scene.said.text());
    assertEquals(List.of(new CheckEntry(BB, "size: " + SIZE, 3, null)), checks());

    scene.patterns = SyncPatterns.parse(PATTERNS, "patterns.yaml");
    scene.overwrite = true;
    assertFalse(scene.upload().complete());
    assertTrue(scene.said.text().contains("Hope_REL02_BB.bin: 1 of 4"), scene.said.text());
    assertEquals(List.of("v22p12/Hope/Hope_BB.tar"), tars(), "what was there stays");
  }
}

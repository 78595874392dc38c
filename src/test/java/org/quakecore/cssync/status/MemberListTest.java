package org.quakecore.cssync.status;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.quakecore.cssync.status.StatusScene.manifestPath;
import static org.quakecore.cssync.status.StatusScene.path;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.download.DownloadScene;
import org.quakecore.cssync.inventory.Versions;
import org.quakecore.cssync.testing.AdoptedManifest;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.testing.Said;
import org.quakecore.cssync.testing.Types;

class MemberListTest {
  @TempDir Path folder;
  private StatusScene scene;

  @BeforeEach
  void archiveOneFault() throws Exception {
    scene = StatusScene.of(folder, new FakeRemote().keepingLists(), "Hope");
  }

  /** What sha256sum itself says of the sums in a folder. */
  private int sha256sum(Path downloaded) throws Exception {
    Path sums = Files.writeString(folder.resolve("sums"), scene.said.text() + "\n");
    Process process =
        new ProcessBuilder("sha256sum", "--strict", "-c", sums.toString())
            .directory(downloaded.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("answer").toFile())
            .start();
    return process.waitFor();
  }

  @Test
  void sha256sumAcceptsTheSumsInAFolderThatWasDownloaded() throws Exception {
    Path downloaded = folder.resolve("downloaded");
    List<DataType> three = List.of(Types.SOURCE, Types.IM, Types.BB);
    DownloadScene download = new DownloadScene(folder.resolve("d"), scene.remote);
    assertTrue(download.run().complete(), download.said());
    Files.move(download.folder(), downloaded);
    scene.types = three;
    scene.view = Options.View.SUMS;
    assertTrue(scene.status().complete());
    assertEquals(9, scene.said.lines().size());
    assertEquals(0, sha256sum(downloaded), () -> answer());
    Files.writeString(downloaded.resolve("Hope/IM/Hope_REL02.csv"), "changed");
    assertEquals(1, sha256sum(downloaded), () -> answer());
  }

  private String answer() {
    try {
      return Files.readString(folder.resolve("answer"));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void sha256sumReadsNamesWithBackslashesAndLineBreaks() throws Exception {
    Path files = Files.createDirectories(folder.resolve("odd/Hope/Source"));
    scene.types = List.of(Types.SOURCE);
    scene.view = Options.View.SUMS;
    List<String> names = List.of("a\\b.csv", "c\nd.csv", "e\rf.csv", " g h.csv");
    for (String name : names) {
      String source = "Data/Sources/Hope/Srf/" + name;
      scene.run.write(source, 100);
      Files.copy(scene.run.file(source), files.resolve(name));
    }
    scene.archive(
        new Fault("Hope"),
        Types.SOURCE,
        names.stream().map(name -> "Data/Sources/Hope/Srf/" + name).toList(),
        1 << 30);
    assertTrue(scene.status().complete());
    assertEquals(4, scene.said.lines().size());
    assertEquals(0, sha256sum(folder.resolve("odd")), () -> answer());
  }

  @Test
  void whatSha256sumCannotBeToldIsNamedAndNotListed() throws Exception {
    scene.types = List.of(Types.SOURCE);
    scene.view = Options.View.SUMS;
    List<String> sources =
        List.of("Data/Sources/Hope/Srf/a\u009b2J.csv", "Data/Sources/Hope/Srf/b.csv");
    for (String source : sources) {
      scene.run.write(source, 100);
    }
    scene.archive(new Fault("Hope"), Types.SOURCE, sources, 1 << 30);
    assertFalse(scene.status().complete());
    assertEquals(1, scene.said.lines().size());
    assertTrue(scene.said.lines().get(0).endsWith("  Hope/Source/b.csv"));
    assertTrue(
        scene.said.warnings().get(0).contains("\"a\\u009b2J.csv\" is not listed"),
        () -> scene.said.warnings().toString());
  }

  @Test
  void aMemberIsFoundAnywhereAndLiesWhereItIsSaidToLie() throws Exception {
    scene.view = Options.View.FIND;
    scene.glob = "*REL03_BB*";
    assertTrue(scene.status().complete());
    assertEquals(1, scene.said.lines().size());
    String[] columns = scene.said.lines().get(0).split("\t", -1);
    assertEquals(
        List.of("Hope/BB", "Hope_BB_1f.tar", "Hope_REL03_BB.bin"),
        List.of(columns[0], columns[1], columns[2]));
    int offset = Integer.parseInt(columns[3]);
    int size = Integer.parseInt(columns[4]);
    byte[] part = scene.remote.bytes(path("Hope/" + columns[1])).orElseThrow();
    assertArrayEquals(
        Files.readAllBytes(scene.run.bb("Hope", "Hope_REL03")),
        Arrays.copyOfRange(part, offset, offset + size));
  }

  @Test
  void findingNothingIsNotComplete() throws Exception {
    scene.view = Options.View.FIND;
    scene.glob = "*REL99*";
    assertFalse(scene.status().complete());
    assertEquals(List.of(), scene.said.lines());
    assertTrue(scene.said.warnings().get(0).contains("No member matches"));
    scene.glob = "[z-a]";
    assertEquals(SyncException.Kind.USAGE, assertThrows(SyncException.class, scene::status).kind());
  }

  @Test
  void membersAreListedWithAllThatIsKnown() throws Exception {
    scene.view = Options.View.MEMBERS;
    scene.types = List.of(Types.SAMPLE_BB);
    assertTrue(scene.status().complete());
    assertTrue(
        scene
            .said
            .lines()
            .get(0)
            .matches(
                "Hope/SAMPLE_BB\tHope_REL01_BB\\.bin\tHope_REL01_BB\\.bin\t4000"
                    + "\t\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\t[0-9a-f]{64}"),
        scene.said.text());
  }

  @Test
  void aSetThatIsNotWhatItsManifestSaysTellsNoMembers() throws Exception {
    scene.remote.remove(path("Hope/Hope_BB_0.tar"));
    scene.remote.remove(manifestPath("Hope", Types.IM));
    scene.view = Options.View.SUMS;
    assertFalse(scene.status().complete());
    assertFalse(scene.said.hasLine("Hope/BB/"), scene.said.text());
    assertTrue(
        scene.said.warnings().contains("#### Hope IM: members unknown, complete, no manifest"),
        scene.said.warnings()::toString);
    assertTrue(
        scene
            .said
            .warnings()
            .contains("#### Hope BB: members unknown, INCOMPLETE: missing Hope_BB_0.tar"),
        scene.said.warnings()::toString);
  }

  @Test
  void versionsAreTheFoldersThatAreNotKeptAside() throws Exception {
    scene.remote.put("v20p5/list.txt", "x");
    scene.remote.put("_old/list.txt", "x");
    Said said = new Said();
    assertTrue(new Versions(scene.remote, said).say(false).complete());
    assertEquals(List.of("v20p5", "v22p12"), said.lines());
    SyncException unknown = Versions.unknown(scene.remote, new CsVersion("v1p1"));
    assertTrue(unknown.getMessage().endsWith("there are v20p5, v22p12"), unknown.getMessage());
  }

  @Test
  void whoAsksForSumsHearsOfSetsThatWereAdoptedWithoutThem() throws Exception {
    AdoptedManifest.put(scene.remote, StatusScene.manifestPath("Hope", Types.IM));
    scene.types = List.of(Types.IM, Types.BB);
    scene.view = Options.View.SUMS;
    assertFalse(scene.status().complete());
    assertEquals(3, scene.said.lines().size());
    assertTrue(
        scene.said.warnings().toString().contains("The SHA-256 of 3 files is unknown"),
        scene.said.warnings()::toString);

    scene.view = Options.View.MEMBERS;
    assertTrue(scene.status().complete(), scene.said.text());
    assertEquals(3, scene.said.lines().stream().filter(line -> line.endsWith("\t-")).count());
  }
}

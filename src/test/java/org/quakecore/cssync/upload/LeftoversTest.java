package org.quakecore.cssync.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.TemporaryName;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.testing.RunFolder;

/** What killed runs have left in the temp folder, and what becomes of it. */
class LeftoversTest {
  @TempDir private Path folder;

  private UploadScene scene() throws Exception {
    return UploadScene.of(folder, RunFolder.fault("Hope", 3), RunFolder.fault("OhariuC", 3));
  }

  /** Leaves a file in the temp folder of the version. */
  private static Path leave(UploadScene scene, String path) throws IOException {
    Path file = scene.work().resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "left");
  }

  private static String ofADeadProcess(String name) {
    return TemporaryName.of(name).replaceFirst("-\\d+-", "-999999999-");
  }

  /** All that lies in the temp folder but the records that are kept. */
  private static List<String> lying(UploadScene scene) throws IOException {
    try (var all = Files.walk(scene.work())) {
      return all.filter(path -> !Files.isDirectory(path))
          .map(path -> scene.work().relativize(path).toString())
          .filter(path -> !path.equals("lock.token"))
          .filter(path -> !path.matches("\\w+_(sending\\.json|progress\\.yaml)"))
          .filter(path -> !path.matches("to_upload/\\w+_progress\\.log"))
          .sorted(Comparator.naturalOrder())
          .toList();
    }
  }

  @Test
  void stagedTarsOfWhatIsProvenAlreadyGoWithTheNextRun() throws Exception {
    UploadScene scene = scene();
    assertTrue(scene.upload().complete(), scene.said.text());
    leave(scene, "to_upload/Hope/Hope_BB.tar");
    leave(scene, "to_upload/_manifest/1/Hope_BB.json");
    leave(scene, "to_pack/Hope/BB/Hope_REL01_BB.bin");

    assertTrue(scene.upload().complete(), scene.said.text());

    assertEquals(List.of(), lying(scene));
    assertTrue(scene.said.text().contains("0 sent"), scene.said.text());
    assertTrue(scene.said.hasLine("#### Info: ", "to_upload/Hope is of an earlier run. Delete"));
  }

  /** Whatever a record holds that is not one, it counts as none, and costs nothing but that. */
  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "{\"format\":1}", "LARGE", "NULL MEMBER"})
  void aRecordThatIsNoneCostsNothing(String content) throws Exception {
    UploadScene scene = scene();
    assertTrue(scene.upload().complete(), scene.said.text());
    Path record = scene.work().resolve("Hope_sending.json");
    String whole = Files.readString(record);
    Files.writeString(
        record,
        switch (content) {
          case "LARGE" -> whole + " ".repeat((int) Manifest.MOST_BYTES);
          case "NULL MEMBER" -> whole.replaceFirst("\"members\": \\[", "$0 null,");
          default -> content;
        });

    assertTrue(scene.upload().complete(), scene.said.text());
    assertTrue(scene.said.text().contains("0 sent, 8 skipped"), scene.said.text());
  }

  @Test
  void stagedTarsOfWhatIsRefusedOrLacksItsManifestAloneGoToo() throws Exception {
    UploadScene scene = scene();
    assertTrue(scene.upload().complete(), scene.said.text());
    scene.remote.remove("v22p12/_manifest/OhariuC_BB.json");
    for (String path : List.copyOf(scene.remote.paths())) {
      if (path.startsWith("v22p12/Hope/") || path.contains("_manifest/Hope")) {
        scene.remote.put(path, new byte[] {1});
      }
    }
    leave(scene, "to_upload/Hope/Hope_BB.tar");
    leave(scene, "to_upload/OhariuC/OhariuC_BB.tar");
    Files.delete(scene.work().resolve("Hope_sending.json"));

    assertFalse(scene.upload().complete(), scene.said.text());

    assertTrue(scene.said.text().contains("refused  Hope BB"), scene.said.text());
    assertEquals(List.of(), lying(scene));
  }

  @Test
  void stagedTarsOfFaultsThatAreNotAskedForGoToo() throws Exception {
    UploadScene scene = scene();
    leave(scene, "to_upload/Hope/Hope_BB.tar");
    leave(scene, "to_upload/Alpine/Alpine_BB.tar");
    scene.included = Set.of(new Fault("OhariuC"));

    assertTrue(scene.upload().complete(), scene.said.text());

    assertEquals(List.of(), lying(scene));
  }

  @Test
  void recordsAndListsThatAKilledRunWasWritingGo() throws Exception {
    UploadScene scene = scene();
    leave(scene, ofADeadProcess("Hope_sending.json"));
    leave(scene, ofADeadProcess("names"));
    leave(scene, ofADeadProcess("manifests") + "/Hope_BB.json");
    String living = TemporaryName.of("names");
    leave(scene, living);

    assertTrue(scene.upload().complete(), scene.said.text());

    assertEquals(List.of(living), lying(scene));
  }

  @Test
  void whatALinkThereLeadsToStays() throws Exception {
    UploadScene scene = scene();
    assertTrue(scene.upload().complete(), scene.said.text());
    Path source = scene.run.bb("Hope", "Hope_REL01");
    Path link = scene.work().resolve("to_upload/Hope/Hope_REL01_BB.bin");
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, source);

    assertTrue(scene.upload().complete(), scene.said.text());

    assertFalse(Files.isSymbolicLink(link));
    assertTrue(Files.isRegularFile(source));
  }

  @Test
  void aDryRunLeavesEverythingAsItIs() throws Exception {
    UploadScene scene = scene();
    assertTrue(scene.upload().complete(), scene.said.text());
    leave(scene, "to_upload/Hope/Hope_BB.tar");
    scene.dryRun = true;

    assertTrue(scene.upload().complete(), scene.said.text());

    assertEquals(List.of("to_upload/Hope/Hope_BB.tar"), lying(scene));
  }
}

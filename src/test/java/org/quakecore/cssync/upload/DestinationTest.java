package org.quakecore.cssync.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.rclone.Rclone;
import org.quakecore.cssync.testing.RunFolder;

class DestinationTest {
  @TempDir Path folder;

  private String refused(UploadScene scene, Remote remote) {
    SyncException refused = assertThrows(SyncException.class, () -> scene.upload(remote));
    assertEquals(Kind.USAGE, refused.kind());
    return refused.getMessage();
  }

  @Test
  void aRootThatIsNotThereIsMadeOnlyWhenThatIsConfirmed() throws Exception {
    UploadScene scene = UploadScene.of(folder, RunFolder.fault("Hope", 2));
    Path archive = folder.resolve("archvie/Cybershake");
    Remote remote = new Rclone(archive.toString());

    for (boolean dryRun : new boolean[] {true, false}) {
      scene.dryRun = dryRun;
      String message = refused(scene, remote);
      assertTrue(message.startsWith(archive + ": there is no such folder"), message);
      assertTrue(message.contains("--create_root"), message);
      assertFalse(Files.exists(folder.resolve("archvie")));
    }

    scene.createRoot = true;
    assertTrue(scene.upload(remote).complete(), scene.said.text());
    assertTrue(Files.exists(archive.resolve("v22p12/Hope/Hope_BB.tar")));
  }

  @Test
  void aNewVersionBelowARootThatIsThereNeedsNoConfirmation() throws Exception {
    UploadScene scene = UploadScene.of(folder, RunFolder.fault("Hope", 2));
    Path archive = Files.createDirectories(folder.resolve("archive"));

    assertTrue(scene.upload(new Rclone(archive.toString())).complete(), scene.said.text());
  }

  @Test
  void aNewVersionWithAnUnusualNameIsMadeOnlyWhenThatIsConfirmed() throws Exception {
    UploadScene scene = UploadScene.of(folder, RunFolder.fault("Hope", 2));
    scene.version = new CsVersion("22p12");

    String message = refused(scene, scene.remote);

    assertTrue(message.startsWith("fake:22p12: there is no such version"), message);
    assertTrue(message.contains("--cs_ver") && message.contains("--create_root"), message);
    scene.createRoot = true;
    assertTrue(scene.upload().complete(), scene.said.text());
    scene.createRoot = false;
    assertTrue(scene.upload().complete(), "it is there by now");
  }
}

package org.quakecore.cssync.remote.rclone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.RemoteContract;

/** The real rclone on a remote with a name, here an alias made on the fly. */
class RcloneAliasTest extends RemoteContract {
  @TempDir Path archive;

  private Remote remote;

  @Override
  public Remote remote() {
    if (remote == null) {
      remote = new Rclone(":alias,remote='" + archive + "':");
    }
    return remote;
  }

  @Test
  void anAliasTellsWhichFolderItStandsFor() throws Exception {
    assertEquals(Optional.of(archive), remote().folderHere());
    assertEquals(Optional.of(archive), new Rclone(archive.toString()).folderHere());
  }

  @Test
  void anAliasHasTheTraitsOfWhatItStandsFor() throws Exception {
    assertEquals(new Rclone(archive.toString()).traits(), remote().traits());
  }
}

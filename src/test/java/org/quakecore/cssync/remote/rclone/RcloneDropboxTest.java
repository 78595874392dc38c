package org.quakecore.cssync.remote.rclone;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.RemoteContract;
import org.quakecore.cssync.testing.dropbox.FakeDropbox;

/** The real rclone on a Dropbox of this machine. */
class RcloneDropboxTest extends RemoteContract {
  @TempDir Path scripts;

  private FakeDropbox dropbox;
  private DropboxWrapper rclone;
  private Remote remote;

  @BeforeEach
  void startOne() throws IOException {
    dropbox = FakeDropbox.start();
    rclone = new DropboxWrapper(scripts, dropbox.environment(), "");
    remote = rclone.remote();
  }

  @AfterEach
  void stopIt() throws IOException {
    dropbox.close();
  }

  @Override
  public Remote remote() {
    return remote;
  }
}

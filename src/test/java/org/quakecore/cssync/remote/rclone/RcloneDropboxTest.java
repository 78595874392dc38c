package org.quakecore.cssync.remote.rclone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.RemoteContract;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.testing.dropbox.FakeDropbox;

/** The real rclone on a Dropbox of this machine, one of them resident. */
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
    rclone.close();
    dropbox.close();
  }

  @Override
  public Remote remote() {
    return remote;
  }

  @Test
  void aLookFindsAFileInAnotherCaseUnderTheNameAskedFor() throws Exception {
    write("F/one.tar", "1");
    send("v", "F/one.tar");
    List<StoredFile> found = remote.look("v", List.of("f/ONE.TAR"), true);
    assertEquals(List.of("f/ONE.TAR"), found.stream().map(StoredFile::path).toList());
    assertEquals(1, found.get(0).size());
  }
}

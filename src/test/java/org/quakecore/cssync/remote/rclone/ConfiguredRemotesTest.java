package org.quakecore.cssync.remote.rclone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.remote.Remotes;
import org.quakecore.cssync.testing.Script;

class ConfiguredRemotesTest {
  @TempDir Path folder;

  private Remotes rcloneWith(String setting) throws Exception {
    Path script = folder.resolve("rclone");
    Script.write(script, "#!/bin/sh\n" + setting + "\nexec rclone \"$@\"\n");
    return new ConfiguredRemotes(script.toString());
  }

  @Test
  void remotesOfTheConfigurationAndOfTheEnvironmentAreNamed() throws Exception {
    Path configuration =
        Files.writeString(folder.resolve("rclone.conf"), "[a b]\ntype = alias\nremote = /tmp\n");
    Remotes remotes =
        rcloneWith(
            "export RCLONE_CONFIG='"
                + configuration
                + "' RCLONE_CONFIG_BOX_TYPE=alias RCLONE_CONFIG_BOX_REMOTE=/tmp");

    assertEquals(Set.of("a b", "box"), remotes.names());
  }

  @Test
  void aListThatFailedIsNotOneWithoutNames() throws Exception {
    SyncException failed =
        assertThrows(SyncException.class, rcloneWith("test \"$1\" = version || exit 9")::names);
    assertEquals(Kind.REMOTE, failed.kind());
  }
}

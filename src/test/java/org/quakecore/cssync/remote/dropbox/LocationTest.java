package org.quakecore.cssync.remote.dropbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quakecore.cssync.remote.rclone.Configuration;
import org.quakecore.cssync.testing.Script;

class LocationTest {
  private static final String DUMP =
      """
      {"dropbox": {"type": "dropbox", "token": "{\\"access_token\\":\\"secret\\"}"},
       "cs": {"type": "alias", "remote": "dropbox:/QuakeCoRE/Public"},
       "deep": {"type": "alias", "remote": "cs:Cybershake/"},
       "round": {"type": "alias", "remote": "round:x"},
       "other": {"type": "dropbox", "impersonate": "somebody@example.org"},
       "named": {"type": "dropbox", "encoding": "None"},
       "secret": {"type": "crypt", "remote": "dropbox:x"},
       "here": {"type": "alias", "remote": "/scratch"}}
      """;

  @TempDir Path folder;

  private Optional<Location> of(String root, Map<String, String> environment) throws Exception {
    Path rclone = folder.resolve("rclone");
    Script.write(
        rclone,
        "#!/bin/bash\nif [ \"$1\" = version ]; then echo rclone v1.60.1; exit; fi\ncat <<'END'\n"
            + DUMP
            + "END\n");
    return Location.of(root, new Configuration(rclone.toString(), environment), environment);
  }

  @ParameterizedTest
  @CsvSource({
    "dropbox:Cybershake, Cybershake, false",
    "dropbox:, '', false",
    "dropbox:/A/B/, A/B, true",
    "cs:, QuakeCoRE/Public, true",
    "cs:Cybershake, QuakeCoRE/Public/Cybershake, true",
    "deep:v22p12, QuakeCoRE/Public/Cybershake/v22p12, true"
  })
  void anAliasIsFollowedToDropbox(String root, String path, boolean teamRoot) throws Exception {
    Location location = of(root, Map.of()).orElseThrow();
    assertEquals("dropbox", location.remote());
    assertEquals(path, location.path());
    assertEquals(teamRoot, location.teamRoot());
    assertFalse(location.toString().contains("secret"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "other:x",
        "named:x",
        "secret:x",
        "here:x",
        "round:x",
        "absent:x",
        "/scratch/x",
        "./a:b",
        "dropbox,impersonate=x:y",
        ":dropbox:x"
      })
  void whateverMeansSomethingElseIsLeftToRclone(String root) throws Exception {
    assertEquals(Optional.empty(), of(root, Map.of()));
  }

  @Test
  void variablesGoBeforeTheFile() throws Exception {
    assertEquals(Optional.empty(), of("dropbox:x", Map.of("RCLONE_CONFIG_DROPBOX_TYPE", "alias")));
    assertEquals(Optional.empty(), of("dropbox:x", Map.of("RCLONE_DROPBOX_SHARED_FILES", "true")));
    assertEquals("y", of("mine:y", Map.of("RCLONE_CONFIG_MINE_TYPE", "dropbox")).get().path());
    assertEquals("x", of("dropbox:x", Map.of("RCLONE_DROPBOX_CHUNK_SIZE", "8M")).get().path());
  }
}

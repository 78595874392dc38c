package org.quakecore.cssync;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quakecore.cssync.testing.Jar.Result;
import org.quakecore.cssync.testing.Script;
import org.quakecore.cssync.testing.dropbox.Endpoint;
import org.quakecore.cssync.testing.dropbox.Trouble;

/** By rclone's own Dropbox backend. */
class DropboxByRcloneIT extends DropboxEndToEnd {
  @Override
  String engine() {
    return "rclone";
  }

  @Override
  Trouble onSendingHope() {
    return dropbox.on(Endpoint.UPLOAD, Endpoint.SESSION_START).path(HOPE);
  }

  @Override
  Trouble onCommitting() {
    return dropbox.on(Endpoint.UPLOAD, Endpoint.SESSION_FINISH).path("**/Kelly*");
  }

  @Override
  void assertNoticed(Result result) {
    assertDone(result);
  }

  @Override
  void breakEveryTime(String file) {
    dropbox.on(Endpoint.UPLOAD, Endpoint.SESSION_START).path(file).cut(100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tar", "none"})
  void whereTheFirstCallOfEachKindIsKilledAllIsDoneAllTheSame(String staging) throws Exception {
    Path killed = Files.createDirectories(folder.resolve("killed"));
    Path script = folder.resolve("killed-rclone");
    Script.write(
        script,
        """
        #!/bin/sh
        case "$*" in *_root*) ;; *) mkdir '%s'/"$1" 2>/dev/null && kill -9 $$ ;; esac
        exec rclone "$@"
        """
            .formatted(killed));
    jar.with("CS_SYNC_RCLONE", script.toString());
    preprocessBb();
    assertDone(upload("--staging", staging));
    assertDone(upload("--staging", staging, "-f"));
    assertDone(download("--staging", staging));
    assertBbIsBack();
    assertDone(jar.run("status", "v22p12", "-t", "BB"));
    for (String call : List.of("version", "backend", "lsjson", "moveto", "purge")) {
      assertTrue(Files.exists(killed.resolve(call)), call);
    }
    assertTrue(Files.exists(killed.resolve(staging.equals("tar") ? "copy" : "rcat")));
  }
}

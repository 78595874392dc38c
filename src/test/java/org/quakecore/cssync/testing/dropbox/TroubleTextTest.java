package org.quakecore.cssync.testing.dropbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a trouble comes, and how the command line says so. */
class TroubleTextTest {
  @TempDir Path scratch;

  @Test
  void aTroubleComesWhenItIsToldTo() {
    assertEquals(List.of(1, 2, 3, 4, 5), comes(new Trouble(all(), false, any -> {})));
    assertEquals(List.of(3), comes(new Trouble(all(), false, any -> {}).nth(3)));
    assertEquals(List.of(3, 4, 5), comes(new Trouble(all(), false, any -> {}).from(3)));
    assertEquals(List.of(1, 2), comes(new Trouble(all(), false, any -> {}).times(2)));
    assertEquals(List.of(), comes(new Trouble(all(), false, any -> {}).path("**/*.csv")));
    assertEquals(List.of(), comes(new Trouble(Set.of(Endpoint.UPLOAD), false, any -> {}).from(1)));
  }

  @Test
  void theCommandLineSaysTheSame() throws Exception {
    try (FakeDropbox dropbox = FakeDropbox.start()) {
      TroubleText.begin(dropbox, "session_finish,upload@**/b.tar#1=status:418");
      TroubleText.begin(dropbox, "commit@**/c.tar=lose_commit");
      rcat(dropbox, "v/a.tar");
      RcloneRun refused = rcat(dropbox, "v/b.tar");
      assertEquals(1, refused.exit());
      assertEquals(0, rcat(dropbox, "v/b.tar").exit());
      assertEquals(0, rcat(dropbox, "v/c.tar").exit());
      assertEquals(List.of("v/a.tar", "v/b.tar"), dropbox.files());
    }
  }

  @Test
  void nonsenseIsRefused() throws Exception {
    try (FakeDropbox dropbox = FakeDropbox.start()) {
      for (String text :
          List.of(
              "",
              "upload",
              "upload=nothing_known",
              "nowhere=status:500",
              "upload=status",
              "upload#x=status:500",
              "upload=lose_commit",
              "commit=status:500")) {
        assertThrows(IllegalArgumentException.class, () -> TroubleText.begin(dropbox, text), text);
      }
      assertFalse(rcat(dropbox, "v/a.tar").exit() != 0);
    }
  }

  private static Set<Endpoint> all() {
    return Set.of(Endpoint.values());
  }

  private static List<Integer> comes(Trouble trouble) {
    return IntStream.rangeClosed(1, 5)
        .filter(call -> trouble.comesTo(Endpoint.DOWNLOAD, "/v/a.tar", 0))
        .boxed()
        .toList();
  }

  private RcloneRun rcat(FakeDropbox dropbox, String path)
      throws IOException, InterruptedException {
    return RcloneRun.of(dropbox, scratch, Map.of(), new byte[] {1}, "rcat", "dropbox:" + path);
  }
}

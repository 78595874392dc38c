package org.quakecore.cssync.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.testing.Said;
import org.quakecore.cssync.transfer.History;

class PastRunsTest {
  @TempDir Path folder;
  private final Said said = new Said();

  private void note(String command, String version, long bytes, long rate, int exit)
      throws Exception {
    History.append(
        folder,
        new History.Line(
            Instant.parse("2026-11-28T09:00:00Z"),
            "wlg-login01.maui.nesi.org.nz",
            command,
            version,
            12,
            bytes,
            60,
            rate,
            exit,
            exit));
  }

  @Test
  void runsAreATableWithTheLatestLast() throws Exception {
    note("preprocess", "v22p12", 51_000_000_000_000L, 0, 0);
    note("download", "v22p12", 999, 123_456_789, 130);
    new PastRuns(folder, Optional.empty(), said).say(false);
    assertEquals(3, said.lines().size());
    assertTrue(said.hasLine("2026-11-2", " wlg-login01 preprocess v22p12 "), said.text());
    assertTrue(said.lines().get(2).endsWith(" 12    999 B 118 MiB/s    130  130"), said.text());
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 80})
  void theTableFitsItsWindowAndKeepsHowEachRunEnded(int columns) throws Exception {
    note("preprocess", "v22p12", 51_000_000_000_000L, 0, 0);
    note("download", "v22p12", 999, 123_456_789, 130);
    said.in(columns);
    new PastRuns(folder, Optional.empty(), said).say(false);
    assertTrue(said.lines().stream().allMatch(line -> line.length() <= columns), said.text());
    assertTrue(said.lines().get(2).endsWith(" 130"), said.text());
  }

  @Test
  void onlyTheVersionThatIsAskedForIsTold() throws Exception {
    note("upload", "v22p4", 1, 1, 0);
    note("upload", "v22p12", 1, 1, 1);
    new PastRuns(folder, Optional.of(new CsVersion("v22p12")), said).say(true);
    JsonObject json = JsonParser.parseString(said.text()).getAsJsonObject();
    assertEquals(1, json.getAsJsonArray("runs").size());
    JsonObject run = json.getAsJsonArray("runs").get(0).getAsJsonObject();
    assertEquals("v22p12", run.get("cs_ver").getAsString());
    assertEquals(1, run.get("exit").getAsInt());
  }

  @Test
  void aFolderWithoutAHistoryIsNoEmptyOne() {
    SyncException none =
        assertThrows(
            SyncException.class, () -> new PastRuns(folder, Optional.empty(), said).say(false));
    assertTrue(none.getMessage().contains("--download_dir"), none::getMessage);
    assertEquals(List.of(), said.lines());
  }
}

package org.quakecore.cssync.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
  @TempDir Path folder;

  private static History.Line line(int exit) {
    return new History.Line(
        Instant.parse("2026-11-28T09:00:00Z"), "wlg01", "upload", "v22p12", 1, 2, 3, 4, 5, exit);
  }

  @Test
  void linesAreReadAsTheyWereWritten() throws Exception {
    assertEquals(Optional.empty(), History.read(folder));
    History.append(folder, line(0));
    History.append(folder, line(130));
    assertEquals(Optional.of(List.of(line(0), line(130))), History.read(folder));
    assertEquals(
        """
        time\thost\tcommand\tversion\tsets\tbytes\tseconds\trate\terrors\texit
        2026-11-28T09:00:00Z\twlg01\tupload\tv22p12\t1\t2\t3\t4\t5\t0
        2026-11-28T09:00:00Z\twlg01\tupload\tv22p12\t1\t2\t3\t4\t5\t130
        """,
        Files.readString(folder.resolve(History.NAME)));
  }

  @Test
  void runsThatEndAtTheSameTimeLoseNoLineAndWriteOneHeader() throws Exception {
    ExecutorService runs = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> ended = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        int exit = i;
        ended.add(
            runs.submit(
                () -> {
                  History.append(folder, line(exit));
                  return exit;
                }));
      }
      for (Future<?> each : ended) {
        each.get();
      }
    } finally {
      runs.shutdownNow();
    }
    assertEquals(40, History.read(folder).orElseThrow().stream().distinct().count());
    assertEquals(41, Files.readAllLines(folder.resolve(History.NAME)).size());
  }

  @Test
  void aLineThatWasCutOffSpoilsNoOther() throws Exception {
    History.append(folder, line(0));
    Path file = folder.resolve(History.NAME);
    Files.writeString(file, "2026-11-28T09:00:00Z\twlg", StandardOpenOption.APPEND);
    History.append(folder, line(1));
    assertEquals(Optional.of(List.of(line(0), line(1))), History.read(folder));
  }

  @Test
  void aNameFromOutsideStaysInItsCell() throws Exception {
    History.append(
        folder, new History.Line(Instant.EPOCH, "a\tb\nc", "upload", "", 0, 0, 0, 0, 0, 0));
    History.Line read = History.read(folder).orElseThrow().get(0);
    assertEquals("a\\tb\\nc", read.host());
    assertTrue(read.version().equals("-"));
  }
}
